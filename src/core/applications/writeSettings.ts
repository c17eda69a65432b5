import { LogicError } from '../errors';
import { sha256Hex } from '../hash';
import { mergeSettings, type SettingChanges } from './settingsTable';

type Settings = Readonly<Record<string, string>>;

/** All application settings of one app, read and replaced as a whole: App Service knows no condition for the write. */
export interface SettingsAccess {
  /** What the app is called in messages. */
  readonly name: string;
  read(): Promise<Settings>;
  write(settings: Settings): Promise<void>;
}

/** What was live when a change was decided: a fingerprint of the value by name, blank for a name that was not set. */
export type SeenSettings = Readonly<Record<string, string>>;

export const fingerprintOf = (value: string | undefined): string => (value === undefined ? '' : sha256Hex(value));
export const seenOf = (live: Settings, names: readonly string[]): SeenSettings => Object.fromEntries(names.map((name) => [name, fingerprintOf(live[name])]));

export interface WrittenSettings { readonly before: Settings; readonly merged: Settings; readonly undo: SettingChanges; /** Sorted; empty: everything was so already, and nothing was sent. */ readonly changed: readonly string[] }

/** Somebody else may write at the same time, once or twice; not for ever. */
const attempts = 3;

/**
 * Changes some settings and leaves all others as they are at this very moment. They are read right before the write, so that what others changed since the plan stays, and read back after it: a write of somebody
 * who had read before this one takes it back unseen, and is then repeated. One request's time is left in which theirs could be lost.
 * @throws LogicError `Settings.ChangedMeanwhile` when a name of this change has neither the value that was seen nor the wanted one: nothing was written; `Settings.NotKept` when what was written is not there afterwards.
 */
export async function changeSettingsSafely(access: SettingsAccess, changes: SettingChanges, seen: SeenSettings = {}): Promise<WrittenSettings> {
  const first = await access.read();
  refuseOthers(access, first, changes, seen);
  const { undo, changed } = mergeSettings(first, changes);
  let live = first;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const { merged, changed: open } = mergeSettings(live, changes);
    if (open.length === 0) return { before: first, merged: live, undo, changed };
    await access.write(merged);
    live = await access.read();
    const lost = notAsWanted(live, changes);
    if (lost.length === 0) return { before: first, merged: live, undo, changed };
    // A third value is a decision of somebody else, made after this one.
    refuseOthers(access, live, pickNames(changes, lost), seenOf(first, lost));
  }
  throw new LogicError('Settings.NotKept', `${notAsWanted(live, changes).join(', ')} of ${access.name} did not stay as written: somebody else writes its settings at the same time.`, { nextStep: 'Look who does (another deployment, a pipeline), then repeat.' });
}

const notAsWanted = (live: Settings, changes: SettingChanges): readonly string[] => Object.keys(changes).filter((name) => (live[name] ?? null) !== changes[name]).sort();
const pickNames = (changes: SettingChanges, names: readonly string[]): SettingChanges => Object.fromEntries(names.map((name) => [name, changes[name] ?? null]));

function refuseOthers({ name: app }: SettingsAccess, live: Settings, changes: SettingChanges, seen: SeenSettings): void {
  const others = notAsWanted(live, changes).filter((name) => seen[name] !== undefined && seen[name] !== fingerprintOf(live[name]));
  if (others.length === 0) return;
  throw new LogicError('Settings.ChangedMeanwhile', `${others.join(', ')} of ${app} ${others.length === 1 ? 'was' : 'were'} changed by somebody else since this change was planned; theirs stays.`, { nextStep: 'Look at the settings again, then decide anew.' });
}
