import { changeSettingsSafely } from '../applications';
import type { ArmRequests } from '../ports/arm';
import type { JsonObject } from '../values';
import { settingText } from './hiddenChanges';
import { HiddenReader } from './hiddenReader';
import { findHiddenWishes, type PredictedBody } from './hiddenValues';

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

/** The apps whose application settings a template replaces. */
export const findTemplateSettings = (resources: readonly PredictedBody[]): readonly TemplateSettings[] =>
  findHiddenWishes(resources).filter(({ part }) => part === 'appsettings').map(({ siteId, values }) => ({ siteId, settings: new Map([...values].map(([name, { value }]) => [name, value === undefined ? undefined : settingText(value)])) }));

/**
 * Holds the live settings of the apps a deployment touches, in memory alone, from before the deployment until they are put back.
 * Errors as `ArmRequests`; a site that is not there yet has nothing to lose.
 */
export class SettingsGuard {
  readonly #live = new Map<string, Settings>();

  constructor(private readonly arm: ArmRequests, isAbsent: (error: unknown) => boolean, private readonly reader = new HiddenReader(arm, isAbsent)) {}

  /** Reads the live settings and says what the template would do to them; apps without an impact are left out. */
  async inspect(wanted: readonly TemplateSettings[], signal?: AbortSignal): Promise<readonly SettingsImpact[]> {
    const impacts = await Promise.all(wanted.map(async ({ siteId, settings }): Promise<SettingsImpact> => {
      const live = textsOf(await this.reader.seen(siteId, 'appsettings', signal));
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

  async #read(siteId: string, signal?: AbortSignal): Promise<Settings> { return textsOf(await this.reader.read(siteId, 'appsettings', signal)); }
}

type Settings = Readonly<Record<string, string>>;
const textsOf = (live: JsonObject = {}): Settings => Object.fromEntries(Object.entries(live).map(([name, value]) => [name, String(value ?? '')]));
