import type { BundleContent } from '../core/bundles';
import type { RunRecord } from '../core/deployment';
import { asObject } from '../core/json';
import type { JsonObject, JsonValue } from '../core/values';

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
export function diffRuns(first: RunRecord, second: RunRecord, deployed: readonly [BundleContent | undefined, BundleContent | undefined] = [undefined, undefined]): readonly RunDifference[] {
  const both = deployed.every((one) => one !== undefined);
  const [before, after] = [[first, deployed[0]] as const, [second, deployed[1]] as const].map(([run, bundle]) => flatten({ ...asObject(comparable(run)), ...(both && bundle && contentOf(bundle)) })) as [Map<string, JsonValue>, Map<string, JsonValue>];
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.filter((path) => JSON.stringify(before.get(path)) !== JSON.stringify(after.get(path))).map((path) => ({ path, before: before.get(path), after: after.get(path) }));
}

/** What went there, where the bundles of both are kept. Values of secrets are in none. */
const contentOf = ({ parameters, packages, configurations }: BundleContent): JsonObject => ({ parameters: Object.fromEntries(Object.entries(parameters).map(([name, given]) => [name, asObject(given)['value'] ?? given])), packages, configurations });

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
