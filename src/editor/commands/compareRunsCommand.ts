import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RunRecord } from '../../core/deployment/events';
import { CancelledError, InputError } from '../../core/errors';
import { commands } from '../../ids';
import { isRecord } from '../../protocol';
import type { EditorServices } from '../services';
import { comparableRun } from '../shared/comparableRun';
import { exactTime } from '../shared/time';
import { historyItem } from './historyCommands';
import { subjectOf } from './subject';

/** Two runs side by side in the diff editor, the older one left. `{runId, otherRunId}` as argument asks nothing. Returns the ids, left first. */
export function registerCompareRunsCommand(services: EditorServices): vscode.Disposable {
  return services.boundary.command(commands.compareRuns, async (argument?: unknown) => {
    const { runId, environment } = subjectOf(argument);
    const engine = await services.engines.get();
    const history = await engine.history(runId ? undefined : environment);
    if (history.length < 2) throw new InputError('Run.NothingToCompare', l10n.t('There are no two deployments to compare.'), { nextStep: l10n.t('Deploy once more, then compare.') });
    const first = runId ? await engine.getRun(runId) : await pick(services, history, l10n.t('Compare which deployment…'));
    const other = isRecord(argument) && typeof argument.otherRunId === 'string' ? await engine.getRun(argument.otherRunId) : await pick(services, history.filter((run) => run.deploymentId !== first.deploymentId), l10n.t('…with which other?'));
    const [left, right] = first.timestamp <= other.timestamp ? [first, other] as const : [other, first] as const;
    await services.documents.showDiff(l10n.t('{0}: {1} and {2}', titleOf(left, right), exactTime(left.timestamp), exactTime(right.timestamp)), `${left.deploymentId}-${right.deploymentId}.json`, comparableRun(left), comparableRun(right));
    return [left.deploymentId, right.deploymentId];
  });
}

const titleOf = (left: RunRecord, right: RunRecord): string => (left.environment === right.environment ? left.environment : `${left.environment}, ${right.environment}`);

async function pick({ now }: EditorServices, runs: readonly RunRecord[], placeHolder: string): Promise<RunRecord> {
  const items = runs.map((run) => ({ ...historyItem(run, now()), run }));
  const picked = await vscode.window.showQuickPick(items, { title: l10n.t('AOS: Compare Deployments'), placeHolder, matchOnDescription: true, matchOnDetail: true });
  if (!picked) throw new CancelledError();
  return picked.run;
}
