import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { contextKeys, views } from '../../../ids';
import type { EditorServices } from '../../services';
import { NodeTree } from '../nodeTree';
import { resourceNodes } from './resourceNodes';
import type { ResourcesState } from './resourcesState';

const messageOf = (state: ResourcesState): string | undefined => {
  if (state.kind !== 'loading') return undefined;
  return state.isDeploying ? l10n.t('{0} is being deployed; its resources appear here as they are made.', state.environment) : l10n.t('Reading the resources of {0}…', state.environment);
};

/** The Resources view: resources of the selected environment, or the empty state that says what is missing. */
export function registerResourcesView({ environments, resources, engines, boundary }: EditorServices): vscode.Disposable {
  const tree = new NodeTree(() => resourceNodes(resources.state, resources.treeOptions));
  const view = vscode.window.createTreeView(views.resources, { treeDataProvider: tree, showCollapseAll: true });
  const draw = (): void => {
    const { state, filter } = resources;
    tree.refresh();
    view.description = [state.kind === 'noEnvironment' ? '' : state.environment, filter ? l10n.t('filter: {0}', filter) : ''].filter(Boolean).join(' · ');
    view.message = messageOf(state);
    void vscode.commands.executeCommand('setContext', contextKeys.resources, state.kind);
    void vscode.commands.executeCommand('setContext', contextKeys.hasResourceFilter, filter !== '');
  };
  const follow = (): void => { if (view.visible) void boundary.run('resources', () => resources.follow()); };
  const stops = [resources.onDidChange(draw), environments.onDidChange(follow), engines.onRunNews((news) => { if (view.visible) void boundary.run('resources', () => resources.takeRunNews(news)); })];
  const shown = view.onDidChangeVisibility(follow);
  const sessions = vscode.authentication.onDidChangeSessions(() => { if (view.visible && resources.state.kind === 'signedOut') void boundary.run('resources', () => resources.refresh()); });
  draw();
  if (view.visible) void boundary.run('resources', async () => { await environments.ensure(); await resources.follow(); });
  return vscode.Disposable.from(view, tree, shown, sessions, ...stops.map((stop) => new vscode.Disposable(stop)));
}
