import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunRecord } from '../../core/deployment/events';
import { isRunEnded } from '../shared/runText';

export type CancelChoice = 'leave-running' | 'cancel-in-azure';

/** Asks what cancelling means; before ARM has anything, it can only mean "stop". Undefined: go on as if nothing was asked. */
export async function askCancel(record: RunRecord): Promise<CancelChoice | undefined> {
  if (isRunEnded(record.state)) return undefined;
  const begun = record.state === 'deploying' || record.state === 'verifying_health' || record.state === 'unknown';
  if (!begun) return 'cancel-in-azure';
  const leave = l10n.t('Leave It Running');
  const cancel = record.target?.isSandbox ? l10n.t('Cancel in the Sandbox') : l10n.t('Cancel in Azure');
  const detail = l10n.t('Resources that are done stay as they are, whichever you choose. Left running, the deployment goes on without this window and can be resumed here at any time.');
  const [message, choices] = [l10n.t('Cancel the deployment of {0} to {1}?', record.environment, record.target?.resourceGroup ?? ''), [{ title: leave }, { title: cancel }, { title: l10n.t('Keep Watching'), isCloseAffordance: true }]];
  const chosen = (await vscode.window.showWarningMessage(message, { modal: true, detail }, ...choices))?.title;
  if (chosen === leave) return 'leave-running';
  return chosen === cancel ? 'cancel-in-azure' : undefined;
}
