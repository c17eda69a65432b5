import * as l10n from '@vscode/l10n';
import type { AssessedItem } from '../../../core/checklist/assess';
import type { CatalogueItem } from '../../../core/checklist/catalogueItem';
import { matchesFilter, type ItemFilter } from '../../../core/checklist/document';
import { isDone } from '../../../core/checklist/itemState';
import { progressOf, type Progress } from '../../../core/checklist/progress';
import type { ChecklistView } from '../../../core/checklist/service';
import { escapeMarkdown, evidence, paragraphs, type NodeIcon, type TreeNode } from '../../shared/treeNode';
import type { ChecklistEntry } from './checklistStore';
import { evidenceMarkdown, itemDescription, progressText, stateIcon, stateText } from './checklistText';

export interface ChecklistNodeOptions {
  readonly filter: ItemFilter;
  /** Words that must all occur in title, ID, reason or section. */
  readonly search: string;
  readonly selected?: string;
  readonly now: Date;
}

/** So few rows are shown open, so that what was looked for is seen. */
const fewItems = 80;
/** What folding was remembered for an ID holds only while the same is looked for. */
const searchMark = ({ filter, search }: ChecklistNodeOptions): string => (filter === 'all' && search === '' ? '' : `?${filter} ${search}`);
const isNarrow = (items: readonly AssessedItem[], options: ChecklistNodeOptions): boolean => searchMark(options) !== '' && items.length <= fewItems;

/** Environment -> phase -> section -> item. Children are made when they are first looked at. */
export function checklistNodes(entries: readonly ChecklistEntry[], options: ChecklistNodeOptions): readonly TreeNode[] {
  return entries.map((entry) => environmentNode(entry, options));
}

function environmentNode({ environment, view, error, running }: ChecklistEntry, options: ChecklistNodeOptions): TreeNode {
  const progress = view && progressOf(view.items);
  const items = view ? shown(view.items, options) : [];
  const due = view ? dueItems(view).length : 0;
  const words = [
    running ? l10n.t('checking {0} of {1}', running.answered, running.total) : '', progress ? progressText(progress) : error ? l10n.t('could not be read') : l10n.t('not read yet'),
    searchMark(options) !== '' && view ? l10n.t('{0} shown', items.length) : '', due > 0 ? l10n.t('{0} due', due) : '', view?.isRehearsal ? l10n.t('sandbox') : '',
  ].filter(Boolean).join(' · ');
  return {
    id: `${environment}${searchMark(options)}`, label: environment, description: words, contextValue: 'checklistEnvironment', subject: { kind: 'environment', environment }, expanded: environment === options.selected && items.length > 0,
    icon: running ? { id: 'sync~spin' } : progressIcon(progress), spoken: l10n.t('Checklist of {0}, {1}', environment, words),
    tooltip: paragraphs(`**${escapeMarkdown(environment)}**`, escapeMarkdown(words), ...(view?.notices ?? []).map(escapeMarkdown), evidence(l10n.t('Problem'), error?.message), listLines(view)),
    ...((items.length > 0 || !view) && { children: () => (view ? phaseNodes(view, items, options) : []) }),
  };
}

function listLines(view: ChecklistView | undefined): string {
  if (!view?.list) return '';
  const { items, removed } = view.list.joined;
  const count = (joint: string): number => items.filter((one) => one.joint === joint).length;
  const parts = [[count('added'), l10n.t('added')], [removed.length, l10n.t('not in the list')], [count('reworded'), l10n.t('reworded')], [count('duplicate'), l10n.t('twice')]] as const;
  const differences = parts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`).join(', ');
  return differences === '' ? '' : evidence(l10n.t('Task list'), differences);
}

function phaseNodes(view: ChecklistView, items: readonly AssessedItem[], options: ChecklistNodeOptions): readonly TreeNode[] {
  const environment = view.environment.name;
  const [shownOf, allOf] = [byPhase(items), byPhase(view.items)];
  return view.catalogue.phases.flatMap(({ phase, title, sections }) => {
    const members = shownOf.get(phase) ?? [];
    if (members.length === 0) return [];
    const all = allOf.get(phase) ?? [];
    const progress = progressOf(all);
    return [{
      id: `${environment}/${phase}${searchMark(options)}`, label: title, description: progressText(progress), icon: progressIcon(progress), contextValue: 'checklistPhase', subject: { kind: 'items' as const, environment, items: [phase] }, expanded: isNarrow(items, options),
      children: () => sections.flatMap(({ group, title: section }) => sectionNodes(view, { group, section, phase }, { members, all }, { ...options, isNarrow: isNarrow(items, options) })),
    }];
  });
}

function byPhase(items: readonly AssessedItem[]): ReadonlyMap<string, readonly AssessedItem[]> {
  const phases = new Map<string, AssessedItem[]>();
  for (const one of items) { const known = phases.get(one.item.phase); if (known) known.push(one); else phases.set(one.item.phase, [one]); }
  return phases;
}

/** `members` are shown of a phase's items, `all` count. */
function sectionNodes(view: ChecklistView, { group, section, phase }: Pick<CatalogueItem, 'group' | 'section' | 'phase'>, { members: shownHere, all }: { readonly members: readonly AssessedItem[]; readonly all: readonly AssessedItem[] }, options: ChecklistNodeOptions & { readonly isNarrow: boolean }): readonly TreeNode[] {
  const isHere = ({ item }: AssessedItem): boolean => item.group === group && item.section === section;
  const members = shownHere.filter(isHere);
  if (members.length === 0) return [];
  const environment = view.environment.name;
  const progress = progressOf(all.filter(isHere));
  return [{
    id: `${environment}/${phase}/${group}/${section}${searchMark(options)}`, label: section, description: progressText(progress), ...(section !== group && { tooltip: escapeMarkdown(`${group}: ${section}`), spoken: l10n.t('{0}: {1}, {2}', group, section, progressText(progress)) }), icon: progressIcon(progress), contextValue: 'checklistSection', expanded: options.isNarrow,
    subject: { kind: 'items', environment, items: members.map(({ item }) => item.id) }, children: () => nested(members).map((one) => itemNode(view, one, members, options)),
  }];
}

/** Items below the one that sums them up, where both are in the section. */
function nested(members: readonly AssessedItem[]): readonly AssessedItem[] {
  const below = new Set(members.flatMap(({ item }) => item.rollUp ?? []));
  return members.filter(({ item }) => !below.has(item.id));
}

function itemNode(view: ChecklistView, one: AssessedItem, members: readonly AssessedItem[], options: ChecklistNodeOptions): TreeNode {
  const { item, state } = one;
  const environment = view.environment.name;
  const children = item.rollUp ? members.filter((member) => item.rollUp?.includes(member.item.id)) : [];
  const joined = view.list?.joined.byId.get(item.id);
  const description = itemDescription(one, options.now);
  return {
    id: `${environment}/${item.id}`, label: item.title, description, icon: stateIcon(state), spoken: l10n.t('{0}, {1}, {2}', item.title, stateText(state), description),
    contextValue: ['checklistItem', item.kind, state.replace('/', ''), ...(item.action ? ['action'] : []), ...(joined ? ['listed'] : []), ...(view.book.measured.get(item.id)?.rule === item.action || one.evidence?.kind === 'action' ? ['undo'] : []), ...(waitsForSecond(one, view) ? ['second'] : [])].join('.'),
    subject: { kind: 'item', environment, item: item.id },
    lateTooltip: () => evidenceMarkdown(one, view.list ? (joined ? (joined.joint === 'reworded' ? joined.listed.text : undefined) : l10n.t('It is not in the task list.')) : undefined, options.now),
    ...(item.kind === 'attest' && state !== 'n/a' && { checkbox: { isChecked: isDone(state), tooltip: isDone(state) ? l10n.t('Take the attestation back') : l10n.t('Attest: {0}', item.title) } }),
    ...(children.length > 0 && { children: () => children.map((child) => itemNode(view, child, members, options)), expanded: options.filter !== 'all' || options.search !== '' }),
  };
}

const waitsForSecond = ({ item }: AssessedItem, { book }: ChecklistView): boolean => { const first = book.attested.get(item.id); return item.secondPerson === true && first !== undefined && first.second === undefined; };

function shown(items: readonly AssessedItem[], { filter, search }: ChecklistNodeOptions): readonly AssessedItem[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter((one) => matchesFilter(one, filter) && words.every((word) => `${one.item.title} ${one.item.id} ${one.item.section} ${one.reason}`.toLowerCase().includes(word)));
}

export const dueItems = (view: ChecklistView): readonly AssessedItem[] => view.items.filter(({ due }) => due !== undefined);

function progressIcon(progress: Progress | undefined): NodeIcon {
  if (progress?.percent === undefined) return { id: 'circle-slash', color: 'disabledForeground' };
  return progress.percent === 100 ? { id: 'pass-filled', color: 'testing.iconPassed' } : { id: progress.passed === 0 ? 'circle-large' : 'pie-chart' };
}
