import * as vscode from 'vscode';
import { settings } from '../ids';
import type { EditorServices } from './services';

const quietMs = 500;

/** Keeps what is shown in step with files, folders and settings. Nothing is read before somebody has looked. */
export function watchWorkspace({ environments, engines, boundary, resources, runs, log }: EditorServices): vscode.Disposable {
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
  return vscode.Disposable.from(
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
