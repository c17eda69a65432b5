import { changeSettingsSafely } from '../applications';
import { asArray, asObject, isObject, member } from '../json';
import type { ArmRequests } from '../ports/arm';
import type { JsonObject, JsonValue } from '../values';

const apiVersion = '2023-12-01';

/** What a deployment does to the application settings of one app. Names alone: no value leaves the guard. */
export interface SettingsImpact {
  /** Resource ID of the site or slot. */
  readonly siteId: string;
  /** Live settings that the template does not name: gone after the deployment. */
  readonly dropped: readonly string[];
  /** Live settings to which the template gives another value. */
  readonly overwritten: readonly string[];
  /** Live settings whose value in the template only the deployment knows: it may be the same. */
  readonly undetermined: readonly string[];
}

/** Settings that are put back after the deployment. In names `*` stands for any characters; `siteId` `*` is every app. */
export interface SettingsChoice { readonly siteId: string; readonly names: readonly string[] }

/** The settings a template gives to one app; a value with a leftover expression is undefined. */
export interface TemplateSettings { readonly siteId: string; readonly settings: ReadonlyMap<string, string | undefined> }

/** A resource as the local prediction has it; `unknownPaths` are paths whose value only the deployment knows. */
export interface PredictedBody { readonly id: string; readonly type: string; readonly body: JsonObject; readonly unknownPaths: readonly string[] }

const isSite = (type: string): boolean => /^microsoft\.web\/sites(\/slots)?$/i.test(type);
const isSettings = (type: string): boolean => /^microsoft\.web\/sites(\/slots)?\/config$/i.test(type);

/** Finds the apps whose settings a template replaces: `siteConfig.appSettings` of a site, or its child `config/appsettings`, which is written later and so wins. */
export function findTemplateSettings(resources: readonly PredictedBody[]): readonly TemplateSettings[] {
  const children = resources.filter(({ type }) => isSettings(type));
  const bySite = new Map(listTemplateSettings([...resources.filter(({ type }) => isSite(type)), ...children]).map((one) => [one.siteId.toLowerCase(), one]));
  return [...bySite.values()];
}

function listTemplateSettings(resources: readonly PredictedBody[]): readonly TemplateSettings[] {
  return resources.flatMap((resource): readonly TemplateSettings[] => {
    if (isSite(resource.type)) {
      const list = member(member(member(resource.body, 'properties'), 'siteConfig'), 'appSettings');
      return list === undefined ? [] : [{ siteId: resource.id, settings: fromList(asArray(list), resource.unknownPaths) }];
    }
    if (isSettings(resource.type) && /\/config\/appsettings$/i.test(resource.id)) {
      const properties = asObject(member(resource.body, 'properties'));
      return [{ siteId: resource.id.replace(/\/config\/appsettings$/i, ''), settings: fromObject(properties, resource.unknownPaths) }];
    }
    return [];
  });
}

const fromList = (list: readonly JsonValue[], unknown: readonly string[]): ReadonlyMap<string, string | undefined> =>
  new Map(list.filter(isObject).map((entry, index) => [String(entry['name']), isUnknown(unknown, `properties.siteConfig.appSettings[${index}].value`) ? undefined : String(entry['value'] ?? '')] as const));

const fromObject = (properties: JsonObject, unknown: readonly string[]): ReadonlyMap<string, string | undefined> =>
  new Map(Object.entries(properties).map(([name, value]) => [name, isUnknown(unknown, `properties.${name}`) ? undefined : String(value ?? '')] as const));

const isUnknown = (unknown: readonly string[], path: string): boolean => unknown.some((part) => path.toLowerCase().startsWith(part.toLowerCase()));

/**
 * Holds the live settings of the apps a deployment touches, in memory alone, from before the deployment until they are put back.
 * Errors as `ArmRequests`; a site that is not there yet has nothing to lose.
 */
export class SettingsGuard {
  readonly #live = new Map<string, Readonly<Record<string, string>>>();

  constructor(private readonly arm: ArmRequests, private readonly isAbsent: (error: unknown) => boolean) {}

  /** Reads the live settings and says what the template would do to them; apps without an impact are left out. */
  async inspect(wanted: readonly TemplateSettings[], signal?: AbortSignal): Promise<readonly SettingsImpact[]> {
    const impacts = await Promise.all(wanted.map(async ({ siteId, settings }): Promise<SettingsImpact> => {
      const live = await this.#read(siteId, signal);
      this.#live.set(siteId.toLowerCase(), live);
      const given = new Map([...settings].map(([name, value]) => [name.toLowerCase(), { value }]));
      const names = Object.keys(live).sort();
      return {
        siteId,
        dropped: names.filter((name) => !given.has(name.toLowerCase())),
        overwritten: names.filter((name) => given.get(name.toLowerCase())?.value !== undefined && given.get(name.toLowerCase())?.value !== live[name]),
        undetermined: names.filter((name) => given.has(name.toLowerCase()) && given.get(name.toLowerCase())?.value === undefined),
      };
    }));
    return impacts.filter((impact) => impact.dropped.length > 0 || impact.overwritten.length > 0);
  }

  /** Reads the live settings once more: what is put back is what was there right before the deployment. */
  async remember(siteIds: readonly string[], signal?: AbortSignal): Promise<void> {
    for (const siteId of siteIds) this.#live.set(siteId.toLowerCase(), await this.#read(siteId, signal));
  }

  /** Puts approved settings back as they were, leaving everything the deployment set otherwise. One request an app. Returns the names put back. */
  async restore(siteId: string, names: readonly string[], signal?: AbortSignal): Promise<readonly string[]> {
    const before = this.#live.get(siteId.toLowerCase()) ?? {};
    const back = Object.fromEntries(names.flatMap((name) => (before[name] === undefined ? [] : [[name, before[name]]])));
    const { changed } = await changeSettingsSafely({
      name: siteId.split('/').at(-1) ?? siteId, read: () => this.#read(siteId, signal),
      write: async (properties) => { await this.arm.request('PUT', `${siteId}/config/appsettings?api-version=${apiVersion}`, { properties: { ...properties } }, signal); },
    }, back);
    return names.filter((name) => changed.includes(name));
  }

  async #read(siteId: string, signal?: AbortSignal): Promise<Readonly<Record<string, string>>> {
    try {
      const { body } = await this.arm.request('POST', `${siteId}/config/appsettings/list?api-version=${apiVersion}`, undefined, signal);
      return Object.fromEntries(Object.entries(asObject(member(body, 'properties'))).map(([name, value]) => [name, String(value ?? '')]));
    } catch (error) {
      if (this.isAbsent(error)) return {};
      throw error;
    }
  }
}
