import type { SignerRole } from '../evidence';
import type { ItemState } from '../itemState';
import type { ReadinessReport, ReportItem } from './readinessReport';

export const roleNames: Readonly<Record<SignerRole, string>> = { 'deployment-engineer': 'Deployment engineer', 'operations-lead': 'Operations lead', 'technical-lead': 'Technical lead' };
export const stateWords: Readonly<Record<ItemState, string>> = { pass: 'passed', warn: 'warning', fail: 'failed', unknown: 'open', 'n/a': 'n/a', stale: 'out of date' };

const order: readonly ItemState[] = ['fail', 'stale', 'unknown'];
/** What is open, failed first, in the order of the list. */
export const sortForReport = (items: readonly ReportItem[]): readonly ReportItem[] => order.flatMap((state) => items.filter((item) => item.state === state));

/** One line: when, by whom, what was seen; the last is left out where it stands beside as the `reason`. */
export function evidenceLine({ evidence, reason, state }: ReportItem, beside?: 'reason'): string {
  if (!evidence) return state === 'n/a' ? reason : '';
  const who = evidence.by === undefined ? '' : ` by ${evidence.by}`;
  if (evidence.kind !== 'attest') return `${evidence.at}${who}${beside === 'reason' && evidence.reason === reason ? '' : `: ${evidence.reason}`}`;
  return [`${evidence.at}${who}: ${evidence.note}`, evidence.link ?? evidence.file ?? '', evidence.second ? `confirmed by ${evidence.second.by}` : ''].filter(Boolean).join('; ');
}

export function metadataRows({ metadata }: ReadinessReport): readonly (readonly [string, string])[] {
  const { environment, deploymentDate = 'never deployed', deployedBy = '', gitSha = '', deploymentDurationSeconds, issuesEncountered, resolutionNotes } = metadata;
  return [
    ['Environment', environment], ['Deployment date', deploymentDate], ['Deployed by', deployedBy], ['Commit', gitSha], ['Duration', deploymentDurationSeconds === undefined ? '' : `${deploymentDurationSeconds} s`],
    ['Issues encountered', issuesEncountered.join('; ') || 'none'], ['Resolution notes', resolutionNotes.join('; ') || 'none'],
  ];
}
