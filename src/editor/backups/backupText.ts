import * as l10n from '@vscode/l10n';
import type { BackupDue } from '../../core/restore';
import { exactTime, relativeTime } from '../shared/time';

export function partText(part: BackupDue['parts'][number]['part']): string {
  switch (part) {
    case 'secrets': return l10n.t('secrets');
    case 'audit': return l10n.t('audit');
    case 'configurations': return l10n.t('configurations');
  }
}

const allParts = ({ parts }: BackupDue): string => parts.map(({ part }) => partText(part)).join(', ');

/** One sentence for the notification. */
export const reminderText = (environment: string, due: BackupDue): string => l10n.t('{0}: a backup has been due since {1} ({2}).', environment, due.at?.slice(0, 10) ?? '', allParts(due));

/** What the tree says beside the item. */
export const dueDescription = (due: BackupDue, now: Date): string => l10n.t('due since {0} · {1}', relativeTime(due.at ?? '', now), allParts(due));

/** A line for each part: since when, and when it was backed up last. */
export const dueLines = ({ parts }: BackupDue): readonly string[] => parts.map(({ part, since, last }) => (last === undefined
  ? l10n.t('{0}: due since {1}, never backed up', partText(part), exactTime(since)) : l10n.t('{0}: due since {1}, backed up last {2}', partText(part), exactTime(since), exactTime(last))));
