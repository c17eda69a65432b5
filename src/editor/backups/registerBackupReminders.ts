import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { BackupDue } from '../../core/restore';
import { commands } from '../../ids';
import type { EditorServices } from '../services';
import { reminderText } from './backupText';

const hourMs = 3_600_000;

/** One quiet notification an environment and day, whichever window is open; the tree carries a mark as long as something is due. */
export function registerBackupReminders(services: EditorServices): vscode.Disposable {
  const { backups, environments, engines } = services;
  let known = '';
  const lookAtNew = (): void => {
    const names = environments.entries.map(({ environment, cloud }) => `${environment.name} ${cloud}`).join('\n');
    if (names === known) return;
    known = names;
    void backups.look();
  };
  const timer = setInterval(() => void backups.look(), hourMs);
  const stops = [environments.onDidChange(lookAtNew), engines.onRunNews(({ event }) => { if (event.type === 'ended') void backups.look(); }), backups.onRemind(({ environment, due }) => void services.boundary.run('backup', () => remind(services, environment, due)))];
  return new vscode.Disposable(() => { clearInterval(timer); for (const stop of stops) stop(); backups.dispose(); });
}

async function remind({ environments }: EditorServices, environment: string, due: BackupDue): Promise<void> {
  const [now, tomorrow] = [l10n.t('Back Up Now'), l10n.t('Remind Me Tomorrow')];
  const chosen = await vscode.window.showInformationMessage(reminderText(environment, due), now, tomorrow);
  if (chosen === now) await vscode.commands.executeCommand(commands.backUp, { environment });
  if (chosen === tomorrow) await (await environments.engineOf(environment)).backupReminders.remindTomorrow(environment);
}
