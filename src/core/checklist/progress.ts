import type { AssessedItem } from './assess';
import { isDone } from './itemState';

export interface Progress {
  /** Passed and warned about. */
  readonly passed: number;
  /** All that apply. */
  readonly applicable: number;
  /** Of those that passed, with a warning. */
  readonly warned: number;
  /** Whole number, rounded down: 100 only when everything is done. Absent where nothing applies. */
  readonly percent?: number;
}

export function progressOf(items: readonly AssessedItem[]): Progress {
  const applicable = items.filter(({ state }) => state !== 'n/a');
  const passed = applicable.filter(({ state }) => isDone(state)).length;
  return { passed, applicable: applicable.length, warned: applicable.filter(({ state }) => state === 'warn').length, ...(applicable.length > 0 && { percent: Math.floor((passed * 100) / applicable.length) }) };
}
