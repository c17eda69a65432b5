import type { Cadence } from './catalogueItem';

const dayMs = 86_400_000;

/** Name of the day, ISO week, month or quarter a moment lies in, by the calendar of people who are `offsetMinutes` east of UTC: `2026-11-23`, `2026-W48`, `2026-11`, `2026-Q4`. */
export function periodOf(cadence: Cadence, at: Date, offsetMinutes = 0): string {
  const local = new Date(at.getTime() + offsetMinutes * 60_000);
  const [year, month] = [local.getUTCFullYear(), local.getUTCMonth()];
  switch (cadence) {
    case 'daily': return local.toISOString().slice(0, 10);
    case 'weekly': return isoWeek(local);
    case 'monthly': return `${year}-${String(month + 1).padStart(2, '0')}`;
    case 'quarterly': return `${year}-Q${Math.floor(month / 3) + 1}`;
  }
}

/** The week belongs to the year of its Thursday. */
function isoWeek(day: Date): string {
  const thursday = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate() + 4 - (day.getUTCDay() || 7)));
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return `${thursday.getUTCFullYear()}-W${String(Math.ceil(((thursday.getTime() - first) / dayMs + 1) / 7)).padStart(2, '0')}`;
}

/** When work of a cadence is first asked for: a whole day, week, month or quarter after there was something to look after. */
export function firstDue(cadence: Cadence, since: Date): Date {
  switch (cadence) {
    case 'daily': return new Date(since.getTime() + dayMs);
    case 'weekly': return new Date(since.getTime() + 7 * dayMs);
    case 'monthly': return addMonths(since, 1);
    case 'quarterly': return addMonths(since, 3);
  }
}

/** The last day of the period a moment lies in, as `2026-11-29` in the calendar of those people. */
export function lastDayOf(cadence: Cadence, at: Date, offsetMinutes = 0): string {
  const local = new Date(at.getTime() + offsetMinutes * 60_000);
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()];
  const dayText = (...parts: readonly [number, number, number]): string => new Date(Date.UTC(...parts)).toISOString().slice(0, 10);
  switch (cadence) {
    case 'daily': return dayText(year, month, day);
    case 'weekly': return dayText(year, month, day + 7 - (local.getUTCDay() || 7));
    case 'monthly': return dayText(year, month + 1, 0);
    case 'quarterly': return dayText(year, month - (month % 3) + 3, 0);
  }
}

/** The same day of a later month, or its last day where it is shorter. */
function addMonths(at: Date, months: number): Date {
  const later = new Date(at);
  later.setUTCDate(1);
  later.setUTCMonth(at.getUTCMonth() + months);
  later.setUTCDate(Math.min(at.getUTCDate(), new Date(Date.UTC(later.getUTCFullYear(), later.getUTCMonth() + 1, 0)).getUTCDate()));
  return later;
}
