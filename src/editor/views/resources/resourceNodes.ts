import * as l10n from '@vscode/l10n';
import type { ResourceView } from '../../../core/engine';
import { viewCommands } from '../../../ids';
import { resourceCount } from '../../shared/runText';
import { exactTime } from '../../shared/time';
import { escapeMarkdown, evidence, paragraphs, type NodeIcon, type TreeNode } from '../../shared/treeNode';
import { errorNodes } from '../problemNodes';
import { categoryOf, type ResourceCategory } from './categories';
import type { ResourcesState } from './resourcesState';

export interface ResourceTreeOptions {
  /** Words that must all occur in name, type, state or tags; empty shows everything. */
  readonly filter: string;
  /** How many resources a group shows before "show more"; by group id, else `pageSize`. */
  readonly shown: ReadonlyMap<string, number>;
}

export const pageSize = 200;

/** The roots of the Resources view: the resource group. Groups and resources below are made when they are opened. */
export function resourceNodes(state: ResourcesState, options: ResourceTreeOptions): readonly TreeNode[] {
  if (state.kind === 'failed') return errorNodes(state.error, viewCommands.refreshResources);
  if (state.kind !== 'some') return [];
  const matching = filterResources(state.resources, options.filter);
  const count = matching.length === state.resources.length ? resourceCount(matching.length) : l10n.t('{0} of {1} resources', matching.length, state.resources.length);
  return [{
    id: `group/${state.resourceGroup}`, label: state.resourceGroup, description: `${count} · ${healthText(matching)}`, icon: { id: 'folder-library' }, expanded: true,
    tooltip: paragraphs(evidence(l10n.t('Environment'), state.environment), evidence(l10n.t('Read'), exactTime(state.readAt)), evidence(l10n.t('Filter'), options.filter)),
    contextValue: 'resourceGroup', subject: { kind: 'environment', environment: state.environment },
    children: () => categoryNodes(matching, state.environment, options),
  }];
}

/** Resources in which every word of the filter occurs. Order is kept. */
export function filterResources(resources: readonly ResourceView[], filter: string): readonly ResourceView[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return resources;
  return resources.filter((resource) => {
    const text = [resource.name, resource.type, resource.provisioningState, resource.health, resource.location, ...Object.entries(resource.tags ?? {}).map(([name, value]) => `${name}=${value}`)].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

function categoryNodes(resources: readonly ResourceView[], environment: string, options: ResourceTreeOptions): readonly TreeNode[] {
  const groups = new Map<string, { readonly category: ResourceCategory; readonly resources: ResourceView[] }>();
  for (const resource of resources) {
    const category = categoryOf(resource.type, resource.kind);
    const group = groups.get(category.id) ?? { category, resources: [] };
    group.resources.push(resource);
    groups.set(category.id, group);
  }
  return [...groups.values()].sort((a, b) => a.category.order - b.category.order || a.category.label.localeCompare(b.category.label)).map((group) => categoryNode(group.category, group.resources, environment, options));
}

function categoryNode(category: ResourceCategory, resources: readonly ResourceView[], environment: string, options: ResourceTreeOptions): TreeNode {
  const id = `category/${category.id}`;
  const bad = resources.filter((resource) => stateOf(resource) === 'bad').length;
  return {
    id, label: category.label, description: bad > 0 ? l10n.t('{0} · {1} unhealthy', resources.length, bad) : String(resources.length), icon: { id: category.icon },
    contextValue: 'category', expanded: bad > 0 || options.filter !== '',
    children: () => page(resources, environment, id, options.shown.get(id) ?? pageSize),
  };
}

function page(resources: readonly ResourceView[], environment: string, group: string, shown: number): readonly TreeNode[] {
  const nodes = [...resources].sort((a, b) => a.name.localeCompare(b.name)).slice(0, shown).map((resource) => resourceNode(resource, environment));
  const rest = resources.length - shown;
  if (rest <= 0) return nodes;
  const more: TreeNode = { id: `${group}/more`, label: l10n.t('Show {0} more', Math.min(rest, pageSize)), description: l10n.t('{0} left', rest), icon: { id: 'ellipsis' }, contextValue: 'more', subject: { kind: 'group', environment, group }, command: { id: viewCommands.moreResources, title: l10n.t('Show More') } };
  return [...nodes, more];
}

function resourceNode(resource: ResourceView, environment: string): TreeNode {
  const state = [resource.provisioningState, healthWord(resource.health)].filter(Boolean).join(' · ');
  return {
    id: resource.id.toLowerCase(), label: resource.name, description: state, icon: resourceIcon(resource),
    tooltip: paragraphs(evidence(l10n.t('Type'), resource.type), evidence(l10n.t('Location'), resource.location), evidence(l10n.t('Provisioning state'), resource.provisioningState), evidence(l10n.t('Health'), resource.health),
      evidence(l10n.t('Tags'), Object.entries(resource.tags ?? {}).map(([name, value]) => `${name}=${value}`).join(', ')), escapeMarkdown(resource.id)),
    spoken: l10n.t('{0}, {1}, {2}', resource.name, categoryOf(resource.type, resource.kind).label, state),
    contextValue: 'resource', subject: { kind: 'resource', environment, resourceId: resource.id }, command: { id: viewCommands.showResourceJson, title: l10n.t('Show JSON') },
  };
}

type Condition = 'good' | 'bad' | 'busy' | 'unknown';

function stateOf({ provisioningState, health }: ResourceView): Condition {
  if (health === 'unhealthy' || /^(failed|canceled)$/i.test(provisioningState)) return 'bad';
  if (provisioningState && !/^(succeeded|unknown)$/i.test(provisioningState)) return 'busy';
  return health === 'healthy' ? 'good' : 'unknown';
}

function resourceIcon(resource: ResourceView): NodeIcon {
  const icons: Record<Condition, NodeIcon> = { good: { id: 'pass', color: 'testing.iconPassed' }, bad: { id: 'error', color: 'testing.iconFailed' }, busy: { id: 'sync' }, unknown: { id: 'question' } };
  return icons[stateOf(resource)];
}

function healthText(resources: readonly ResourceView[]): string {
  const count = (condition: Condition): number => resources.filter((resource) => stateOf(resource) === condition).length;
  const [good, bad, busy] = [count('good'), count('bad'), count('busy')];
  if (bad > 0) return l10n.t('{0} unhealthy', bad);
  if (busy > 0) return l10n.t('{0} in progress', busy);
  return good === resources.length && good > 0 ? l10n.t('all healthy') : l10n.t('{0} healthy, {1} unknown', good, resources.length - good);
}

const healthWord = (health: ResourceView['health']): string => ({ healthy: l10n.t('healthy'), unhealthy: l10n.t('unhealthy'), unknown: l10n.t('health unknown') })[health];
