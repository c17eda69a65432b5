import type { Remedy } from '../preflight';
import type { Plan } from '../whatIf/plan';

/** Something that stands against deploying a plan now: a check that failed beforehand, or an objection of the guard. `id` names it in an override. */
export interface Obstacle {
  readonly id: string;
  readonly source: 'preflight' | 'guard';
  readonly reason: string;
  readonly canOverride: boolean;
  readonly remedies: readonly Remedy[];
}

/** What stands against deploying this plan; empty when nothing does. What could not be told stands against nothing. */
export function listObstacles({ preflight = [], objections = [] }: Pick<Plan, 'preflight' | 'objections'>): readonly Obstacle[] {
  return [
    ...preflight.filter(({ state }) => state === 'fail').map(({ id, reason, canOverride, remedies }): Obstacle => ({ id, source: 'preflight', reason, canOverride, remedies })),
    ...objections.map(({ id, reason }): Obstacle => ({ id, source: 'guard', reason, canOverride: true, remedies: [] })),
  ];
}
