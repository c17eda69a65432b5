import { InputError } from '../errors';
import type { AzureConnection, StoredSetting, StoredSettingsChange } from '../ports';
import type { SettingsHistoryEntry } from './settingsContract';
import { maskSetting, type SettingChanges } from './settingsTable';
import type { Site } from './site';

/** Addresses of a sandbox change with every start, so that they are no part of it. */
export const placeOf = ({ cloud }: Pick<AzureConnection, 'cloud'>, site: Site): string => `${cloud.isSandbox ? 'sandbox' : cloud.name}${site.id.toLowerCase()}`;

/** `20260131-120000`, which sorts by time; the second of one second gets `-2`. */
export function newChangeId(at: string, known: readonly string[]): string {
  const stem = at.slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  for (let number = 1; ; number++) {
    const id = number === 1 ? stem : `${stem}-${number}`;
    if (!known.includes(id)) return id;
  }
}

/** Whether a value may be written down: only what the table would show. */
const isShown = (name: string, value: string): boolean => value === '' || maskSetting(name, value) === value;

export function toStored(name: string, before: string | undefined, after: string | undefined): StoredSetting {
  const shown = (value: string | undefined): value is string => value !== undefined && isShown(name, value);
  const hidden = (['before', 'after'] as const).filter((side) => { const value = side === 'before' ? before : after; return value !== undefined && !shown(value); });
  return { name, hidden, ...(shown(before) && { before }), ...(shown(after) && { after }) };
}

interface Remembered { readonly before: SettingChanges; readonly after: SettingChanges }

/** Values of the changes that this process made: secrets live here and nowhere else. */
export class SettingsMemory {
  private readonly changes = new Map<string, Remembered>();

  keep(id: string, names: readonly string[], before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): void {
    const side = (values: Readonly<Record<string, string>>): SettingChanges => Object.fromEntries(names.map((name) => [name, values[name] ?? null]));
    this.changes.set(id, { before: side(before), after: side(after) });
  }

  get(id: string): Remembered | undefined { return this.changes.get(id); }
}

const lost = ({ id, settings }: StoredSettingsChange, memory: SettingsMemory): readonly string[] => (memory.get(id) ? [] : settings.filter(({ hidden }) => hidden.includes('before')).map(({ name }) => name));

export function toEntry(change: StoredSettingsChange, memory: SettingsMemory): SettingsHistoryEntry {
  const { place: _place, settings, ...rest } = change;
  const notUndoable = lost(change, memory);
  const show = ({ name, before, after, hidden }: StoredSetting): SettingsHistoryEntry['settings'][number] => ({ name, isHidden: hidden.length > 0, ...sideOf('before', before, hidden), ...sideOf('after', after, hidden) });
  return { ...rest, settings: settings.map(show), notUndoable, undoable: notUndoable.length === 0 ? 'yes' : notUndoable.length < settings.length ? 'partly' : 'no' };
}

function sideOf(side: 'before' | 'after', value: string | undefined, hidden: StoredSetting['hidden']): { readonly before?: string; readonly after?: string } {
  if (hidden.includes(side)) return { [side]: '••••••' };
  return value === undefined ? {} : { [side]: value };
}

/**
 * What puts a change back, as far as it is known.
 * @throws InputError `Settings.ChangedSince` when nothing of it is live any more; `Settings.NotKept` when all of it was secret and made by another process.
 */
export function undoOf(change: StoredSettingsChange, memory: SettingsMemory, live: Readonly<Record<string, string>>): SettingChanges {
  const known = memory.get(change.id);
  const gone = lost(change, memory);
  const back = change.settings.filter(({ name }) => !gone.includes(name));
  const still = back.filter(({ name, after, hidden }) => (known ? (live[name] ?? null) === (known.after[name] ?? null) : hidden.includes('after') || live[name] === after));
  if (back.length === 0) throw new InputError('Settings.NotKept', `What was there before ${change.id} is secret, and is kept by nobody but the process that changed it.`, { nextStep: 'Take the former value from its source, for instance from an earlier version of a Key Vault secret.' });
  if (still.length === 0) throw new InputError('Settings.ChangedSince', `What ${change.id} wrote is not live any more: it was changed since.`, { nextStep: 'Look at the settings, and change them by hand.' });
  return Object.fromEntries(still.map(({ name, before }) => [name, known ? known.before[name] ?? null : before ?? null]));
}
