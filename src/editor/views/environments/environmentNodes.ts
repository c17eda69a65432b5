import * as l10n from '@vscode/l10n';
import type { RunRecord } from '../../../core/deployment/events';
import type { BackupDue } from '../../../core/restore';
import type { Diagnostic } from '../../../core/values';
import { colors, commands, viewCommands } from '../../../ids';
import { dueDescription, dueLines } from '../../backups/backupText';
import { baseName } from '../../shared/paths';
import { cloudText, isRunActive, runIcon, runProgress, runStateText } from '../../shared/runText';
import { exactTime, relativeTime } from '../../shared/time';
import { escapeMarkdown, evidence, paragraphs, type TreeNode } from '../../shared/treeNode';
import { errorNodes, problemNodes } from '../problemNodes';
import { applicationsNode } from './applicationNodes';
import { configurationsNode } from './configurationNodes';
import type { EnvironmentEntry, EnvironmentsState } from '../../state/environmentsState';
import { workloadKinds } from '../../workloads/workloadState';
import type { WorkloadStore } from '../../workloads/workloadStore';

const historyLength = 20;

/** The roots of the Environments view: one item an environment, protected ones last, or what keeps them from being read. Empty where a welcome view says more. */
export function environmentNodes(state: EnvironmentsState, now: Date, root = '', known: Known = {}): readonly TreeNode[] {
  if (state.kind === 'some') return state.entries.map((entry) => environmentNode(entry, entry.environment.name === state.selected, now, known));
  if (state.kind === 'none') return problemNodes(state.problems.filter(isAboutFile), root);
  return state.kind === 'failed' && state.error.code !== 'Workspace.NotTrusted' ? errorNodes(state.error, viewCommands.refreshEnvironments) : [];
}

/** A workspace that merely holds nothing of ours is no problem of a file. */
const isAboutFile = ({ code }: Diagnostic): boolean => code !== 'aos/no-template' && code !== 'aos/no-parameters-file';

function environmentNode(entry: EnvironmentEntry, selected: boolean, now: Date, known: Known): TreeNode {
  const { environment } = entry;
  const last = entry.history[0];
  const state = stateText(entry, now);
  const cloud = cloudText(entry.cloud, entry.cloud === 'sandbox');
  return {
    id: `environment/${environment.name}`,
    label: environment.name,
    description: `${cloud} · ${state}`,
    icon: environmentIcon(entry, last),
    tooltip: paragraphs(
      `**${escapeMarkdown(environment.name)}** ${selected ? l10n.t('(selected)') : ''}`,
      evidence(l10n.t('State'), state), evidence(l10n.t('Resource group'), environment.resourceGroup), evidence(l10n.t('Cloud'), cloud),
      evidence(l10n.t('Subscription'), entry.subscriptionId), evidence(l10n.t('Last run'), last && `${last.message} (${exactTime(last.timestamp)})`),
      environment.isProtected ? escapeMarkdown(l10n.t('Protected: a deployment asks for the name of the environment.')) : '',
    ),
    spoken: l10n.t('Environment {0}, {1}, {2}', environment.name, cloud, state),
    contextValue: contextValue('environment', { protected: environment.isProtected, running: entry.activeRun !== undefined, interrupted: entry.interrupted.length > 0, selected }),
    expanded: selected,
    subject: { kind: 'environment', environment: environment.name },
    children: () => environmentChildren(entry, now, known),
  };
}

function environmentIcon(entry: EnvironmentEntry, last: RunRecord | undefined): TreeNode['icon'] {
  if (entry.activeRun) return runIcon(entry.activeRun.state);
  if (entry.environment.isProtected) return { id: 'lock', color: colors.protected };
  if (entry.interrupted.length > 0) return runIcon('unknown');
  if (!last) return { id: 'circle-large' };
  return last.success ? { id: 'circle-filled', color: 'testing.iconPassed' } : runIcon(last.state);
}

function stateText(entry: EnvironmentEntry, now: Date): string {
  if (entry.activeRun) return runStateText(entry.activeRun.state);
  if (entry.interrupted.length > 0) return l10n.t('interrupted');
  const last = entry.history[0];
  return last ? `${runStateText(last.state)} ${relativeTime(last.endedAt ?? last.timestamp, now)}` : l10n.t('never deployed');
}

function environmentChildren(entry: EnvironmentEntry, now: Date, { workloads, backupDue }: Known): readonly TreeNode[] {
  return [parametersNode(entry), planNode(entry, now), ...deploymentNodes(entry, now), ...backupNodes(entry, backupDue?.(entry.environment.name), now), ...(workloads ? workloadNodes(entry.environment.name, now, workloads) : []), targetNode(entry), historyNode(entry, now)];
}

/** What others know of the environments: what runs in them, and which backup is due. */
export interface Known { readonly workloads?: Workloads; readonly backupDue?: (environment: string) => BackupDue | undefined }

/** What runs in the environment, read when somebody looks. */
export type Workloads = Pick<WorkloadStore, 'applications' | 'configurations' | 'ensure'>;

const workloadNodes = (name: string, now: Date, workloads: Workloads): readonly TreeNode[] => [
  applicationsNode(name, () => workloads.applications(name), () => workloads.ensure(name, 'applications'), now),
  ...workloadKinds.map((kind) => configurationsNode(name, kind, () => workloads.configurations(name, kind), () => workloads.ensure(name, kind))),
];

function parametersNode({ environment, problems }: EnvironmentEntry): TreeNode {
  const first = problems[0];
  return {
    id: `environment/${environment.name}/parameters`, label: l10n.t('Parameters'),
    description: first ? `${baseName(environment.parametersFile)} · ${first.message}` : baseName(environment.parametersFile),
    icon: first ? { id: 'warning', color: 'problemsWarningIcon.foreground' } : { id: 'symbol-parameter' },
    tooltip: paragraphs(evidence(l10n.t('Parameters file'), environment.parametersFile), evidence(l10n.t('Template'), environment.templateFile), ...problems.map((problem) => escapeMarkdown(problem.message))),
    contextValue: 'parameters', subject: { kind: 'environment', environment: environment.name },
    command: { id: viewCommands.openParameters, title: l10n.t('Open Parameters File') },
  };
}

function planNode({ environment, plan }: EnvironmentEntry, now: Date): TreeNode {
  const base = { id: `environment/${environment.name}/plan`, label: l10n.t('Plan'), contextValue: 'plan', subject: { kind: 'environment', environment: environment.name }, command: { id: commands.plan, title: l10n.t('Plan Deployment (What-If)') } } as const;
  if (!plan) return { ...base, icon: { id: 'diff' }, description: l10n.t('not made yet'), tooltip: escapeMarkdown(l10n.t('Shows what a deployment would change.')) };
  const { create, modify, delete: deleted, noChange } = plan.counts;
  return {
    ...base, icon: plan.risk.level === 'high' ? { id: 'warning', color: 'problemsWarningIcon.foreground' } : { id: 'diff' },
    description: `${planSummary(plan.counts)} · ${relativeTime(plan.madeAt, now)}`,
    tooltip: paragraphs(evidence(l10n.t('Made'), exactTime(plan.madeAt)), evidence(l10n.t('Changes'), l10n.t('{0} create, {1} modify, {2} delete, {3} same', create, modify, deleted, noChange)), ...plan.risk.reasons.map(escapeMarkdown)),
  };
}

/** `2 to create · 3 to change`, or that there is nothing to do. */
export function planSummary(counts: { readonly create: number; readonly modify: number; readonly delete: number }): string {
  const parts = [
    counts.create > 0 ? l10n.t('{0} to create', counts.create) : '', counts.modify > 0 ? l10n.t('{0} to change', counts.modify) : '', counts.delete > 0 ? l10n.t('{0} to delete', counts.delete) : '',
  ].filter(Boolean);
  return parts.join(' · ') || l10n.t('nothing to change');
}

function deploymentNodes(entry: EnvironmentEntry, now: Date): readonly TreeNode[] {
  const shown = entry.activeRun ?? entry.interrupted[0] ?? entry.history[0];
  if (!shown) return [];
  const { done, total } = runProgress(shown);
  const node = runNode(shown, now, isRunActive(shown) ? l10n.t('Running deployment') : l10n.t('Last deployment'));
  const description = isRunActive(shown) && total > 0 ? l10n.t('{0} · {1} of {2}', runStateText(shown.state), done, total) : `${runStateText(shown.state)} ${relativeTime(shown.endedAt ?? shown.timestamp, now)}`;
  return [{ ...node, id: `environment/${entry.environment.name}/deployment`, description }];
}

/** Shown as long as a backup is due. */
function backupNodes({ environment }: EnvironmentEntry, due: BackupDue | undefined, now: Date): readonly TreeNode[] {
  if (!due) return [];
  return [{
    id: `environment/${environment.name}/backup`, label: l10n.t('Backup'), description: dueDescription(due, now), icon: { id: 'archive', color: 'problemsWarningIcon.foreground' }, tooltip: paragraphs(...dueLines(due).map(escapeMarkdown)),
    contextValue: 'backup', subject: { kind: 'environment', environment: environment.name }, command: { id: commands.backUp, title: l10n.t('Back Up Now') },
  }];
}

function targetNode(entry: EnvironmentEntry): TreeNode {
  const { environment } = entry;
  const sandbox = entry.cloud === 'sandbox';
  return {
    id: `environment/${environment.name}/target`, label: l10n.t('Target'), description: `${environment.resourceGroup} · ${cloudText(entry.cloud, sandbox)}`,
    icon: { id: sandbox ? 'beaker' : 'azure' }, contextValue: contextValue('target', { sandbox }), subject: { kind: 'environment', environment: environment.name },
    tooltip: paragraphs(
      evidence(l10n.t('Resource group'), environment.resourceGroup), evidence(l10n.t('Subscription'), entry.subscriptionId ?? l10n.t('not chosen')), evidence(l10n.t('Location'), environment.location),
      sandbox ? escapeMarkdown(l10n.t('The sandbox is for rehearsal and tests only; nothing reaches Azure.')) : '',
    ),
  };
}

function historyNode({ environment, history }: EnvironmentEntry, now: Date): TreeNode {
  return {
    id: `environment/${environment.name}/history`, label: l10n.t('History'), description: history.length === 0 ? l10n.t('no runs yet') : String(history.length),
    icon: { id: 'history' }, contextValue: 'history', subject: { kind: 'environment', environment: environment.name },
    tooltip: escapeMarkdown(l10n.t('Runs of this tool and of the Python orchestrator, newest first.')),
    ...(history.length > 0 ? { children: () => history.slice(0, historyLength).map((run) => runNode(run, now)) } : {}),
  };
}

/** One run as a tree item; `label` replaces the time of its start. */
export function runNode(run: RunRecord, now: Date, label?: string): TreeNode {
  const when = relativeTime(run.timestamp, now);
  const what = [label ? when : '', run.gitSha?.slice(0, 7), run.by, run.target?.isSandbox ? l10n.t('sandbox') : '', run.success ? '' : run.error?.code ?? runStateText(run.state)].filter(Boolean).join(' · ');
  return {
    id: `environment/${run.environment}/run/${run.deploymentId}`, label: label ?? when, description: what, icon: runIcon(run.state),
    tooltip: paragraphs(evidence(l10n.t('Run'), run.deploymentId), evidence(l10n.t('Started'), exactTime(run.timestamp)), evidence(l10n.t('Ended'), run.endedAt && exactTime(run.endedAt)),
      evidence(l10n.t('State'), runStateText(run.state)), evidence(l10n.t('Commit'), run.gitSha), evidence(l10n.t('By'), run.by), escapeMarkdown(run.message), evidence(l10n.t('Next step'), run.error?.nextStep)),
    spoken: l10n.t('Run {0}, {1}', when, runStateText(run.state)),
    contextValue: contextValue('run', { running: isRunActive(run), interrupted: run.state === 'unknown' }),
    subject: { kind: 'run', environment: run.environment, runId: run.deploymentId }, command: { id: viewCommands.showRun, title: l10n.t('Show Run') },
  };
}

/** `environment.protected.running`: when clauses ask with a regular expression. */
const contextValue = (kind: string, flags: Readonly<Record<string, boolean>>): string => [kind, ...Object.keys(flags).filter((flag) => flags[flag])].join('.');

/** Rows of the environment picker: the selected one is marked, and each says its state. */
export function environmentPickItems(entries: readonly EnvironmentEntry[], selected: string | undefined, now: Date): readonly { readonly label: string; readonly description: string; readonly detail: string; readonly name: string }[] {
  return entries.map((entry) => {
    const { environment } = entry;
    const icon = environment.isProtected ? 'lock' : environment.name === selected ? 'check' : 'circle-large';
    return { label: `$(${icon}) ${environment.name}`, description: `${cloudText(entry.cloud, entry.cloud === 'sandbox')} · ${stateText(entry, now)}`, detail: environment.resourceGroup, name: environment.name };
  });
}
