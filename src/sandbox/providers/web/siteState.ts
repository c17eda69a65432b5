import type { JsonObject } from '../../../armTemplate';
import type { ProviderContext, StoredResource } from '../provider';
import { arrayOf, objectOf, textOf } from '../shared/json';

/** What an app or slot remembers beyond its GET. Application settings and connection strings are never part of a body. */
export interface SiteState {
  readonly appSettings: JsonObject;
  readonly connectionStrings: JsonObject;
  /** The complete `siteConfig` without the two above. */
  readonly web: JsonObject;
  /** Other configurations by name in lower case: `logs`, `authsettingsv2`, `slotconfignames`. */
  readonly configurations: JsonObject;
  /** Host and function keys that were set or regenerated, `host/master`. */
  readonly keys: JsonObject;
}

export function siteState(site: Pick<StoredResource, 'hidden'> | undefined): SiteState {
  const hidden = objectOf(site?.hidden);
  return {
    appSettings: objectOf(hidden.appSettings), connectionStrings: objectOf(hidden.connectionStrings), web: objectOf(hidden.web),
    configurations: objectOf(hidden.configurations), keys: objectOf(hidden.keys),
  };
}

export const toHidden = (state: SiteState): JsonObject => ({ ...state });

/** Changes part of what a site remembers; `body` too where it shows. */
export function changeSite(site: StoredResource, change: Partial<SiteState>, context: ProviderContext, body?: JsonObject): StoredResource {
  return context.resources.update(site.id, { hidden: toHidden({ ...siteState(site), ...change }), ...(body && { body }) });
}

/** `[{name, value}]`, as `siteConfig.appSettings` has them, to an object. Later entries win. */
export function pairsToObject(pairs: JsonObject[keyof JsonObject] | undefined): JsonObject {
  return Object.fromEntries(arrayOf(pairs).flatMap((pair) => {
    const { name, value } = objectOf(pair);
    return textOf(name) === undefined ? [] : [[String(name), value ?? '']];
  }));
}

/** `[{name, connectionString, type}]` to `{name: {value, type}}`. */
export function connectionStringsToObject(list: JsonObject[keyof JsonObject] | undefined): JsonObject {
  return Object.fromEntries(arrayOf(list).flatMap((item) => {
    const { name, connectionString, type } = objectOf(item);
    return textOf(name) === undefined ? [] : [[String(name), { value: connectionString ?? '', type: type ?? 'Custom' }]];
  }));
}

/** The ID of the app or slot that a child belongs to: `.../sites/a` or `.../sites/a/slots/b`. */
export function siteIdOf(childId: string): string {
  const match = /^.*\/providers\/Microsoft\.Web\/sites\/[^/]+(?:\/slots\/[^/]+)?/i.exec(childId);
  return match?.[0] ?? childId;
}
