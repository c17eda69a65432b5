import { canonicalJson } from '../hash';
import { isArray, isObject } from '../json';
import type { JsonObject, JsonValue } from '../values';
import type { MergeConflict } from './contract';

export interface MergeInput {
  /** Absent: what both came from is not known; then what only one side has is kept. */
  readonly base?: JsonObject;
  readonly local: JsonObject;
  readonly live: JsonObject;
  /** Whose value conflicts get. */
  readonly prefer: 'local' | 'live';
}
export interface Merged { readonly value: JsonObject; readonly conflicts: readonly MergeConflict[]; /** Paths taken from there. */ readonly taken: readonly string[] }

/** Merges two versions of a JSON object, member by member; lists of named things item by item. Both sides' changes are there, or are a conflict. */
export function mergeJson({ base, local, live, prefer }: MergeInput): Merged {
  const merging = new Merging(prefer);
  const value = merging.members(base, local, live, '');
  return { value, conflicts: merging.conflicts, taken: merging.taken };
}

const absent = Symbol('absent');
type Side = JsonValue | typeof absent;
const same = (a: Side, b: Side): boolean => a === b || (a !== absent && b !== absent && canonicalJson(a) === canonicalJson(b));
const orAbsent = (value: JsonValue | undefined): Side => (value === undefined ? absent : value);
const has = (object: JsonObject, key: string): boolean => Object.hasOwn(object, key);

class Merging {
  readonly conflicts: MergeConflict[] = [];
  readonly taken: string[] = [];

  constructor(private readonly prefer: 'local' | 'live') {}

  members(base: JsonObject | undefined, local: JsonObject, live: JsonObject, path: string): JsonObject {
    const keys = [...Object.keys(local), ...Object.keys(live).filter((key) => !has(local, key))];
    const at = (object: JsonObject | undefined, key: string): Side => (object && has(object, key) ? orAbsent(object[key]) : absent);
    return Object.fromEntries(keys.flatMap((key) => {
      const value = this.value(base ? at(base, key) : undefined, at(local, key), at(live, key), path === '' ? key : `${path}.${key}`);
      return value === absent ? [] : [[key, value]];
    }));
  }

  /** `base` undefined: not known. */
  private value(base: Side | undefined, local: Side, live: Side, path: string): Side {
    if (same(local, live)) return local;
    if (base !== undefined && same(base, live)) return local;
    if (base !== undefined && same(base, local)) return this.take(live, path);
    if (base === undefined && local === absent) return this.take(live, path);
    if (base === undefined && live === absent) return local;
    if (isObject(local) && isObject(live)) return this.members(base === undefined ? undefined : isObject(base) ? base : {}, local, live, path);
    if (isArray(local) && isArray(live)) return this.list(isArray(base) ? base : [], local, live, path) ?? this.conflict(base, local, live, path);
    return this.conflict(base, local, live, path);
  }

  private take(live: Side, path: string): Side { this.taken.push(path); return live; }

  private conflict(base: Side | undefined, local: Side, live: Side, path: string): Side {
    const part = (name: string, side: Side | undefined): object => (side === undefined || side === absent ? {} : { [name]: side });
    this.conflicts.push({ path, ...part('base', base), ...part('local', local), ...part('live', live) });
    return this.prefer === 'local' ? local : live;
  }

  /** Undefined: these are no lists of things with names, or their order means something. */
  private list(base: readonly JsonValue[], local: readonly JsonValue[], live: readonly JsonValue[], path: string): JsonValue | undefined {
    if (orderedKeys.test(path)) return undefined;
    const [ofBase, ofLocal, ofLive] = [named(base), named(local), named(live)];
    if (!ofBase || !ofLocal || !ofLive) return undefined;
    const names = [...ofLocal.keys(), ...[...ofLive.keys()].filter((name) => !ofLocal.has(name))];
    return names.flatMap((name) => {
      const value = this.value(orAbsent(ofBase.get(name)), orAbsent(ofLocal.get(name)), orAbsent(ofLive.get(name)), `${path}[${name}]`);
      return value === absent ? [] : [value];
    });
  }
}

/** Arguments of a program mean something else in another order. */
const orderedKeys = /(^|\.)args$/;
const identities: readonly (readonly string[])[] = [['agent_id'], ['server_id'], ['server_name', 'tool_name'], ['name'], ['uri'], ['id']];

/** Items by what tells them apart: their name, or a text itself. Undefined when two are alike or one has none. */
function named(items: readonly JsonValue[]): Map<string, JsonValue> | undefined {
  const found = new Map<string, JsonValue>();
  for (const item of items) {
    const name = nameOf(item);
    if (name === undefined || found.has(name)) return undefined;
    found.set(name, item);
  }
  return found;
}

function nameOf(item: JsonValue): string | undefined {
  if (typeof item === 'string') return item;
  if (!isObject(item)) return undefined;
  const keys = identities.find((one) => one.every((key) => typeof item[key] === 'string'));
  return keys?.map((key) => item[key] as string).join('/');
}
