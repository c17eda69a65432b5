import type { ResourceVerdict, Verdict } from '../deployment/events';
import type { Resource } from '../ports/arm';
import type { JsonObject } from '../values';
import { member } from '../json';

/** How a type shows that it works. `existence`: being there is all that can be said. */
type HealthRule = { readonly kind: 'state' | 'existence' | 'provisioning' };

/** Sites report a state and no provisioning state; identities, role assignments and locks report neither. */
const rules: readonly (readonly [RegExp, HealthRule])[] = [
  [/^microsoft\.web\/sites(\/slots)?$/i, { kind: 'state' }],
  [/^microsoft\.managedidentity\//i, { kind: 'existence' }],
  [/^microsoft\.authorization\//i, { kind: 'existence' }],
  [/^microsoft\.(resources\/tags|insights\/diagnosticsettings)$/i, { kind: 'existence' }],
];

export const healthRuleOf = (type: string): HealthRule => rules.find(([pattern]) => pattern.test(type))?.[1] ?? { kind: 'provisioning' };

export interface Judgement { readonly verdict: Verdict; readonly reason: string }

/** What one resource's own record says about its health. Silence is `unknown`, never `healthy`. */
export function judgeResource(type: string, resource: Pick<Resource, 'properties' | 'provisioningState'>): Judgement {
  switch (healthRuleOf(type).kind) {
    case 'state': return judgeSite(resource.properties);
    case 'existence': return { verdict: 'healthy', reason: 'It exists.' };
    case 'provisioning': return judgeProvisioning(resource);
  }
}

function judgeSite(properties: JsonObject | undefined): Judgement {
  const state = member(properties, 'state');
  if (typeof state !== 'string') return { verdict: 'unknown', reason: 'The site does not tell its state.' };
  const availability = member(properties, 'availabilityState');
  if (state.toLowerCase() !== 'running') return { verdict: 'unhealthy', reason: `The site is ${state}, not Running.` };
  if (typeof availability === 'string' && availability.toLowerCase() !== 'normal') return { verdict: 'unhealthy', reason: `The site is Running, but its availability is ${availability}.` };
  return { verdict: 'healthy', reason: 'The site is Running.' };
}

/** States on the way to an end; the answer will be known later. */
const underWay = new Set(['accepted', 'creating', 'created', 'updating', 'running', 'pending', 'provisioning', 'resolvingdns', 'waiting', 'activating', 'inprogress', 'scaling']);

function judgeProvisioning({ properties, provisioningState }: Pick<Resource, 'properties' | 'provisioningState'>): Judgement {
  const own = member(properties, 'provisioningState');
  const state = typeof own === 'string' ? own : provisioningState;
  if (state === undefined || state === '') return { verdict: 'unknown', reason: 'The resource does not tell its provisioning state.' };
  if (state.toLowerCase() === 'succeeded') return { verdict: 'healthy', reason: 'Provisioning succeeded.' };
  if (underWay.has(state.toLowerCase())) return { verdict: 'unknown', reason: `Provisioning is not finished: ${state}.` };
  return { verdict: 'unhealthy', reason: `The provisioning state is ${state}.` };
}

export const toVerdict = (resourceId: string, type: string, { verdict, reason }: Judgement): ResourceVerdict => ({ resourceId, type, verdict, reason });
