import * as l10n from '@vscode/l10n';

const minute = 60_000, hour = 60 * minute, day = 24 * hour;

/** `just now`, `5 min ago`, `3 h ago`, `yesterday`, `12 days ago`; older than 60 days the date itself. An unreadable time answers itself. */
export function relativeTime(iso: string, now: Date): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return iso;
  const ageMs = Math.max(0, now.getTime() - then);
  if (ageMs < minute) return l10n.t('just now');
  if (ageMs < hour) return l10n.t('{0} min ago', Math.floor(ageMs / minute));
  if (ageMs < day) return l10n.t('{0} h ago', Math.floor(ageMs / hour));
  if (ageMs < 2 * day) return l10n.t('yesterday');
  return ageMs < 60 * day ? l10n.t('{0} days ago', Math.floor(ageMs / day)) : iso.slice(0, 10);
}

/** The exact time for a hover: the given UTC time in words every reader knows. */
export const exactTime = (iso: string): string => (Number.isNaN(Date.parse(iso)) ? iso : `${new Date(iso).toISOString().slice(0, 19).replace('T', ' ')} UTC`);

/** `0.4 s`, `41 s`, `2:41`, `1:02:03`. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.floor(seconds)} s`;
  const whole = Math.floor(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}
