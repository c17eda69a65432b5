import { isArray, isObject, member } from '../json';
import type { JsonValue } from '../values';

/** Appends a member: `properties.sku`, or `tags['a.b']` where a dot would mislead. */
export const joinPath = (path: string, name: string): string => {
  if (/^[^.[\]'\s]+$/.test(name)) return path === '' ? name : `${path}.${name}`;
  return `${path}['${name}']`;
};

/** Finds the value at a what-if path (`properties.a.b`, `x[2].y`); names that hold dots are found too. Undefined where nothing is. */
export function valueAt(value: JsonValue | undefined, path: string): JsonValue | undefined {
  if (path === '' || value === undefined) return value;
  const index = /^\[?(\d+)\]?(?:\.|$)?/.exec(path);
  if (index && isArray(value)) return valueAt(value[Number(index[1])], path.slice(index[0].length));
  const keyed = /^\[(\w+)=([^\]]*)\]\.?/.exec(path);
  if (keyed && isArray(value)) {
    const element = value.find((candidate) => isObject(candidate) && String(candidate[keyed[1] ?? '']).toLowerCase() === (keyed[2] ?? '').toLowerCase());
    return valueAt(element, path.slice(keyed[0].length));
  }
  const quoted = /^\['([^']*)'\]\.?/.exec(path);
  if (quoted) return valueAt(member(value, quoted[1] ?? ''), path.slice(quoted[0].length));
  if (!isObject(value)) return undefined;
  const ends = [...path.matchAll(/[.[]/g)].map((match) => match.index).concat(path.length);
  for (const end of ends) {
    const found = member(value, path.slice(0, end));
    if (found !== undefined && end > 0) return valueAt(found, path.slice(path[end] === '.' ? end + 1 : end));
  }
  return undefined;
}

/** The last member's name, without array keys: `value` of `properties.appSettings[name=X].value`. */
export const lastName = (path: string): string => /([^.[\]']+)(?:'\])?(?:\[[^\]]*\])*$/.exec(path)?.[1] ?? path;

/** The key inside the innermost brackets: `X` of `appSettings[name=X].value`. */
export const keyOf = (path: string): string | undefined => /\[\w+=([^\]]*)\][^[]*$/.exec(path)?.[1];
