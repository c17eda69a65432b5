import * as l10n from '@vscode/l10n';
import type { RunRecord } from '../../core/deployment/events';
import type { EnvironmentsState } from '../state/environmentsState';
import { cloudText, runProgress, runStateText } from './runText';

export interface StatusText { readonly text: string; readonly tooltip: string; readonly spoken: string; readonly isProtected: boolean; readonly run?: RunRecord }

/** What the status bar says; undefined hides it. A running deployment of any environment comes before the selection. */
export function statusText(state: EnvironmentsState): StatusText | undefined {
  if (state.kind !== 'some') return undefined;
  const running = state.entries.find((entry) => entry.activeRun);
  if (running?.activeRun) return runningText(running.activeRun, running.environment.isProtected);
  const selected = state.entries.find((entry) => entry.environment.name === state.selected);
  if (!selected) return undefined;
  const { environment } = selected;
  const where = l10n.t('{0} in {1}', environment.resourceGroup, cloudText(selected.cloud, selected.cloud === 'sandbox'));
  return {
    text: `$(${environment.isProtected ? 'lock' : 'cloud'}) AOS: ${environment.name}`, tooltip: l10n.t('Environment {0}: {1}. Select to choose another.', environment.name, where),
    spoken: l10n.t('AOS environment {0}', environment.name), isProtected: environment.isProtected,
  };
}

function runningText(run: RunRecord, isProtected: boolean): StatusText {
  const { done, failed, total } = runProgress(run);
  const share = run.state === 'deploying' && total > 0 ? ` ${done + failed}/${total}` : '';
  const waits = run.state === 'awaiting_confirmation';
  const spoken = l10n.t('{0}: {1}{2}', run.environment, runStateText(run.state), share);
  return { text: `$(${waits ? 'bell-dot' : 'sync~spin'}) AOS: ${spoken}`, tooltip: run.message, spoken, isProtected, run };
}
