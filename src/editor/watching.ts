import * as vscode from 'vscode';
import { settings } from '../ids';
import type { EditorServices } from './services';
import { workloadKinds } from './workloads/workloadState';

const quietMs = 500;

/** Keeps what is shown in step with files, folders and settings. Nothing is read before somebody has looked. */
export function watchWorkspace({ environments, engines, boundary, resources, runs, workloads, log }: EditorServices): vscode.Disposable {
  let timer: NodeJS.Timeout | undefined;
  const refresh = (): void => {
    if (environments.state.kind === 'unknown') return;
    clearTimeout(timer);
    timer = setTimeout(() => void boundary.run('refresh', () => environments.refresh()), quietMs);
  };
  const rebuild = (): void => void boundary.run('rebuild', async () => {
    if (runs.active.length > 0) { log.info('The changed setting counts from the next window on: a deployment is being followed.'); return; }
    await engines.dispose();
    refresh();
  });
  const files = vscode.workspace.createFileSystemWatcher('**/{*.bicepparam,aos.yaml,aos.yml}');
  // The Python orchestrator writes here too. What a run of this window writes is known already.
  const audit = vscode.workspace.createFileSystemWatcher('**/deployment/audit/*');
  const otherRun = (): void => { if (runs.active.length === 0) refresh(); };
  // What is uploaded and deployed, as far as it is cheap to look at; sources of applications are packaged on request only.
  const configurations = vscode.workspace.createFileSystemWatcher('**/{agents/*.json,mcp-servers/*.json,agent_registry.json,mcp_server_registry.json}');
  let comparing: NodeJS.Timeout | undefined;
  const compare = (): void => { clearTimeout(comparing); comparing = setTimeout(() => void boundary.run('configurations', () => workloads.refreshRead({ parts: workloadKinds })), quietMs); };
  return vscode.Disposable.from(
    configurations, configurations.onDidCreate(compare), configurations.onDidChange(compare), configurations.onDidDelete(compare), new vscode.Disposable(() => clearTimeout(comparing)),
    audit, audit.onDidCreate(otherRun), audit.onDidChange(otherRun),
    files, files.onDidCreate(refresh), files.onDidChange(refresh), files.onDidDelete(refresh),
    vscode.workspace.onDidChangeWorkspaceFolders(rebuild),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(settings.cloud)) environments.retarget();
      else if (event.affectsConfiguration(settings.section)) rebuild();
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => { rebuild(); void boundary.run('resources', () => resources.refresh()); }),
    new vscode.Disposable(() => clearTimeout(timer)),
  );
}
