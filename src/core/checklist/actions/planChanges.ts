import { canonicalJson, hashJson } from '../../hash';
import { asObject, isArray, isObject, member } from '../../json';
import type { JsonObject, JsonValue } from '../../values';
import { redactEvidence } from '../redactEvidence';
import type { ActionScene, ArmChange } from './action';

export interface PropertyDifference { readonly path: string; readonly before?: JsonValue; readonly after?: JsonValue }

/** A change with what it would do, seen against what is there. */
export interface PlannedChange extends ArmChange {
  readonly changeType: 'Create' | 'Modify' | 'NoChange' | 'Run' | 'Delete';
  /** Secrets masked. */
  readonly differences: readonly PropertyDifference[];
  /** The request that takes it back; absent: there is none. */
  readonly undo?: Pick<ArmChange, 'method' | 'id' | 'apiVersion' | 'body'>;
}

/** Compares every change with what is there. What is so already falls away as `NoChange`. */
export async function planChanges(changes: readonly ArmChange[], scene: Pick<ActionScene, 'read'>): Promise<readonly PlannedChange[]> {
  return Promise.all(changes.map(async (change) => planOne(change, change.method === 'POST' ? undefined : await scene.read(change.reads ?? change.id, change.apiVersion))));
}

function planOne(change: ArmChange, before: JsonObject | undefined): PlannedChange {
  if (change.method === 'POST') return { ...change, changeType: 'Run', differences: [] };
  if (change.method === 'DELETE') return { ...change, changeType: before ? 'Delete' : 'NoChange', differences: [] };
  const wanted = stripOperation(change.body ?? {});
  if (!before) return { ...change, changeType: 'Create', differences: shown(differencesOf(undefined, wanted)), ...(change.method === 'PUT' && !change.irreversible && { undo: { method: 'DELETE', id: change.id, apiVersion: change.apiVersion } }) };
  const differences = differencesOf(before, wanted);
  if (differences.length === 0) return { ...change, changeType: 'NoChange', differences: [] };
  const undo = change.irreversible ? undefined : change.back ?? undoOf(change, before, differences);
  return { ...change, changeType: 'Modify', differences: shown(differences), ...(undo && { undo }) };
}

/** Tags are merged by an operation of their own, which is not part of what is there. */
const stripOperation = ({ operation: _operation, ...rest }: JsonObject): JsonObject => rest;

/** Leaves of what is wanted that are otherwise now. Arrays count as a whole; names of members in any case. */
function differencesOf(before: JsonValue | undefined, wanted: JsonValue, path = ''): readonly PropertyDifference[] {
  if (isObject(wanted) && (before === undefined || isObject(before))) return Object.entries(wanted).flatMap(([name, value]) => differencesOf(member(before, name), value, path === '' ? name : `${path}.${name}`));
  return isSame(before, wanted) ? [] : [{ path, ...(before !== undefined && { before }), after: wanted }];
}

function isSame(before: JsonValue | undefined, wanted: JsonValue): boolean {
  if (before === undefined) return false;
  if (isArray(wanted)) return isArray(before) && wanted.every((one) => before.some((other) => contains(other, one)));
  if (typeof wanted === 'string' && typeof before === 'string') return before.toLowerCase() === wanted.toLowerCase();
  return canonicalJson(before) === canonicalJson(wanted);
}

/** Services add members of their own to what they were given. */
const contains = (whole: JsonValue, part: JsonValue): boolean => (isObject(part) && isObject(whole) ? Object.entries(part).every(([name, value]) => { const there = member(whole, name); return there !== undefined && (isObject(value) ? contains(there, value) : isSame(there, value)); }) : isSame(whole, part));

const shown = (differences: readonly PropertyDifference[]): readonly PropertyDifference[] => differences.map(({ path, before, after }) => ({ path, ...(before !== undefined && { before: masked(path, before) }), ...(after !== undefined && { after: masked(path, after) }) }));
const masked = (path: string, value: JsonValue): JsonValue => { const name = path.split('.').at(-1) ?? path; return asObject(redactEvidence({ [name]: value }))[name] ?? value; };

/** Puts the leaves back that were changed. What was not there before cannot be taken out by a PATCH; then there is no way back but by hand. */
function undoOf(change: ArmChange, before: JsonObject, differences: readonly PropertyDifference[]): PlannedChange['undo'] {
  if (change.method === 'PUT') return { method: 'PUT', id: change.id, apiVersion: change.apiVersion, body: withoutReadOnly(before) };
  const isTags = change.id.toLowerCase().endsWith('/providers/microsoft.resources/tags/default');
  if (isTags) return { method: 'PUT', id: change.id, apiVersion: change.apiVersion, body: { properties: { tags: asObject(asObject(before['properties'])['tags']) } } };
  if (differences.some(({ before: old }) => old === undefined)) return undefined;
  const body: Record<string, JsonValue> = {};
  for (const { path, before: old } of differences) setPath(body, path.split('.'), old!);
  return { method: 'PATCH', id: change.id, apiVersion: change.apiVersion, body };
}

function setPath(root: Record<string, JsonValue>, [name, ...rest]: readonly string[], value: JsonValue): void {
  if (name === undefined) return;
  if (rest.length === 0) { root[name] = value; return; }
  const next = (root[name] ??= {}) as Record<string, JsonValue>;
  setPath(next, rest, value);
}

const withoutReadOnly = ({ id: _id, name: _name, type: _type, systemData: _systemData, etag: _etag, ...rest }: JsonObject): JsonObject => { const { provisioningState: _state, ...properties } = asObject(rest['properties']); return { ...rest, properties }; };

/** What was approved is what runs. */
export const hashChanges = (changes: readonly PlannedChange[]): string => hashJson(changes.map(({ method, id, apiVersion, body = {}, changeType, differences }) => ({ method, id, apiVersion, body, changeType, differences: differences as unknown as JsonValue })));
