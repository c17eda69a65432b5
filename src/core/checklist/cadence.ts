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
