import { describeLock, type PlannedDeletions } from '../deployment';
import type { ManagementLock } from '../ports';
import { assemblePlan, assessRisk, idKey, type Plan, type PlanChange } from '../whatIf';
import { describeAssignment, type AssignmentInTheWay } from '../preflight';
import { hashJson } from '../hash';
import type { CompiledEnvironment } from '../parameters';
import type { AddedResource } from './added';

export interface GoingBack {
  /** What was deployed since and is there. */
  readonly added: readonly AddedResource[];
  readonly removeAdded: boolean;
  readonly locks: readonly ManagementLock[];
  readonly notices: readonly string[];
  readonly replaced: readonly AssignmentInTheWay[];
}

/** The plan of going back: what is added to what ARM's what-if says of it. */
export function toRollbackPlan(made: Plan, compiled: CompiledEnvironment, going: GoingBack): Plan {
  const plan = withDeletions(made, compiled, going);
  if (going.replaced.length === 0) return plan;
  // Access that is taken away for a while is part of what is approved.
  return { ...plan, replacedAssignments: going.replaced, planHash: hashJson({ plan: plan.planHash, replaced: going.replaced.map(({ id }) => id.toLowerCase()).sort() }) };
}

function withDeletions(plan: Plan, compiled: CompiledEnvironment, going: GoingBack): Plan {
  const known = new Set(plan.changes.filter(({ changeType }) => changeType !== 'Ignore').map(({ resourceId }) => idKey(resourceId)));
  const added = going.added.filter(({ resourceId }) => !known.has(idKey(resourceId)));
  const deleted = going.removeAdded ? added.map(toDeletion) : [];
  const warnings = [...sentencesOf(added, going), ...going.notices, ...plan.warnings];
  if (deleted.length === 0) return { ...plan, warnings };
  const gone = new Set(deleted.map(({ resourceId }) => idKey(resourceId)));
  const changes = [...plan.changes.filter(({ resourceId }) => !gone.has(idKey(resourceId))), ...deleted];
  const clock = { now: () => new Date(plan.madeAt), sleep: async () => undefined, random: () => 0 };
  const made = assemblePlan({ environment: { name: plan.environment }, target: plan.target, compiled, clock, source: plan.source, changes, notPredicted: plan.notPredicted, warnings });
  return plan.outputs ? { ...made, outputs: plan.outputs } : made;
}

function toDeletion({ resourceId, type, name, apiVersion }: AddedResource): PlanChange {
  const change = { resourceId, type, name, changeType: 'Delete' as const, apiVersion, properties: [] };
  return { ...change, risk: assessRisk(change) };
}

function sentencesOf(added: readonly AddedResource[], { removeAdded, locks, replaced }: GoingBack): readonly string[] {
  const stays = `${added.length} ${added.length === 1 ? 'resource' : 'resources'} deployed since then ${added.length === 1 ? 'stays' : 'stay'}: ${shortList(added.map(({ name }) => name))}. Going back takes nothing away unless it is told to.`;
  return [
    ...(added.length > 0 && !removeAdded ? [stays] : []),
    ...locks.map((lock) => `The lock ${describeLock(lock)} is in the way: it is lifted for the rollback and set again after it.`),
    ...replaced.map((one) => `${describeAssignment(one)}: it is removed and set again by the template, and put back if the deployment fails.`),
  ];
}

const shortList = (names: readonly string[]): string => (names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more`);

/** Locks that would stop this plan: read-only ones stop everything, the others only deletions below them. */
export function locksInTheWay(locks: readonly ManagementLock[], { changes }: Pick<PlannedDeletions, 'changes'>): readonly ManagementLock[] {
  const deleted = changes.filter(({ changeType }) => changeType === 'Delete').map(({ resourceId }) => `${idKey(resourceId)}/`);
  const scopeOf = ({ id }: ManagementLock): string => `${idKey(id.replace(/\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/i, ''))}/`;
  return locks.filter((lock) => lock.level === 'ReadOnly' || deleted.some((id) => id.startsWith(scopeOf(lock))));
}
