import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Prerequisite } from '../../core/engine';
import { InputError } from '../../core/errors';
import { commands, contextKeys } from '../../ids';
import type { EditorServices } from '../services';
import { cloudText } from '../shared/runText';
import { withProgress } from './boundary';
import { ensureSandbox, openFolder } from './sandboxStart';
import { subjectOf } from './subject';
import { changeTarget, environmentFor } from './target';

export function registerSetupCommands(services: EditorServices): vscode.Disposable[] {
  const { boundary, log } = services;
  return [
    boundary.command(commands.signIn, (argument?: unknown) => signIn(services, argument)),
    boundary.command(commands.selectSubscription, async (argument?: unknown) => {
      const { environment, cloud, subscriptionId } = await changeTarget(services, await environmentFor(services, subjectOf(argument)));
      vscode.window.setStatusBarMessage(l10n.t('{0} goes to {1}', environment.name, [cloudText(cloud, cloud === 'sandbox'), subscriptionId].filter(Boolean).join(' · ')), 5000);
    }),
    boundary.command(commands.startSandbox, () => ensureSandbox(services)),
    boundary.command(commands.showSandbox, () => services.panels.show({ page: 'sandbox' })),
    boundary.command(commands.resetSandbox, () => resetSandbox(services)),
    boundary.command(commands.checkPrerequisites, () => checkPrerequisites(services)),
    boundary.command(commands.showLog, () => log.show()),
  ];
}

async function signIn({ account, environments, resources }: EditorServices, argument: unknown): Promise<string | undefined> {
  await environments.ensure();
  const entry = environments.find(subjectOf(argument).environment ?? '') ?? environments.selected;
  const cloud = entry?.cloud && entry.cloud !== 'sandbox' ? entry.cloud : 'azure';
  const label = await account.signIn(cloud);
  if (label) void vscode.window.showInformationMessage(l10n.t('Signed in to {0} as {1}.', cloudText(cloud, false), label));
  await resources.refresh();
  return label;
}

async function resetSandbox({ ports, root, resources, runs, engines }: EditorServices): Promise<boolean> {
  if (runs.active.some((run) => run.target?.isSandbox)) throw new InputError('Sandbox.Busy', l10n.t('A deployment runs in the sandbox.'), { nextStep: l10n.t('Wait for its end or cancel it, then reset.') });
  const reset = l10n.t('Reset the Sandbox');
  const detail = l10n.t('Every resource deployed there is removed. The history of deployments stays. This cannot be undone.');
  if (await vscode.window.showWarningMessage(l10n.t('Reset the local sandbox of this workspace?'), { modal: true, detail }, reset) !== reset) return false;
  await withProgress(l10n.t('Resetting the local sandbox'), () => ports.sandbox.reset(openFolder(root)));
  await engines.dispose();
  await vscode.commands.executeCommand('setContext', contextKeys.sandboxIsRunning, await ports.sandbox.isRunning(openFolder(root)));
  await resources.refresh();
  return true;
}

const icons: Record<Prerequisite['state'], string> = { pass: 'pass', warn: 'warning', fail: 'error', unknown: 'question' };
const order: readonly Prerequisite['state'][] = ['fail', 'warn', 'unknown', 'pass'];

/** A list of what was found, failures first, each with its fix. */
async function checkPrerequisites({ engines }: EditorServices): Promise<readonly Prerequisite[]> {
  const found = await withProgress(l10n.t('Checking prerequisites'), async (signal) => (await engines.get()).checkPrerequisites(signal));
  const items = [...found].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state)).map(({ title, state, found: version, fix }) => ({ label: `$(${icons[state]}) ${title}`, description: version, detail: fix }));
  const failed = found.filter(({ state }) => state === 'fail').length;
  const placeHolder = failed > 0 ? l10n.t('{0} to fix', failed) : l10n.t('Everything that is needed was found');
  void vscode.window.showQuickPick(items, { title: l10n.t('AOS: Prerequisites'), placeHolder });
  return found;
}
