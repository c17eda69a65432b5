import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { CancelledError } from '../../core/errors';
import type { BackupCheck, BackupReport, RestoreTestReport } from '../../core/restore';
import { findingOfTest, restoreTestRow } from '../../core/restore/testFinding';
import { commands } from '../../ids';
import type { EditorServices } from '../services';
import { withProgress } from './boundary';
import { subjectOf } from './subject';
import { engineFor } from './target';

export function registerBackUpCommand(services: EditorServices): vscode.Disposable {
  return vscode.Disposable.from(
    services.boundary.command(commands.backUp, (argument?: unknown) => backUp(services, argument)), services.boundary.command(commands.testBackup, (argument?: unknown) => testBackup(services, argument)),
  );
}

/** Restores a chosen backup beside the environment, and keeps what that proves as the evidence of its item. Returns the report. */
async function testBackup(services: EditorServices, argument: unknown): Promise<RestoreTestReport | undefined> {
  const { engine, environment: name } = await engineFor(services, subjectOf(argument));
  const { checklists, documents, boundary } = services;
  const sets = await engine.restore.listBackups(name);
  const title = l10n.t('Test a Backup of {0}', name);
  const set = sets.length < 2 ? sets[0]?.set : (await vscode.window.showQuickPick(sets.map((one) => ({ label: one.set, description: l10n.t('{0} files', one.manifest.files.length), set: one.set })), { title, placeHolder: l10n.t('Which backup is restored?') }))?.set;
  if (set === undefined && sets.length > 0) throw new CancelledError();
  const start = l10n.t('Test');
  if (sets.length > 0 && await vscode.window.showInformationMessage(title, { modal: true, detail: l10n.t('{0} is restored into a scratch container and a scratch vault beside the environment. Both are taken away again.', set ?? '') }, start) !== start) throw new CancelledError();
  const report = await withProgress(l10n.t('Testing a backup of {0}', name), async (signal, tell) => {
    const found = await engine.restoreTests.run(name, set, tell, signal);
    await engine.checklist.keepAction(name, restoreTestRow, { ...findingOfTest(found), rule: 'restore test' }, signal);
    return found;
  });
  if (checklists.isRead) void checklists.refreshOne(name);
  const details = l10n.t('Show Details');
  const tell = report.verdict === 'proved' ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  void tell(`${report.set}: ${report.conclusion}`, details).then((chosen) => { if (chosen) void boundary.run('restore test', () => documents.show(`restore-test-${report.set}.md`, renderTest(name, report))); });
  return report;
}

function renderTest(environment: string, { set, startedAt, endedAt, conclusion, checks, scratch }: RestoreTestReport): string {
  const states = { proved: l10n.t('proved'), failed: l10n.t('failed'), 'not-proved': l10n.t('not proved') };
  const plain = (text: string): string => text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
  return [
    `# ${l10n.t('Restore test of {0}', environment)}`, '', `${set}, ${startedAt} – ${endedAt}`, '', `**${plain(conclusion)}**`, '', ...scratch.flatMap(({ left }) => (left === undefined ? [] : [`- ${plain(left)}`, ''])),
    `| ${l10n.t('File')} | | |`, '| --- | --- | --- |', ...checks.map(({ name, state, reason }) => `| ${plain(name)} | ${states[state]} | ${plain(reason)} |`), '',
  ].join('\n');
}

/** Backs up secrets, audit and configurations, reads the backup back, and says what it proves. Returns the report. */
async function backUp(services: EditorServices, argument: unknown): Promise<BackupReport> {
  const { engine: { restore }, environment: name } = await engineFor(services, subjectOf(argument));
  const { report, checks } = await withProgress(l10n.t('Backing up {0}', name), async (signal, tell) => {
    const made = await restore.backup(name, tell, signal);
    tell(l10n.t('Reading it back'));
    return { report: made, checks: (await restore.prove(name, made.set)).checks };
  });
  void services.backups.look();
  void announce(services, name, report, checks);
  return report;
}

async function announce({ documents, boundary }: EditorServices, environment: string, report: BackupReport, checks: readonly BackupCheck[]): Promise<void> {
  const { manifest } = report;
  const damaged = checks.filter(({ state }) => state === 'damaged').length;
  const [openFolder, details] = [l10n.t('Reveal Folder'), l10n.t('Show Details')];
  const isGood = damaged === 0 && manifest.missing.length === 0;
  const message = isGood ? l10n.t('{0} is backed up: {1} files, read back as they were written.', environment, manifest.files.length)
    : l10n.t('The backup of {0} has {1} files; {2} could not be had, {3} are damaged.', environment, manifest.files.length, manifest.missing.length, damaged);
  const chosen = await (isGood ? vscode.window.showInformationMessage : vscode.window.showWarningMessage)(message, details, openFolder);
  if (chosen === openFolder) await boundary.run('backup', () => vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(report.folder)));
  if (chosen === details) await boundary.run('backup', () => documents.show(`${report.set}.md`, renderBackup(environment, report, checks)));
}

function renderBackup(environment: string, { folder, manifest }: BackupReport, checks: readonly BackupCheck[]): string {
  const states = { proved: l10n.t('proved'), damaged: l10n.t('damaged'), 'not-proved': l10n.t('not proved') };
  return [
    `# ${l10n.t('Backup of {0}', environment)}`, '', `${manifest.madeAt}`, '', `\`${folder}\``, '',
    ...(manifest.vault === undefined ? [] : [l10n.t('Secrets are sealed by {0}: they can be restored only to a vault of the same subscription and geography.', manifest.vault), '']),
    ...manifest.missing.map((one) => `- ${l10n.t('Not backed up: {0}', one)}`), ...(manifest.missing.length > 0 ? [''] : []),
    `| ${l10n.t('File')} | | |`, '| --- | --- | --- |', ...checks.map(({ file, state, reason }) => `| ${file} | ${states[state]} | ${reason} |`), '',
  ].join('\n');
}
