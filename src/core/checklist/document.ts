import { redactEvidenceText } from './redactEvidence';
import type { AssessedItem } from './assess';
import type { ItemEvidence } from './evidence';
import { isDone, isOpen, type ItemState } from './itemState';
import { progressOf, type Progress } from './progress';
import type { ChecklistView } from './service';
import type { CatalogueItem } from './catalogueItem';

/** The checklist as `aos-deploy checklist` prints it with --json; stable. */
export interface ChecklistDocument {
  readonly environment: string;
  readonly at: string;
  readonly rehearsal: boolean;
  readonly progress: readonly SectionProgress[];
  readonly phases: readonly PhaseProgress[];
  readonly items: readonly ItemDocument[];
  readonly taskList?: TaskListDocument;
  readonly notices: readonly string[];
}
export interface SectionProgress extends Progress { readonly phase: string; readonly section: string }
export interface PhaseProgress extends Progress { readonly phase: string; readonly title: string }
export interface ItemDocument {
  readonly id: string;
  readonly title: string;
  readonly kind: CatalogueItem['kind'];
  readonly phase: string;
  readonly section: string;
  readonly state: ItemState;
  readonly reason?: string;
  readonly action?: string;
  /** Period in which it has to be done again and was not. */
  readonly due?: string;
  /** Of work that comes again: the day by which it has to be done, as `2026-11-29`. */
  readonly dueDate?: string;
  /** null: there is none. */
  readonly evidence: ItemEvidence | null;
}
export interface TaskListDocument { readonly file: string; readonly added: readonly string[]; readonly removed: readonly string[]; readonly reworded: readonly { readonly id: string; readonly text: string }[]; readonly duplicates: readonly string[] }

export function toDocument(view: ChecklistView, wanted?: ReadonlySet<string>): ChecklistDocument {
  const items = wanted ? view.items.filter(({ item }) => wanted.has(item.id)) : view.items;
  return {
    environment: view.environment.name, at: view.at, rehearsal: view.isRehearsal, progress: sectionsOf(items), phases: phasesOf(view, items), items: items.map(itemDocument), notices: view.notices,
    ...(view.list && { taskList: listDocument(view.list) }),
  };
}

export function itemDocument({ item, state, reason, due, dueDate, evidence }: AssessedItem): ItemDocument {
  return { id: item.id, title: item.title, kind: item.kind, phase: item.phase, section: item.section, state, reason, ...(item.action && { action: item.action }), ...(due && { due }), ...(dueDate && { dueDate }), evidence: evidence ?? null };
}

export function phasesOf({ catalogue }: Pick<ChecklistView, 'catalogue'>, items: readonly AssessedItem[]): readonly PhaseProgress[] {
  return catalogue.phases.map(({ phase, title }) => ({ phase, title, ...progressOf(items.filter(({ item }) => item.phase === phase)) })).filter((one) => items.some(({ item }) => item.phase === one.phase));
}

export function sectionsOf(items: readonly AssessedItem[]): readonly SectionProgress[] {
  const sections = new Map<string, AssessedItem[]>();
  for (const one of items) { const key = `${one.item.phase}\0${one.item.group}\0${one.item.section}`; const known = sections.get(key); if (known) known.push(one); else sections.set(key, [one]); }
  return [...sections.values()].map((members) => ({ phase: members[0]!.item.phase, section: members[0]!.item.section, ...progressOf(members) }));
}

function listDocument({ file, joined }: NonNullable<ChecklistView['list']>): TaskListDocument {
  const texts = (joint: string): readonly string[] => joined.items.filter((one) => one.joint === joint).map(({ listed }) => redactEvidenceText(listed.text));
  return { file, added: texts('added'), removed: joined.removed, duplicates: texts('duplicate'), reworded: joined.items.filter(({ joint }) => joint === 'reworded').map(({ id, listed }) => ({ id, text: redactEvidenceText(listed.text) })) };
}

export type ItemFilter = 'all' | 'open' | 'failed' | 'due' | 'mine';
export const itemFilters: readonly ItemFilter[] = ['all', 'open', 'failed', 'due', 'mine'];

/** `mine`: what waits for a person. */
export function matchesFilter({ item, state, due }: AssessedItem, filter: ItemFilter): boolean {
  switch (filter) {
    case 'all': return true;
    case 'open': return isOpen(state);
    case 'failed': return state === 'fail';
    case 'due': return due !== undefined;
    case 'mine': return item.kind !== 'auto' && !isDone(state) && state !== 'n/a';
  }
}

