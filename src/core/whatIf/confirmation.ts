import type { Plan } from './plan';

/** How a plan must be confirmed. */
export interface ConfirmationDecision {
  /** `none`: nothing changes. `click`: something does. `typed-name`: a protected environment, or a high risk. */
  readonly level: 'none' | 'click' | 'typed-name';
  readonly reasons: readonly string[];
  /** The plan deletes; that wants a confirmation of its own. */
  readonly needsDeleteConfirmation: boolean;
}

export function decideConfirmation(plan: Plan, environment: { readonly name: string; readonly isProtected: boolean }): ConfirmationDecision {
  const needsDeleteConfirmation = plan.counts.delete > 0;
  if (!changesAnything(plan)) return { level: 'none', reasons: [], needsDeleteConfirmation };
  const reasons = [
    ...(environment.isProtected ? [`${environment.name} is a protected environment.`] : []),
    ...plan.risk.reasons,
    ...(plan.counts.notPredicted > 0 ? [`${plan.counts.notPredicted} ${plan.counts.notPredicted === 1 ? 'resource' : 'resources'} could not be predicted.`] : []),
  ];
  return { level: environment.isProtected || plan.risk.level === 'high' ? 'typed-name' : 'click', reasons, needsDeleteConfirmation };
}

/** Whether deploying would do anything that is known, or may do something that what-if could not tell. */
export function changesAnything(plan: Plan): boolean {
  return hasKnownChanges(plan) || plan.notPredicted.some(({ kind }) => kind === undefined || mayChange.has(kind));
}

export const hasKnownChanges = ({ counts }: Plan): boolean => counts.create + counts.modify + counts.delete > 0;

/** An ignored resource is not deployed, and a remark of the service changes nothing. */
const mayChange: ReadonlySet<string> = new Set(['left-out', 'unsupported', 'unresolved', 'nested-limit', 'no-details']);

/** Whether a run must deploy. Without known changes it must not when the last green run deployed this very template with these parameters;
 *  where that is not known, what could not be predicted decides. */
export function needsDeployment(plan: Plan, lastGreen?: { readonly templateHash?: string; readonly parametersHash?: string }): boolean {
  if (hasKnownChanges(plan)) return true;
  const same = lastGreen?.templateHash !== undefined && lastGreen.templateHash === plan.templateHash && lastGreen.parametersHash === plan.parametersHash;
  return !same && changesAnything(plan);
}
