import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { contextKeys, settings } from '../ids';
import type { Account } from './account/account';
import { registerApplicationCommands } from './commands/applications';
import { Boundary } from './commands/boundary';
import { registerChecklistCommands } from './commands/checklistCommands';
import { registerChecklistActionCommands } from './commands/checklistActionCommands';
import { registerReportCommand } from './commands/reportCommands';
import { registerTaskListLenses } from './views/checklist/taskListLenses';
import { registerCompareRunsCommand } from './commands/compareRunsCommand';
import { registerConfigurationCommands } from './commands/configurations';
import { registerEnvironmentCommands } from './commands/environmentCommands';
import { registerExportCommands } from './commands/exportCommands';
import { registerSmokeCommands } from './commands/smokeCommands';
import { registerHealthCommand } from './commands/healthCommand';
import { registerHistoryCommands } from './commands/historyCommands';
import { registerNewEnvironmentCommand } from './commands/newEnvironmentCommand';
import { registerResourceCommands } from './commands/resourceCommands';
import { registerIncidentCommands } from './commands/incidentCommands';
import { BackupWatcher } from './backups/backupWatcher';
import { registerBackupReminders } from './backups/registerBackupReminders';
import { registerBackUpCommand } from './commands/backUpCommand';
import { registerTakeBackCommands } from './commands/takeBackCommands';
import { registerRollbackCommands } from './commands/rollbackCommands';
import { registerRunCommands } from './commands/runCommands';
import { registerSampleCommand } from './commands/sampleCommand';
import { registerSetupCommands } from './commands/setupCommands';
import { ReadOnlyDocuments } from './documents/readOnlyDocuments';
import type { EditorPorts, Memory } from './ports';
import { RunCoordinator } from './runs/runCoordinator';
import { registerLanguage } from './language';
import { recoverRuns } from './runs/recovery';
import type { EditorServices } from './services';
import { Engines } from './state/engines';
import { Problems } from './problems';
import { createPlanArchive } from './planArchive';
import { EnvironmentStore } from './state/environmentStore';
import { registerStatusBar } from './statusBar';
import { registerEnvironmentsView } from './views/environments/environmentsView';
import { ChecklistStore } from './views/checklist/checklistStore';
import { registerChecklistView } from './views/checklist/checklistView';
import { ResourceStore } from './views/resources/resourceStore';
import { registerResourcesView } from './views/resources/resourcesView';
import { WorkloadStore } from './workloads/workloadStore';
import { createPageModel } from './webviews/createPageModel';
import { Panels } from './webviews/panels';
import { problemsOfError } from './runs/problemsOfRun';
import { PlanSessions } from './webviews/plan/planSessions';
import { withTrust } from './trust';
import { hasRuns, servedFolder } from './workspaceFolder';
import { watchWorkspace } from './watching';
import { registerWatches } from './watches/registerWatches';

export interface Editor { readonly services: EditorServices; dispose(): Promise<void> }

/** Registers everything the editor contributes. Builds no engine and reads no file: that waits for the first look at a view or the first command. */
export function createEditor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, account: Account, ports: EditorPorts): Editor {
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
  const services = createServices(context, log, account, ports);
  context.subscriptions.push(
    registerEnvironmentsView(services), registerResourcesView(services), registerChecklistView(services), registerStatusBar(services),
    ...registerEnvironmentCommands(services), ...registerRunCommands(services), ...registerHistoryCommands(services), ...registerResourceCommands(services),
    ...registerChecklistCommands(services), ...registerChecklistActionCommands(services), registerReportCommand(services), registerTaskListLenses(services), ...registerSetupCommands(services), ...registerApplicationCommands(services), ...registerConfigurationCommands(services), ...registerExportCommands(services), registerCompareRunsCommand(services), registerNewEnvironmentCommand(services), registerHealthCommand(services), ...registerSmokeCommands(services), registerSampleCommand(services), watchWorkspace(services), registerLanguage(services),
    ...registerRollbackCommands(services), ...registerTakeBackCommands(services), registerBackUpCommand(services), ...registerIncidentCommands(services), registerWatches(services), registerBackupReminders(services),
    services.problems, services.documents, services.panels, services.runs, new vscode.Disposable(() => services.plans.dispose()),
  );
  recoverOnFirstLook(services);
  lookForRuns(services);
  return { services, dispose: () => services.engines.dispose() };
}

function createServices(context: vscode.ExtensionContext, log: vscode.LogOutputChannel, account: Account, untrusted: EditorPorts): EditorServices {
  const ports = withTrust(untrusted);
  const boundary = new Boundary(log);
  const { report } = boundary;
  const root = (): string | undefined => servedFolder(vscode.workspace.workspaceFolders);
  const now = (): Date => new Date();
  const memory: Memory = { get: (key) => context.workspaceState.get(key), set: async (key, value) => context.workspaceState.update(key, value) };
  const engines = new Engines(root, (options) => ports.createEngine(options), report);
  const cloudSetting = (): string | undefined => vscode.workspace.getConfiguration().get<string>(settings.cloud);
  const environments = new EnvironmentStore({ engines, memory, archive: createPlanArchive(context.storageUri, report), cloudSetting, report });
  const resources = new ResourceStore({ environments, sandboxIsRunning: () => sandboxIsRunning(ports, root()), isSignedIn: (cloud) => account.isSignedIn(cloud), now, report });
  const checklists = new ChecklistStore(environments, report);
  const workloads = new WorkloadStore({ environments, sandboxIsRunning: () => sandboxIsRunning(ports, root()), isSignedIn: (cloud) => account.isSignedIn(cloud), report });
  const backups = new BackupWatcher({ environments: () => environments.entries.map(({ environment }) => environment.name), remindersOf: async (name) => (await environments.engineOf(name)).backupReminders, report });
  const problems = new Problems();
  const plans = new PlanSessions({ environments, root: () => root() ?? '', now, report, onEnd: (name, error) => problems.replace(`plan/${name}`, error ? problemsOfError(error) : []) });
  const panels: Panels = new Panels(context.extensionUri, report, (key) => createPageModel(services, key));
  const runs = new RunCoordinator({
    engines, environments, boundary, problems, log, showRun: (runId, preserveFocus) => panels.show({ page: 'deployment', runId }, { preserveFocus }),
    showPlan: (environment) => panels.show({ page: 'plan', environment }, { preserveFocus: true }),
  });
  const services: EditorServices = { context, log, ports, memory, engines, environments, resources, checklists, workloads, backups, account, boundary, problems, documents: new ReadOnlyDocuments(), panels, plans, runs, root, now };
  return services;
}

async function sandboxIsRunning(ports: EditorPorts, root: string | undefined): Promise<boolean> {
  const isRunning = root !== undefined && await ports.sandbox.isRunning(root);
  await vscode.commands.executeCommand('setContext', contextKeys.sandboxIsRunning, isRunning);
  return isRunning;
}

/** As soon as environments have been read for the first time, interrupted runs are looked for. */
function recoverOnFirstLook(services: EditorServices): void {
  const stop = services.environments.onDidChange((state) => {
    if (state.kind !== 'some') return;
    stop();
    void services.boundary.run('recover', () => recoverRuns(services));
  });
}

/** Where there have been runs, one may go on right now: then nobody should have to open a view to see it. */
function lookForRuns({ environments, boundary, root }: EditorServices): void {
  const folder = root();
  if (folder && hasRuns(folder)) setImmediate(() => void boundary.run('look for runs', () => environments.ensure()));
}
