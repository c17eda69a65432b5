import * as l10n from '@vscode/l10n';
import type { ConfirmationRequest } from '../../core/engine';
import { cloudText, resourceCount } from '../shared/runText';
import { planSummary } from '../views/environments/environmentNodes';

export interface ConfirmationText {
  /** Heads the modal dialog: what happens to what. */
  readonly message: string;
  readonly detail: string;
  /** The button that goes on; a verb and the target. */
  readonly confirm: string;
  /** For the typed name: what stands above the box. */
  readonly prompt: string;
}

/** What is asked before a run goes on. Names the target, says what happens, deletes and risks first. */
export function confirmationText({ plan, environment, reasons, rollbackTo }: ConfirmationRequest): ConfirmationText {
  const where = plan.target.isSandbox ? l10n.t('{0} in the local sandbox', plan.target.resourceGroup) : l10n.t('{0} ({1}, subscription {2})', plan.target.resourceGroup, cloudText(plan.target.cloud, false), plan.target.subscriptionId);
  const deleted = plan.changes.filter((change) => change.changeType === 'Delete').map((change) => change.name);
  const lines = [
    l10n.t('Target: {0}', where), l10n.t('Changes: {0}', planSummary(plan.counts)),
    deleted.length > 0 ? l10n.t('Deletes: {0}', shortList(deleted)) : '',
    ...reasons.slice(0, 5), reasons.length > 5 ? l10n.t('… and {0} more reasons', reasons.length - 5) : '',
    plan.counts.notPredicted > 0 ? l10n.t('Not predicted: {0}', plan.counts.notPredicted) : '',
  ];
  const common = { detail: lines.filter(Boolean).join('\n') };
  if (rollbackTo) return {
    ...common,
    message: plan.counts.delete > 0 ? l10n.t('Roll back {0} and delete {1}?', environment.name, resourceCount(plan.counts.delete)) : l10n.t('Roll back {0}?', environment.name),
    confirm: l10n.t('Roll back {0}', environment.name),
    prompt: l10n.t('Type {0} to roll back {1}: {2}.', environment.name, where, planSummary(plan.counts)),
  };
  return {
    ...common,
    message: plan.counts.delete > 0 ? l10n.t('Deploy to {0} and delete {1}?', environment.name, resourceCount(plan.counts.delete)) : l10n.t('Deploy to {0}?', environment.name),
    confirm: l10n.t('Deploy to {0}', environment.name),
    prompt: l10n.t('Type {0} to deploy to {1}: {2}.', environment.name, where, planSummary(plan.counts)),
  };
}

/** What the input box says below what was typed so far; undefined when it is the name. */
export function typedNameProblem(typed: string, name: string): string | undefined {
  if (typed === name) return undefined;
  return name.startsWith(typed) ? l10n.t('Type {0} in full to go on.', name) : l10n.t('This is not {0}.', name);
}

const shortList = (names: readonly string[]): string => (names.length <= 5 ? names.join(', ') : l10n.t('{0} and {1} more', names.slice(0, 5).join(', '), names.length - 5));
