import type { JsonObject, JsonValue } from '../../armTemplate';

/** As in the body of what-if. @see ARM REST, Deployments - What If, WhatIfPropertyChange */
export interface PropertyDelta {
  readonly path: string;
  readonly propertyChangeType: 'Create' | 'Delete' | 'Modify' | 'Array' | 'NoEffect';
  readonly before: JsonValue;
  readonly after: JsonValue;
  readonly children: readonly PropertyDelta[] | null;
}

export interface DeltaOptions {
  /** Paths never compared, array items as `*`: `properties.ipRules[*].action`. A hidden path hides what lies under it. */
  readonly hidden?: (path: string) => boolean;
  /** Paths that a template sets to no effect. */
  readonly noEffect?: (path: string) => boolean;
  /** The key by which the items of an array are matched; absent: `name` or `id` where every item has one that is unique. */
  readonly arrayKey?: (path: string) => string | undefined;
}

/**
 * What turning `before` into `after` changes, as ARM lists it: dotted paths through objects, one entry of type Array per changed array with
 * its items as children (path = index), names compared without case. Empty when nothing changes.
 */
export function propertyDelta(before: JsonObject, after: JsonObject, options: DeltaOptions = {}): readonly PropertyDelta[] {
  return objectDelta(before, after, '', '', options);
}

/** Equal as ARM compares: property names without case, order of properties irrelevant, order of array items relevant. */
export function sameValue(left: JsonValue, right: JsonValue): boolean {
  if (Array.isArray(left) && Array.isArray(right)) return left.length === right.length && left.every((item, index) => sameValue(item, right[index]!));
  if (isObject(left) && isObject(right)) {
    const others = byLowerName(right);
    const names = Object.keys(left);
    return names.length === others.size && names.every((name) => {
      const other = others.get(name.toLowerCase());
      return other !== undefined && sameValue(left[name]!, other.value);
    });
  }
  return left === right;
}

const isObject = (value: JsonValue | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
const byLowerName = (value: JsonObject) => new Map(Object.entries(value).map(([name, child]) => [name.toLowerCase(), { name, value: child }]));

/** `path` is what the answer shows, relative to the enclosing array item; `pattern` is the whole path with `[*]`, for the options. */
function objectDelta(before: JsonObject, after: JsonObject, path: string, pattern: string, options: DeltaOptions): readonly PropertyDelta[] {
  const olds = byLowerName(before);
  const news = byLowerName(after);
  const names = [...new Set([...olds.keys(), ...news.keys()])];
  return names.flatMap((key) => {
    const name = olds.get(key)?.name ?? news.get(key)!.name;
    return valueDelta(olds.get(key)?.value, news.get(key)?.value, join(path, name), join(pattern, name), options);
  });
}

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

function valueDelta(before: JsonValue | undefined, after: JsonValue | undefined, path: string, pattern: string, options: DeltaOptions): readonly PropertyDelta[] {
  if (options.hidden?.(pattern)) return [];
  if (after !== undefined && options.noEffect?.(pattern)) return [{ path, propertyChangeType: 'NoEffect', before: before ?? null, after, children: null }];
  if (isAbsent(before) && isAbsent(after)) return [];
  if (isObject(before) && isObject(after)) return objectDelta(before, after, path, pattern, options);
  if (isObject(before) && isAbsent(after)) return leaves(before, path, pattern, options, 'Delete');
  if (isAbsent(before)) return [leaf(path, 'Create', null, after!)];
  if (isAbsent(after)) return [leaf(path, 'Delete', before!, null)];
  if (Array.isArray(before) && Array.isArray(after)) return arrayDelta(before, after, path, pattern, options);
  return sameValue(before!, after!) ? [] : [leaf(path, 'Modify', before!, after!)];
}

const isAbsent = (value: JsonValue | undefined): boolean => value === undefined || value === null;
const leaf = (path: string, propertyChangeType: 'Create' | 'Delete' | 'Modify', before: JsonValue, after: JsonValue): PropertyDelta => ({ path, propertyChangeType, before, after, children: null });

/** An object that goes away is one change, unless parts of it are hidden: then its visible parts go. */
function leaves(before: JsonObject, path: string, pattern: string, options: DeltaOptions, type: 'Delete'): readonly PropertyDelta[] {
  const hides = Object.keys(before).some((name) => options.hidden?.(join(pattern, name)));
  return hides ? objectDelta(before, {}, path, pattern, options) : [leaf(path, type, before, null)];
}

function arrayDelta(before: readonly JsonValue[], after: readonly JsonValue[], path: string, pattern: string, options: DeltaOptions): readonly PropertyDelta[] {
  const itemPattern = `${pattern}[*]`;
  const children = matchItems(before, after, options.arrayKey?.(pattern)).flatMap(({ oldIndex, newIndex }): readonly PropertyDelta[] => {
    if (newIndex === undefined) return [leaf(String(oldIndex), 'Delete', before[oldIndex!]!, null)];
    if (oldIndex === undefined) return [leaf(String(newIndex), 'Create', null, after[newIndex]!)];
    return itemDelta(before[oldIndex]!, after[newIndex]!, String(newIndex), itemPattern, options);
  });
  return children.length === 0 ? [] : [{ path, propertyChangeType: 'Array', before: null, after: null, children }];
}

function itemDelta(before: JsonValue, after: JsonValue, path: string, pattern: string, options: DeltaOptions): readonly PropertyDelta[] {
  if (!isObject(before) || !isObject(after)) return sameValue(before, after) ? [] : [leaf(path, 'Modify', before, after)];
  const children = objectDelta(before, after, '', pattern, options);
  return children.length === 0 ? [] : [{ path, propertyChangeType: 'Modify', before: null, after: null, children }];
}

interface Match { readonly oldIndex?: number; readonly newIndex?: number }

/** Items that belong together: same key, or equal whatever their place, then what is left by order. Removed items first, then by new index. */
function matchItems(before: readonly JsonValue[], after: readonly JsonValue[], givenKey: string | undefined): readonly Match[] {
  const key = givenKey ?? commonKey(before, after);
  const taken = new Set<number>();
  const partner = after.map((item) => {
    const found = before.findIndex((old, index) => !taken.has(index) && (key === undefined ? sameValue(old, item) : sameKey(old, item, key)));
    if (found >= 0) taken.add(found);
    return found;
  });
  const free = key === undefined && after.some(isObject) ? before.map((_, index) => index).filter((index) => !taken.has(index) && isObject(before[index])) : [];
  const matches = after.map((item, newIndex): Match => {
    const oldIndex = partner[newIndex]! >= 0 ? partner[newIndex] : isObject(item) ? free.shift() : undefined;
    if (oldIndex !== undefined) taken.add(oldIndex);
    return { oldIndex, newIndex };
  });
  const removed = before.flatMap((_, oldIndex): readonly Match[] => (taken.has(oldIndex) ? [] : [{ oldIndex }]));
  return [...removed, ...matches];
}

function commonKey(before: readonly JsonValue[], after: readonly JsonValue[]): string | undefined {
  const hasUnique = (items: readonly JsonValue[], key: string): boolean => {
    const values = items.map((item) => (isObject(item) ? item[key] : undefined));
    return values.every((value) => typeof value === 'string') && new Set(values.map((value) => String(value).toLowerCase())).size === values.length;
  };
  return before.length === 0 || after.length === 0 ? undefined : ['name', 'id'].find((key) => hasUnique(before, key) && hasUnique(after, key));
}

function sameKey(left: JsonValue, right: JsonValue, key: string): boolean {
  if (!isObject(left) || !isObject(right)) return false;
  const [a, b] = [left[key], right[key]];
  return a !== undefined && b !== undefined && String(a).toLowerCase() === String(b).toLowerCase();
}
