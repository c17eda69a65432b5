import * as l10n from '@vscode/l10n';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { signerRoles } from '../../core/checklist/evidence';
import { CancelledError, InputError } from '../../core/errors';
import { commands } from '../../ids';
import { isRecord } from '../../protocol';
import type { EditorServices } from '../services';
import { subjectOf } from './subject';
import { environmentFor } from './target';

type Form = 'show' | 'json' | 'markdown' | 'html' | 'ticks' | 'sign' | 'verify';

/** The readiness report: shown, saved in three forms, signed, verified; or its ticks in a copy of the task list. */
export function registerReportCommand(services: EditorServices): vscode.Disposable {
  return services.boundary.command(commands.exportReadiness, async (argument?: unknown): Promise<string | undefined> => {
    const { environment: { name } } = await environmentFor(services, subjectOf(argument));
    const given = isRecord(argument) && typeof argument.form === 'string' ? argument.form as Form : undefined;
    const target = isRecord(argument) && typeof argument.target === 'string' ? vscode.Uri.file(argument.target) : undefined;
    const form = given ?? await pickForm(name);
    switch (form) {
      case 'sign': return sign(services, name);
      case 'verify': return verify(services, name);
      case 'ticks': return saveTicks(services, name, target);
      case 'show': services.panels.show({ page: 'report', environment: name }); return undefined;
      default: return save(services, name, form, target);
    }
  });
}

async function pickForm(environment: string): Promise<Form> {
  const items: readonly (vscode.QuickPickItem & { readonly form: Form })[] = [
    { label: `$(open-preview) ${l10n.t('Show the report')}`, form: 'show' }, { label: `$(json) ${l10n.t('Save as JSON')}`, description: l10n.t('with the hash chain that can be verified'), form: 'json' },
    { label: `$(markdown) ${l10n.t('Save as Markdown')}`, form: 'markdown' }, { label: `$(file-code) ${l10n.t('Save as HTML')}`, description: l10n.t('one file, to be attached or printed'), form: 'html' },
    { label: `$(tasklist) ${l10n.t('Save a copy of the task list with its boxes set')}`, form: 'ticks' }, { label: `$(verified) ${l10n.t('Sign off…')}`, form: 'sign' }, { label: `$(shield) ${l10n.t('Verify a saved report…')}`, form: 'verify' },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: l10n.t('Readiness report of {0}', environment) });
  if (!picked) throw new CancelledError();
  return picked.form;
}

async function render(services: EditorServices, environment: string, form: 'json' | 'markdown' | 'html'): Promise<string> {
  const report = await (await services.environments.engineOf(environment)).checklist.report(environment);
  if (form === 'json') return `${JSON.stringify(report, undefined, 2)}\n`;
  if (form === 'markdown') return (await import('../../core/checklist/report/renderMarkdown')).renderReportMarkdown(report);
  return (await import('../../core/checklist/report/renderHtml')).renderReportHtml(report);
}

async function save(services: EditorServices, environment: string, form: 'json' | 'markdown' | 'html', given: vscode.Uri | undefined): Promise<string> {
  const ending = { json: 'json', markdown: 'md', html: 'html' }[form];
  const target = given ?? await pickTarget(services, `readiness-${environment}-${services.now().toISOString().slice(0, 10)}.${ending}`, ending);
  await vscode.workspace.fs.writeFile(target, Buffer.from(await render(services, environment, form)));
  offerToOpen(target);
  return target.fsPath;
}

async function saveTicks(services: EditorServices, environment: string, given: vscode.Uri | undefined): Promise<string> {
  const { checklist } = await services.environments.engineOf(environment);
  const ticked = await checklist.tickedList(await checklist.view(environment));
  if (!ticked) throw new InputError('Checklist.NoTaskList', l10n.t('This workspace has no DEPLOYMENT_TASKS.md.'), { nextStep: l10n.t('Name the list with taskList in aos.yaml.') });
  const target = given ?? await pickTarget(services, `DEPLOYMENT_TASKS.${environment}.md`, 'md');
  await vscode.workspace.fs.writeFile(target, ticked);
  offerToOpen(target);
  return target.fsPath;
}

async function pickTarget({ root }: EditorServices, name: string, ending: string): Promise<vscode.Uri> {
  const target = await vscode.window.showSaveDialog({ defaultUri: vscode.Uri.file(path.join(root() ?? '.', name)), filters: { [ending]: [ending] }, title: l10n.t('Readiness report') });
  if (!target) throw new CancelledError();
  return target;
}

function offerToOpen(target: vscode.Uri): void {
  const open = l10n.t('Open');
  void vscode.window.showInformationMessage(l10n.t('{0} is written.', path.basename(target.fsPath)), open).then((chosen) => { if (chosen) void vscode.commands.executeCommand('vscode.open', target); });
}

async function sign(services: EditorServices, environment: string): Promise<undefined> {
  const texts = { 'deployment-engineer': l10n.t('Deployment engineer'), 'operations-lead': l10n.t('Operations lead'), 'technical-lead': l10n.t('Technical lead') };
  const role = await vscode.window.showQuickPick(signerRoles.map((one) => ({ label: texts[one], role: one })), { title: l10n.t('Sign the readiness of {0}', environment), placeHolder: l10n.t('As whom?') });
  if (!role) throw new CancelledError();
  const by = await vscode.window.showInputBox({ title: l10n.t('Sign the readiness of {0}', environment), prompt: l10n.t('Your name'), ignoreFocusOut: true });
  if (!by?.trim()) throw new CancelledError();
  services.checklists.take(await (await services.environments.engineOf(environment)).checklist.sign(environment, role.role, { by }));
  void vscode.window.showInformationMessage(l10n.t('{0} has signed the readiness of {1} as {2}.', by.trim(), environment, role.label));
  return undefined;
}

async function verify(services: EditorServices, environment: string): Promise<undefined> {
  const [file] = await vscode.window.showOpenDialog({ canSelectMany: false, filters: { JSON: ['json'] }, title: l10n.t('Verify a saved report') }) ?? [];
  if (!file) throw new CancelledError();
  const text = Buffer.from(await vscode.workspace.fs.readFile(file)).toString('utf8');
  const { state, reason } = await (await services.environments.engineOf(environment)).checklist.verifyReport(environment, text);
  void (state === 'intact' ? vscode.window.showInformationMessage(reason) : vscode.window.showWarningMessage(reason));
  return undefined;
}
