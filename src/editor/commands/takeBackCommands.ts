import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Application } from '../../core/applications';
import type { Engine } from '../../core/engine';
import { CancelledError, InputError, LogicError } from '../../core/errors';
import type { BlobExtent } from '../../core/restore';
import type { ApplicationWay, ReturnedApplication } from '../../core/rollback';
import { describeReturn, runReturns } from '../../core/rollback/applicationsTogether';
import { describeWay } from '../../core/rollback/describeWay';
import { commands } from '../../ids';
import { signalOf } from '../cancellation';
import type { EditorServices } from '../services';
import { subjectOf } from './subject';
import { engineFor } from './target';

export function registerTakeBackCommands(services: EditorServices): vscode.Disposable[] {
  const { boundary } = services;
  return [
    boundary.command(commands.rollBackApplication, (argument?: unknown) => rollBackApplication(services, argument)),
    boundary.command(commands.restoreData, (argument?: unknown) => restoreData(services, argument)),
  ];
}

/** Shows for each application how it goes back; the chosen ones go, and each is looked at. */
async function rollBackApplication(services: EditorServices, argument: unknown): Promise<void> {
  const { engine, environment } = await engineFor(services, subjectOf(argument));
  const back = engine.rollback.applications;
  const items: (vscode.QuickPickItem & { readonly application: Application; readonly way?: ApplicationWay })[] = await progress(l10n.t('AOS: Looking for earlier applications of {0}', environment), async () => Promise.all((await engine.applications.find()).map(async (application) => {
    try {
      const way = await back.plan(environment, application, {});
      return { label: application.name, detail: describeWay(application, way), application, way, picked: true };
    } catch (error) {
      if (!(error instanceof InputError || error instanceof LogicError)) throw error;
      return { label: `$(error) ${application.name}`, detail: error.message, application };
    }
  })));
  const picked = await vscode.window.showQuickPick(items, { title: l10n.t('Roll Back Applications of {0}', environment), placeHolder: l10n.t('Chosen ones go back when you press Enter'), canPickMany: true, matchOnDetail: true });
  if (!picked || picked.length === 0) throw new CancelledError();
  const title = l10n.t('AOS: Rolling back applications of {0}', environment);
  const returned = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, (report) => runReturns(back, environment, picked.filter(({ way }) => way), (name, text) => report.report({ message: `${name}: ${text}` })));
  if (returned.length === 0) return;
  const show = returned.every(({ verdict }) => verdict === 'alive') ? vscode.window.showInformationMessage : vscode.window.showErrorMessage;
  void show(returned.map(conclude).join(' '));
}

function conclude(one: ReturnedApplication): string {
  const { swapped, deployed } = one.outcome ?? {};
  return deployed?.conclusion ?? (swapped ? l10n.t('{0} was swapped with {1}: {2}.', one.name, swapped.source, swapped.verdict) : describeReturn(one));
}

async function restoreData(services: EditorServices, argument: unknown): Promise<void> {
  const { engine, environment } = await engineFor(services, subjectOf(argument));
  const items = [
    { label: `$(key) ${l10n.t('Secrets of the Key Vault')}`, detail: l10n.t('Recover deleted ones, or restore them from a backup.'), run: () => restoreSecrets(engine, environment) },
    { label: `$(database) ${l10n.t('Blobs')}`, detail: l10n.t('Look what is missing or changed, then bring it back.'), run: () => restoreBlobs(services, engine, environment) },
    { label: `$(json) ${l10n.t('Agent and MCP server configurations')}`, detail: l10n.t('Back to an earlier version.'), run: () => vscode.commands.executeCommand(commands.restoreConfiguration, { environment }) },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: l10n.t('Restore Data of {0}', environment) });
  if (!picked) throw new CancelledError();
  await picked.run();
}

async function restoreSecrets(engine: Engine, environment: string): Promise<void> {
  const { restore } = engine;
  const extent = await progress(l10n.t('AOS: Looking at the Key Vault of {0}', environment), () => restore.assessSecrets(environment));
  const lost = extent.backedUp.filter(({ name }) => !extent.present.includes(name) && !extent.deleted.some((one) => one.name === name));
  const items = [
    ...extent.deleted.map(({ name, purgesAt }) => ({ label: name, detail: l10n.t('Deleted; kept until {0}.', purgesAt?.slice(0, 10) ?? '?'), name, picked: true })),
    ...lost.map(({ name, madeAt }) => ({ label: name, detail: l10n.t('Gone; in the backup of {0}.', madeAt.slice(0, 16).replace('T', ' ')), name })),
  ];
  if (items.length === 0) {
    void vscode.window.showInformationMessage(l10n.t('{0} has {1} secrets. None is deleted, and no backup here holds another.', extent.vault, extent.present.length));
    return;
  }
  const picked = await vscode.window.showQuickPick(items, { title: l10n.t('Restore Secrets of {0}', extent.vault), placeHolder: l10n.t('Chosen ones come back when you press Enter'), canPickMany: true });
  if (!picked || picked.length === 0) throw new CancelledError();
  await progress(l10n.t('AOS: Restoring secrets of {0}', extent.vault), async () => { for (const { name } of picked) await restore.restoreSecret(environment, name); });
  void vscode.window.showInformationMessage(l10n.t('{0} are there again and enabled.', picked.map(({ name }) => name).join(', ')));
}

/** The extent first; then a choice of what happens to blobs that are newer than their source. */
async function restoreBlobs({ documents }: EditorServices, engine: Engine, environment: string): Promise<void> {
  const backupAccount = await vscode.window.showInputBox({ title: l10n.t('Restore Blobs of {0}', environment), prompt: l10n.t('Storage account with a copy of the container aos-data; empty: from versions, snapshots and deleted blobs') });
  if (backupAccount === undefined) throw new CancelledError();
  const asOf = await vscode.window.showInputBox({ title: l10n.t('Restore Blobs of {0}', environment), prompt: l10n.t('Last moment at which the data was good, in UTC, such as 2026-03-04T05:06:07Z; empty: as the copy says'), validateInput: (typed) => (typed === '' || !Number.isNaN(Date.parse(typed)) ? undefined : l10n.t('This is no time.')) });
  if (asOf === undefined) throw new CancelledError();
  const query = { ...(backupAccount !== '' && { backupAccount }), ...(asOf !== '' && { asOf }) };
  const extent = await progress(l10n.t('AOS: Looking for lost blobs of {0}', environment), () => engine.restore.assessBlobs(environment, query));
  if (extent.losses.length === 0) {
    void vscode.window.showInformationMessage([l10n.t('Nothing is missing or changed in {0} of {1}.', extent.container, extent.account), ...unseen(extent)].join(' '));
    return;
  }
  await documents.show(`${environment}-lost-blobs.md`, renderLosses(extent));
  const newer = extent.losses.filter(({ liveIsNewer }) => liveIsNewer).length;
  const [careful, all] = [l10n.t('Restore'), l10n.t('Restore and Overwrite Newer')];
  const message = l10n.t('Restore {0} blobs of {1} in {2}?', extent.losses.length, extent.container, extent.account);
  const detail = newer === 0 ? l10n.t('Only these are touched.') : l10n.t('Only these are touched. {0} are newer than what they would come from.', newer);
  const chosen = await vscode.window.showWarningMessage(message, { modal: true, detail }, careful, ...(newer > 0 ? [all] : []));
  if (!chosen) throw new CancelledError();
  const options = { location: vscode.ProgressLocation.Notification, title: l10n.t('AOS: Restoring blobs of {0}', environment), cancellable: true };
  const { results } = await vscode.window.withProgress(options, (report, token) => engine.restore.restoreBlobs(environment, query, { overwriteNewer: chosen === all, onProgress: (done, total) => report.report({ message: l10n.t('{0} of {1}', done, total), increment: 100 / total }) }, signalOf(token)));
  const good = results.filter(({ outcome }) => outcome === 'restored' || outcome === 'already-there').length;
  const show = good === results.length ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  void show(l10n.t('{0} of {1} blobs are back, each as its source.', good, results.length));
}

/** What was not seen must not be taken for safe. */
const unseen = ({ notListed, notCompared }: BlobExtent): string[] => [
  ...(notCompared.length > 0 ? [l10n.t('{0} blobs were not compared: they are as long as their source, but no hash of them is kept and they are too large or too many to be read.', notCompared.length)] : []),
  ...(notListed.includes('version') ? [l10n.t('The account does not list earlier versions.')] : []),
  ...(notListed.includes('deleted') ? [l10n.t('The account does not list deleted blobs; a storage account with a copy tells what is gone.')] : []),
];

function renderLosses(extent: BlobExtent): string {
  const { account, container, losses, summary } = extent;
  return [`# ${container} (${account})`, '', ...unseen(extent), '', '| Prefix | Missing | Changed | No source |', '| --- | ---: | ---: | ---: |', ...summary.map((one) => `| ${one.prefix || '/'} | ${one.missing} | ${one.changed} | ${one.withoutSource} |`), '', ...losses.slice(0, 500).map(({ name, loss, source }) => `- ${name}: ${loss}, ${source ? `${source.from} ${source.state.lastModified}` : 'nothing left'}`), ...(losses.length > 500 ? [`- … ${losses.length - 500}`] : []), ''].join('\n');
}

const progress = <T>(title: string, work: () => Promise<T>): Thenable<T> => vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, work);
