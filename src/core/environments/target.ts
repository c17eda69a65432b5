import type { Environment } from './environment';

/** Where something was made; what tells no cloud was made before that was written down. */
export interface MadeAt { readonly cloud?: string; readonly resourceGroup: string; readonly isSandbox: boolean }
interface Run { readonly target?: MadeAt; readonly success: boolean; readonly timestamp: string; readonly endedAt?: string }

/** A rehearsal says nothing of the environment that it rehearses, nor the other way round. */
export const isSameTarget = ({ target }: { readonly target?: MadeAt }, { cloud = 'azure', resourceGroup }: Environment): boolean => !target?.cloud || (target.resourceGroup.toLowerCase() === resourceGroup.toLowerCase() && (target.cloud === cloud || target.isSandbox === isSandbox(cloud)));
export const isSandbox = (cloud: string | undefined): boolean => cloud === 'sandbox' || /^https?:\/\/(localhost|127\.|\[::1\])/i.test(cloud ?? '');

/** When the first green run on the environment's own target ended: from then on there is something to look after. `runs`: newest first. */
export function firstGreen(runs: readonly Run[], environment: Environment): Date | undefined {
  const first = runs.findLast((run) => run.success && isSameTarget(run, environment));
  return first && new Date(first.endedAt ?? first.timestamp);
}
