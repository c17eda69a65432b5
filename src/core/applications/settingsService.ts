import { readLiveOutputs } from '../deployment';
import { InputError } from '../errors';
import type { AzureConnection, Clock, SettingsHistory } from '../ports';
import type { Application } from './application';
import { findBrokenReferences } from './referenceCheck';
import { confirmReferences } from './referenceStatus';
import type { RefusedSetting, SettingsChange, SettingsHistoryEntry, SettingsPlan } from './settingsContract';
import { newChangeId, placeOf, SettingsMemory, toEntry, toStored, undoOf } from './settingsHistory';
import type { SettingRead } from './settingsRead';
import { maskSetting, mergeSettings, type SettingChanges } from './settingsTable';
import { findSite, readAppSettings, settingsAccess, type Site, type SiteTarget } from './site';
import { readStickyNames } from './slots';
import { isByIdentity, wantedSettings } from './wantedSettings';
import { changeSettingsSafely, seenOf, type SeenSettings } from './writeSettings';

export interface SettingsPorts { readonly clock: Clock; readonly settingsHistory: SettingsHistory; readonly userName?: () => Promise<string | undefined> }
export interface SettingsSubject { readonly target: SiteTarget & { readonly environment: { readonly name: string } }; readonly application: Application; readonly slot?: string; readonly signal?: AbortSignal }
export interface ChangeOptions {
  /** Also what is refused: only for who knows better than the checks. */
  readonly force?: boolean;
  /** Id of the change that this one undoes. */
  readonly undid?: string;
  /** From the plan: a setting that has another value by now is not written over. */
  readonly seen?: SeenSettings;
}

/** Application settings: what is wanted, what a change would do, the change, and the way back. */
export class SettingsService {
  private readonly memory = new SettingsMemory();

  constructor(private readonly ports: SettingsPorts) {}

  /** The settings that are wanted and not live. */
  async wanted({ target, application, slot, signal }: SettingsSubject, reads: readonly SettingRead[]): Promise<SettingChanges> {
    const site = await findSite(target, application, slot, signal);
    const [outputs, live] = [await readLiveOutputs(target.connection, target.scope, signal), await readAppSettings(target.connection, site, signal)];
    return Object.fromEntries(Object.entries(wantedSettings({ environment: target.environment.name, reads, outputs, ...(application.settings.settings && { own: application.settings.settings }) })).filter(([name, value]) => live[name] !== value && !isByIdentity(name, live)));
  }

  async plan({ target, application, slot, signal }: SettingsSubject, wanted: SettingChanges): Promise<SettingsPlan> {
    const site = await findSite(target, application, slot, signal);
    const [live, sticky] = [await readAppSettings(target.connection, site, signal), await readStickyNames(target.connection, productionOf(site), signal)];
    const { changed } = mergeSettings(live, wanted);
    const refused = await this.refusedOf(target, site, pick(wanted, changed), signal);
    const settings = changed.map((name) => {
      const [before, after] = [live[name], wanted[name] ?? undefined];
      return { name, isSticky: sticky.includes(name), action: after === undefined ? 'remove' as const : before === undefined ? 'add' as const : 'change' as const, ...(before !== undefined && { before: maskSetting(name, before) }), ...(after !== undefined && { after: maskSetting(name, after) }) };
    });
    return { name: application.name, site: site.name, ...(slot !== undefined && { slot }), settings, refused, seen: seenOf(live, changed), wanted: pick(wanted, changed), changes: pick(wanted, changed.filter((name) => !refused.some((one) => one.name === name))) };
  }

  /** References are checked first, then the settings are read, merged, written and read back; what does not resolve afterwards is put back. */
  async change({ target, application, slot, signal }: SettingsSubject, changes: SettingChanges, { force, undid, seen }: ChangeOptions = {}): Promise<SettingsChange> {
    const { connection } = target;
    const site = await findSite(target, application, slot, signal);
    const refused = force ? [] : await this.refusedOf(target, site, pick(changes, mergeSettings(await readAppSettings(connection, site, signal), changes).changed), signal);
    const accepted = pick(changes, Object.keys(changes).filter((name) => !refused.some((one) => one.name === name)));
    const { before, merged, undo, changed } = await changeSettingsSafely(settingsAccess(connection, site, signal), accepted, seen);
    if (changed.length === 0) return { changed, refused, undo, rolledBack: [], references: 'unknown' };
    const { state, broken } = await confirmReferences({ connection, clock: this.ports.clock, site, names: changed, written: accepted, ...(force && { once: true }) }, signal);
    const rolledBack = force ? [] : await this.putBack(connection, site, { broken, before, written: accepted }, signal);
    const kept = changed.filter((name) => !rolledBack.some((one) => one.name === name));
    const changeId = kept.length === 0 ? undefined : await this.remember({ target, site, application, before, after: merged, names: kept, undid });
    return { changed: kept, refused, undo: pick(undo, kept), rolledBack, references: state, ...(changeId !== undefined && { changeId }) };
  }

  /** Newest first. */
  async history({ target, application, slot, signal }: SettingsSubject): Promise<readonly SettingsHistoryEntry[]> {
    const site = await findSite(target, application, slot, signal);
    return (await this.ports.settingsHistory.list(placeOf(target.connection, site))).map((one) => toEntry(one, this.memory));
  }

  /** Puts back what was there before a change. What has been changed since stays. @throws InputError `Settings.UnknownChange`, `Settings.ChangedSince`, `Settings.NotKept`. */
  async undo(subject: SettingsSubject, changeId: string): Promise<SettingsChange> {
    const { target, application, slot, signal } = subject;
    const site = await findSite(target, application, slot, signal);
    const all = await this.ports.settingsHistory.list(placeOf(target.connection, site));
    const wanted = changeId === 'last' ? all[0] : all.find(({ id }) => id === changeId);
    if (!wanted) throw new InputError('Settings.UnknownChange', all.length === 0 ? `No change of the settings of ${site.name} was made from this workspace.` : `There is no change ${changeId} of the settings of ${site.name}.`, { nextStep: all.length === 0 ? 'Look at the activity log of the app for changes by others.' : `There are ${all.slice(0, 5).map(({ id }) => id).join(', ')}.` });
    const live = await readAppSettings(target.connection, site, signal);
    const back = undoOf(wanted, this.memory, live);
    return this.change(subject, back, { undid: wanted.id, seen: seenOf(live, Object.keys(back)) });
  }

  private refusedOf(target: SiteTarget, site: Site, changes: SettingChanges, signal?: AbortSignal): Promise<readonly RefusedSetting[]> {
    return findBrokenReferences(changes, { target, site, now: this.ports.clock.now(), ...(signal && { signal }) });
  }

  /** Only what still has the value that was written: a change by somebody else meanwhile stays. */
  private async putBack(connection: AzureConnection, site: Site, { broken, before, written }: { readonly broken: readonly RefusedSetting[]; readonly before: Readonly<Record<string, string>>; readonly written: SettingChanges }, signal?: AbortSignal): Promise<readonly RefusedSetting[]> {
    if (broken.length === 0) return [];
    const live = await readAppSettings(connection, site, signal);
    const mine = broken.filter(({ name }) => live[name] === written[name]);
    const former = Object.fromEntries(mine.map(({ name }) => [name, before[name] ?? null]));
    await changeSettingsSafely(settingsAccess(connection, site, signal), former, seenOf(live, Object.keys(former)));
    return mine;
  }

  private async remember(done: { readonly target: SiteTarget; readonly site: Site; readonly application: Application; readonly before: Readonly<Record<string, string>>; readonly after: Readonly<Record<string, string>>; readonly names: readonly string[]; readonly undid?: string | undefined }): Promise<string> {
    const { target, site, application, before, after, names, undid } = done;
    const at = this.ports.clock.now().toISOString();
    const place = placeOf(target.connection, site);
    const id = newChangeId(at, (await this.ports.settingsHistory.list(place)).map((one) => one.id));
    const by = await this.ports.userName?.();
    this.memory.keep(id, names, before, after);
    await this.ports.settingsHistory.append({ id, at, ...(by !== undefined && { by }), application: application.name, site: site.name, ...(site.slot !== undefined && { slot: site.slot }), place, settings: names.map((name) => toStored(name, before[name], after[name])), ...(undid !== undefined && { undid }) });
    return id;
  }
}

const pick = (changes: SettingChanges, names: readonly string[]): SettingChanges => Object.fromEntries(names.map((name) => [name, changes[name] ?? null]));
export const productionOf = (site: Site): Site => ({ ...site, id: site.id.replace(/\/slots\/[^/]+$/i, '') });
