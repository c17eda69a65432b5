import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { editValue } from '../../../core/bicepparam/editValue';
import { CancelledError, InputError } from '../../../core/errors';
import { TextLines } from '../../../core/language/text';
import type { DecidingValue, Plan, PlanChange } from '../../../core/whatIf';
import { withProgress } from '../../commands/boundary';
import type { EditorServices } from '../../services';
import { isRehearsal } from '../../shared/runText';
import { canAccept } from './planView';

/**
 * Makes what was changed outside the template the wish of the parameters file. The file is opened with the change, unsaved, to be looked at.
 * @throws InputError `Drift.NoParameter` where no parameter decides the property.
 */
export async function acceptDrift({ environments, engines }: EditorServices, { environment, target }: Plan, change: PlanChange, path: string): Promise<void> {
  const property = change.properties.find((one) => one.path === path && canAccept(one));
  if (!property) throw new InputError('Plan.Gone', l10n.t('The plan has changed since; look at the new one.'));
  const home = environments.get(environment);
  const engine = isRehearsal(target, home.cloud) ? await engines.get({ cloud: 'sandbox' }) : await environments.engineOf(environment);
  const found = await withProgress(l10n.t('Looking for the parameter that decides {0}', path), (signal) => engine.findDecidingValues(environment, { resourceId: change.resourceId, path, live: property.before!, target }, signal));
  const uri = vscode.Uri.file(home.environment.parametersFile);
  const document = await vscode.workspace.openTextDocument(uri);
  const editable = found.flatMap((one) => { const edit = editValue(document.getText(), one.parameter, one.path, one.value); return edit ? [{ one, edit }] : []; });
  const chosen = editable.length > 1 ? await pick(editable) : editable[0];
  if (!chosen) throw new InputError('Drift.NoParameter', l10n.t('No parameter alone decides {0} of {1}.', path, change.name), { nextStep: l10n.t('Change its declaration, or deploy to undo the drift.'), ...(change.declaration ? { location: change.declaration } : {}) });
  const range = new TextLines(document.getText()).rangeOf(chosen.edit);
  const edit = new vscode.WorkspaceEdit();
  edit.replace(uri, new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character), chosen.edit.newText);
  await vscode.workspace.applyEdit(edit);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(range.start.line, range.start.character, range.start.line, range.start.character) });
}

async function pick<T extends { readonly one: DecidingValue }>(choices: readonly T[]): Promise<T> {
  const items = choices.map((choice) => ({ label: [choice.one.parameter, ...choice.one.path].join('.'), description: String(choice.one.value), choice }));
  const picked = await vscode.window.showQuickPick(items, { title: l10n.t('Several parameters decide it: which one should change?') });
  if (!picked) throw new CancelledError();
  return picked.choice;
}

/** What has drifted, alone, as Markdown to copy from. */
export const driftOnly = (plan: Plan): Plan => {
  const changes = plan.changes.filter(({ drift }) => drift);
  const of = (type: string): number => changes.filter(({ changeType }) => changeType === type).length;
  return { ...plan, changes, notPredicted: [], warnings: [], preflight: undefined, settingsImpact: undefined, objections: undefined, counts: { create: of('Create'), modify: of('Modify'), delete: of('Delete'), noChange: 0, ignore: 0, noise: 0, notPredicted: 0 } };
};
