import * as l10n from '@vscode/l10n';
import { askedText } from '../../../core/checklist/askedText';
import type { AssessedItem } from '../../../core/checklist/assess';
import type { ItemFilter } from '../../../core/checklist/document';
import type { ItemState } from '../../../core/checklist/itemState';
import type { Progress } from '../../../core/checklist/progress';
import { exactTime, relativeTime } from '../../shared/time';
import { escapeMarkdown, evidence as line, paragraphs, type NodeIcon } from '../../shared/treeNode';

export function stateText(state: ItemState): string {
  switch (state) {
    case 'pass': return l10n.t('passed');
    case 'warn': return l10n.t('passed with a warning');
    case 'fail': return l10n.t('failed');
    case 'unknown': return l10n.t('open');
    case 'n/a': return l10n.t('does not apply');
    case 'stale': return l10n.t('out of date');
  }
}

export function stateIcon(state: ItemState): NodeIcon {
  switch (state) {
    case 'pass': return { id: 'pass', color: 'testing.iconPassed' };
    case 'warn': return { id: 'warning', color: 'list.warningForeground' };
    case 'fail': return { id: 'error', color: 'testing.iconFailed' };
    case 'unknown': return { id: 'question' };
    case 'n/a': return { id: 'circle-slash', color: 'disabledForeground' };
    case 'stale': return { id: 'history', color: 'list.warningForeground' };
  }
}

export function filterText(filter: ItemFilter): string {
  switch (filter) {
    case 'all': return l10n.t('All items');
    case 'open': return l10n.t('Open');
    case 'failed': return l10n.t('Failed');
    case 'due': return l10n.t('Due');
    case 'mine': return l10n.t('For people');
  }
}

export const progressText = ({ passed, applicable, percent }: Progress): string => (percent === undefined ? l10n.t('does not apply') : l10n.t('{0}/{1} · {2} %', passed, applicable, percent));

/** What stands beside an item: the reason where something is to be done, the age where nothing is. */
export function itemDescription({ state, reason, evidence, due, dueDate }: AssessedItem, now: Date): string {
  const age = evidence ? relativeTime(evidence.at, now) : '';
  if (state === 'pass') return age;
  return [due ? l10n.t('due by {0}', dueDate ?? due) : stateText(state), state === 'n/a' ? '' : shorten(reason), age].filter(Boolean).join(' · ');
}

const longest = 90;
export const shorten = (text: string): string => { const flat = text.replace(/\s+/g, ' '); return flat.length > longest ? `${flat.slice(0, longest - 1)}…` : flat; };

/** The evidence of an item for a hover, as Markdown. All that came from outside is escaped. */
export function evidenceMarkdown({ item, state, reason, evidence, dueDate }: AssessedItem, listed: string | undefined, now: Date): string {
  return paragraphs(
    `**${escapeMarkdown(item.title)}**`, line(l10n.t('State'), stateText(state)), escapeMarkdown(reason), line(l10n.t('To be done by'), dueDate), line(l10n.t('In the task list'), listed),
    ...(evidence ? evidenceLines(evidence, now) : []), `\`${item.id}\``,
  );
}

function evidenceLines(evidence: NonNullable<AssessedItem['evidence']>, now: Date): readonly string[] {
  const when = l10n.t('{0} ({1})', exactTime(evidence.at), relativeTime(evidence.at, now));
  const bound = Object.entries(evidence.bound).map(([kind, value]) => `${kind} ${value.length > 20 ? `${value.slice(0, 12)}…` : value}`).join(', ');
  const common = [line(l10n.t('When'), when), line(l10n.t('By'), evidence.by), line(l10n.t('Belongs to'), bound)];
  if (evidence.kind === 'attest') return [...common, line(l10n.t('File'), evidence.file), line(l10n.t('Link'), evidence.link), ...Object.entries(evidence.facts ?? {}).map(([name, value]) => line(name, value)), line(l10n.t('Confirmed by'), evidence.second?.by)];
  const asked = (evidence.asked ?? []).slice(0, 6).map(({ query, state }) => `- ${escapeMarkdown(shorten(askedText(query)))}: ${escapeMarkdown(state)}`).join('\n');
  const observed = evidence.observed === undefined ? '' : `\`\`\`json\n${JSON.stringify(evidence.observed, undefined, 1).replaceAll('```', "'''").slice(0, 1200)}\n\`\`\``;
  return [...common, asked && `${l10n.t('Asked')}:\n\n${asked}`, observed];
}
