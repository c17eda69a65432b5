import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Watch, WatchNews } from '../../core/checklist/watch';
import { viewCommands } from '../../ids';
import { signInCloud } from '../account/clouds';
import { withProgress } from '../commands/boundary';
import { subjectOf } from '../commands/subject';
import { engineFor, environmentFor } from '../commands/target';
import type { EditorServices } from '../services';
import { WatchFollower } from './watchFollower';
import { failureText, watchMarkdown, watchStatus } from './watchText';

const minuteMs = 60_000;

/** Watches after deployments go on while the window is open: a status bar item, one notification at the first failure and one at the end. */
export function registerWatches(services: EditorServices): vscode.Disposable {
  const { environments, boundary, now } = services;
  const follower = new WatchFollower({
    environments: () => environments.entries.map(({ environment }) => environment.name), watchesOf: async (name) => (await environments.engineOf(name)).watches,
    mayAsk: (name) => mayAsk(services, name), onNews: (news) => tell(services, news), report: boundary.report,
  });
  const item = vscode.window.createStatusBarItem('aosDeploy.watch', vscode.StatusBarAlignment.Left, 9);
  item.name = l10n.t('AOS watch after deployment');
  const draw = (): void => {
    const status = watchStatus(follower.watches, now());
    if (!status) { item.hide(); return; }
    item.text = status.text;
    item.tooltip = status.tooltip;
    item.accessibilityInformation = { label: status.spoken };
    item.backgroundColor = status.isBad ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.command = { command: viewCommands.watchEnvironment, title: l10n.t('Show the watch'), arguments: [{ environment: status.environment }] };
    item.show();
  };
  const timer = setInterval(draw, minuteMs);
  const stops = [follower.onDidChange(draw), environments.onDidChange(() => void follower.look())];
  return vscode.Disposable.from(
    item, new vscode.Disposable(() => { clearInterval(timer); for (const stop of stops) stop(); void follower.dispose(); }),
    boundary.command(viewCommands.watchEnvironment, (argument?: unknown) => choose(services, argument)),
  );
}

/** Nobody is asked to sign in, and no sandbox is started, for a look of the watch: it waits instead. */
async function mayAsk({ environments, ports, root, account }: EditorServices, name: string): Promise<boolean> {
  const cloud = environments.find(name)?.cloud;
  if (!cloud) return false;
  if (cloud === 'sandbox') return ports.sandbox.isRunning(root() ?? '');
  return !signInCloud(cloud) || account.isSignedIn(cloud);
}

function tell(services: EditorServices, { kind, environment, watch, message }: WatchNews): void {
  if (kind === 'problem') { void vscode.window.showWarningMessage(message ?? ''); return; }
  if (services.checklists.isRead) void services.checklists.refreshOne(environment);
  if (!watch || (kind !== 'first-failure' && !(kind === 'ended' && watch.end?.how === 'complete'))) return;
  const button = l10n.t('Show What Was Seen');
  const shown = kind === 'first-failure' ? vscode.window.showWarningMessage(failureText(watch), button) : vscode.window.showInformationMessage(l10n.t('The watch of {0} is over. {1}', environment, watch.end?.summary ?? ''), button);
  void shown.then((chosen) => { if (chosen) void services.boundary.run('watch', () => show(services, watch)); });
}

/** Starts one where none goes on; else shows it, looks now, or stops it. */
async function choose(services: EditorServices, argument: unknown): Promise<void> {
  const { environment: { name } } = await environmentFor(services, subjectOf(argument));
  const { watches } = await services.environments.engineOf(name);
  const watch = await watches.find(name);
  if (!watch || watch.end) return start(services, name);
  const picked = await vscode.window.showQuickPick([
    { label: `$(output) ${l10n.t('Show what was seen')}`, run: () => show(services, watch) },
    { label: `$(refresh) ${l10n.t('Look now')}`, run: async () => { const { engine } = await engineFor(services, { environment: name }); await withProgress(l10n.t('Looking at {0}', name), (signal) => engine.watches.look(name, signal)); } },
    { label: `$(debug-stop) ${l10n.t('Stop the watch')}`, run: () => watches.cancel(name) },
  ], { title: l10n.t('Watch of {0}', name) });
  await picked?.run();
}

async function show({ documents }: EditorServices, watch: Watch): Promise<void> {
  await vscode.commands.executeCommand('markdown.showPreview', documents.put(`watch-${watch.environment}.md`, watchMarkdown(watch)));
}

async function start(services: EditorServices, name: string): Promise<void> {
  const { engine } = await engineFor(services, { environment: name });
  const { endsAt, everyMinutes } = await engine.watches.start(name);
  void vscode.window.showInformationMessage(l10n.t('{0} is watched until {1}, every {2} minutes, while VS Code is open or "aos-deploy checklist run" is run.', name, new Date(endsAt).toLocaleString(vscode.env.language), everyMinutes));
}
