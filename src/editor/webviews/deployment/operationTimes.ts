import type { DeploymentOperation } from '../../../core/ports/arm';

/** ARM says when an operation was last heard of and how long it has taken; the page wants begin and end. */
export function operationTimes(operation: DeploymentOperation): { readonly startedAt?: string; readonly endedAt?: string } {
  const last = Date.parse(operation.timestamp ?? '');
  if (Number.isNaN(last)) return {};
  const startedAt = new Date(last - durationMs(operation.duration)).toISOString();
  const isEnded = ['Succeeded', 'Failed', 'Canceled'].includes(operation.provisioningState);
  return isEnded ? { startedAt, endedAt: new Date(last).toISOString() } : { startedAt };
}

/** Milliseconds of an ISO 8601 duration such as `PT1M3.5S` or `P1DT2H`; 0 for anything else. */
export function durationMs(duration: string | undefined): number {
  const match = /^P(?:(\d+(?:\.\d+)?)D)?(?:T(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(duration ?? '');
  if (!match) return 0;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  return Math.round((((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60_000 + (seconds ?? 0) * 1000);
}
