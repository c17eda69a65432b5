import * as l10n from '@vscode/l10n';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { RunRecord } from '../../core/deployment/events';
import { CancelledError, InputError } from '../../core/errors';
import type { CommandSubject } from '../../core/export';
import { commands } from '../../ids';
import { isRecord } from '../../protocol';
import type { EditorServices } from '../services';
import { relativePath } from '../shared/paths';
import { openFolder } from './sandboxStart';
import { subjectOf } from './subject';
import { environmentFor } from './target';

/** Loaded when it is asked for: YAML is large. */
const loadExport = () => import('../../core/export');

/** What leaves the product for other tools: command lines and a CI workflow. */
export function registerExportCommands(services: EditorServices): vscode.Disposable[] {
  return [
    services.boundary.command(commands.copyAsCommands, (argument?: unknown) => copyAsCommands(services, argument)),
    services.boundary.command(commands.generateWorkflow, (argument?: unknown) => generateWorkflow(services, argument)),
  ];
}

/** Copies a run, or what deploying an environment would be, as commands. `{tool}` as argument asks nothing. Returns the text. */
async function copyAsCommands(services: EditorServices, argument: unknown): Promise<string> {
  const subject = await commandSubject(services, argument);
  const tool = isRecord(argument) && (argument.tool === 'az' || argument.tool === 'deploy.py') ? argument.tool : await pickTool();
  const { asAzCommands, asOrchestratorCommands } = await loadExport();
  const shell = process.platform === 'win32' ? 'powershell' : 'posix';
  const text = (tool === 'az' ? asAzCommands : asOrchestratorCommands)(subject, shell);
  await vscode.env.clipboard.writeText(text);
  vscode.window.setStatusBarMessage(l10n.t('Commands copied'), 3000);
  return text;
}

async function pickTool(): Promise<'az' | 'deploy.py'> {
  const items = [
    { label: `$(azure) ${l10n.t('Azure CLI')}`, description: 'az', tool: 'az' as const },
    { label: `$(python) ${l10n.t('Python orchestrator')}`, description: 'deploy.py', tool: 'deploy.py' as const },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: l10n.t('AOS: Copy as Commands'), placeHolder: l10n.t('For which tool?') });
  if (!picked) throw new CancelledError();
  return picked.tool;
}

async function commandSubject(services: EditorServices, argument: unknown): Promise<CommandSubject> {
  const { runId } = subjectOf(argument);
  const root = openFolder(services.root);
  const run = runId ? await (await services.engines.get()).getRun(runId) : undefined;
  const entry = await environmentFor(services, run ? { environment: run.environment } : subjectOf(argument));
  const { environment } = entry;
  const last = run ?? entry.history.find(({ target }) => target);
  return {
    environment, ...cloudOf(run ?? last, environment.cloud), subscriptionId: run?.target?.subscriptionId || entry.subscriptionId || last?.target?.subscriptionId || 'SUBSCRIPTION_ID',
    resourceGroup: run?.target?.resourceGroup ?? environment.resourceGroup, location: run?.target?.location || environment.location || entry.plan?.target.location || last?.target?.location || 'LOCATION',
    templateFile: relativePath(root, run?.templateFile || environment.templateFile), parametersFile: relativePath(root, run?.parametersFile || environment.parametersFile),
    deploymentName: run?.deploymentName ?? `aos-${environment.name}`, ...gitShaOf(run),
  };
}

const cloudOf = (run: RunRecord | undefined, wanted: string | undefined): { readonly cloud?: string } => { const cloud = run?.target?.cloud ?? wanted; return cloud ? { cloud } : {}; };
const gitShaOf = (run: RunRecord | undefined): { readonly gitSha?: string } => (run?.gitSha ? { gitSha: run.gitSha } : {});

/** Writes the workflow into the repository and opens it. A file that is there and says something else is only replaced on request. */
async function generateWorkflow(services: EditorServices, argument: unknown): Promise<string> {
  await services.environments.ensure();
  const { entries } = services.environments;
  if (entries.length === 0) throw new InputError('Environment.None', l10n.t('This workspace has no environment to deploy.'), { nextStep: l10n.t('Add a parameters file first, for example with "AOS: New Environment".') });
  const { isSameWorkflow, renderGithubWorkflow, workflowFile, workflowOfWorkspace } = await loadExport();
  const root = openFolder(services.root);
  const repository = await services.ports.findRepository(root);
  const version = String((services.context.extension.packageJSON as { readonly version: string }).version);
  const subject = workflowOfWorkspace({ environments: entries.map(({ environment }) => environment), repository, root, version });
  if (subject.environments.length === 0) throw new InputError('Workflow.NoCloud', l10n.t('No environment of the workspace is in a cloud that a runner can sign in to.'), { nextStep: l10n.t('Give an environment "cloud: azure", "usgov" or "china" in aos.yaml.') });
  const file = vscode.Uri.file(path.join(repository.root, ...workflowFile(subject.workspace).split('/')));
  const text = renderGithubWorkflow(subject);
  const before = await readIfThere(file);
  const isSame = isSameWorkflow(before, text);
  if (before !== undefined && !isSame && !(isRecord(argument) && argument.replace === true) && !await askReplace(file, before, text, services)) throw new CancelledError();
  if (!isSame) await vscode.workspace.fs.writeFile(file, Buffer.from(text));
  await vscode.window.showTextDocument(file);
  return file.fsPath;
}

async function readIfThere(file: vscode.Uri): Promise<string | undefined> {
  try { return Buffer.from(await vscode.workspace.fs.readFile(file)).toString('utf8'); } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
    throw error;
  }
}

async function askReplace(file: vscode.Uri, before: string, after: string, { documents }: EditorServices): Promise<boolean> {
  const [replace, compare] = [l10n.t('Replace the Workflow'), l10n.t('Compare First')];
  const detail = l10n.t('{0} is there already and says something else. Replacing it loses your changes to it.', file.fsPath);
  const chosen = await vscode.window.showWarningMessage(l10n.t('Replace the CI workflow?'), { modal: true, detail }, replace, compare);
  if (chosen === compare) await documents.showDiff(l10n.t('CI workflow: yours and the generated one'), path.basename(file.fsPath), before, after);
  return chosen === replace;
}
