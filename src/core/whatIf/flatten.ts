import { isArray, isObject } from '../json';
import type { WhatIfChange, WhatIfPropertyChange } from '../ports/arm';
import type { JsonObject, JsonValue } from '../values';
import { findKey, keyValue } from './arrays';
import { compareValues, type LeafChange } from './compareValues';
import { joinPath, valueAt } from './propertyPath';

/** Members that say which resource it is, not what changes about it. */
const identity = new Set(['id', 'name', 'type', 'apiversion', 'resourcegroup', 'subscriptionid', 'etag', 'systemdata']);

/** The leaves of a what-if change: from its delta, or from its snapshots where there is none. Empty for NoChange, Ignore, Unsupported. */
export function flattenChange(change: WhatIfChange): LeafChange[] {
  switch (change.changeType) {
    case 'Create': return compareValues('', {}, withoutIdentity(change.after));
    case 'Delete': return compareValues('', withoutIdentity(change.before), {});
    case 'Modify': case 'Deploy': return change.delta && change.delta.length > 0
      ? change.delta.flatMap((property) => flattenProperty(property, '', change))
      : change.before && change.after ? compareValues('', withoutIdentity(change.before), withoutIdentity(change.after)) : [];
    default: return [];
  }
}

const withoutIdentity = (resource: JsonObject | undefined): JsonObject =>
  Object.fromEntries(Object.entries(resource ?? {}).filter(([name]) => !identity.has(name.toLowerCase())));

interface Snapshots { readonly before?: JsonObject; readonly after?: JsonObject }

function flattenProperty(property: WhatIfPropertyChange, parent: string, snapshots: Snapshots): LeafChange[] {
  const path = parent === '' ? property.path : joinRelative(parent, property.path);
  if (property.propertyChangeType === 'Array') return flattenArray(property, path, snapshots);
  if (property.propertyChangeType === 'NoEffect') return [noEffect(property, path)];
  if (property.children && property.children.length > 0) return property.children.flatMap((child) => flattenProperty(child, path, snapshots));
  const [before, after] = [defined(property.before), defined(property.after)];
  if (property.propertyChangeType === 'Create') return orLeaf(compareValues(path, undefined, after), path, 'Create', after);
  if (property.propertyChangeType === 'Delete') return orLeaf(compareValues(path, before, undefined), path, 'Delete', before);
  return compareValues(path, before ?? null, after ?? null);
}

const defined = (value: JsonValue | undefined): JsonValue | undefined => (value === null ? undefined : value);
const orLeaf = (changes: LeafChange[], path: string, changeType: 'Create' | 'Delete', value: JsonValue | undefined): LeafChange[] =>
  (changes.length > 0 ? changes : [{ path, changeType, ...(changeType === 'Create' ? { after: value ?? null } : { before: value ?? null }) }]);

const noEffect = ({ before, after }: WhatIfPropertyChange, path: string): LeafChange =>
  ({ path, changeType: 'NoEffect', before: before ?? null, after: after ?? null, noise: 'The service ignores this value: it is read-only, or set by the service.' });

const joinRelative = (parent: string, path: string): string => (path.startsWith('[') ? `${parent}${path}` : path.includes('.') ? `${parent}.${path}` : joinPath(parent, path));

/** ARM pairs elements by position. Where that would show one element as another one renamed, the elements are paired by key instead. */
function flattenArray(property: WhatIfPropertyChange, path: string, snapshots: Snapshots): LeafChange[] {
  const [before, after] = [arrayAt(property.before, snapshots.before, path), arrayAt(property.after, snapshots.after, path)];
  const children = property.children ?? [];
  if (before && after) {
    const key = findKey(before, after);
    if (children.length === 0 || key === undefined && !children.some(isNested) || key !== undefined && !pairsLikeKey(children, before, after, key)) return compareWhole(path, before, after);
    return children.flatMap((child) => flattenElement(child, path, before, after, key, snapshots));
  }
  return children.flatMap((child) => flattenElement(child, path, before ?? [], after ?? [], undefined, snapshots));
}

const isNested = (child: WhatIfPropertyChange): boolean => (child.children?.length ?? 0) > 0;
const compareWhole = (path: string, before: readonly JsonValue[], after: readonly JsonValue[]): LeafChange[] => compareValues(path, before, after);

function arrayAt(own: JsonValue | undefined, snapshot: JsonObject | undefined, path: string): readonly JsonValue[] | undefined {
  if (isArray(own)) return own;
  const found = valueAt(snapshot, path);
  return isArray(found) ? found : undefined;
}

/** Whether every changed position holds the same key before and after, and none both comes and goes. */
function pairsLikeKey(children: readonly WhatIfPropertyChange[], before: readonly JsonValue[], after: readonly JsonValue[], key: string): boolean {
  const keys = (type: string, elements: readonly JsonValue[]): (string | undefined)[] => children.filter((child) => child.propertyChangeType === type).map((child) => keyValue(elementOf(child, elements), key));
  const modified = children.filter((child) => child.propertyChangeType === 'Modify');
  const samePlace = modified.every((child) => keyValue(before[indexOf(child)], key) === keyValue(after[indexOf(child)], key));
  const created = new Set(keys('Create', after));
  return samePlace && keys('Delete', before).every((value) => value !== undefined && !created.has(value));
}

const indexOf = (child: WhatIfPropertyChange): number => Number(/\d+/.exec(child.path)?.[0] ?? -1);
const elementOf = (child: WhatIfPropertyChange, elements: readonly JsonValue[]): JsonValue | undefined => (isObject(child.after) ? child.after : isObject(child.before) ? child.before : elements[indexOf(child)]);

function flattenElement(child: WhatIfPropertyChange, path: string, before: readonly JsonValue[], after: readonly JsonValue[], key: string | undefined, snapshots: Snapshots): LeafChange[] {
  const elements = child.propertyChangeType === 'Create' ? after : before;
  const element = elementOf(child, elements);
  const label = key !== undefined && isObject(element) ? `${key}=${String(element[key])}` : String(indexOf(child) < 0 ? child.path : indexOf(child));
  return flattenProperty({ ...child, path: `[${label}]` }, path, snapshots);
}
