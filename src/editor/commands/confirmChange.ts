import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { CancelledError } from '../../core/errors';
import { isRecord } from '../../protocol';
import { typedNameProblem } from '../runs/confirmationText';
import type { EnvironmentEntry } from '../state/environmentsState';

export interface ChangeQuestion {
  /** Heads the dialog: what happens to what. */
  readonly message: string;
  readonly detail: string;
  /** The button that goes on: a verb and the target. */
  readonly confirm: string;
  /** Shows more and asks again. */
  readonly more?: { readonly title: string; readonly show: () => Promise<unknown> };
}

/**
 * Asks before something in an environment changes: a click, and in a protected one its name typed. `{confirmed: 'dev'}` as the command's argument,
 * with the name of the very environment, answers beforehand. @throws CancelledError for "no".
 */
export async function confirmChange({ environment }: EnvironmentEntry, question: ChangeQuestion, argument?: unknown): Promise<void> {
  if (isRecord(argument) && argument.confirmed === environment.name) return;
  const { message, detail, confirm, more } = question;
  const buttons = [confirm, ...(more ? [more.title] : [])];
  const chosen = await vscode.window.showWarningMessage(message, { modal: true, detail }, ...buttons);
  if (chosen === more?.title && more) { await more.show(); return askBeside(environment.name, environment.isProtected, question); }
  if (chosen !== confirm) throw new CancelledError();
  if (environment.isProtected) await askName(environment.name, message);
}

/** The name of a protected environment is asked for where the environment itself changes, and not for a commit. */
export const asEnvironmentChanges = (entry: EnvironmentEntry, changes: boolean): EnvironmentEntry => (changes ? entry : { ...entry, environment: { ...entry.environment, isProtected: false } });

/** What was opened stays in sight while it is decided. */
async function askBeside(name: string, isProtected: boolean, { message, confirm }: ChangeQuestion): Promise<void> {
  if (await vscode.window.showWarningMessage(message, confirm, l10n.t('Not Now')) !== confirm) throw new CancelledError();
  if (isProtected) await askName(name, message);
}

async function askName(name: string, title: string): Promise<void> {
  const typed = await vscode.window.showInputBox({
    title, prompt: l10n.t('{0} is protected. Type its name to go on.', name), placeHolder: name, ignoreFocusOut: true, validateInput: (value) => (value === '' ? undefined : typedNameProblem(value, name)),
  });
  if (typed !== name) throw new CancelledError();
}
