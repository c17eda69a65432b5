import type { Application } from '../applications';
import type { ApplicationWay } from './application';

/** What would happen, in a sentence. */
export function describeWay({ name }: Pick<Application, 'name'>, way: ApplicationWay): string {
  const now = 'live' in way && way.live !== undefined ? ` (live now: ${way.live.slice(0, 12)})` : '';
  switch (way.kind) {
    case 'swap': return `${name}: swap with the slot ${way.slot}. ${way.preview.direction} Swapping again takes it back.`;
    case 'package': return `${name}: deploy the package ${way.hash.slice(0, 12)}${way.gitSha ? ` of the commit ${way.gitSha.slice(0, 8)}` : ''} again${now}.`;
    case 'build': return `${name}: build the commit ${way.gitSha.slice(0, 12)} in a work tree of its own and deploy it${now}.`;
  }
}
