import * as l10n from '@vscode/l10n';
import type { PhaseName, RunRecord, RunStateName } from '../../core/deployment/events';
import type { NodeIcon } from './treeNode';

/** What a phase is called, for people. */
export function phaseTitle(phase: PhaseName): string {
  const titles: Record<PhaseName, string> = {
    validating_parameters: l10n.t('Parameters'), linting: l10n.t('Lint'), planning: l10n.t('Plan'),
    awaiting_confirmation: l10n.t('Confirmation'), deploying: l10n.t('Deployment'), verifying_health: l10n.t('Health'),
  };
  return titles[phase];
}

/** The state of a run in one or two words. */
export function runStateText(state: RunStateName): string {
  const texts: Record<RunStateName, string> = {
    initialized: l10n.t('starting'), validating_parameters: l10n.t('checking parameters'), linting: l10n.t('linting'), planning: l10n.t('planning'),
    awaiting_confirmation: l10n.t('waits for confirmation'), deploying: l10n.t('deploying'), verifying_health: l10n.t('verifying health'),
    completed: l10n.t('deployed'), failed: l10n.t('failed'), cancelled: l10n.t('cancelled'), rolled_back: l10n.t('rolled back'), unknown: l10n.t('unknown'),
  };
  return texts[state];
}

export function runIcon(state: RunStateName): NodeIcon {
  switch (state) {
    case 'completed': return { id: 'pass', color: 'testing.iconPassed' };
    case 'failed': return { id: 'error', color: 'testing.iconFailed' };
    case 'cancelled': return { id: 'circle-slash', color: 'testing.iconSkipped' };
    case 'rolled_back': return { id: 'discard' };
    case 'unknown': return { id: 'question', color: 'testing.iconQueued' };
    case 'awaiting_confirmation': return { id: 'bell-dot', color: 'testing.iconQueued' };
    default: return { id: 'sync~spin' };
  }
}

const ended: readonly RunStateName[] = ['completed', 'failed', 'cancelled', 'rolled_back'];
export const isRunEnded = (state: RunStateName): boolean => ended.includes(state);
/** Followed by a process right now, as far as its record says. */
export const isRunActive = (record: RunRecord): boolean => !isRunEnded(record.state) && record.state !== 'unknown';

/** Resources of a run: ARM's nested deployments are containers and do not count. */
export function runProgress(record: RunRecord): { readonly done: number; readonly failed: number; readonly total: number } {
  const resources = record.operations.filter((operation) => operation.target && !isNestedDeployment(operation.target.type));
  const state = (wanted: string): number => resources.filter((operation) => operation.provisioningState === wanted).length;
  const failed = state('Failed') + state('Canceled');
  const planned = record.planCounts ? record.planCounts.create + record.planCounts.modify + record.planCounts.delete + record.planCounts.noChange + record.planCounts.noise : 0;
  return { done: state('Succeeded'), failed, total: Math.max(planned, resources.length) };
}

export const isNestedDeployment = (type: string): boolean => type.toLowerCase() === 'microsoft.resources/deployments';

/** Whether something that went to the local sandbox belongs to an environment that lives elsewhere. */
export const isRehearsal = (target: { readonly cloud: string } | undefined, home: string | undefined): boolean => target?.cloud === 'sandbox' && home !== 'sandbox';

/** `1 resource`, `12 resources`. */
export const resourceCount = (count: number): string => (count === 1 ? l10n.t('1 resource') : l10n.t('{0} resources', count));

/** `sandbox` or the cloud's name, then the resource group: where things go, in a few words. */
export function cloudText(cloud: string | undefined, isSandbox: boolean): string {
  if (isSandbox || cloud === 'sandbox') return l10n.t('sandbox');
  const names: Record<string, string> = { azure: 'Azure', usgov: 'Azure US Government', china: 'Azure China' };
  return cloud ? names[cloud] ?? cloud : l10n.t('no target chosen');
}
