import type { Plan } from '../whatIf/plan';

/** Whether the plan is sure that a deployment would change nothing. What could not be predicted is not "nothing". */
export function isUnchanged(plan: Plan): boolean {
  const { counts } = plan;
  if (plan.source !== 'arm' || counts.create + counts.modify + counts.delete > 0) return false;
  const undecided = plan.changes.some((change) => (change.changeType === 'Deploy' || change.changeType === 'Unsupported') && !change.isNoise);
  return !undecided && counts.notPredicted === 0;
}
