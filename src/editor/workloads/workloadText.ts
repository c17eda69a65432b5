import * as l10n from '@vscode/l10n';
import type { CheckState } from '../../core/applications';
import type { ConfigurationKind, ConfigurationState } from '../../core/configurations';
import type { NodeIcon } from '../shared/treeNode';
import type { ApplicationStatus } from './applicationStatus';
import { isOpen, openStates, shownConfigurations, type ConfigurationsRead, type Obstacle } from './workloadState';

/** The state of a configuration in a few words. */
export function configurationStateText(state: ConfigurationState | undefined): string {
  switch (state) {
    case 'in-sync': return l10n.t('in sync');
    case 'new': return l10n.t('new');
    case 'changed-here': return l10n.t('changed here');
    case 'changed-there': return l10n.t('changed there');
    case 'conflict': return l10n.t('conflict');
    case 'only-there': return l10n.t('only deployed');
    case 'deleted-there': return l10n.t('deleted there');
    case undefined: return l10n.t('not compared');
  }
}

/** What the state means and what may be done. */
export function configurationStateHelp(state: ConfigurationState | undefined): string {
  switch (state) {
    case 'in-sync': return l10n.t('What is deployed says the same as the file.');
    case 'new': return l10n.t('It is not deployed yet. Upload it.');
    case 'changed-here': return l10n.t('The file was changed since the last upload. Upload it.');
    case 'changed-there': return l10n.t('Somebody changed what is deployed. Compare, then merge or overwrite.');
    case 'conflict': return l10n.t('The file and what is deployed were both changed. Merge them.');
    case 'only-there': return l10n.t('It is deployed, and the workspace has no file for it. Prune it or bring it here.');
    case 'deleted-there': return l10n.t('It was uploaded from here and somebody deleted it. Upload it again or delete the file.');
    case undefined: return l10n.t('It was not compared with what is deployed.');
  }
}

export function configurationIcon(state: ConfigurationState | undefined): NodeIcon {
  switch (state) {
    case 'in-sync': return { id: 'check', color: 'testing.iconPassed' };
    case 'new': return { id: 'diff-added', color: 'gitDecoration.addedResourceForeground' };
    case 'changed-here': return { id: 'arrow-up', color: 'gitDecoration.modifiedResourceForeground' };
    case 'changed-there': return { id: 'arrow-down', color: 'gitDecoration.modifiedResourceForeground' };
    case 'conflict': return { id: 'git-merge', color: 'problemsErrorIcon.foreground' };
    case 'only-there': return { id: 'cloud' };
    case 'deleted-there': return { id: 'diff-removed', color: 'gitDecoration.deletedResourceForeground' };
    case undefined: return { id: 'circle-outline' };
  }
}

/** `4 in sync · 1 changed here`, what is open first. */
export function configurationsSummary(read: ConfigurationsRead): string {
  const shown = shownConfigurations(read);
  if (shown.length === 0) return l10n.t('none');
  if (!read.comparison) return String(shown.length);
  const inSync = shown.filter(({ state }) => state === 'in-sync').length;
  const counts = openStates.map((state) => [state, shown.filter((one) => one.state === state).length] as const).filter(([, count]) => count > 0);
  const words = counts.map(([state, count]) => `${count} ${configurationStateText(state)}`);
  return [...words, ...(inSync > 0 ? [l10n.t('{0} in sync', inSync)] : [])].join(' · ');
}

export const openCount = (read: ConfigurationsRead): number => shownConfigurations(read).filter(isOpen).length;

export const kindTitle = (kind: ConfigurationKind): string => (kind === 'agent' ? l10n.t('Agents') : l10n.t('MCP Servers'));

/** `healthy`, `Stopped`, `nothing deployed`. */
export function applicationText(status: ApplicationStatus): string {
  const { state, checks } = status;
  if (state !== 'Running') return state;
  const health = checks.find(({ id }) => id === 'health');
  if (isEmpty(status)) return l10n.t('nothing deployed');
  return verdictText(checks.map((one) => one.state), health?.state);
}

function verdictText(states: readonly CheckState[], health: CheckState | undefined): string {
  if (states.every((state) => state === 'pass')) return l10n.t('healthy');
  if (health === 'pass' && states.includes('fail')) return l10n.t('healthy, with findings');
  if (states.includes('fail')) return l10n.t('not healthy');
  return health === 'pass' ? l10n.t('healthy') : health === 'not-reachable' ? l10n.t('not reachable from here') : l10n.t('health unknown');
}

/** Nothing was ever published there: that is no failure. */
export function isEmpty({ livePackage, functions, checks }: Pick<ApplicationStatus, 'livePackage' | 'functions' | 'checks'>): boolean {
  const stateOf = (id: ApplicationStatus['checks'][number]['id']): CheckState | undefined => checks.find((one) => one.id === id)?.state;
  return livePackage === undefined && stateOf('package') !== 'not-reachable' && stateOf('health') !== 'pass' && functions.every(({ state }) => state === 'missing');
}

export function applicationIcon(status: ApplicationStatus): NodeIcon {
  const { state, checks } = status;
  if (state === 'Running' && isEmpty(status)) return { id: 'circle-large' };
  if (state !== 'Running') return { id: 'debug-stop', color: 'testing.iconSkipped' };
  if (checks.some((one) => one.state === 'fail')) return { id: 'error', color: 'testing.iconFailed' };
  return checks.every((one) => one.state === 'pass') ? { id: 'pass', color: 'testing.iconPassed' } : { id: 'question' };
}

export const checkTitle = (id: ApplicationStatus['checks'][number]['id']): string => ({ running: l10n.t('State'), functions: l10n.t('Functions'), health: l10n.t('Health'), package: l10n.t('Package'), references: l10n.t('Key Vault references') })[id];
export const checkMark = (state: CheckState): string => ({ pass: '✓', fail: '✗', unknown: '?', 'not-reachable': '–' })[state];

/** One sentence for what stands in the way. */
export function obstacleText(obstacle: Obstacle): string {
  switch (obstacle) {
    case 'noEnvironment': return l10n.t('No environment is selected.');
    case 'noTarget': return l10n.t('It is not chosen where this environment goes.');
    case 'sandboxStopped': return l10n.t('The local sandbox is not started.');
    case 'signedOut': return l10n.t('You are not signed in.');
    case 'noSubscription': return l10n.t('No subscription is chosen.');
  }
}
