import { t } from './texts';

/** `2:41`, `0.3 s`, `1:02:05`. */
export function formatDuration(ms: number): string {
  if (ms < 10_000) return t('{0} s', (Math.max(0, ms) / 1000).toFixed(1));
  const seconds = Math.floor(ms / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Wall-clock time in the user's locale, for `title` and print. */
export const formatExact = (iso: string): string => new Date(iso).toLocaleString(document.documentElement.lang || undefined);
export const formatClock = (iso: string): string => new Date(iso).toLocaleTimeString(document.documentElement.lang || undefined);
