import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { UploadReport } from '../../../core/configurations';
import { CancelledError } from '../../../core/errors';
import { isListOfStrings, isRecord } from '../../../protocol';
import type { EditorServices } from '../../services';
import { kindTitle } from '../../workloads/workloadText';
import { uploadSummary } from '../../workloads/uploadText';
import type { ShownConfiguration } from '../../workloads/workloadState';
import { withProgress } from '../boundary';
import { confirmChange } from '../confirmChange';
import { calledOn, compareNow, configurationItem, kindOf, type Compared } from './pickConfigurations';

/** Deletes what is deployed and not in the workspace, after asking. `{configurationKind, ids, confirmed}` as argument asks nothing. Undefined: there was nothing. */
export async function pruneConfigurations(services: EditorServices, argument: unknown): Promise<UploadReport | undefined> {
  const title = l10n.t('AOS: Prune Deployed Configurations');
  const kind = await kindOf(argument, title);
  const compared = await compareNow(services, argument, kind);
  const { entry, environment, engine } = compared;
  const chosen = await choose(compared, argument, title);
  if (chosen.length === 0) { void vscode.window.showInformationMessage(l10n.t('{0} of {1}: nothing is deployed that the workspace does not have.', kindTitle(kind), environment)); return undefined; }
  const ids = chosen.map(({ id }) => id);
  await confirmChange(entry, {
    message: ids.length === 1 ? l10n.t('Delete {0} from {1}?', ids[0]!, environment) : l10n.t('Delete {0} configurations from {1}?', ids.length, environment),
    detail: [ids.slice(0, 12).join(', '), l10n.t('Their contents stay as versions that can be restored.')].join('\n'), confirm: l10n.t('Delete from {0}', environment),
  }, argument);
  const report = await withProgress(l10n.t('Deleting from {0}', environment), (signal) => engine.configurations.prune(environment, kind, ids, signal));
  void vscode.window.showInformationMessage(uploadSummary(environment, report).text);
  void services.boundary.run('configurations', () => services.workloads.refreshRead({ environment, parts: [kind] }));
  return report;
}

async function choose(compared: Compared, argument: unknown, title: string): Promise<readonly ShownConfiguration[]> {
  const doomed = compared.shown.filter(({ state, file }) => state === 'only-there' && file === undefined);
  const one = calledOn(compared, argument);
  if (one) return doomed.filter(({ id }) => id === one.id);
  if (isRecord(argument) && isListOfStrings(argument.ids)) { const { ids } = argument; return doomed.filter(({ id }) => ids.includes(id)); }
  if (doomed.length === 0) return [];
  const picked = await vscode.window.showQuickPick(doomed.map(configurationItem), { title, placeHolder: l10n.t('What should be deleted from {0}?', compared.environment), canPickMany: true });
  if (!picked || picked.length === 0) throw new CancelledError();
  return picked.map(({ one: chosen }) => chosen);
}
