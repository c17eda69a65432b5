import type { DeploymentRecord } from '../ports/arm';

/** Modules are deployments of their own in the same group, with the correlation ID of the whole: of each family only the one that ended last and ran longest is a state. */
export function withoutModules(deployments: readonly DeploymentRecord[]): readonly DeploymentRecord[] {
  const families = new Map<string, DeploymentRecord[]>();
  for (const one of deployments) {
    const key = one.correlationId ?? one.id;
    families.set(key, [...families.get(key) ?? [], one]);
  }
  return [...families.values()].map((family) => family.reduce((a, b) => (isOuter(b, a) ? b : a)));
}

/** The whole begins before its modules and ends after them. */
function isOuter(one: DeploymentRecord, other: DeploymentRecord): boolean {
  if ('aos-run' in one.tags !== 'aos-run' in other.tags) return 'aos-run' in one.tags;
  const [a, b] = [beganAt(one), beganAt(other)];
  return a === b ? (one.timestamp ?? '') > (other.timestamp ?? '') : a < b;
}

const beganAt = ({ timestamp, duration }: DeploymentRecord): number => (timestamp === undefined ? Number.POSITIVE_INFINITY : Date.parse(timestamp) - parseDurationMs(duration ?? ''));

/** Milliseconds of an ISO 8601 duration as ARM writes it (`P1DT2H3M4.5S`); 0 for anything else. */
export function parseDurationMs(text: string): number {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text);
  if (!match) return 0;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}
