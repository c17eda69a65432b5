import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AssessedItem } from '../../../core/checklist/assess';
import { isDone, type ItemState } from '../../../core/checklist/itemState';
import { progressOf } from '../../../core/checklist/progress';
import type { ChecklistView } from '../../../core/checklist/service';
import { joinTaskList } from '../../../core/checklist/taskList/joinTaskList';
import { parseTaskList } from '../../../core/checklist/taskList/parseTaskList';
import { commands, viewCommands } from '../../../ids';
import type { EditorServices } from '../../services';
import { evidenceMarkdown, itemDescription, progressText } from './checklistText';

/** In the task list itself: what is known of the selected environment, beside every box, with what can be done about it above. */
export function registerTaskListLenses(services: EditorServices): vscode.Disposable {
  const lenses = new TaskListLenses(services);
  return vscode.Disposable.from(lenses, vscode.languages.registerCodeLensProvider({ language: 'markdown' }, lenses));
}

const quietMs = 200;

interface Placed { readonly line: number; readonly end: number; readonly one: AssessedItem }

class TaskListLenses implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changes = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changes.event;
  readonly #styles: Readonly<Record<ItemState, vscode.TextEditorDecorationType>> = makeStyles();
  readonly #stops: readonly vscode.Disposable[];
  #resting: NodeJS.Timeout | undefined;
  /** Boxes of the text as it was last looked at. */
  #placed: { readonly document: vscode.TextDocument; readonly version: number; readonly view: ChecklistView; readonly boxes: readonly Placed[] } | undefined;

  constructor(private readonly services: EditorServices) {
    this.#stops = [
      new vscode.Disposable(services.checklists.onDidChange(() => { this.#changes.fire(); this.#drawAll(); })), vscode.window.onDidChangeVisibleTextEditors(() => this.#drawAll()),
      vscode.workspace.onDidChangeTextDocument(({ document }) => { if (document.fileName === services.checklists.selected?.view?.list?.file) this.#drawLater(); }), new vscode.Disposable(() => clearTimeout(this.#resting)),
    ];
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!await this.#isTaskList(document)) return [];
    const view = this.services.checklists.selected?.view;
    if (!view) return [];
    const environment = view.environment.name;
    const placed = this.#place(document, view);
    const top = new vscode.Range(0, 0, 0, 0);
    const first = [
      new vscode.CodeLens(top, { command: commands.selectEnvironment, title: l10n.t('{0}: {1}', environment, progressText(progressOf(view.items))) }),
      new vscode.CodeLens(top, { command: commands.runChecklist, title: l10n.t('Run checklist'), arguments: [{ environment }] }), new vscode.CodeLens(top, { command: viewCommands.showReport, title: l10n.t('Readiness report'), arguments: [{ environment }] }),
    ];
    return [...first, ...sectionLenses(document, placed, environment), ...placed.flatMap((one) => itemLenses(one, environment))];
  }

  dispose(): void {
    this.#changes.dispose();
    for (const stop of this.#stops) stop.dispose();
    for (const style of Object.values(this.#styles)) style.dispose();
  }

  /** The first look at a file of the list's name reads what is kept. */
  async #isTaskList(document: vscode.TextDocument): Promise<boolean> {
    const { checklists, root } = this.services;
    if (!root() || !/tasks?\b.*\.md$/i.test(document.fileName)) return false;
    if (!checklists.isRead) await checklists.refresh();
    return checklists.selected?.view?.list?.file === document.fileName;
  }

  #place(document: vscode.TextDocument, view: ChecklistView): readonly Placed[] {
    if (this.#placed?.document !== document || this.#placed.version !== document.version || this.#placed.view !== view) this.#placed = { document, version: document.version, view, boxes: this.#find(document, view) };
    return this.#placed.boxes;
  }

  /** Follows what is being typed: the boxes are found in the text as it is in the editor. */
  #find(document: vscode.TextDocument, view: ChecklistView): readonly Placed[] {
    const text = document.getText();
    const joined = text === view.list?.text ? view.list.joined : joinTaskList(parseTaskList(text), view.catalogue);
    const items = new Map(view.items.map((one) => [one.item.id, one]));
    return joined.items.flatMap(({ id, joint, listed }) => { const one = items.get(id); return one && joint !== 'duplicate' && listed.line < document.lineCount ? [{ line: listed.line, end: document.lineAt(listed.line).text.length, one }] : []; });
  }

  /** Typing changes much at once; the boxes are drawn when it rests. */
  #drawLater(): void { clearTimeout(this.#resting); this.#resting = setTimeout(() => this.#drawAll(), quietMs); }

  #drawAll(): void { for (const editor of vscode.window.visibleTextEditors) this.#draw(editor); }

  #draw(editor: vscode.TextEditor): void {
    const view = this.services.checklists.selected?.view;
    if (!view || editor.document.fileName !== view.list?.file) return;
    const now = this.services.now();
    const byState = new Map<ItemState, vscode.DecorationOptions[]>();
    for (const { line, end, one } of this.#place(editor.document, view)) {
      const option: vscode.DecorationOptions = { range: new vscode.Range(line, end, line, end), hoverMessage: new vscode.MarkdownString(evidenceMarkdown(one, undefined, now)), renderOptions: { after: { contentText: `  ${label(one, now)}` } } };
      byState.set(one.state, [...byState.get(one.state) ?? [], option]);
    }
    for (const [state, style] of Object.entries(this.#styles)) editor.setDecorations(style, byState.get(state as ItemState) ?? []);
  }
}

const signs: Readonly<Record<ItemState, string>> = { pass: '✓', warn: '⚠', fail: '✗', unknown: '?', 'n/a': '–', stale: '↻' };
const label = (one: AssessedItem, now: Date): string => `${signs[one.state]} ${one.state === 'n/a' ? one.reason : itemDescription(one, now)}`.slice(0, 120);

function makeStyles(): Readonly<Record<ItemState, vscode.TextEditorDecorationType>> {
  const style = (color: string): vscode.TextEditorDecorationType => vscode.window.createTextEditorDecorationType({ after: { color: new vscode.ThemeColor(color), fontStyle: 'italic' } });
  return { pass: style('testing.iconPassed'), warn: style('list.warningForeground'), fail: style('testing.iconFailed'), unknown: style('editorCodeLens.foreground'), 'n/a': style('disabledForeground'), stale: style('list.warningForeground') };
}

/** Above each heading: how far its items are, and a click that measures them. */
function sectionLenses(document: vscode.TextDocument, placed: readonly Placed[], environment: string): readonly vscode.CodeLens[] {
  const heads: number[] = [];
  for (let line = 0; line < document.lineCount; line++) if (/^(##+ |\*\*.+\*\*)/.test(document.lineAt(line).text)) heads.push(line);
  return heads.flatMap((line, index) => {
    const members = placed.filter((one) => one.line > line && one.line < (heads[index + 1] ?? Number.POSITIVE_INFINITY)).map(({ one }) => one);
    if (members.length === 0) return [];
    const range = new vscode.Range(line, 0, line, 0);
    return [new vscode.CodeLens(range, { command: viewCommands.runItems, title: l10n.t('{0} · check now', progressText(progressOf(members))), arguments: [{ environment, items: members.map(({ item }) => item.id) }] })];
  });
}

/** Only where there is something to do. */
function itemLenses({ line, one }: Placed, environment: string): readonly vscode.CodeLens[] {
  const { item, state } = one;
  if (isDone(state) || state === 'n/a') return [];
  const range = new vscode.Range(line, 0, line, 0);
  const lens = (command: string, title: string): vscode.CodeLens => new vscode.CodeLens(range, { command, title, arguments: [{ environment, item: item.id }] });
  if (item.kind === 'attest') return [lens(commands.attestItem, l10n.t('Attest'))];
  if (item.kind === 'action') return [lens(commands.runItemAction, l10n.t('Run'))];
  return state === 'fail' && item.action !== undefined ? [lens(commands.runItemAction, l10n.t('Fix'))] : [];
}
