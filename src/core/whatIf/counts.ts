import type { NotPredicted, PlanChange, PlanCounts } from './plan';
import { isReal } from './risk';

/** A modification counts when a property really changes; of one whose values are known only at deployment nothing can be said, so it counts as no change. */
export function countChanges(changes: readonly PlanChange[], notPredicted: readonly NotPredicted[]): PlanCounts {
  const counts = { create: 0, modify: 0, delete: 0, noChange: 0, ignore: 0, noise: 0, notPredicted: notPredicted.length };
  for (const change of changes) {
    const key = countedAs(change);
    if (key) counts[key]++;
  }
  return counts;
}

export function countedAs(change: PlanChange): keyof PlanCounts | undefined {
  switch (change.changeType) {
    case 'Create': return 'create';
    case 'Delete': return 'delete';
    case 'Ignore': return 'ignore';
    case 'NoChange': case 'NoEffect': return 'noChange';
    case 'Modify': return change.isNoise ? 'noise' : change.properties.length === 0 || change.properties.some(isReal) ? 'modify' : 'noChange';
    case 'Deploy': return change.properties.some(isReal) ? 'modify' : undefined;
    default: return undefined;
  }
}
