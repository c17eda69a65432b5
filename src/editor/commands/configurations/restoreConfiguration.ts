import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ConfigurationVersion, UploadReport } from '../../../core/configurations';
import { CancelledError, InputError } from '../../../core/errors';
import { isRecord } from '../../../protocol';
import type { EditorServices } from '../../services';
import { exactTime, relativeTime } from '../../shared/time';
import { uploadSummary } from '../../workloads/uploadText';
import { withProgress } from '../boundary';
import { confirmChange } from '../confirmChange';
import { compareNow, kindOf, pickConfiguration } from './pickConfigurations';

/** Makes an earlier content live again. `{configurationKind, configuration, version, confirmed}` as argument asks nothing. */
export async function restoreConfiguration(services: EditorServices, argument: unknown): Promise<UploadReport> {
  const title = l10n.t('AOS: Restore a Configuration Version');
  const kind = await kindOf(argument, title);
  const compared = await compareNow(services, argument, kind);
  const { entry, environment, engine } = compared;
  const { id } = await pickConfiguration(compared, argument, { title, among: ({ state }) => state !== 'new', none: l10n.t('Nothing is deployed that could have an earlier version.') });
  const versions = await withProgress(l10n.t('Reading versions of {0}', id), (signal) => engine.configurations.listVersions(environment, kind, id, signal));
  if (versions.length === 0) throw new InputError('Configuration.NoVersion', l10n.t('{0} has no earlier version in {1}.', id, environment), { nextStep: l10n.t('A version is kept each time it is overwritten or deleted.') });
  const version = isRecord(argument) && typeof argument.version === 'string' ? argument.version : await pickVersion(versions, title, services.now());
  await confirmChange(entry, {
    message: l10n.t('Restore {0} in {1}?', id, environment), confirm: l10n.t('Restore in {0}', environment),
    detail: l10n.t('What was live before {0} goes live again; what is live now stays as a version. The file of the workspace stays as it is.', timeOf(version) ? exactTime(timeOf(version)) : version),
  }, argument);
  const report = await withProgress(l10n.t('Restoring {0}', id), (signal) => engine.configurations.restore(environment, kind, id, version, signal));
  void vscode.window.showInformationMessage(uploadSummary(environment, report).text);
  void services.boundary.run('configurations', () => services.workloads.refreshRead({ environment, parts: [kind] }));
  return report;
}

async function pickVersion(versions: readonly ConfigurationVersion[], title: string, now: Date): Promise<string> {
  const items = versions.map(({ version }) => ({ label: timeOf(version) ? l10n.t('replaced {0}', relativeTime(timeOf(version), now)) : version, description: timeOf(version) ? exactTime(timeOf(version)) : '', version }));
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: l10n.t('Which content?') });
  if (!picked) throw new CancelledError();
  return picked.version;
}

/** `20260131T120000123Z-1a2b3c4d` as ISO 8601; blank for what is written otherwise. */
function timeOf(version: string): string {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)\d*Z/.exec(version) ?? [];
  return y ? `${y}-${mo}-${d}T${h}:${mi}:${s}Z` : '';
}
