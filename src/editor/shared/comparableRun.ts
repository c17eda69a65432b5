import type { RunRecord } from '../../core/deployment/events';
import type { JsonValue } from '../../core/values';

/** A run as a text that two runs can be compared by: what differs by nature (ids, order of operations) is left out or put in order. */
export function comparableRun(run: RunRecord): string {
  const names = (id: string): string => id.replace(/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\//i, '');
  const document = {
    run: { id: run.deploymentId, started: run.timestamp, ended: run.endedAt, by: run.by },
    environment: run.environment, target: run.target, commit: run.gitSha, state: run.state, message: run.message,
    template: run.templateHash, parameters: run.parametersHash, plan: run.planCounts,
    phases: Object.fromEntries(run.phases.map((phase) => [phase.name, phase.state])),
    resources: sorted(run.operations.filter(({ target }) => target && !/^microsoft\.resources\/deployments$/i.test(target.type)).map(({ target, provisioningState }) => [names(target?.id ?? ''), provisioningState])),
    outputs: sorted(Object.entries(run.outputs)), health: sorted(run.health.map(({ resourceId, verdict, reason }) => [names(resourceId), `${verdict}: ${reason}`])),
    warnings: [...run.warnings].sort(), error: run.error && { code: run.error.code, message: run.error.message },
  };
  return `${JSON.stringify(inOrder(document as unknown as JsonValue), undefined, 2)}\n`;
}

const sorted = <T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> => Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));

/** Members inside of values come in any order; those of the document itself are in the order people read. */
function inOrder(value: JsonValue, depth = 0): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => inOrder(item, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined).map(([name, member]) => [name, inOrder(member, depth + 1)] as const);
  return depth < 2 ? Object.fromEntries(entries) : sorted(entries);
}
