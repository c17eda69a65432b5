import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { OutcomeTogether, PlanTogether } from '../../core/checklist';
import { InputError } from '../../core/errors';
import { commands, viewCommands } from '../../ids';
import { isRecord } from '../../protocol';
import type { EditorServices } from '../services';
import { outcomeMarkdown, planMarkdown, planSummary } from '../views/checklist/togetherText';
import { withProgress } from './boundary';
import { asEnvironmentChanges, confirmChange } from './confirmChange';
import { subjectOf } from './subject';
import { ensureTarget, environmentFor } from './target';

export function registerChecklistTogether(services: EditorServices): vscode.Disposable {
  return services.boundary.command(viewCommands.runItemActions, (argument?: unknown) => actTogether(services, argument));
}

/** Everything that can be run of a section, a phase or an environment: looked at and confirmed once, with progress, stopped at any time. `{confirmed: 'dev'}` as argument asks nothing. */
async function actTogether(services: EditorServices, argument: unknown): Promise<void> {
  const subject = subjectOf(argument);
  // A row that is drawn anew in the moment of the click comes without what it stands for: that must not become the whole environment.
  if (subject.environment === undefined) throw new InputError('Checklist.RowMoved', l10n.t('The list was drawn anew while it was clicked.'), { nextStep: l10n.t('Click once more.') });
  const entry = await ensureTarget(services, await environmentFor(services, subject));
  const { name } = entry.environment;
  const { together } = (await services.environments.engineOf(name)).checklistActions;
  const plan = await withProgress(l10n.t('Looking what can be run for {0}', name), (signal, report) => together.plan(name, subject.items, { onStep: (done, total, title) => report(l10n.t('{0} of {1}: {2}', done + 1, total, title)) }, signal));
  await services.checklists.refreshOne(name);
  if (plan.steps.length === 0) { await tellNothing(services, plan); return; }
  const show = (): Promise<unknown> => services.documents.show(`actions-${name}.md`, planMarkdown(plan));
  await confirmChange(asEnvironmentChanges(entry, plan.steps.some(({ changesAzure }) => changesAzure)), { ...planSummary(plan), confirm: l10n.t('Run in {0}', name), more: { title: l10n.t('Show Details'), show } }, isRecord(argument) ? argument : undefined);
  const outcome = await withProgress(l10n.t('Running {0} actions in {1}', plan.steps.length, name), (signal, report) => together.run(plan, { onStep: (done, total, title) => report(l10n.t('{0} of {1}: {2}', done + 1, total, title)) }, signal));
  services.checklists.take(outcome.view);
  tell(services, name, outcome);
}

async function tellNothing(services: EditorServices, plan: PlanTogether): Promise<void> {
  const show = l10n.t('Show Details');
  const text = l10n.t('Nothing of this can be run for {0} by clicks; {1} items are left.', plan.environment, plan.left.length);
  if (await vscode.window.showInformationMessage(text, ...(plan.left.length > 0 ? [show] : [])) === show) await services.documents.show(`actions-${plan.environment}.md`, planMarkdown(plan));
}

function tell(services: EditorServices, environment: string, outcome: OutcomeTogether): void {
  const [show, failed] = [l10n.t('Show Details'), l10n.t('Show Failed')];
  const { done, left, cancelled } = outcome;
  const text = cancelled ? l10n.t('{0}: stopped. {1} actions were done, {2} are left.', environment, done.length, left.length) : l10n.t('{0}: {1} actions were done, {2} are left.', environment, done.length, left.length);
  const tellIt = left.length > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  void tellIt(text, show, ...(left.length > 0 ? [failed] : [])).then(async (chosen) => {
    if (chosen === show) await services.documents.show(`actions-${environment}.md`, outcomeMarkdown(environment, outcome));
    if (chosen === failed) { services.checklists.show('failed'); await vscode.commands.executeCommand(`${commands.runChecklist.split('.')[0]}.checklist.focus`); }
  });
}
