import * as vscode from 'vscode';
import type { EditorServices } from '../services';
import { isOurs } from './documents';

/** Validation and help in parameters files and configurations. The rules are loaded when the first such file, or a workspace that has some, is there. */
export function registerLanguage(services: EditorServices): vscode.Disposable {
  const disposables: vscode.Disposable[] = [];
  let isStarted = false;
  const start = (): void => {
    if (isStarted) return;
    isStarted = true;
    void services.boundary.run('language', async () => {
      const { startLanguage } = await import('./startLanguage');
      const running = await startLanguage(services);
      if (isDisposed) running.dispose(); else disposables.push(running);
    });
  };
  let isDisposed = false;
  disposables.push(vscode.workspace.onDidOpenTextDocument((document) => { if (isOurs(document)) start(); }));
  if (vscode.workspace.textDocuments.some(isOurs) || services.root() !== undefined) setImmediate(start);
  return new vscode.Disposable(() => { isDisposed = true; vscode.Disposable.from(...disposables).dispose(); });
}
