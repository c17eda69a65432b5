import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ActionPlan } from '../../core/checklist/actions/service';
import type { AssessedItem } from '../../core/checklist/assess';
import { isDone } from '../../core/checklist/itemState';
import type { ChecklistView } from '../../core/checklist/service';
import { CancelledError, InputError } from '../../core/errors';
import { commands, viewCommands } from '../../ids';
import { isRecord } from '../../protocol';
import type { EditorServices } from '../services';
import { otherAction } from '../views/checklist/otherActions';
import { withProgress } from './boundary';
import { itemFor } from './checklistCommands';
import { asEnvironmentChanges, confirmChange } from './confirmChange';
import { registerChecklistTogether } from './checklistTogether';
import { ensureTarget } from './target';

export function registerChecklistActionCommands(services: EditorServices): vscode.Disposable[] {
  const { boundary } = services;
  return [boundary.command(commands.runItemAction, (argument?: unknown) => act(services, argument)), boundary.command(viewCommands.undoItemAction, (argument?: unknown) => undo(services, argument)), registerChecklistTogether(services)];
}

/** Shows what would happen, then does it. What belongs to another command of the editor calls that one. */
async function act(services: EditorServices, argument: unknown): Promise<void> {
  const { view, one } = await itemFor(services, argument, ({ item, state }) => item.action !== undefined && !isDone(state) && state !== 'n/a');
  const { name } = view.environment;
  const engine = await services.environments.engineOf(name);
  if (!engine.checklistActions.canRun(one.item)) return call(view, one);
  await ensureTarget(services, services.environments.get(name));
  const inputs = isRecord(argument) && isRecord(argument.inputs) ? argument.inputs as Record<string, string> : await askInputs(one, engine.checklistActions.inputsOf(one.item));
  const plan = await withProgress(l10n.t('Looking what "{0}" would change', one.item.title), (signal) => engine.checklistActions.plan(name, one.item.id, { inputs }, signal));
  if ((plan.changesAzure || plan.changesRepository) && !(isRecord(argument) && argument.approved === true)) await approve(services, plan);
  const outcome = await withProgress(plan.title, (signal, report) => engine.checklistActions.run(name, one.item.id, { inputs, approvedHash: plan.hash, onLine: report }, signal));
  services.checklists.take(outcome.view);
  announce(name, one, outcome);
}

async function askInputs({ item }: AssessedItem, inputs: readonly { readonly name: string; readonly prompt: string; readonly initial?: string; readonly problem?: (value: string) => string | undefined }[]): Promise<Record<string, string>> {
  const given: Record<string, string> = {};
  for (const { name, prompt, initial, problem } of inputs) {
    const value = await vscode.window.showInputBox({ title: item.title, prompt, ignoreFocusOut: true, ...(initial !== undefined && { value: initial }), ...(problem && { validateInput: problem }) });
    if (value === undefined) throw new CancelledError();
    if (value.trim() !== '') given[name] = value.trim();
  }
  return given;
}

/** A small what-if: what is created and changed, with a way to have it as commands instead. @throws CancelledError. */
function approve(services: EditorServices, plan: ActionPlan): Promise<void> {
  const shown = plan.changes.filter(({ changeType }) => changeType !== 'NoChange').slice(0, 12).map(({ changeType, title }) => `${changeType === 'Create' ? '+' : '~'} ${title}`);
  const detail = [plan.description, ...shown, ...(plan.changes.length > 12 ? [l10n.t('and {0} more', plan.changes.length - 12)] : [])].join('\n');
  const more = { title: l10n.t('Show Details'), show: () => services.documents.show(`action-${plan.item.id}.md`, planMarkdown(plan)) };
  return confirmChange(asEnvironmentChanges(services.environments.get(plan.environment), plan.changesAzure), { message: l10n.t('{0}: {1}', plan.environment, plan.title), detail, confirm: l10n.t('Run in {0}', plan.environment), ...(plan.changes.length > 0 && { more }) });
}

function planMarkdown({ title, environment, description, changes, az = '', bicep = '' }: ActionPlan): string {
  const lines = changes.filter(({ changeType }) => changeType !== 'NoChange').map((change) => [`- **${change.changeType}** ${change.title}`, ...change.differences.map(({ path, before, after }) => `  - \`${path}\`: ${before === undefined ? '' : `\`${JSON.stringify(before)}\` → `}\`${JSON.stringify(after)}\``), ...(change.irreversible ? [`  - ${change.irreversible}`] : [])].join('\n'));
  return [`# ${title}`, `${environment}: ${description}`, lines.join('\n'), '## Azure CLI', `\`\`\`sh\n${az}\`\`\``, '## Bicep', `\`\`\`bicep\n${bicep}\`\`\``, ''].join('\n\n');
}

function announce(environment: string, { item }: AssessedItem, { state, reason, canUndo }: { readonly state: string; readonly reason: string; readonly canUndo: boolean }): void {
  const back = l10n.t('Take Back');
  const text = l10n.t('{0}: {1}', item.title, reason.length > 300 ? `${reason.slice(0, 299)}…` : reason);
  const show = state === 'fail' ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  void show(text, ...(canUndo ? [back] : [])).then((chosen) => { if (chosen === back) void vscode.commands.executeCommand(viewCommands.undoItemAction, { environment, item: item.id }); });
}

async function undo(services: EditorServices, argument: unknown): Promise<void> {
  const { view, one } = await itemFor(services, argument, ({ evidence }) => evidence?.kind === 'action');
  const engine = await services.environments.engineOf(view.environment.name);
  const outcome = await withProgress(l10n.t('Taking back: {0}', one.item.title), (signal) => engine.checklistActions.undo(view.environment.name, one.item.id, signal));
  services.checklists.take(outcome.view);
  void vscode.window.showInformationMessage(outcome.reason);
}

async function call(view: ChecklistView, one: AssessedItem): Promise<void> {
  const other = otherAction(one.item, view);
  if (other.kind === 'none') throw new InputError('Action.Unknown', l10n.t('"{0}" has no action that runs by one click.', one.item.title), { nextStep: l10n.t('See the task list for the commands.') });
  if (other.kind === 'file') { await vscode.window.showTextDocument(vscode.Uri.file(other.file)); return; }
  await vscode.commands.executeCommand(other.command, { environment: view.environment.name, item: one.item.id });
}
