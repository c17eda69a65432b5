import type { Interval } from './costRows';

export const dayMs = 86_400_000;
/** `2026-01-31`. */
export const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
export const startOfDay = (ms: number): number => Math.floor(ms / dayMs) * dayMs;

/** A billing period is a month in UTC; its name is `202601`. */
export interface Period extends Interval { readonly name: string }

/** The month that lies `ahead` months after the one of `ms`. */
export function monthOf(ms: number, ahead = 0): Period {
  const date = new Date(ms);
  const from = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead, 1);
  const to = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + ahead + 1, 1);
  return { from, to, name: dayText(from).slice(0, 7).replace('-', '') };
}

/** The quarter or year that `ms` lies in. */
export function monthsOf(ms: number, months: 1 | 3 | 12): Interval {
  const date = new Date(ms);
  const first = Math.floor(date.getUTCMonth() / months) * months;
  return { from: Date.UTC(date.getUTCFullYear(), first, 1), to: Date.UTC(date.getUTCFullYear(), first + months, 1) };
}
