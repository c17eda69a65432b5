import type { ChangeView, PlanSnapshot, PlanView, SettingsChoice } from '../../src/protocol';

export type Grouping = 'module' | 'type' | 'change';
/** What the person has set on the page; kept over reloads. */
export interface PlanUi {
  readonly filter: string;
  readonly grouping: Grouping;
  /** Change types shown. */
  readonly shown: readonly Kind[];
  /** Ids of changes whose fold differs from its default. */
  readonly toggled: readonly string[];
  readonly selected?: string;
  /** Application settings to put back after the deployment. */
  readonly restored?: readonly SettingsChoice[];
}

/** One chip of the header: a change type, or drift or noise, which cut across the types. */
export type Kind = 'create' | 'modify' | 'delete' | 'deploy' | 'noChange' | 'ignore' | 'unsupported' | 'noise' | 'drift';
export const initialUi: PlanUi = { filter: '', grouping: 'module', shown: ['create', 'modify', 'delete', 'deploy', 'unsupported', 'noise', 'drift'], toggled: [] };

export interface Group { readonly key: string; readonly changes: readonly ChangeView[] }

const kinds: Readonly<Record<ChangeView['changeType'], Kind>> = {
  Create: 'create', Modify: 'modify', Delete: 'delete', Deploy: 'deploy', NoChange: 'noChange', NoEffect: 'noChange', Ignore: 'ignore', Unsupported: 'unsupported',
};

export function kindOf(change: ChangeView): Kind {
  if (change.drift) return 'drift';
  return change.noise ? 'noise' : kinds[change.changeType];
}

export const countKinds = (plan: PlanView): Readonly<Partial<Record<Kind, number>>> =>
  plan.changes.reduce<Partial<Record<Kind, number>>>((counts, change) => {
    const kind = kindOf(change);
    counts[kind] = (counts[kind] ?? 0) + 1;
    return counts;
  }, {});

/** The changes that the chips and the filter leave, in the plan's order. Words of the filter must all occur somewhere in the change. */
export const visibleChanges = (plan: PlanView, ui: PlanUi): readonly ChangeView[] => visible(plan.changes, ui);

/** The drift, which has a section of its own: what was asked for by itself beats what the plan found on its way. */
export function visibleDrift({ plan, drift }: PlanSnapshot, ui: PlanUi): readonly ChangeView[] {
  const asked = drift && (drift.state === 'ready' || drift.changes.length > 0);
  return visible(asked ? drift.changes : plan?.changes.filter((change) => change.drift) ?? [], ui);
}

function visible(changes: readonly ChangeView[], ui: PlanUi): readonly ChangeView[] {
  const words = ui.filter.toLowerCase().split(/\s+/).filter(Boolean);
  return changes.filter((change) => ui.shown.includes(kindOf(change)) && words.every((word) => haystack(change).includes(word)));
}

const haystacks = new WeakMap<ChangeView, string>();
function haystack(change: ChangeView): string {
  const known = haystacks.get(change);
  if (known !== undefined) return known;
  const text = [change.resourceId, change.type, change.changeType, change.module, ...change.risk.reasons,
    ...change.properties.flatMap((property) => [property.path, property.before.text, property.after.text])].join('\n').toLowerCase();
  haystacks.set(change, text);
  return text;
}

export function groupChanges(changes: readonly ChangeView[], grouping: Grouping): readonly Group[] {
  const groups = new Map<string, ChangeView[]>();
  for (const change of changes) {
    const key = grouping === 'module' ? change.module : grouping === 'type' ? change.type : kindOf(change);
    const group = groups.get(key);
    if (group) group.push(change); else groups.set(key, [change]);
  }
  return [...groups].map(([key, members]) => ({ key, changes: members }));
}

/** The changes in the order the page draws them, which is the order the arrow keys walk. */
export const drawnChanges = (snapshot: PlanSnapshot, ui: PlanUi): readonly ChangeView[] => [
  ...(snapshot.plan ? groupChanges(visibleChanges(snapshot.plan, ui).filter((change) => !change.drift), ui.grouping).flatMap((group) => group.changes) : []), ...visibleDrift(snapshot, ui),
];

/** Creates list every property of a new resource, so they start folded, as noise does. */
export const isOpen = (change: ChangeView, ui: PlanUi): boolean => {
  const openByDefault = change.properties.length > 0 && !change.noise && (change.changeType === 'Modify' || change.changeType === 'Delete' || change.changeType === 'Deploy');
  return ui.toggled.includes(change.id) ? !openByDefault : openByDefault;
};

export const toggle = <T>(list: readonly T[], item: T): readonly T[] => (list.includes(item) ? list.filter((other) => other !== item) : [...list, item]);

/** The change `step` rows from the selected one; the first or last when nothing is selected. */
export function neighbour(changes: readonly ChangeView[], selected: string | undefined, step: 1 | -1): ChangeView | undefined {
  const index = changes.findIndex((change) => change.id === selected);
  if (index < 0) return step > 0 ? changes[0] : changes.at(-1);
  return changes[Math.min(changes.length - 1, Math.max(0, index + step))];
}
