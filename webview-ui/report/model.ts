import type { ReportItemState, ReportItemView, ReportView } from '../../src/protocol';

/** What the person has set on the page; kept over reloads. */
export interface ReportUi {
  readonly filter: string;
  /** `id` of a section, or a phase: only its items are listed. */
  readonly place?: string;
  /** Groups of states that differ from how they start. */
  readonly toggled: readonly ReportItemState[];
  /** Groups that show more than the first rows. */
  readonly all: readonly ReportItemState[];
  /** Parts whose sections are shown. */
  readonly parts: readonly string[];
  /** Items whose evidence is shown. */
  readonly open: readonly string[];
  readonly selected?: string;
}
export const initialUi: ReportUi = { filter: '', toggled: [], all: [], parts: [], open: [] };

/** What is to be done comes first. */
export const stateOrder: readonly ReportItemState[] = ['fail', 'stale', 'unknown', 'warn', 'pass', 'n/a'];
const startsOpen: readonly ReportItemState[] = ['fail', 'stale', 'unknown', 'warn'];
/** Rows of a group before somebody asks for all of them. */
export const firstRows = 60;

export interface StateGroup { readonly state: ReportItemState; readonly isOpen: boolean; readonly items: readonly ReportItemView[]; readonly drawn: readonly ReportItemView[] }

/** Items that filter and place leave, by state. While something is searched for, every group is open. */
export function groupItems(report: ReportView, ui: ReportUi): readonly StateGroup[] {
  const words = ui.filter.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = report.items.filter((item) => isAt(item, ui.place) && words.every((word) => `${item.title}\n${item.id}\n${item.reason}\n${item.section}`.toLowerCase().includes(word)));
  return stateOrder.flatMap((state): readonly StateGroup[] => {
    const items = shown.filter((item) => item.state === state);
    const isOpen = words.length > 0 || ui.place !== undefined || startsOpen.includes(state) !== ui.toggled.includes(state);
    return items.length === 0 ? [] : [{ state, isOpen, items, drawn: !isOpen ? [] : ui.all.includes(state) ? items : items.slice(0, firstRows) }];
  });
}

const isAt = ({ phase, section }: ReportItemView, place: string | undefined): boolean => place === undefined || phase === place || section === place;

/** The item some steps away among those that are drawn; it stops at the ends. */
export function moved(groups: readonly StateGroup[], from: string | undefined, step: number): string | undefined {
  const ids = groups.flatMap(({ drawn }) => drawn.map(({ id }) => id));
  const at = from === undefined ? -1 : ids.indexOf(from);
  return ids[Math.min(ids.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
}

/** The one that Tab reaches: what was selected, or the first. */
export function selectedItem(groups: readonly StateGroup[], selected: string | undefined): string | undefined {
  const ids = groups.flatMap(({ drawn }) => drawn.map(({ id }) => id));
  return selected !== undefined && ids.includes(selected) ? selected : ids[0];
}

export const toggle = <T>(list: readonly T[], one: T): readonly T[] => (list.includes(one) ? list.filter((other) => other !== one) : [...list, one]);
