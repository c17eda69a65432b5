import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AcceptedMerge, MergeResult, UploadReport } from '../../../core/configurations';
import { InputError } from '../../../core/errors';
import type { EditorServices } from '../../services';
import { uploadSummary } from '../../workloads/uploadText';
import { withProgress } from '../boundary';
import { confirmChange } from '../confirmChange';
import { saveFiles } from '../saveFiles';
import { compareNow, kindOf, pickConfiguration, type Compared } from './pickConfigurations';

/**
 * Merges what changed here and there. Without conflicts the merged text is shown and, after a yes, written and uploaded; with conflicts both sides
 * are opened in the merge editor and the person decides there. `{configuration, configurationKind, confirmed}` as argument asks nothing where there is no conflict.
 */
export async function mergeConfiguration(services: EditorServices, argument: unknown): Promise<UploadReport | undefined> {
  await saveFiles();
  const title = l10n.t('AOS: Merge a Configuration with Deployed');
  const kind = await kindOf(argument, title);
  const compared = await compareNow(services, argument, kind);
  const { engine, environment } = compared;
  const contested = ['conflict', 'changed-there'];
  const { id } = await pickConfiguration(compared, argument, { title, among: ({ state }) => contested.includes(state ?? ''), none: l10n.t('Nobody has changed what is deployed: there is nothing to merge.') });
  const merged = await withProgress(l10n.t('Merging {0}', id), (signal) => engine.configurations.merge(environment, kind, id, 'local', signal));
  if (merged.conflicts.length === 0) return acceptClean(services, compared, merged, argument);
  return isAboutEntry(merged) ? decideAsAWhole(services, compared, merged) : decideByHand(services, compared, merged);
}

/** Only the registry's entry of a configuration with a file of its own is in conflict: it has no text here that a merge editor could write. */
const isAboutEntry = ({ isEntry, entryHash, state }: MergeResult): boolean => !isEntry && entryHash !== undefined && state !== 'conflict' && state !== 'changed-there';

async function decideAsAWhole(services: EditorServices, compared: Compared, merged: MergeResult): Promise<UploadReport | undefined> {
  const { engine, environment, kind } = compared;
  const { id, conflicts } = merged;
  const [mine, theirs] = [l10n.t('Keep What Is Here'), l10n.t('Take What Is Deployed')];
  const detail = conflicts.slice(0, 8).map(({ path, local, live }) => `${path}: ${JSON.stringify(local)} ↔ ${JSON.stringify(live)}`).join('\n');
  const chosen = await vscode.window.showWarningMessage(l10n.t('The registry in {0} says something else of {1}.', environment, id), { modal: true, detail }, mine, theirs);
  if (chosen === undefined) return undefined;
  return accept(services, compared, chosen === mine ? merged : await engine.configurations.merge(environment, kind, id, 'live'));
}

async function acceptClean(services: EditorServices, compared: Compared, merged: MergeResult, argument: unknown): Promise<UploadReport> {
  const { environment, entry } = compared;
  const { id, local = '', text, taken } = merged;
  const showDiff = (): Promise<void> => services.documents.showDiff(l10n.t('{0}: here ↔ merged', id), `${environment}/merge/${id}.json`, local, merged.entryText ?? text);
  await confirmChange(entry, {
    message: l10n.t('Merge {0} and upload it to {1}?', id, environment), confirm: l10n.t('Merge and Upload'),
    detail: [l10n.t('Both sides changed different places, so that nobody’s change is lost.'), taken.length > 0 ? l10n.t('Taken from there: {0}', taken.join(', ')) : ''].filter(Boolean).join('\n'),
    more: { title: l10n.t('Show Differences'), show: showDiff },
  }, argument);
  return accept(services, compared, merged);
}

/** The merge editor writes into the file, for an entry of a registry into one made for it; when it was saved, its content is uploaded over exactly what was merged. */
async function decideByHand(services: EditorServices, compared: Compared, merged: MergeResult): Promise<UploadReport | undefined> {
  const { environment } = compared;
  const { id, conflicts } = merged;
  const file = merged.isEntry ? await fileForEntry(merged) : merged.file;
  await openMergeEditor(services, compared, { ...merged, file });
  const upload = l10n.t('Upload {0}', id);
  const places = conflicts.slice(0, 5).map(({ path }) => path).join(', ');
  const chosen = await vscode.window.showInformationMessage(l10n.t('{0}: both sides changed {1}. Decide in the merge editor, then upload.', id, places), upload);
  if (chosen !== upload) return undefined;
  await saveFiles();
  const text = Buffer.from(await vscode.workspace.fs.readFile(vscode.Uri.file(file))).toString('utf8');
  if (/^(<{7}|={7}|>{7})/m.test(text)) throw new InputError('Configuration.NotMerged', l10n.t('{0} still has places that are not decided.', id), { location: { file }, nextStep: l10n.t('Decide them in the merge editor, then merge again.') });
  await confirmChange(compared.entry, { message: l10n.t('Upload {0} to {1}?', id, environment), detail: l10n.t('What you decided replaces what is deployed, which stays as a version.'), confirm: l10n.t('Upload to {0}', environment) });
  const report = await accept(services, compared, { ...merged, text });
  if (merged.isEntry) await vscode.workspace.fs.delete(vscode.Uri.file(file));
  return report;
}

/** In `.aos`, which git and packages leave out. */
async function fileForEntry({ id, file, text }: MergeResult): Promise<string> {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file))?.uri ?? vscode.Uri.joinPath(vscode.Uri.file(file), '..');
  const place = vscode.Uri.joinPath(folder, '.aos', 'merge', `${id}.json`);
  await vscode.workspace.fs.writeFile(place, Buffer.from(text, 'utf8'));
  return place.fsPath;
}

/** VS Code's own merge editor, as its Git support opens it; where a build has none, the two sides in the diff editor. */
async function openMergeEditor({ documents }: EditorServices, { environment }: Compared, { id, file, local = '', live = '', base = '' }: MergeResult): Promise<void> {
  const put = (where: string, text: string): vscode.Uri => documents.put(`${environment}/merge-${where}/${id}.json`, text);
  const output = vscode.Uri.file(file);
  const input = { base: put('last-upload', base), input1: { uri: put('here', local), title: l10n.t('Here'), description: file }, input2: { uri: put('deployed', live), title: l10n.t('Deployed in {0}', environment) }, output };
  const known = await vscode.commands.getCommands(false);
  if (known.includes('_open.mergeEditor')) await vscode.commands.executeCommand('_open.mergeEditor', input);
  else await vscode.commands.executeCommand('vscode.diff', input.input2.uri, output, l10n.t('{0}: deployed in {1} ↔ here', id, environment));
}

async function accept({ boundary, workloads }: EditorServices, { engine, environment, kind }: Compared, merged: AcceptedMerge): Promise<UploadReport> {
  const report = await withProgress(l10n.t('Uploading to {0}', environment), (signal) => engine.configurations.acceptMerge(environment, merged, signal));
  void vscode.window.showInformationMessage(uploadSummary(environment, report).text);
  void boundary.run('configurations', () => workloads.refreshRead({ environment, parts: [kind] }));
  return report;
}
