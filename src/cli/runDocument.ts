import type { RunRecord } from '../core/deployment';
import type { JsonValue } from '../core/values';

/** The document of `deploy`; its keys stay as they are from the first release on. */
export function toDeployDocument(record: RunRecord): object {
  const { deploymentId, deploymentName, environment, target, state, success, message, phases, planHash, planCounts, outputs, warnings, operations, health, error, rollbackTo } = record;
  return { deploymentId, deploymentName, environment, target, state, success, message, phases, planHash, counts: planCounts, outputs, warnings, operations, health, ...(rollbackTo && { rollbackTo }), ...(error ? { error: withoutKind(error) } : {}) };
}

export function toHistoryEntry({ deploymentId, environment, gitSha, timestamp, endedAt, success, state, message, target }: RunRecord): object {
  return { deploymentId, environment, gitSha: gitSha ?? null, timestamp, endedAt, success, state, message, target };
}

export interface RunDifference { readonly path: string; readonly before?: JsonValue; readonly after?: JsonValue }

/** What differs between two runs, in what they were and what they led to; not in when they happened. */
export function diffRuns(first: RunRecord, second: RunRecord): readonly RunDifference[] {
  const [before, after] = [flatten(comparable(first)), flatten(comparable(second))];
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.filter((path) => JSON.stringify(before.get(path)) !== JSON.stringify(after.get(path))).map((path) => ({ path, before: before.get(path), after: after.get(path) }));
}

function comparable(run: RunRecord): JsonValue {
  const { environment, target, gitSha, templateFile, parametersFile, state, templateHash, parametersHash, planCounts, outputs, warnings } = run;
  const health = Object.fromEntries(run.health.map((one) => [one.resourceId, one.verdict]));
  return JSON.parse(JSON.stringify({ environment, target, gitSha, templateFile, parametersFile, state, templateHash, parametersHash, changes: planCounts, outputs, warnings, health })) as JsonValue;
}

function flatten(value: JsonValue, path = '', into = new Map<string, JsonValue>()): Map<string, JsonValue> {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return into.set(path, value);
  for (const [key, child] of Object.entries(value)) flatten(child as JsonValue, path === '' ? key : `${path}.${key}`, into);
  return into;
}

function withoutKind(error: NonNullable<RunRecord['error']>): object {
  const { kind: _kind, ...shown } = error;
  return shown;
}
