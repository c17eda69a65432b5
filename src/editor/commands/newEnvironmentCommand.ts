import * as l10n from '@vscode/l10n';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { CancelledError, InputError } from '../../core/errors';
import { commands } from '../../ids';
import type { EditorServices } from '../services';
import { copyParameters, environmentNameProblem } from '../shared/newEnvironment';
import type { EnvironmentEntry } from '../state/environmentsState';
import { isRecord } from '../../protocol';
import { subjectOf } from './subject';
import { pickEnvironment } from './target';

/** Copies a parameters file under a new name. `{environment, name}` as argument asks nothing. Returns the new file. */
export function registerNewEnvironmentCommand(services: EditorServices): vscode.Disposable {
  return services.boundary.command(commands.newEnvironment, async (argument?: unknown) => {
    const { environments } = services;
    await environments.ensure();
    if (environments.entries.length === 0) throw new InputError('Environment.None', l10n.t('There is no parameters file to copy.'), { nextStep: l10n.t('Create deployment/parameters/dev.bicepparam whose "using" names the template.') });
    const source = await sourceOf(services, subjectOf(argument).environment);
    const taken = environments.entries.map(({ environment }) => environment.name);
    const given = isRecord(argument) && typeof argument.name === 'string' ? argument.name : undefined;
    const name = given ?? await askName(source.environment.name, taken);
    refuse(name, taken);
    const file = vscode.Uri.file(path.join(path.dirname(source.environment.parametersFile), `${name}.bicepparam`));
    await create(file, source, name);
    await environments.refresh();
    await vscode.window.showTextDocument(file);
    return file.fsPath;
  });
}

const sourceOf = async (services: EditorServices, name: string | undefined): Promise<EnvironmentEntry> =>
  name ? services.environments.get(name) : services.environments.entries.length === 1 ? services.environments.entries[0]! : pickEnvironment(services, l10n.t('Which environment should the new one be copied from?'));

async function askName(source: string, taken: readonly string[]): Promise<string> {
  const name = await vscode.window.showInputBox({
    title: l10n.t('AOS: New Environment'), prompt: l10n.t('Name of the new environment, copied from {0}', source), placeHolder: 'test', ignoreFocusOut: true,
    validateInput: (value) => (value === '' ? undefined : problemText(value, taken)),
  });
  if (!name) throw new CancelledError();
  return name;
}

function refuse(name: string, taken: readonly string[]): void {
  const problem = problemText(name, taken);
  if (problem) throw new InputError('Environment.BadName', problem, { nextStep: l10n.t('Choose another name.') });
}

function problemText(name: string, taken: readonly string[]): string | undefined {
  switch (environmentNameProblem(name, taken)) {
    case 'empty': return l10n.t('A name is needed.');
    case 'characters': return l10n.t('Use a letter first, then at most 19 small letters, digits and hyphens.');
    case 'taken': return l10n.t('There is an environment {0} already.', name);
    case undefined: return undefined;
  }
}

/** Never overwrites: the file system itself refuses. */
async function create(file: vscode.Uri, { environment }: EnvironmentEntry, name: string): Promise<void> {
  const original = Buffer.from(await vscode.workspace.fs.readFile(vscode.Uri.file(environment.parametersFile))).toString('utf8');
  const { text, set } = copyParameters(original, environment.name, name);
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(file, { overwrite: false, ignoreIfExists: false, contents: Buffer.from(text) });
  if (!await vscode.workspace.applyEdit(edit)) throw new InputError('Environment.FileExists', l10n.t('{0} exists already; it was left as it is.', file.fsPath), { nextStep: l10n.t('Choose another name, or open that file.') });
  if (!set) void vscode.window.showWarningMessage(l10n.t('{0} gives no value to "environment"; set it in the new file.', path.basename(environment.parametersFile)));
}
