import { canonicalJson, sha256Hex } from '../hash';
import { asArray, asString, isObject } from '../json';
import type { JsonObject, JsonValue } from '../values';
import type { FoldNoise } from './makePlan';
import type { Plan, PlanChange, PlanPropertyChange } from './plan';
import { idKey } from './resourceId';

/** One property that a service reports as changed right after it was deployed. Values are kept as hashes only. */
export interface NoiseEntry {
  readonly resourceId: string;
  readonly path: string;
  readonly changeType: PlanPropertyChange['changeType'];
  readonly apiVersion?: string;
  readonly declarationHash?: string;
  readonly before?: string;
  readonly after?: string;
  /** The live value is a time, an etag or an ID that the service makes anew; its shape is what counts. */
  readonly volatile?: string;
  /** ISO 8601 UTC; absent: with the whole baseline. */
  readonly recordedAt?: string;
}

/** What one environment's what-if reported right after a green run: noise by construction, because nothing had changed. Holds no values. */
export interface NoiseBaseline {
  readonly version: 1;
  readonly environment: string;
  readonly templateHash?: string;
  /** ISO 8601 UTC. */
  readonly recordedAt: string;
  readonly entries: readonly NoiseEntry[];
}

/** Takes the baseline from the plan made right after a green run, without folding. Secrets are left out: their masked values could hide a real change. */
export function recordNoise(plan: Plan): NoiseBaseline {
  const entries = plan.changes.filter(({ changeType }) => changeType === 'Modify').flatMap((change) => change.properties.filter(isRecordable).map((property) => toEntry(change, property)));
  return { version: 1, environment: plan.environment, ...(plan.templateHash !== undefined && { templateHash: plan.templateHash }), recordedAt: plan.madeAt, entries };
}

/** Declarations of one resource whose noise is kept: going back to an earlier state finds its own noise again. */
const keptDeclarations = 8;

/** The new baseline with what an older one knows of other declarations of the same resources. An entry only ever folds for the declaration it was recorded with. */
export function mergeNoise(older: NoiseBaseline | undefined, newer: NoiseBaseline): NoiseBaseline {
  if (!older) return newer;
  const declarations = new Map<string, Set<string>>();
  const add = (entry: NoiseEntry): boolean => {
    const known = declarations.get(entry.resourceId) ?? new Set<string>();
    declarations.set(entry.resourceId, known.add(entry.declarationHash ?? ''));
    return known.size <= keptDeclarations;
  };
  const latest = new Set(newer.entries.filter(add).map((entry) => `${entry.resourceId}|${entry.declarationHash}`));
  const kept = older.entries.filter((entry) => !latest.has(`${entry.resourceId}|${entry.declarationHash}`)).filter(add);
  return { ...newer, entries: [...newer.entries, ...kept.map((entry) => ({ recordedAt: older.recordedAt, ...entry }))] };
}

/** Reads a stored baseline; what is none, or of another version, is as good as no baseline. */
export function parseNoiseBaseline(text: string): NoiseBaseline | undefined {
  let value: JsonValue;
  try { value = JSON.parse(text) as JsonValue; } catch (error) { if (error instanceof SyntaxError) return undefined; throw error; }
  if (!isObject(value) || value['version'] !== 1 || typeof value['environment'] !== 'string') return undefined;
  const entries = asArray(value['entries']).filter((entry): entry is JsonObject => isObject(entry) && typeof entry['resourceId'] === 'string' && typeof entry['path'] === 'string');
  return { ...(value as unknown as NoiseBaseline), recordedAt: asString(value['recordedAt']) ?? '', entries: entries as unknown as NoiseEntry[] };
}

/**
 * Marks property changes that equal an entry of the baseline: same resource, path and kind of change, the same live and the same wanted value.
 * `isDeployed`: what is planned was deployed a moment ago, so that what nobody can read back is as it says. An entry expires when the resource's API version changes, or its declaration in the template where that says anything of the property; a real change has another value and is never folded.
 */
export function foldNoise(baseline: NoiseBaseline | undefined, isDeployed = false): FoldNoise {
  const entries = new Map<string, NoiseEntry[]>();
  for (const entry of baseline?.entries ?? []) {
    const key = keyOf(entry.resourceId, entry.path, entry.changeType);
    entries.set(key, [...entries.get(key) ?? [], entry]);
  }
  const reasonOf = ({ recordedAt = baseline?.recordedAt ?? '' }: NoiseEntry): string => `What-if reported the same right after the deployment of ${recordedAt.slice(0, 10)}, when nothing had changed.`;
  return (change) => ({
    ...change,
    properties: change.properties.map((property) => {
      const found = property.noise || !isRecordable(property) ? undefined : entries.get(keyOf(change.resourceId, property.path, property.changeType))?.find((entry) => isSame(entry, change, property, isDeployed));
      return found ? { ...property, noise: reasonOf(found) } : property;
    }),
  });
}

const keyOf = (resourceId: string, path: string, changeType: string): string => `${idKey(resourceId)}|${path}|${changeType}`;
const isRecordable = ({ changeType, isSecret, knownAtDeploy, noise }: PlanPropertyChange): boolean => changeType !== 'NoEffect' && !isSecret && !knownAtDeploy && !noise;
const hashOf = (value: JsonValue | undefined): string | undefined => (value === undefined ? undefined : sha256Hex(canonicalJson(value)));

const nothing = sha256Hex(canonicalJson(null));

function toEntry(change: PlanChange, property: PlanPropertyChange): NoiseEntry {
  const [before, after, volatile] = [hashOf(property.before), hashOf(property.after), volatileShape(property.before)];
  return {
    resourceId: idKey(change.resourceId), path: property.path, changeType: property.changeType,
    ...(change.apiVersion !== undefined && { apiVersion: change.apiVersion }), ...(change.declarationHash !== undefined && { declarationHash: change.declarationHash }),
    ...(before !== undefined && { before }), ...(after !== undefined && { after }), ...(volatile !== undefined && { volatile }),
  };
}

function isSame(entry: NoiseEntry, change: PlanChange, property: PlanPropertyChange, isDeployed: boolean): boolean {
  if (entry.apiVersion !== change.apiVersion || entry.after !== hashOf(property.after)) return false;
  // What the template left open and the service filled in stays so, however the rest of the declaration changes.
  // What nobody can read back was another value's turn since an older declaration: only the last one tells what is there.
  if (!isDeployed && entry.recordedAt !== undefined && (entry.before === undefined || entry.before === nothing)) return false;
  const leftOpen = property.changeType === 'Delete' && property.after === undefined && entry.before === hashOf(property.before);
  if (!leftOpen && entry.declarationHash !== change.declarationHash) return false;
  return entry.before === hashOf(property.before) || entry.volatile !== undefined && entry.volatile === volatileShape(property.before) && property.after === undefined;
}

/** Values that services make anew by themselves. Only where the template says nothing about the property may they differ. */
function volatileShape(value: JsonValue | undefined): string | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/.test(value)) return 'time';
  return /^(W\/)?"[^"]+"$/.test(value) ? 'etag' : undefined;
}
