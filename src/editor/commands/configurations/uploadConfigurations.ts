import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ConfigurationKind, UploadReport } from '../../../core/configurations';
import { CancelledError } from '../../../core/errors';
import { commands } from '../../../ids';
import { isListOfStrings, isRecord } from '../../../protocol';
import type { EditorServices } from '../../services';
import type { ShownConfiguration } from '../../workloads/workloadState';
import { configurationStateText, kindTitle } from '../../workloads/workloadText';
import { uploadSummary } from '../../workloads/uploadText';
import { withProgress } from '../boundary';
import { confirmChange } from '../confirmChange';
import { saveFiles } from '../saveFiles';
import { showComparison } from './compareConfigurations';
import { followRuntime } from './followRuntime';
import { calledOn, compareNow, configurationItem, type Compared } from './pickConfigurations';

/** Compares, shows what would go, asks, uploads, and says what is in conflict. `{ids, confirmed, overwrite}` as argument asks nothing. Undefined: there was nothing to do. */
export async function uploadConfigurations(services: EditorServices, argument: unknown, kind: ConfigurationKind): Promise<UploadReport | undefined> {
  await saveFiles();
  const compared = await compareNow(services, argument, kind);
  const chosen = await choose(compared, argument);
  if (chosen.length === 0) { void vscode.window.showInformationMessage(l10n.t('{0} of {1}: everything is uploaded.', kindTitle(kind), compared.environment)); return undefined; }
  const overwrite = isRecord(argument) && argument.overwrite === true ? chosen : await decideConflicts(services, compared, chosen);
  const ids = chosen.filter((one) => !isContested(one) || overwrite.includes(one)).map(({ id }) => id);
  if (ids.length === 0) return undefined;
  await confirmChange(compared.entry, question(services, compared, chosen.filter(({ id }) => ids.includes(id))), argument);
  const report = await send(services, compared, ids, overwrite);
  announce(services, compared, report);
  void services.boundary.run('configurations', () => services.workloads.refreshRead({ environment: compared.environment, parts: [kind] }));
  const sent = report.results.filter(({ outcome }) => outcome === 'uploaded').map(({ id }) => id);
  if (sent.length > 0) void services.boundary.run('runtime', () => followRuntime(services, compared, sent));
  return report;
}

/** Both sides moved, or the other one did. */
const isContested = ({ state }: ShownConfiguration): boolean => state === 'conflict' || state === 'changed-there' || state === 'deleted-there';
const isToUpload = (one: ShownConfiguration): boolean => one.file !== undefined && one.state !== 'in-sync' && one.state !== 'only-there';

async function choose(compared: Compared, argument: unknown): Promise<readonly ShownConfiguration[]> {
  const one = calledOn(compared, argument);
  if (one) return isToUpload(one) ? [one] : [];
  const candidates = compared.shown.filter(isToUpload);
  if (isRecord(argument) && isListOfStrings(argument.ids)) { const { ids } = argument; return candidates.filter(({ id }) => ids.includes(id)); }
  if (candidates.length === 0) return [];
  const items = candidates.map((candidate) => ({ ...configurationItem(candidate), picked: !isContested(candidate) }));
  const title = l10n.t('AOS: Upload {0} to {1}', kindTitle(compared.kind), compared.environment);
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: l10n.t('What is new or was changed here is selected'), canPickMany: true, matchOnDescription: true });
  if (!picked || picked.length === 0) throw new CancelledError();
  return picked.map(({ one: chosen }) => chosen);
}

/** Nobody's change is lost without a word: each contested one is merged, overwritten, or left. Returns those to overwrite. */
async function decideConflicts({ boundary }: EditorServices, { environment, kind }: Compared, chosen: readonly ShownConfiguration[]): Promise<readonly ShownConfiguration[]> {
  const overwrite: ShownConfiguration[] = [];
  const [merge, replace, leave] = [l10n.t('Merge…'), l10n.t('Overwrite'), l10n.t('Leave as It Is')];
  for (const one of chosen.filter(isContested)) {
    const isGone = one.state === 'deleted-there';
    const message = isGone ? l10n.t('{0} was deleted in {1} by somebody else. Upload it again?', one.id, environment) : l10n.t('{0} was changed in {1} by somebody else.', one.id, environment);
    const detail = isGone ? '' : l10n.t('Merging opens both sides in the merge editor. Overwriting keeps what is there now as a version that can be restored.');
    const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, ...(isGone ? [] : [merge]), replace, leave);
    if (answer === replace) overwrite.push(one);
    else if (answer === merge) void boundary.run('merge', () => vscode.commands.executeCommand(commands.mergeConfiguration, { environment, configurationKind: kind, configuration: one.id }));
    else if (answer === undefined) throw new CancelledError();
  }
  return overwrite;
}

function question(services: EditorServices, compared: Compared, chosen: readonly ShownConfiguration[]): Parameters<typeof confirmChange>[1] {
  const { kind, environment } = compared;
  const [only] = chosen;
  const what = chosen.length === 1 && only ? only.id : kind === 'agent' ? l10n.t('{0} agents', chosen.length) : l10n.t('{0} MCP servers', chosen.length);
  const lines = chosen.slice(0, 12).map(({ id, state }) => `${id}: ${configurationStateText(state)}`);
  return {
    message: l10n.t('Upload {0} to {1}?', what, environment), confirm: l10n.t('Upload to {0}', environment),
    detail: [...lines, ...(chosen.length > 12 ? [l10n.t('… and {0} more', chosen.length - 12)] : [])].join('\n'),
    more: { title: l10n.t('Show Differences'), show: () => showComparison(services, compared, chosen) },
  };
}

async function send({ log }: EditorServices, { engine, environment, kind, shown }: Compared, ids: readonly string[], overwrite: readonly ShownConfiguration[]): Promise<UploadReport> {
  const comparison = new Map(shown.map((one) => [one.id, one.liveEtag ?? '']));
  const seen = Object.fromEntries(overwrite.map(({ id }) => [id, comparison.get(id) ?? '']));
  return withProgress(l10n.t('Uploading to {0}', environment), (signal, tell) => engine.configurations.upload(environment, kind, {
    ids, ...(overwrite.length > 0 && { overwrite: seen }), onProgress: (done, total) => tell(l10n.t('{0} of {1}', done, total)),
    onCreate: (container) => { log.info(`The container ${container} is not there: creating it.`); tell(l10n.t('Creating the container {0}', container)); },
  }, signal));
}

function announce({ boundary }: EditorServices, { environment, kind }: Compared, report: UploadReport): void {
  const { text, conflicts, notices } = uploadSummary(environment, report);
  if (conflicts.length === 0) { void vscode.window.showInformationMessage([text, ...notices].join(' ')); return; }
  const merge = l10n.t('Merge {0}…', conflicts[0]!);
  void vscode.window.showWarningMessage([text, ...notices].join(' '), merge).then((chosen) => (chosen ? boundary.run('merge', () => vscode.commands.executeCommand(commands.mergeConfiguration, { environment, configurationKind: kind, configuration: conflicts[0] })) : undefined));
}
