import type { Clock } from '../ports/clock';

/** `aos-deploy-YYYYMMDD-HHMMSS-xxxxxx` (UTC): run, deployment and audit row share it. At most 64 characters, as ARM wants of a deployment name. */
export function newRunId(clock: Clock): string {
  const stamp = clock.now().toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  const suffix = Math.floor(clock.random() * 0x1000000).toString(16).padStart(6, '0');
  return `aos-deploy-${stamp}-${suffix}`;
}

/** Whether the text can be a run ID of either tool; what is not never becomes part of a path. */
export const isRunId = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(text);
