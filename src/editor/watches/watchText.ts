import * as l10n from '@vscode/l10n';
import { summaryOf, type Watch, type WatchFinding } from '../../core/checklist/watch/watchRecords';
import { exactTime } from '../shared/time';

export interface WatchStatus { readonly text: string; readonly tooltip: string; readonly spoken: string; readonly isBad: boolean; readonly environment: string }

/** What the status bar says of watches that go on; undefined hides it. One that saw something bad comes first. */
export function watchStatus(watches: readonly Watch[], now: Date): WatchStatus | undefined {
  const active = watches.filter(({ end }) => end === undefined).toSorted((a, b) => Number(isBad(b)) - Number(isBad(a)));
  const [first] = active;
  if (!first) return undefined;
  const { environment, endsAt } = first;
  const left = Math.max(0, Math.ceil((Date.parse(endsAt) - now.getTime()) / 3_600_000));
  const spoken = isBad(first) ? l10n.t('{0}: the watch has seen a failure', environment) : l10n.t('{0} is watched, {1} h left', environment, left);
  const others = active.length > 1 ? ` +${active.length - 1}` : '';
  return { environment, isBad: isBad(first), spoken, text: `$(${isBad(first) ? 'warning' : 'eye'}) ${spoken}${others}`, tooltip: l10n.t('{0} Until {1}, every {2} minutes. Select to see more, or to stop it.', summaryOf(first), exactTime(endsAt), first.everyMinutes) };
}

export const isBad = ({ findings }: Watch): boolean => findings.some(({ state }) => state === 'bad');

export function findingTitle(state: WatchFinding['state']): string {
  switch (state) {
    case 'good': return l10n.t('good');
    case 'bad': return l10n.t('bad');
    case 'incomplete': return l10n.t('could not ask everything');
  }
}

/** In one sentence what was wrong first. */
export function failureText({ environment, findings }: Watch): string {
  const { problems = [] } = findings.find(({ state }) => state === 'bad') ?? {};
  const more = problems.length > 1 ? ` ${l10n.t('And {0} more.', problems.length - 1)}` : '';
  return `${l10n.t('{0} after its deployment: {1}', environment, problems[0] ? `${problems[0].title}: ${problems[0].reason}` : l10n.t('something is wrong.'))}${more}`;
}

/** Everything that was seen, newest first, as Markdown. Texts come from evidence that is redacted. */
export function watchMarkdown(watch: Watch): string {
  const { environment, deployment, startedAt, endsAt, findings, end, by } = watch;
  const looks = findings.toReversed().map(({ at, state, problems, untold }) => [
    `## ${exactTime(at)}: ${findingTitle(state)}`, ...problems.map(({ title, reason }) => `- **${plain(title)}**: ${plain(reason)}`), ...(untold.length > 0 ? [l10n.t('Not answered: {0}', untold.map(plain).join(', '))] : []),
  ].join('\n\n'));
  return [`# ${l10n.t('Watch of {0}', environment)}`, plain(summaryOf(watch)), l10n.t('Deployment {0}, from {1} to {2}{3}.', deployment, exactTime(startedAt), exactTime(end?.at ?? endsAt), by ? l10n.t(', started by {0}', by) : ''), ...looks, ''].join('\n\n');
}

const plain = (text: string): string => text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>|#]/g, '\\$&');
