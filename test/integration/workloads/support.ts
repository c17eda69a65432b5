import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import * as vscode from 'vscode';
import manifest from '../../../package.json';
import { commands } from '../../../src/ids';
import { folder, run } from '../editor/support';

/** Deploys the infrastructure of an environment to the sandbox of this workspace, as a pipeline does: without questions. */
export const deployInfrastructure = (environment: string): Promise<void> => runCli(folder(), 'deploy', '--environment', environment, '--yes');

/** Somebody else changes a configuration in a workspace of their own, and uploads it. */
export async function uploadElsewhere(environment: string, file: string, change: (text: string) => string): Promise<void> {
  const other = mkdtempSync(path.join(tmpdir(), 'aos-other-'));
  try {
    cpSync(folder(), other, { recursive: true, filter: (source) => path.basename(source) !== '.aos' });
    writeFileSync(path.join(other, file), change(readFileSync(path.join(other, file), 'utf8')));
    await runCli(other, 'agents', 'upload', path.basename(file, '.json'), '--overwrite', '--environment', environment);
  } finally { rmSync(other, { recursive: true, force: true }); }
}

/** `aos-deploy` against the sandbox of this window. */
async function runCli(workspace: string, ...args: readonly string[]): Promise<void> {
  const endpoint = await run<string>(commands.startSandbox);
  const cli = path.join(vscode.extensions.getExtension(`${manifest.publisher}.${manifest.name}`)!.extensionPath, 'dist', 'cli.js');
  await promisify(execFile)(process.execPath, [cli, ...args, '--cloud', endpoint, '--workspace', workspace, '--json'], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, maxBuffer: 32 * 1024 * 1024 });
}

/** The next change of visible editors and tabs after which `look` finds something. */
export function editorsUntil<T>(look: () => T | undefined): Promise<T> {
  return new Promise((resolve) => {
    const check = (): void => { const found = look(); if (found !== undefined) { listening.dispose(); resolve(found); } };
    const listening = vscode.Disposable.from(vscode.window.onDidChangeVisibleTextEditors(check), vscode.window.tabGroups.onDidChangeTabs(check));
    check();
  });
}
