import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RuntimeReport } from '../../../core/configurations';
import type { EditorServices } from '../../services';
import { withProgress } from '../boundary';
import type { Compared } from './pickConfigurations';

/** After an upload: tells the app that runs them, and says which run and which do not, and why. An app that cannot be asked is a notice, no error: the upload is done. */
export async function followRuntime({ log }: EditorServices, { engine, environment, kind }: Compared, ids: readonly string[]): Promise<RuntimeReport> {
  const report = await withProgress(l10n.t('Waiting until {0} run in {1}', ids.length === 1 ? ids[0]! : String(ids.length), environment), (signal, tell) =>
    engine.configurations.followRuntime(environment, kind, { ids, onStatus: ({ id, state, reason }) => tell(reason === undefined ? `${id}: ${state}` : `${id}: ${state}. ${reason}`) }, signal));
  for (const notice of report.notices) log.info(notice);
  const idle = report.statuses.filter(({ state }) => state !== 'running');
  if (report.reload === 'not-sent' && report.notices.length > 0) void vscode.window.showWarningMessage(report.notices.join(' '));
  else if (idle.length > 0) void vscode.window.showWarningMessage(l10n.t('{0}: {1} of {2} run. {3}', environment, report.statuses.length - idle.length, report.statuses.length, idle.slice(0, 3).map(({ id, state, reason }) => `${id}: ${reason ?? state}.`).join(' ')));
  else if (report.statuses.length > 0) vscode.window.setStatusBarMessage(l10n.t('{0} running in {1}', report.statuses.length, environment), 5000);
  return report;
}
