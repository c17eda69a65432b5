import { canonicalJson } from '../hash';
import { isArray, isObject } from '../json';
import type { JsonValue } from '../values';
import { findKey, pairElements } from './arrays';
import { joinPath } from './propertyPath';

/** One leaf that differs. `before` or `after` is undefined where the leaf is absent. */
export interface LeafChange {
  readonly path: string;
  readonly changeType: 'Create' | 'Delete' | 'Modify' | 'NoEffect';
  readonly before?: JsonValue;
  readonly after?: JsonValue;
  readonly noise?: string;
}

/** Deeper than this, a value is compared and shown whole. */
const maxDepth = 64;

/** Every leaf in which two values differ. Objects open up member by member, arrays of objects element by element with the key in the path. */
export function compareValues(path: string, before: JsonValue | undefined, after: JsonValue | undefined, depth = 0): LeafChange[] {
  if (before === undefined && after === undefined) return [];
  if (depth < maxDepth && opensAsObject(before, after)) return compareObjects(path, before, after, depth);
  if (depth < maxDepth && opensAsArray(before, after)) return compareArrays(path, before, after, depth);
  if (before !== undefined && after !== undefined && canonicalJson(before) === canonicalJson(after)) return [];
  return [leaf(path, before, after)];
}

function leaf(path: string, before: JsonValue | undefined, after: JsonValue | undefined): LeafChange {
  const changeType = before === undefined ? 'Create' : after === undefined ? 'Delete' : 'Modify';
  return { path, changeType, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
}

type MaybeObject = { readonly [key: string]: JsonValue } | undefined;
const opensAsObject = (before: JsonValue | undefined, after: JsonValue | undefined): boolean =>
  [before, after].every((value) => value === undefined || isObject(value)) && [before, after].some((value) => isObject(value) && Object.keys(value).length > 0);

function compareObjects(path: string, before: JsonValue | undefined, after: JsonValue | undefined, depth: number): LeafChange[] {
  const [was, will] = [before as MaybeObject, after as MaybeObject];
  const names = [...Object.keys(was ?? {}), ...Object.keys(will ?? {}).filter((name) => !(was && Object.hasOwn(was, name)))];
  return names.flatMap((name) => compareValues(joinPath(path, name), ownMember(was, name), ownMember(will, name), depth + 1));
}
const ownMember = (value: MaybeObject, name: string): JsonValue | undefined => (value && Object.hasOwn(value, name) ? value[name] : undefined);

/** Arrays of plain values stay whole when they come or go; the elements of two are compared as sets, because that is what people look for. */
const opensAsArray = (before: JsonValue | undefined, after: JsonValue | undefined): boolean => {
  const arrays = [before, after].filter((value) => value !== undefined);
  if (!arrays.every(isArray)) return false;
  return arrays.some((array) => isArray(array) && array.some((element) => isObject(element))) && arrays.every((array) => isArray(array) && array.every((element) => isObject(element)));
};

function compareArrays(path: string, before: JsonValue | undefined, after: JsonValue | undefined, depth: number): LeafChange[] {
  const [was, will] = [isArray(before) ? before : [], isArray(after) ? after : []];
  const changes = pairElements(was, will).flatMap(({ label, before: one, after: other }) => compareValues(`${path}[${label}]`, one, other, depth + 1));
  const moved = changes.length === 0 && canonicalJson(was) !== canonicalJson(will);
  return moved ? [{ ...leaf(path, before, after), ...(findKey(was, will) !== undefined && { noise: 'Only the order of the elements differs.' }) }] : changes;
}
