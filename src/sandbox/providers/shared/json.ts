import type { JsonObject, JsonValue } from '../../../armTemplate';

export const isObject = (value: JsonValue | undefined): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);
export const objectOf = (value: JsonValue | undefined): JsonObject => (isObject(value) ? value : {});
export const arrayOf = (value: JsonValue | undefined): JsonValue[] => (Array.isArray(value) ? value : []);
export const textOf = (value: JsonValue | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
export const sameText = (a: JsonValue | undefined, b: string): boolean => typeof a === 'string' && a.toLowerCase() === b.toLowerCase();

/** The value at a path of property names, matched without case; undefined where the path ends early. */
export function valueAt(value: JsonValue | undefined, path: string): JsonValue | undefined {
  return path.split('.').reduce<JsonValue | undefined>((at, name) => property(at, name), value);
}

/** A property by its name without case. */
export function property(value: JsonValue | undefined, name: string): JsonValue | undefined {
  if (!isObject(value)) return undefined;
  if (name in value) return value[name];
  const key = Object.keys(value).find((candidate) => candidate.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : value[key];
}

/** `given` over `defaults`, objects merged at every depth, arrays taken whole. Keys of the defaults come first. Undefined and null defaults vanish. */
export function withDefaults(given: JsonObject, defaults: { readonly [name: string]: JsonValue | undefined }): JsonObject {
  const result: JsonObject = {};
  for (const [name, value] of Object.entries(defaults)) {
    const own = given[name];
    const chosen = isObject(own) && isObject(value) ? withDefaults(own, value) : own ?? value;
    if (chosen !== undefined) result[name] = chosen;
  }
  for (const [name, value] of Object.entries(given)) if (!(name in result)) result[name] = value;
  return result;
}

/** Without the properties that are undefined. */
export function defined(object: { readonly [name: string]: JsonValue | undefined }): JsonObject {
  return Object.fromEntries(Object.entries(object).filter((entry): entry is [string, JsonValue] => entry[1] !== undefined));
}

export function omit(object: JsonObject, ...names: string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
