import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ResourceView } from '../../core/engine';
import { InputError } from '../../core/errors';
import { viewCommands } from '../../ids';
import type { EditorServices } from '../services';
import { withProgress } from './boundary';
import { resourcePortalLink } from '../shared/portal';
import { subjectOf } from './subject';

export function registerResourceCommands(services: EditorServices): vscode.Disposable[] {
  const { boundary, resources, environments } = services;
  const resource = (argument: unknown): ResourceView => findResource(services, subjectOf(argument).resourceId);
  return [
    boundary.command(viewCommands.refreshResources, async () => { await environments.ensure(); await resources.refresh(); }),
    boundary.command(viewCommands.filterResources, async () => {
      const filter = await vscode.window.showInputBox({ title: l10n.t('Filter resources'), value: resources.filter, prompt: l10n.t('Words that occur in name, type, state or tags; empty shows all') });
      if (filter !== undefined) resources.setFilter(filter);
    }),
    boundary.command(viewCommands.clearResourceFilter, () => resources.setFilter('')),
    boundary.command(viewCommands.moreResources, (argument?: unknown) => resources.showMore(subjectOf(argument).group ?? '')),
    boundary.command(viewCommands.copyResourceId, (argument?: unknown) => vscode.env.clipboard.writeText(resource(argument).id)),
    boundary.command(viewCommands.showResourceJson, (argument?: unknown) => showJson(services, resource(argument))),
    boundary.command(viewCommands.openResourceInPortal, async (argument?: unknown) => {
      const link = resourcePortalLink(environments.selected?.cloud, resource(argument).id);
      if (!link) throw new InputError('Portal.None', l10n.t('There is no portal for this target.'), { nextStep: l10n.t('Use "Show JSON" to look at the resource.') });
      await vscode.env.openExternal(vscode.Uri.parse(link));
    }),
  ];
}

/** The resource as its provider tells it now, not the entry of the list. */
async function showJson({ environments, resources, documents }: EditorServices, { id, name }: ResourceView): Promise<void> {
  const environment = resources.state.kind === 'some' ? resources.state.environment : environments.selected?.environment.name ?? '';
  const engine = await environments.engineOf(environment);
  const whole = await withProgress(l10n.t('Reading {0}', name), (signal) => engine.readResource(environment, id, signal));
  if (!whole) throw new InputError('Resource.Gone', l10n.t('{0} is not there any more.', name), { nextStep: l10n.t('Refresh the Resources view.') });
  await documents.show(`${name.replaceAll('/', '_')}.json`, JSON.stringify(whole, undefined, 2));
}

function findResource({ resources: { state } }: EditorServices, id: string | undefined): ResourceView {
  const found = state.kind === 'some' ? state.resources.find((resource) => resource.id === id) : undefined;
  if (!found) throw new InputError('Resource.Unknown', l10n.t('This resource is not in the list any more.'), { nextStep: l10n.t('Refresh the Resources view.') });
  return found;
}
