import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunRecord } from '../../core/deployment/events';
import { InputError } from '../../core/errors';
import { commands, viewCommands } from '../../ids';
import type { EditorServices } from '../services';
import { runIcon, runStateText } from '../shared/runText';
import { exactTime, relativeTime } from '../shared/time';
import { subjectOf } from './subject';

export function registerHistoryCommands(services: EditorServices): vscode.Disposable[] {
  const { boundary, documents, panels, environments } = services;
  return [
    boundary.command(commands.history, (argument?: unknown) => showHistory(services, subjectOf(argument).environment)),
    boundary.command(viewCommands.showRun, (argument?: unknown) => panels.show({ page: 'deployment', runId: runIdOf(argument) })),
    boundary.command(viewCommands.showRunRecord, async (argument?: unknown) => {
      const runId = runIdOf(argument);
      const known = environments.entries.flatMap((entry) => [...entry.history, ...entry.interrupted]).find((run) => run.deploymentId === runId);
      await documents.show(`${runId}.json`, JSON.stringify(known ?? await (await services.engines.get()).getRun(runId), undefined, 2));
    }),
    boundary.command(viewCommands.copyRunId, (argument?: unknown) => vscode.env.clipboard.writeText(runIdOf(argument))),
  ];
}

function runIdOf(argument: unknown): string {
  const { runId } = subjectOf(argument);
  if (!runId) throw new InputError('Run.Unknown', l10n.t('This command needs a run.'), { nextStep: l10n.t('Choose one in the Environments view or with "AOS: Show Deployment History".') });
  return runId;
}

/** Runs of one environment or of all, newest first; choosing one shows its page. */
async function showHistory(services: EditorServices, environment: string | undefined): Promise<void> {
  const history = await (await services.engines.get()).history(environment);
  if (history.length === 0) throw new InputError('Run.NoHistory', l10n.t('Nothing has been deployed from this workspace yet.'), { nextStep: l10n.t('Start with "AOS: Plan Deployment (What-If)".') });
  const items = history.map((run) => historyItem(run, services.now()));
  const picked = await vscode.window.showQuickPick(items, { title: l10n.t('AOS: Deployment History'), placeHolder: l10n.t('Show the deployment of…'), matchOnDescription: true, matchOnDetail: true });
  if (picked) services.panels.show({ page: 'deployment', runId: picked.runId });
}

/** One run in a picker. */
export function historyItem(run: RunRecord, now: Date): vscode.QuickPickItem & { readonly runId: string } {
  const description = [relativeTime(run.timestamp, now), runStateText(run.state), run.target?.isSandbox ? l10n.t('sandbox') : run.target?.cloud, run.gitSha?.slice(0, 7), run.by].filter(Boolean).join(' · ');
  return { label: `$(${runIcon(run.state).id}) ${run.environment}`, description, detail: `${exactTime(run.timestamp)} · ${run.message}`, runId: run.deploymentId };
}
