import * as l10n from '@vscode/l10n';
import type { ApplicationVersion } from '../../../core/applications';
import { viewCommands } from '../../../ids';
import { exactTime, relativeTime } from '../../shared/time';
import { escapeMarkdown, evidence, paragraphs, type NodeIcon, type TreeNode } from '../../shared/treeNode';
import type { ApplicationStatus, FunctionStatus } from '../../workloads/applicationStatus';
import type { ApplicationEntry, ApplicationsRead, Read } from '../../workloads/workloadState';
import { applicationIcon, applicationText, checkMark, checkTitle, isEmpty } from '../../workloads/workloadText';
import { errorNodes, obstacleNode } from '../problemNodes';

/** *Applications* below an environment, with its functions below each. */
export function applicationsNode(environment: string, read: () => Read<ApplicationsRead>, load: () => Promise<void>, now: Date): TreeNode {
  const id = `environment/${environment}/applications`;
  const description = summary(read());
  return {
    id, label: l10n.t('Applications'), ...(description ? { description } : {}), icon: { id: 'symbol-event' }, contextValue: 'applications', subject: { kind: 'environment', environment },
    tooltip: escapeMarkdown(l10n.t('Function apps of this workspace, and how they are in this environment.')),
    spoken: l10n.t('Applications of {0}, {1}', environment, description ?? l10n.t('not read yet')),
    load, children: () => applicationNodes(environment, id, read(), now),
  };
}

function summary(read: Read<ApplicationsRead>): string | undefined {
  if (read.kind === 'unread') return undefined;
  if (read.kind === 'failed') return l10n.t('cannot be read');
  const { entries, obstacle, error } = read.value;
  if (error) return l10n.t('cannot be read');
  if (obstacle) return String(entries.length);
  const empty = entries.filter(({ status, problem }) => problem !== undefined || (status && isEmpty(status))).length;
  if (empty === entries.length && empty > 0) return l10n.t('{0} · nothing deployed', entries.length);
  const failing = entries.filter(({ status, problem }) => problem ?? status?.checks.some(({ state }) => state === 'fail')).length;
  return failing > 0 ? l10n.t('{0} · {1} with findings', entries.length, failing) : entries.every(({ status }) => status?.checks.every(({ state }) => state === 'pass')) ? l10n.t('{0} · all healthy', entries.length) : String(entries.length);
}

function applicationNodes(environment: string, id: string, read: Read<ApplicationsRead>, now: Date): readonly TreeNode[] {
  const subject = { kind: 'environment', environment } as const;
  if (read.kind === 'unread') return [];
  if (read.kind === 'failed') return errorNodes(read.error, viewCommands.refreshApplications, { id: `${id}/error`, subject });
  const { entries, obstacle, error } = read.value;
  return [
    ...(obstacle ? [obstacleNode(obstacle, id, environment)] : []), ...(error ? errorNodes(error, viewCommands.refreshApplications, { id: `${id}/error`, subject }) : []),
    ...entries.map((entry) => applicationNode(environment, id, entry, now)),
  ];
}

function applicationNode(environment: string, parent: string, { application: { name, root }, status, problem }: ApplicationEntry, now: Date): TreeNode {
  const id = `${parent}/${name}`;
  const base = { id, label: name, subject: { kind: 'application', environment, application: name, ...(status ? { resourceId: status.siteId } : {}) } as const };
  if (!status) {
    const description = problem === undefined ? l10n.t('not read') : l10n.t('not there');
    return {
      ...base, description, contextValue: 'application', icon: { id: problem === undefined ? 'circle-outline' : 'circle-slash' }, spoken: l10n.t('Application {0}, {1}', name, description),
      tooltip: paragraphs(evidence(l10n.t('Folder'), root), escapeMarkdown(problem ?? ''), problem === undefined ? '' : escapeMarkdown(l10n.t('Deploy the environment first: it makes the function apps.'))),
    };
  }
  const text = applicationText(status);
  const made = packageText(status, now);
  const words = [status.version?.value, text, made].filter(Boolean);
  return {
    ...base, description: words.join(' · '), icon: applicationIcon(status), contextValue: status.slots.length > 0 ? 'application.deployed.slots' : 'application.deployed', spoken: l10n.t('Application {0}, {1}', name, words.join(', ')),
    command: { id: viewCommands.showApplication, title: l10n.t('Show Application Details') }, tooltip: tooltip(status, root),
    children: () => [...(isEmpty(status) ? [] : status.functions).map((one) => functionNode(id, one)), ...status.slots.map((slot) => slotNode(environment, id, name, slot))],
  };
}

/** Whether what is live is the newest package of this workspace. */
function packageText({ livePackage, lastPackage }: ApplicationStatus, now: Date): string | undefined {
  if (!livePackage) return undefined;
  const hash = livePackage.hash.slice(0, 7);
  if (lastPackage && livePackage.hash !== lastPackage.hash) return l10n.t('package {0} live, {1} made here', hash, lastPackage.hash.slice(0, 7));
  return livePackage.at === undefined ? l10n.t('package {0}', hash) : l10n.t('package {0}, {1}', hash, relativeTime(livePackage.at, now));
}

const tooltip = ({ site, url, version, checks, lastPackage, livePackage }: ApplicationStatus, root: string): string => paragraphs(
  evidence(l10n.t('Function app'), site), evidence(l10n.t('Address'), url), evidence(l10n.t('Version'), version && `${version.value}, ${versionSource(version.from)}`), evidence(l10n.t('Live package'), livePackage?.hash.slice(0, 12)),
  evidence(l10n.t('Last package'), lastPackage && `${lastPackage.hash.slice(0, 12)}, ${exactTime(lastPackage.at)}`), evidence(l10n.t('Folder'), root),
  ...checks.map(({ id, state, reason }) => `${checkMark(state)} **${escapeMarkdown(checkTitle(id))}**: ${escapeMarkdown(reason)}`),
);

function versionSource(from: ApplicationVersion['from']): string {
  switch (from) {
    case 'health': return l10n.t('says its health endpoint');
    case 'status': return l10n.t('says its status endpoint');
    case 'setting': return l10n.t('says one of its settings');
    case 'package': return l10n.t('say the sources of its package');
  }
}

function functionNode(parent: string, { name, state, trigger, path }: FunctionStatus): TreeNode {
  const icons: Readonly<Record<FunctionStatus['state'], NodeIcon>> = { listed: { id: 'symbol-method' }, missing: { id: 'error', color: 'testing.iconFailed' }, undeclared: { id: 'question' } };
  const words: Readonly<Record<FunctionStatus['state'], string | undefined>> = { listed: undefined, missing: l10n.t('not found by the host'), undeclared: l10n.t('not declared in the sources') };
  const description = [trigger?.replace(/_trigger$/, '').replaceAll('_', ' '), path, words[state]].filter(Boolean).join(' · ');
  return { id: `${parent}/function/${name}`, label: name, description, icon: icons[state], contextValue: 'function', spoken: l10n.t('Function {0}, {1}', name, description) };
}

const slotNode = (environment: string, parent: string, application: string, slot: string): TreeNode => ({
  id: `${parent}/slot/${slot}`, label: slot, description: l10n.t('slot'), icon: { id: 'layers' }, contextValue: 'slot', spoken: l10n.t('Slot {0} of {1}', slot, application),
  subject: { kind: 'application', environment, application, slot },
});
