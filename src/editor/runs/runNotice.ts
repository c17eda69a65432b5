import * as l10n from '@vscode/l10n';
import type { RunRecord } from '../../core/deployment/events';
import { runProgress, runStateText } from '../shared/runText';
import { durationText } from '../shared/time';

/** What a progress notification shows now. `percent` grows from 0 to 100 over the whole run. */
export interface RunProgress { readonly percent: number; readonly message: string }

const shares: Partial<Record<RunRecord['state'], number>> = { validating_parameters: 2, linting: 6, planning: 10, awaiting_confirmation: 15, verifying_health: 95, completed: 100, rolled_back: 100 };

export function progressOf(record: RunRecord): RunProgress {
  if (record.state !== 'deploying') return { percent: shares[record.state] ?? 0, message: runStateText(record.state) };
  const { done, failed, total } = runProgress(record);
  const share = total === 0 ? 0 : (done + failed) / total;
  return { percent: 15 + Math.round(share * 80), message: total === 0 ? runStateText('deploying') : l10n.t('{0} of {1} resources', done + failed, total) };
}

/** The one notification at the end of a run. */
export interface EndNotice {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly actions: readonly EndAction[];
}
export type EndAction = 'showRun' | 'openFile' | 'openLog' | 'showResources';

/** Undefined where the person ended the run with their own "no". */
export function endNotice(record: RunRecord): EndNotice | undefined {
  const took = record.endedAt ? durationText(Date.parse(record.endedAt) - Date.parse(record.timestamp)) : '';
  switch (record.state) {
    case 'completed': case 'rolled_back': return completed(record, took);
    case 'failed': return {
      severity: 'error', text: [record.rollbackTo ? l10n.t('{0} was not rolled back.', record.environment) : l10n.t('{0} was not deployed.', record.environment), record.error?.message ?? record.message, record.error?.nextStep ?? ''].filter(Boolean).join(' '),
      actions: record.error?.file ? ['openFile', 'showRun', 'openLog'] : ['showRun', 'openLog'],
    };
    // Whoever says no, or cancels before anything was changed, knows it.
    case 'cancelled': return !hasBegun(record) ? undefined : { severity: 'info', text: l10n.t('Deployment of {0} was cancelled. {1}', record.environment, record.message), actions: ['showRun'] };
    case 'unknown': return !hasBegun(record) ? { severity: 'info', text: l10n.t('Deployment of {0} waits to be resumed. {1}', record.environment, record.message), actions: ['showRun'] } : { severity: 'info', text: l10n.t('Deployment of {0} goes on without being watched. {1}', record.environment, record.message), actions: ['showRun'] };
    default: return undefined;
  }
}

const hasBegun = (record: RunRecord): boolean => record.phases.some(({ name, startedAt }) => name === 'deploying' && startedAt !== undefined);

function completed(record: RunRecord, took: string): EndNotice {
  const unhealthy = record.health.filter((verdict) => verdict.verdict === 'unhealthy').length;
  const where = record.target?.isSandbox ? l10n.t('sandbox') : record.target?.cloud ?? '';
  const text = l10n.t('{0} ({1}): {2} Took {3}.', record.environment, where, record.message, took);
  if (unhealthy > 0) return { severity: 'warning', text: `${text} ${l10n.t('{0} resources are unhealthy.', unhealthy)}`, actions: ['showRun', 'showResources', 'openLog'] };
  return { severity: record.warnings.length > 0 ? 'warning' : 'info', text: record.warnings.length > 0 ? `${text} ${record.warnings.join(' ')}` : text, actions: ['showRun', 'showResources'] };
}
