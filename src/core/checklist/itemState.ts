/** `unknown`: no evidence, and it never counts as pass. `n/a`: does not apply here. `stale`: there is evidence, but not of what is there now. */
export type ItemState = 'pass' | 'warn' | 'fail' | 'unknown' | 'n/a' | 'stale';

/** Nothing left to do: a warning counts as done, with a mark. */
export const isDone = (state: ItemState): boolean => state === 'pass' || state === 'warn';
export const isOpen = (state: ItemState): boolean => !isDone(state) && state !== 'n/a';

const rank: Readonly<Record<ItemState, number>> = { 'n/a': 0, pass: 1, warn: 2, stale: 3, unknown: 4, fail: 5 };

/** The worst of them; `n/a` only where there is nothing else. */
export const worstState = (states: readonly ItemState[]): ItemState => states.reduce<ItemState>((worst, state) => (rank[state] > rank[worst] ? state : worst), 'n/a');
