import type { JsonObject, JsonValue, PredictedResource } from '../../armTemplate';
import { isObject, member } from '../json';
import type { StoredResource, WhatIfKnowledge } from '../providers/provider';
import { normaliseLocation } from '../resources/locations';
import type { Sandbox } from '../sandbox';
import type { Current } from './changes';
import { propertyDelta, type PropertyDelta } from './delta';

/** Members that the service alone decides on, of any type. */
const alwaysReadOnly = ['id', 'name', 'type', 'apiVersion', 'etag', 'systemData', 'properties.provisioningState', 'identity.principalId', 'identity.tenantId', 'scope', 'asserts', 'dependsOn'];

/**
 * What a deployment changes in an existing resource. What the service filled in and the template leaves out counts only where real clouds report it and the
 * `realistic` profile asks for it; what a client had set and the template leaves out is a real change.
 */
export function compareResource(predicted: PredictedResource, { shown, stored }: Current, sandbox: Sandbox): readonly PropertyDelta[] {
  const knowledge = sandbox.registry.of(predicted.type).whatIf ?? {};
  const isRealistic = sandbox.noiseProfile !== 'none';
  const after = isObject(predicted.body.value) ? predicted.body.value : {};
  const before = comparable(shown, stored, after, knowledge, isRealistic);
  const readOnly = pathTest([...alwaysReadOnly, ...knowledge.readOnly ?? []]);
  const writeOnly = isRealistic ? () => false : pathTest(knowledge.writeOnly ?? []);
  const templateSets = (pattern: string): boolean => reads(after, pattern);
  return propertyDelta(before, sameCaseOfIds(after, before), {
    hidden: (pattern) => alwaysReadOnly.includes(pattern) || writeOnly(pattern) || (readOnly(pattern) && !templateSets(pattern)),
    noEffect: (pattern) => readOnly(pattern),
    arrayKey: (pattern) => knowledge.arrayKeys?.[pattern],
  });
}

/** What is there, without what the service added by itself. */
function comparable(shown: JsonObject, stored: StoredResource | undefined, after: JsonObject, knowledge: WhatIfKnowledge, isRealistic: boolean): JsonObject {
  const noise = isRealistic ? pathTest(knowledge.noise ?? []) : () => false;
  const requested = stored?.requested;
  if (!requested) return normal(shown);
  return normal(keepKnown({ current: shown, requested, after, path: '', noise, isRealistic }) as JsonObject);
}

interface Walk { readonly current: JsonValue; readonly requested: JsonValue | undefined; readonly after: JsonValue | undefined; readonly path: string; readonly noise: (path: string) => boolean; readonly isRealistic: boolean }

/** Keeps members that a client set, that the template sets, or that are noise. A value that the service rewrote counts as what was asked for when the template asks for just that again. */
function keepKnown(walk: Walk): JsonValue {
  const { current, requested, after, path, noise, isRealistic } = walk;
  if (!isRealistic && requested !== undefined && after !== undefined && JSON.stringify(requested) === JSON.stringify(after)) return after;
  if (Array.isArray(current)) return keepItems(walk, current);
  if (!isObject(current)) return current;
  const kept: JsonObject = {};
  for (const [name, value] of Object.entries(current)) {
    const inner = path === '' ? name : `${path}.${name}`;
    const [asked, wanted] = [member(requested, name), member(after, name)];
    if (noise(inner)) { kept[name] = value; continue; }
    if (asked === undefined && wanted === undefined) continue;
    kept[name] = keepKnown({ ...walk, current: value, requested: asked, after: wanted, path: inner });
  }
  return kept;
}

/** Items are alike when they have the same key, else by place. */
function keepItems(walk: Walk, current: readonly JsonValue[]): JsonValue {
  const keyed = (list: JsonValue | undefined, item: JsonValue, index: number): JsonValue | undefined => {
    if (!Array.isArray(list)) return undefined;
    const key = ['name', 'id', 'key'].find((candidate) => typeof member(item, candidate) === 'string');
    return key === undefined ? list[index] : list.find((other) => member(other, key) === member(item, key));
  };
  return current.map((item, index) => {
    const [requested, after] = [keyed(walk.requested, item, index), keyed(walk.after, item, index)];
    return requested === undefined && after === undefined ? item : keepKnown({ ...walk, current: item, requested, after, path: `${walk.path}[*]` });
  });
}

function normal(resource: JsonObject): JsonObject {
  return typeof resource.location === 'string' ? { ...resource, location: normaliseLocation(resource.location) } : resource;
}

/** Locations and IDs mean the same in any spelling. */
function sameCaseOfIds(after: JsonObject, before: JsonObject): JsonObject {
  return matchSpelling(normal(after), before) as JsonObject;
}

function matchSpelling(after: JsonValue, before: JsonValue | undefined): JsonValue {
  if (typeof after === 'string') return typeof before === 'string' && after.startsWith('/') && after.toLowerCase() === before.toLowerCase() ? before : after;
  if (Array.isArray(after)) return after.map((item, index) => matchSpelling(item, Array.isArray(before) ? before[index] : undefined));
  if (!isObject(after)) return after;
  return Object.fromEntries(Object.entries(after).map(([name, value]) => [name, matchSpelling(value, member(before, name))]));
}

/** Tests whether a path lies at or under one of these; `*` in a name matches any text. */
function pathTest(paths: readonly string[]): (path: string) => boolean {
  const wanted = paths.map((path) => path.toLowerCase());
  return (path) => {
    const lower = path.toLowerCase();
    return wanted.some((candidate) => lower === candidate || lower.startsWith(`${candidate}.`) || lower.startsWith(`${candidate}[`));
  };
}

/** Whether a body has a value at a path, array items as `[*]`. */
function reads(body: JsonValue | undefined, path: string): boolean {
  const [head = '', ...rest] = path.split('.');
  const name = head.replace(/\[\*\]$/, '');
  const value = member(body, name);
  if (value === undefined) return false;
  if (!head.endsWith('[*]')) return rest.length === 0 || reads(value, rest.join('.'));
  return Array.isArray(value) && value.some((item) => rest.length === 0 || reads(item, rest.join('.')));
}
