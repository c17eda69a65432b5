import * as vscode from 'vscode';
import { documentScheme } from '../../ids';

/** Texts that are looked at and never saved: before and after of a change, a resource, a run. The newest are kept. */
export class ReadOnlyDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changes.event;
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(documentScheme, this);
  static readonly #kept = 100;

  /** `path` names the tab; its ending chooses the language. Putting the same path again replaces the text of an open document. */
  put(path: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: documentScheme, path: path.startsWith('/') ? path : `/${path}` });
    const key = uri.toString();
    this.#texts.delete(key);
    this.#texts.set(key, text);
    for (const oldest of this.#texts.keys()) { if (this.#texts.size <= ReadOnlyDocuments.#kept) break; this.#texts.delete(oldest); }
    this.#changes.fire(uri);
    return uri;
  }

  provideTextDocumentContent(uri: vscode.Uri): string { return this.#texts.get(uri.toString()) ?? ''; }

  async show(path: string, text: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.put(path, text));
    await vscode.window.showTextDocument(document, { preview: true });
  }

  async showDiff(title: string, name: string, before: string, after: string): Promise<void> {
    await vscode.commands.executeCommand('vscode.diff', this.put(`before/${name}`, before), this.put(`after/${name}`, after), title, { preview: true });
  }

  dispose(): void { this.#registration.dispose(); this.#changes.dispose(); }
}
