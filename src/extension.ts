import * as vscode from 'vscode';
import { Account } from './editor/account/account';
import { createEditor, type Editor } from './editor/editor';
import { createEditorPorts } from './editorPorts';

/** The composition root of the editor: builds, wires, and decides nothing. The engine, the SDKs and the compiler are loaded when they are first asked for. */
class Extension {
  #editor: Editor | undefined;

  activate(context: vscode.ExtensionContext): void {
    const log = vscode.window.createOutputChannel('AOS Deploy', { log: true });
    context.subscriptions.push(log);
    const account = new Account(log);
    this.#editor = createEditor(context, log, account, createEditorPorts(context, account));
  }

  /** VS Code waits for it: runs that are being followed are left in good order. */
  async deactivate(): Promise<void> {
    await this.#editor?.dispose();
    this.#editor = undefined;
  }
}

const extension = new Extension();
export const activate = (context: vscode.ExtensionContext): void => extension.activate(context);
export const deactivate = (): Promise<void> => extension.deactivate();
