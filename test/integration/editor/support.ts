import path from 'node:path';
import * as vscode from 'vscode';
import manifest from '../../../package.json';
import { stopSandboxProcess } from '../../../src/local/sandbox';

export const folder = (): string => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
export const run = <T>(command: string, argument?: unknown): Thenable<T> => vscode.commands.executeCommand<T>(command, argument);
export const activate = async (): Promise<unknown> => vscode.extensions.getExtension(`${manifest.publisher}.${manifest.name}`)?.activate();

/** View types of the open webview tabs. */
export const openPages = (): readonly string[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).flatMap(({ input }) => (input instanceof vscode.TabInputWebview ? [input.viewType.replace(/^mainThreadWebview-/, '')] : []));

/** The next change of tabs after which `isDone` holds. */
export function tabsUntil(isDone: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => { if (isDone()) { listening.dispose(); resolve(); } };
    const listening = vscode.window.tabGroups.onDidChangeTabs(look);
    look();
  });
}

/** Ends the sandbox that a test has started in this workspace, and waits until it is gone: what comes next must not attach to one that ends. */
export const stopSandbox = (): Promise<boolean> => stopSandboxProcess(path.join(folder(), '.aos', 'sandbox'));
