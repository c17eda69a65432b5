import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Application } from '../../../core/applications';
import { CancelledError } from '../../../core/errors';
import type { Engine } from '../../../core/engine';
import { isListOfStrings, isRecord } from '../../../protocol';
import type { EditorServices } from '../../services';
import { applicationText } from '../../workloads/workloadText';
import { relativePath } from '../../shared/paths';
import { subjectOf } from '../subject';

/** What a command works on: the application of the tree item, `{applications: [...]}`, the only one, or those picked now. */
export async function pickApplications(services: EditorServices, { engine, environment, argument, title }: ApplicationQuestion): Promise<readonly Application[]> {
  const { application } = subjectOf(argument);
  const given = isRecord(argument) && isListOfStrings(argument.applications) ? argument.applications : application === undefined ? undefined : [application];
  const found = await engine.applications.find(given);
  if (given || found.length === 1) return found;
  const picked = await vscode.window.showQuickPick(itemsOf(services, environment, found).map((item) => ({ ...item, picked: true })), { title, placeHolder: l10n.t('Which applications?'), canPickMany: true, matchOnDescription: true });
  if (!picked || picked.length === 0) throw new CancelledError();
  return picked.map(({ application: one }) => one);
}

/** The same for a command that works on one. */
export async function pickApplication(services: EditorServices, { engine, environment, argument, title }: ApplicationQuestion): Promise<Application> {
  const { application } = subjectOf(argument);
  const found = await engine.applications.find(application === undefined ? undefined : [application]);
  if (found.length === 1) return found[0]!;
  const picked = await vscode.window.showQuickPick(itemsOf(services, environment, found), { title, placeHolder: l10n.t('Which application?'), matchOnDescription: true });
  if (!picked) throw new CancelledError();
  return picked.application;
}

export interface ApplicationQuestion { readonly engine: Engine; readonly environment: string; readonly argument: unknown; readonly title: string }

function itemsOf({ workloads, root }: EditorServices, environment: string, found: readonly Application[]): readonly (vscode.QuickPickItem & { readonly application: Application })[] {
  const read = workloads.applications(environment);
  return found.map((application) => {
    const status = read.kind === 'read' ? read.value.entries.find((entry) => entry.application.name === application.name)?.status : undefined;
    return { label: application.name, description: [relativePath(root() ?? '', application.root) || '.', status && applicationText(status)].filter(Boolean).join(' · '), application };
  });
}
