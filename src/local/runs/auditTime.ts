/** `2026-11-23T01:02:03.456Z` -> `2026-11-23T01:02:03.456000`: UTC without zone, microseconds, as the Python orchestrator writes it. */
export const toAuditTime = (iso: string): string => (iso.endsWith('Z') ? `${iso.slice(0, -1)}000` : iso);

/** The way back: a time without zone is UTC. What is no time at all stays as it is. */
export function fromAuditTime(time: string): string {
  const zoned = /(Z|[+-]\d\d:?\d\d)$/.test(time) ? time : `${time.replace(' ', 'T')}Z`;
  const parsed = new Date(zoned);
  return Number.isNaN(parsed.getTime()) ? time : parsed.toISOString();
}
