import type { Plan } from '../../core/whatIf/plan';
import { isRecord } from '../../protocol';

/** How a plan lies on disk; a later version of us that changes the shape counts up. */
export interface StoredPlan { readonly version: 1; readonly plan: Plan }

/** True for what `planArchive` wrote for this environment; anything older, newer or torn is no plan. */
export function isStoredPlan(value: unknown, environment: string): value is StoredPlan {
  if (!isRecord(value) || value.version !== 1 || !isRecord(value.plan)) return false;
  const { plan } = value;
  const texts = [plan.planHash, plan.madeAt, plan.source].every((field) => typeof field === 'string');
  const lists = [plan.changes, plan.notPredicted, plan.warnings].every(Array.isArray);
  return plan.environment === environment && texts && lists && isRecord(plan.counts) && isRecord(plan.target) && isRecord(plan.risk);
}

/** A file name for any name of an environment. */
export const planFileName = (environment: string): string => `${encodeURIComponent(environment).replaceAll('*', '%2A')}.json`;
