import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { commands, contextKeys, viewCommands, views } from '../../../ids';
import type { EditorServices } from '../../services';
import type { TreeNode } from '../../shared/treeNode';
import { NodeTree } from '../nodeTree';
import { checklistNodes, dueItems } from './checklistNodes';
import { filterText } from './checklistText';

const minuteMs = 60_000;

/** The Checklist view. The first look at it reads what is kept; nothing is measured before somebody asks. */
export function registerChecklistView(services: EditorServices): vscode.Disposable {
  const { checklists, environments, engines, boundary, now } = services;
  const tree = new NodeTree(() => (checklists.isRead ? checklistNodes(checklists.entries, { filter: checklists.filter, search: checklists.search, now: now(), ...(environments.selected && { selected: environments.selected.environment.name }) }) : []));
  const view = vscode.window.createTreeView(views.checklist, { treeDataProvider: tree, showCollapseAll: true, manageCheckboxStateManually: true });
  const draw = (): void => {
    const { filter, search, selected } = checklists;
    tree.refresh();
    view.description = [filter === 'all' ? '' : filterText(filter), search ? l10n.t('search: {0}', search) : ''].filter(Boolean).join(' · ');
    const due = selected?.view ? dueItems(selected.view).length : 0;
    view.badge = due > 0 ? { value: due, tooltip: l10n.t('{0} items of {1} are due', due, selected?.environment ?? '') } : undefined;
    void vscode.commands.executeCommand('setContext', contextKeys.hasChecklistFilter, filter !== 'all' || search !== '');
  };
  const read = (): void => { if (view.visible) void boundary.run('checklist', () => checklists.refresh()); };
  const stops = [checklists.onDidChange(draw), environments.onDidChange(() => { if (checklists.isRead) read(); }), engines.onRunNews(({ record, event }) => { if (event.type === 'ended' && checklists.isRead) void boundary.run('checklist', () => checklists.refreshOne(record.environment)); })];
  const timer = setInterval(() => { if (view.visible) tree.refresh(); }, minuteMs);
  const shown = view.onDidChangeVisibility(read);
  draw();
  read();
  return vscode.Disposable.from(view, tree, shown, view.onDidChangeCheckboxState((event) => void boundary.run('attest', () => takeTicks(event, checklists, draw))), new vscode.Disposable(() => clearInterval(timer)), ...stops.map((stop) => new vscode.Disposable(stop)));
}

/** A tick asks for the note; whatever comes of it, the boxes show what is kept. What was drawn is not drawn a second time: clicks on rows that are replaced lead nowhere. */
async function takeTicks({ items }: vscode.TreeCheckboxChangeEvent<TreeNode>, checklists: EditorServices['checklists'], redraw: () => void): Promise<void> {
  let isDrawn = false;
  const stop = checklists.onDidChange(() => { isDrawn = true; });
  for (const [node, state] of items) await vscode.commands.executeCommand(state === vscode.TreeItemCheckboxState.Checked ? commands.attestItem : viewCommands.withdrawItem, node);
  stop();
  if (!isDrawn) redraw();
}
