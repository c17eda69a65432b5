import type { JsonObject, JsonValue } from '../../armTemplate';
import { isObject, member } from '../json';

/** What a client asks for when it sends back a resource that it has read: members that the service had filled in, and that come back as they were, are still the service's own. */
export function withoutEchoes(sent: JsonObject, requested: JsonObject | undefined, shown: JsonObject | undefined): JsonObject {
  if (!requested || !shown) return sent;
  return Object.fromEntries(Object.entries(sent).flatMap(([name, value]): [string, JsonValue][] => {
    const [asked, was] = [member(requested, name), member(shown, name)];
    if (asked === undefined) return JSON.stringify(value) === JSON.stringify(was) ? [] : [[name, value]];
    return [[name, inside(value, asked, was)]];
  }));
}

/** Items are the same ones by their name. */
function inside(value: JsonValue, asked: JsonValue, was: JsonValue | undefined): JsonValue {
  if (isObject(value)) return isObject(asked) && isObject(was) ? withoutEchoes(value, asked, was) : value;
  if (!Array.isArray(value) || !Array.isArray(asked) || !Array.isArray(was)) return value;
  const named = (list: readonly JsonValue[], name: JsonValue | undefined): JsonObject | undefined => list.filter(isObject).find((item) => typeof name === 'string' && item.name === name);
  return value.map((item) => (isObject(item) ? withoutEchoes(item, named(asked, item.name), named(was, item.name)) : item));
}
