import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { contextKeys, views } from '../../../ids';
import type { EditorServices } from '../../services';
import type { EnvironmentsState } from '../../state/environmentsState';
import { workloadKinds } from '../../workloads/workloadState';
import { openCount } from '../../workloads/workloadText';
import { NodeTree } from '../nodeTree';
import { environmentNodes } from './environmentNodes';

const minuteMs = 60_000;

/** The Environments view. The first look at it reads the workspace. */
export function registerEnvironmentsView({ environments, workloads, backups, resources, engines, boundary, problems, now, root }: EditorServices): vscode.Disposable {
  const tree = new NodeTree(async () => environmentNodes(await environments.ensure(), now(), root(), { workloads, backupDue: (name) => backups.dueOf(name) }));
  const view = vscode.window.createTreeView(views.environments, { treeDataProvider: tree, showCollapseAll: true });
  const draw = (state: EnvironmentsState): void => {
    tree.refresh();
    void vscode.commands.executeCommand('setContext', contextKeys.environments, state.kind);
    // What was known stands while it is read again: the palette must not lose Resume Deployment in between.
    if (state.kind !== 'loading') void vscode.commands.executeCommand('setContext', contextKeys.hasInterruptedRun, interruptedRuns(state) > 0);
    problems.replace('workspace', state.kind === 'some' || state.kind === 'none' ? state.problems.filter(({ code }) => code !== 'aos/no-template') : []);
    drawBadge();
    readSelected();
  };
  const drawBadge = (): void => { view.badge = badgeOf(interruptedRuns(environments.state), toUpload()); };
  /** Configurations of the selected environment for which something is to be done. */
  const toUpload = (): number => {
    const name = environments.selected?.environment.name;
    return name === undefined ? 0 : workloadKinds.reduce((sum, kind) => { const read = workloads.configurations(name, kind); return sum + (read.kind === 'read' ? openCount(read.value) : 0); }, 0);
  };
  /** The selected environment is compared without being opened: its counts are the badge. */
  const readSelected = (): void => {
    const name = environments.selected?.environment.name;
    if (view.visible && name !== undefined) void boundary.run('configurations', () => Promise.all(workloadKinds.map((kind) => workloads.ensure(name, kind))));
  };
  const stops = [
    environments.onDidChange(draw), workloads.onDidChange(() => { tree.refresh(); drawBadge(); }), backups.onDidChange(() => tree.refresh()), resources.onDidChange(() => void boundary.run('recheck', () => workloads.recheck())),
    engines.onRunNews((news) => void boundary.run('workloads', () => workloads.takeRunNews(news))),
  ];
  draw(environments.state);
  // Relative times grow old while nothing else changes.
  const timer = setInterval(() => { if (view.visible) tree.refresh(); }, minuteMs);
  const shown = view.onDidChangeVisibility(({ visible }) => { if (visible) void boundary.run('environments', async () => { await environments.ensure(); readSelected(); }); });
  return vscode.Disposable.from(view, tree, shown, ...stops.map((stop) => new vscode.Disposable(stop)), new vscode.Disposable(() => clearInterval(timer)));
}

function badgeOf(interrupted: number, open: number): vscode.ViewBadge | undefined {
  const words = [interrupted > 0 ? l10n.t('{0} interrupted deployments to resume', interrupted) : '', open > 0 ? l10n.t('{0} configurations to look at', open) : ''].filter(Boolean);
  return words.length > 0 ? { value: interrupted + open, tooltip: words.join(', ') } : undefined;
}

const interruptedRuns = (state: EnvironmentsState): number => (state.kind === 'some' ? state.entries.reduce((sum, entry) => sum + entry.interrupted.length, 0) : 0);
