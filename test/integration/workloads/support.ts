import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import manifest from '../../../package.json';
import { commands } from '../../../src/ids';
import { folder, run } from '../editor/support';

/** Deploys the infrastructure of an environment to the sandbox of this workspace, as a pipeline does: without questions. */
export async function deployInfrastructure(environment: string): Promise<void> {
  const endpoint = await run<string>(commands.startSandbox);
  const cli = path.join(vscode.extensions.getExtension(`${manifest.publisher}.${manifest.name}`)!.extensionPath, 'dist', 'cli.js');
  await promisify(execFile)(process.execPath, [cli, 'deploy', '--environment', environment, '--cloud', endpoint, '--workspace', folder(), '--yes', '--json'], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, maxBuffer: 32 * 1024 * 1024 });
}

/** The next change of visible editors and tabs after which `look` finds something. */
export function editorsUntil<T>(look: () => T | undefined): Promise<T> {
  return new Promise((resolve) => {
    const check = (): void => { const found = look(); if (found !== undefined) { listening.dispose(); resolve(found); } };
    const listening = vscode.Disposable.from(vscode.window.onDidChangeVisibleTextEditors(check), vscode.window.tabGroups.onDidChangeTabs(check));
    check();
  });
}
