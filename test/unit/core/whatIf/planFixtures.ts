import type { WhatIfChange, WhatIfPropertyChange, WhatIfResult } from '../../../../src/core/ports/arm';
import type { Clock } from '../../../../src/core/ports/clock';
import type { JsonObject } from '../../../../src/core/values';
import { makePlan, type Plan, type PlanInput } from '../../../../src/core/whatIf';

export const fixedClock: Clock = { now: () => new Date('2026-03-01T12:00:00Z'), sleep: () => Promise.resolve(), random: () => 0.5 };
export const target = { cloud: 'sandbox', isSandbox: true, subscriptionId: '11111111-1111-1111-1111-111111111111', resourceGroup: 'rg-aos-dev', location: 'eastus' };
/** Names of children are given as `parent/child`, as ARM writes them; segments beyond the type's stay at the end. */
export function idOf(type: string, name: string): string {
  const [provider, ...types] = type.split('/');
  const names = name.split('/');
  const pairs = types.map((one, index) => `${one}/${names[index] ?? ''}`);
  return `/subscriptions/${target.subscriptionId}/resourceGroups/${target.resourceGroup}/providers/${[provider, ...pairs, ...names.slice(types.length)].join('/')}`;
}

export const change = (type: string, name: string, changeType: WhatIfChange['changeType'], more: Partial<WhatIfChange> = {}): WhatIfChange => ({ resourceId: idOf(type, name), changeType, ...more });
export const modify = (path: string, before: WhatIfPropertyChange['before'], after: WhatIfPropertyChange['after']): WhatIfPropertyChange => ({ path, propertyChangeType: 'Modify', before, after });
export const result = (changes: readonly WhatIfChange[], more: Partial<WhatIfResult> = {}): WhatIfResult => ({ changes, potentialChanges: [], diagnostics: [], ...more });

export const compiledOf = (more: Partial<PlanInput['compiled']> = {}): PlanInput['compiled'] =>
  ({ template: { resources: [] }, parameters: {}, secureParameterNames: [], templateHash: 't1', parametersHash: 'p1', diagnostics: [], ...more });

export function planOf(changes: readonly WhatIfChange[], more: Partial<PlanInput> = {}): Plan {
  return makePlan({ environment: { name: 'dev' }, target, compiled: compiledOf(), whatIf: result(changes), clock: fixedClock, ...more });
}

/** Paths with their values, as short text: `~ sku.name "a" -> "b"`. */
export function linesOf(plan: Plan): string[] {
  const signs = { Create: '+', Delete: '-', Modify: '~', NoEffect: '=' } as const;
  return plan.changes.flatMap(({ properties }) => properties.map(({ path, changeType, before, after, knownAtDeploy, noise }) =>
    `${signs[changeType]} ${path} ${[before, after].filter((value) => value !== undefined).map((value) => JSON.stringify(value)).join(' -> ')}${knownAtDeploy ? ' (known at deploy)' : ''}${noise ? ' (noise)' : ''}`));
}

export const object = (value: unknown): JsonObject => value as JsonObject;
