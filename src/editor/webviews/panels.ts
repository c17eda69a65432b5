import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { panels as panelIds, settings } from '../../ids';
import { isPageState, type PageContract, type PagePush, type PanelKey, type Topic } from '../../protocol';
import { answer, type Answering } from './shared/answering';
import { pageHtml } from './shared/pageHtml';

/** What stands behind an open panel: answers its page and pushes snapshots until it is disposed. */
export interface PageModel<C extends PageContract> extends Omit<Answering<C>, 'report'> {
  readonly title: string;
  /** Gets `push` as soon as the page is there; returns what ends the model. */
  connect(push: <T extends Topic<C>>(topic: T, value: C['pushes'][T]) => void, setTitle: (title: string) => void): vscode.Disposable;
}

/** The open panels: one for each thing shown, brought back by VS Code after a reload. */
export class Panels implements vscode.Disposable {
  readonly #open = new Map<string, vscode.WebviewPanel>();
  readonly #serializers: vscode.Disposable[] = [];

  constructor(private readonly extensionUri: vscode.Uri, private readonly report: (what: string, error?: unknown) => void, private readonly createModel: (key: PanelKey) => PageModel<PageContract>) {
    for (const viewType of Object.values(panelIds)) {
      this.#serializers.push(vscode.window.registerWebviewPanelSerializer(viewType, { deserializeWebviewPanel: async (panel, state: unknown) => this.#restore(panel, state) }));
    }
  }

  /** Shows the panel of `key`, a new one when none is open. */
  show(key: PanelKey, options: { readonly preserveFocus?: boolean } = {}): void {
    const open = this.#open.get(keyText(key));
    if (open) { open.reveal(undefined, options.preserveFocus); return; }
    const beside = vscode.workspace.getConfiguration().get<boolean>(settings.openPagesBeside, false);
    const viewColumn = beside ? vscode.ViewColumn.Beside : vscode.ViewColumn.Active;
    const panel = vscode.window.createWebviewPanel(panelIds[key.page], key.page, { viewColumn, preserveFocus: options.preserveFocus });
    this.#attach(panel, key);
  }

  isOpen(key: PanelKey): boolean { return this.#open.has(keyText(key)); }

  dispose(): void {
    for (const serializer of this.#serializers) serializer.dispose();
    for (const panel of [...this.#open.values()]) panel.dispose();
  }

  #restore(panel: vscode.WebviewPanel, state: unknown): void {
    if (isPageState(state) && panelIds[state.key.page] === panel.viewType && !this.isOpen(state.key)) this.#attach(panel, state.key);
    else panel.dispose();
  }

  #attach(panel: vscode.WebviewPanel, key: PanelKey): void {
    const model = this.createModel(key);
    const text = keyText(key);
    this.#open.set(text, panel);
    panel.title = model.title;
    panel.iconPath = { light: vscode.Uri.joinPath(this.extensionUri, 'media', 'aos-light.svg'), dark: vscode.Uri.joinPath(this.extensionUri, 'media', 'aos-dark.svg') };
    const bundles = vscode.Uri.joinPath(this.extensionUri, 'dist', 'webview');
    panel.webview.options = { enableScripts: true, localResourceRoots: [bundles], enableCommandUris: false, enableForms: false };
    const push = (topic: string, value: unknown): void => { const message: PagePush = { kind: 'push', topic, value }; void panel.webview.postMessage(message); };
    const listening = panel.webview.onDidReceiveMessage(async (message: unknown) => {
      const reply = await answer(message, { guards: model.guards, handlers: model.handlers, report: this.report });
      if (reply && this.#open.get(text) === panel) await panel.webview.postMessage(reply);
    });
    const connection = model.connect(push, (title) => { panel.title = title; });
    panel.onDidDispose(() => { this.#open.delete(text); listening.dispose(); connection.dispose(); });
    panel.webview.html = this.#html(panel.webview, bundles, key, model.title);
  }

  #html(webview: vscode.Webview, bundles: vscode.Uri, key: PanelKey, title: string): string {
    const uri = (file: string): string => webview.asWebviewUri(vscode.Uri.joinPath(bundles, file)).toString();
    return pageHtml({
      setup: { page: key.page, locale: vscode.env.language, texts: vscode.l10n.bundle, key }, title, nonce: randomBytes(16).toString('base64url'), cspSource: webview.cspSource,
      scriptUri: uri(`${key.page}.js`), styleUris: [{ uri: uri('codicon.css'), id: 'vscode-codicon-stylesheet' }],
    });
  }
}

const keyText = (key: PanelKey): string => JSON.stringify(Object.entries(key).filter(([, value]) => value !== undefined).sort());
