import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { CancelledError, InputError } from '../../core/errors';
import { commands } from '../../ids';
import type { EditorServices } from '../services';

/** Copies the packaged sample to a folder that the person chooses, and opens it. */
export function registerSampleCommand({ boundary, context }: EditorServices): vscode.Disposable {
  return boundary.command(commands.openSample, async () => {
    const sample = vscode.Uri.joinPath(context.extensionUri, 'samples', 'aos');
    const [parent] = await vscode.window.showOpenDialog({ canSelectFolders: true, canSelectFiles: false, canSelectMany: false, title: l10n.t('Where should the sample workspace go?'), openLabel: l10n.t('Copy the Sample Here') }) ?? [];
    if (!parent) throw new CancelledError();
    const folder = await freeFolder(parent);
    await copySample(sample, folder);
    await vscode.commands.executeCommand('vscode.openFolder', folder, { forceNewWindow: vscode.workspace.workspaceFolders !== undefined });
    return folder.fsPath;
  });
}

/** `aos-sample`, or the first `aos-sample-2`, `-3`, … that does not exist. */
async function freeFolder(parent: vscode.Uri): Promise<vscode.Uri> {
  const taken = new Set((await vscode.workspace.fs.readDirectory(parent)).map(([name]) => name));
  for (let number = 1; number < 1000; number += 1) {
    const name = number === 1 ? 'aos-sample' : `aos-sample-${number}`;
    if (!taken.has(name)) return vscode.Uri.joinPath(parent, name);
  }
  throw new InputError('Sample.NoRoom', l10n.t('{0} holds too many copies of the sample.', parent.fsPath), { nextStep: l10n.t('Choose another folder.') });
}

/** What a run leaves in the sample is not part of it. */
const left = ['.aos', 'audit'];

async function copySample(from: vscode.Uri, to: vscode.Uri): Promise<void> {
  await vscode.workspace.fs.createDirectory(to);
  for (const [name, type] of await vscode.workspace.fs.readDirectory(from)) {
    if (left.includes(name)) continue;
    const [source, target] = [vscode.Uri.joinPath(from, name), vscode.Uri.joinPath(to, name)];
    if (type === vscode.FileType.Directory) await copySample(source, target);
    else await vscode.workspace.fs.copy(source, target);
  }
}
