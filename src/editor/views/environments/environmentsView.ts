import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { contextKeys, views } from '../../../ids';
import type { EditorServices } from '../../services';
import type { EnvironmentsState } from '../../state/environmentsState';
import { NodeTree } from '../nodeTree';
import { environmentNodes } from './environmentNodes';

const minuteMs = 60_000;

/** The Environments view. The first look at it reads the workspace. */
export function registerEnvironmentsView({ environments, boundary, problems, now, root }: EditorServices): vscode.Disposable {
  const tree = new NodeTree(async () => environmentNodes(await environments.ensure(), now(), root()));
  const view = vscode.window.createTreeView(views.environments, { treeDataProvider: tree, showCollapseAll: true });
  const draw = (state: EnvironmentsState): void => {
    tree.refresh();
    void vscode.commands.executeCommand('setContext', contextKeys.environments, state.kind);
    void vscode.commands.executeCommand('setContext', contextKeys.hasInterruptedRun, interruptedRuns(state) > 0);
    problems.replace('workspace', state.kind === 'some' || state.kind === 'none' ? state.problems.filter(({ code }) => code !== 'aos/no-template') : []);
    view.badge = interruptedRuns(state) > 0 ? { value: interruptedRuns(state), tooltip: l10n.t('{0} interrupted deployments to resume', interruptedRuns(state)) } : undefined;
  };
  const stop = environments.onDidChange(draw);
  draw(environments.state);
  // Relative times grow old while nothing else changes.
  const timer = setInterval(() => { if (view.visible) tree.refresh(); }, minuteMs);
  const shown = view.onDidChangeVisibility(({ visible }) => { if (visible) void boundary.run('environments', () => environments.ensure()); });
  return vscode.Disposable.from(view, tree, shown, new vscode.Disposable(stop), new vscode.Disposable(() => clearInterval(timer)));
}

const interruptedRuns = (state: EnvironmentsState): number => (state.kind === 'some' ? state.entries.reduce((sum, entry) => sum + entry.interrupted.length, 0) : 0);
