import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Application, DeployApplicationOptions } from '../../../core/applications';
import { CancelledError } from '../../../core/errors';
import type { Engine } from '../../../core/engine';
import { isListOfStrings, isRecord } from '../../../protocol';
import type { EditorServices } from '../../services';
import { applicationText } from '../../workloads/workloadText';
import { relativePath } from '../../shared/paths';
import { subjectOf } from '../subject';

/** What a command works on: the application of the tree item, `{applications: [...]}`, the only one, or those picked now. */
export async function pickApplications(services: EditorServices, { engine, environment, argument, title }: ApplicationQuestion): Promise<ApplicationChoice> {
  const { application } = subjectOf(argument);
  const given = isRecord(argument) && isListOfStrings(argument.applications) ? argument.applications : application === undefined ? undefined : [application];
  const found = await engine.applications.find(given);
  if (given) return { applications: found, ways: isRecord(argument) ? { tests: argument.tests === true, lint: argument.lint === true, ...(argument.tool === 'func' ? { tool: 'func' } : {}) } : {} };
  const items = [...itemsOf(services, environment, found).map((item) => ({ ...item, picked: true, way: undefined })), { label: l10n.t('How'), kind: vscode.QuickPickItemKind.Separator, application: undefined, way: undefined }, ...wayItems()];
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder: l10n.t('Which applications, and how?'), canPickMany: true, matchOnDescription: true });
  const applications = picked?.flatMap(({ application: one }) => one ?? []) ?? [];
  if (!picked || applications.length === 0) throw new CancelledError();
  return { applications, ways: Object.assign({}, ...picked.map(({ way }) => way ?? {})) as DeployWays };
}

export type DeployWays = Pick<DeployApplicationOptions, 'tests' | 'lint' | 'tool'>;
export interface ApplicationChoice { readonly applications: readonly Application[]; readonly ways: DeployWays }

const wayItems = (): readonly (vscode.QuickPickItem & { readonly application: undefined; readonly way: DeployWays })[] => [
  { label: `$(beaker) ${l10n.t('Run the tests first')}`, description: l10n.t('a test that fails stops the deployment'), application: undefined, way: { tests: true } },
  { label: `$(checklist) ${l10n.t('Lint first')}`, description: l10n.t('a finding stops the deployment'), application: undefined, way: { lint: true } },
  { label: `$(terminal) ${l10n.t('Publish with the Azure Functions Core Tools')}`, description: 'func', application: undefined, way: { tool: 'func' } },
];

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
