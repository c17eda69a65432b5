import type { JsonObject, JsonValue } from '../armTemplate';

export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
export const objectOr = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : {});
export const textOr = (value: JsonValue | undefined, fallback = ''): string => (typeof value === 'string' ? value : fallback);

/** A member by name without case, as ARM reads bodies. */
export function member(object: JsonValue | undefined, name: string): JsonValue | undefined {
  if (!isObject(object)) return undefined;
  if (Object.hasOwn(object, name)) return object[name];
  const lower = name.toLowerCase();
  const key = Object.keys(object).find((candidate) => candidate.toLowerCase() === lower);
  return key === undefined ? undefined : object[key];
}

/** Equal as JSON: order of members does not count, order of items does. */
export function equalJson(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) return Array.isArray(right) && left.length === right.length && left.every((item, index) => equalJson(item, right[index]));
  if (!isObject(left) || !isObject(right)) return false;
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => Object.hasOwn(right, name) && equalJson(left[name], right[name]));
}

/** Merges as JSON merge patch does, but null is kept as a value. */
export function mergeJson(base: JsonValue | undefined, patch: JsonValue): JsonValue {
  if (!isObject(base) || !isObject(patch)) return patch;
  return { ...base, ...Object.fromEntries(Object.entries(patch).map(([name, value]) => [name, mergeJson(base[name], value)])) };
}
