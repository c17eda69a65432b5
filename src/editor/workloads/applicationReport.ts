import * as l10n from '@vscode/l10n';
import type { DeployApplicationReport, PackageChanges, PackageReport } from '../../core/applications';
import type { ErrorDocument } from '../../core/deployment/events';
import type { ApplicationStatus } from './applicationStatus';
import { checkMark, checkTitle } from './workloadText';

/** `3 files changed, 1 added`, `first package` or `nothing changed`. */
export function changesText(changes: PackageChanges | undefined): string {
  if (!changes) return l10n.t('first package');
  const { added, changed, removed } = changes;
  const words = [changed.length > 0 ? l10n.t('{0} changed', changed.length) : '', added.length > 0 ? l10n.t('{0} added', added.length) : '', removed.length > 0 ? l10n.t('{0} removed', removed.length) : ''].filter(Boolean);
  return words.join(', ') || l10n.t('nothing changed since the last package');
}

export const sizeText = (bytes: number): string => (bytes < 1024 ** 2 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`);

/** One line for the confirmation. */
export const packageLine = ({ application, package: made, changes }: PackageReport): string => l10n.t('{0}: package {1}, {2} files, {3}; {4}', application.name, made.hash.slice(0, 7), made.entries.length, sizeText(made.sizeBytes), changesText(changes));

/** What would go, as Markdown. */
export function packagesMarkdown(title: string, reports: readonly PackageReport[]): string {
  return [`# ${title}`, ...reports.map(packageMarkdown)].join('\n\n') + '\n';
}

function packageMarkdown({ application, package: made, facts, diagnostics, changes }: PackageReport): string {
  const list = (head: string, files: readonly string[]): readonly string[] => (files.length === 0 ? [] : [`### ${head} (${files.length})`, files.map((file) => `- ${file}`).join('\n')]);
  return [
    `## ${application.name}`,
    [`- ${l10n.t('Folder')}: ${application.root}`, `- ${l10n.t('Package')}: ${made.hash}`, `- ${l10n.t('Size')}: ${l10n.t('{0} files, {1}', made.entries.length, sizeText(made.sizeBytes))}`, `- ${l10n.t('Since the last package')}: ${changesText(changes)}`, `- ${l10n.t('Functions')}: ${facts.functions.map(({ name }) => name).join(', ') || l10n.t('none')}`].join('\n'),
    ...(diagnostics.length > 0 ? [diagnostics.map(({ severity, message, nextStep }) => `- ${severity}: ${message}${nextStep ? ` ${nextStep}` : ''}`).join('\n')] : []),
    ...(changes ? [...list(l10n.t('Changed'), changes.changed), ...list(l10n.t('Added'), changes.added), ...list(l10n.t('Removed'), changes.removed)] : list(l10n.t('Files'), made.entries.map(({ path }) => path))),
    ...(made.skipped.length > 0 ? list(l10n.t('Left out: links'), made.skipped) : []),
  ].join('\n\n');
}

/** How one deployment ended. `cancelled`: the person stopped it. */
export type DeployOutcome = { readonly name: string; readonly report: DeployApplicationReport } | { readonly name: string; readonly error: ErrorDocument };
export type OutcomeState = 'alive' | 'not-alive' | 'not-verified' | 'not-reachable' | 'failed' | 'cancelled';

export function outcomeState(outcome: DeployOutcome): OutcomeState {
  if ('error' in outcome) return outcome.error.kind === 'cancelled' ? 'cancelled' : 'failed';
  const { result, checks } = outcome.report;
  if (result.state === 'not-reachable') return 'not-reachable';
  return checks.some(({ state }) => state === 'fail') ? 'not-alive' : checks.every(({ state }) => state === 'pass') ? 'alive' : 'not-verified';
}

export function outcomeText(state: OutcomeState): string {
  switch (state) {
    case 'alive': return l10n.t('deployed and alive');
    case 'not-alive': return l10n.t('deployed, and not alive');
    case 'not-verified': return l10n.t('deployed; not everything could be verified');
    case 'not-reachable': return l10n.t('not reachable from here; nothing was changed');
    case 'failed': return l10n.t('failed');
    case 'cancelled': return l10n.t('cancelled');
  }
}

/** `main: deployed and alive. mcp: failed.` */
export const outcomesSummary = (outcomes: readonly DeployOutcome[]): string => outcomes.map((one) => `${one.name}: ${outcomeText(outcomeState(one))}.`).join(' ');

/** The result with its evidence, as Markdown. `links` leads to where each can be seen. */
export function outcomesMarkdown(title: string, outcomes: readonly DeployOutcome[], links: (outcome: DeployOutcome) => readonly { readonly title: string; readonly url: string }[]): string {
  return [`# ${title}`, ...outcomes.map((one) => [`## ${one.name}: ${outcomeText(outcomeState(one))}`, ...details(one), ...links(one).map(({ title: text, url }) => `${text}: <${url}>`)].join('\n\n'))].join('\n\n') + '\n';
}

function details(outcome: DeployOutcome): readonly string[] {
  if ('error' in outcome) return [[outcome.error.message, outcome.error.nextStep].filter(Boolean).join(' ')];
  const { site, slot, hash, result, checks, conclusion } = outcome.report;
  return [
    [`- ${l10n.t('Function app')}: ${slot === undefined ? site : `${site}/${slot}`}`, `- ${l10n.t('Package')}: ${hash}`, ...(result.state === 'published' && result.deploymentId ? [`- ${l10n.t('Deployment')}: ${result.deploymentId}`] : [])].join('\n'),
    ...(result.state === 'not-reachable' ? [result.reason] : [conclusion]), checksMarkdown(checks),
  ].filter(Boolean);
}

export const checksMarkdown = (checks: ApplicationStatus['checks']): string => checks.map(({ id, state, reason }) => `- ${checkMark(state)} ${checkTitle(id)}: ${reason}`).join('\n');

/** An application as it is now, as Markdown. */
export function statusMarkdown(environment: string, status: ApplicationStatus, portal: string | undefined): string {
  const { name, site, state, url, version, livePackage, lastPackage, functions, slots, checks } = status;
  const made = (one: ApplicationStatus['lastPackage'] | ApplicationStatus['livePackage']): string | undefined => one && [one.hash, one.at, one.gitSha?.slice(0, 7)].filter(Boolean).join(', ');
  const facts = [
    [l10n.t('Function app'), site], [l10n.t('State'), state], [l10n.t('Version'), version?.value], [l10n.t('Address'), url && `<${url}>`], [l10n.t('Portal'), portal && `<${portal}>`], [l10n.t('Live package'), made(livePackage)],
    [l10n.t('Last package'), made(lastPackage)], [l10n.t('Slots'), slots.join(', ')],
  ].filter(([, value]) => value);
  return [`# ${l10n.t('{0} in {1}', name, environment)}`, facts.map(([key, value]) => `- ${key}: ${value}`).join('\n'), checksMarkdown(checks), `## ${l10n.t('Functions')}`, functions.map((one) => `- ${one.name}${one.trigger ? ` (${one.trigger}${one.path === undefined ? '' : `, ${one.path}`})` : ''}: ${one.state}`).join('\n') || l10n.t('none')].join('\n\n') + '\n';
}
