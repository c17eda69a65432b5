import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { CancelledError, InputError } from '../../../core/errors';
import { isRecord } from '../../../protocol';
import { openFile } from '../../openFile';
import type { EditorServices } from '../../services';
import { withProgress } from '../boundary';
import { saveFiles } from '../saveFiles';
import { compareNow, kindOf, pickConfiguration } from './pickConfigurations';

/** Writes what is deployed into the file of the workspace, or into its entry of the registry file, a new one where there is none, and opens it. What the file said can be undone in the editor. `{configurationKind, configuration, replace}` as argument asks nothing. */
export async function takeDeployed(services: EditorServices, argument: unknown): Promise<string> {
  await saveFiles();
  const title = l10n.t('AOS: Take a Deployed Configuration');
  const kind = await kindOf(argument, title);
  const compared = await compareNow(services, argument, kind);
  const { engine, environment } = compared;
  const { id, state } = await pickConfiguration(compared, argument, { title, among: (one) => one.state !== 'in-sync' && one.state !== 'new' && one.state !== 'deleted-there', none: l10n.t('Nothing deployed says anything else than the workspace.') });
  const { text, local, file } = await withProgress(l10n.t('Reading {0}', id), (signal) => engine.configurations.takeLive(environment, kind, id, signal));
  if (text === undefined) throw new InputError('Configuration.NotDeployed', l10n.t('{0} is not deployed in {1}.', id, environment));
  const isReplaced = local !== undefined && (state === 'conflict' || state === 'changed-here');
  if (isReplaced && !(isRecord(argument) && argument.replace === true)) await askReplace(id, file);
  await write(vscode.Uri.file(file), text);
  await openFile({ file });
  void services.boundary.run('configurations', () => services.workloads.refreshRead({ environment, parts: [kind] }));
  return file;
}

async function askReplace(id: string, file: string): Promise<void> {
  const replace = l10n.t('Replace the File');
  if (await vscode.window.showWarningMessage(l10n.t('Replace {0} by what is deployed?', id), { modal: true, detail: l10n.t('{0} was changed here. Undo in its editor takes that back.', file) }, replace) !== replace) throw new CancelledError();
}

/** Through the editor, so that it can be undone there. */
async function write(file: vscode.Uri, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  const isThere = await vscode.workspace.fs.stat(file).then(() => true, () => false);
  if (!isThere) edit.createFile(file, { contents: Buffer.from(text) });
  else { const document = await vscode.workspace.openTextDocument(file); edit.replace(file, new vscode.Range(0, 0, document.lineCount, 0), text); }
  if (!await vscode.workspace.applyEdit(edit)) throw new InputError('Configuration.NotWritten', l10n.t('{0} could not be written.', file.fsPath));
  await (await vscode.workspace.openTextDocument(file)).save();
}
