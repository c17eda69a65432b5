import * as l10n from '@vscode/l10n';
import type { ConfigurationKind } from '../../../core/configurations';
import { commands, viewCommands } from '../../../ids';
import { escapeMarkdown, evidence, paragraphs, type TreeNode } from '../../shared/treeNode';
import { shownConfigurations, type ConfigurationsRead, type Read, type ShownConfiguration } from '../../workloads/workloadState';
import { configurationIcon, configurationStateHelp, configurationStateText, configurationsSummary, kindTitle } from '../../workloads/workloadText';
import { errorNodes, obstacleNode } from '../problemNodes';

/** As many as a person looks through at once; the commands offer all. */
const pageSize = 200;

/** *Agents* or *MCP Servers* below an environment: each with how it stands against what is deployed. */
export function configurationsNode(environment: string, kind: ConfigurationKind, read: () => Read<ConfigurationsRead>, load: () => Promise<void>): TreeNode {
  const id = `environment/${environment}/${kind}s`;
  const now = read();
  const description = now.kind === 'read' ? configurationsSummary(now.value) : now.kind === 'failed' ? l10n.t('cannot be read') : undefined;
  return {
    id, label: kindTitle(kind), ...(description ? { description } : {}), icon: { id: kind === 'agent' ? 'hubot' : 'server' }, contextValue: `configurations.${kind}`, subject: { kind: 'configurations', environment, configurationKind: kind },
    tooltip: tooltip(now), spoken: l10n.t('{0} of {1}, {2}', kindTitle(kind), environment, description ?? l10n.t('not read yet')), load, children: () => configurationNodes(environment, kind, id, read()),
  };
}

function tooltip(read: Read<ConfigurationsRead>): string {
  const { comparison, error } = read.kind === 'read' ? read.value : { comparison: undefined, error: undefined };
  if (!comparison) return escapeMarkdown(error?.message ?? l10n.t('Configurations of this workspace, compared with what is deployed.'));
  return paragraphs(evidence(l10n.t('Storage account'), comparison.account), evidence(l10n.t('Containers'), `${comparison.container}, ${comparison.registryContainer}`), ...comparison.notices.map(escapeMarkdown));
}

function configurationNodes(environment: string, kind: ConfigurationKind, id: string, read: Read<ConfigurationsRead>): readonly TreeNode[] {
  const subject = { kind: 'configurations', environment, configurationKind: kind } as const;
  if (read.kind === 'unread') return [];
  if (read.kind === 'failed') return errorNodes(read.error, viewCommands.refreshConfigurations, { id: `${id}/error`, subject });
  const { value } = read;
  const shown = shownConfigurations(value);
  const create = kind === 'agent' ? { id: commands.newAgent, title: l10n.t('New Agent Configuration') } : { id: commands.newServer, title: l10n.t('New MCP Server Configuration') };
  return [
    ...(value.obstacle ? [obstacleNode(value.obstacle, id, environment)] : []),
    ...(value.error ? errorNodes(value.error, viewCommands.refreshConfigurations, { id: `${id}/error`, subject }) : []),
    ...value.problems.map((problem, index): TreeNode => ({ id: `${id}/problem/${index}`, label: problem.message, icon: { id: 'error', color: 'problemsErrorIcon.foreground' }, contextValue: 'problem', command: { id: viewCommands.openProblem, title: l10n.t('Open File') }, subject: { kind: 'file', file: problem.file, ...(problem.range ? { line: problem.range.start.line } : {}) } })),
    ...shown.slice(0, pageSize).map((one) => configurationNode(environment, kind, id, one)),
    ...(shown.length > pageSize ? [{ id: `${id}/rest`, label: l10n.t('{0} more', shown.length - pageSize), description: l10n.t('the commands offer all of them'), icon: { id: 'ellipsis' }, contextValue: 'rest' }] : []),
    ...(shown.length === 0 && value.problems.length === 0 ? [{ id: `${id}/none`, label: create.title, description: l10n.t('There is none yet.'), icon: { id: 'add' }, contextValue: 'none', command: create, subject }] : []),
  ];
}

function configurationNode(environment: string, kind: ConfigurationKind, parent: string, { id, state, file, blobName, isAboutRegistry, leftOut }: ShownConfiguration): TreeNode {
  const text = isAboutRegistry ? l10n.t('{0} in the registry', configurationStateText(state)) : configurationStateText(state);
  return {
    id: `${parent}/${id}`, label: id, description: leftOut === undefined ? text : l10n.t('{0} · not in the registry', text), icon: configurationIcon(state), contextValue: `configuration.${kind}.${state ?? 'unknown'}`,
    spoken: kind === 'agent' ? l10n.t('Agent {0}, {1}', id, text) : l10n.t('MCP server {0}, {1}', id, text),
    tooltip: paragraphs(escapeMarkdown(configurationStateHelp(state)), evidence(l10n.t('File'), file), evidence(l10n.t('Blob'), blobName), leftOut === undefined ? '' : escapeMarkdown(l10n.t('It stays out of the registry: {0}', leftOut))),
    subject: { kind: 'configuration', environment, configurationKind: kind, configuration: id, ...(file !== undefined ? { file } : {}) },
    command: state === undefined || state === 'in-sync' || state === 'new' ? { id: viewCommands.openConfiguration, title: l10n.t('Open Configuration') } : { id: commands.compareConfigurations, title: l10n.t('Compare with Deployed') },
  };
}
