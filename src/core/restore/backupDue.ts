import { isSameTarget, type Environment } from '../environments';
import type { BackupManifest, BackupPart } from '../ports';
import { backupParts, secretIn } from './backup';

const dayMs = 86_400_000;
/** The age that the monthly row of the checklist allows. */
export const defaultEveryDays = 31;

/** A backup that was made: when (ISO 8601 UTC), and what it holds whole. */
export interface BackupMade { readonly at: string; readonly parts: readonly BackupPart[] }

/** One part that is due. `since`, `last`: ISO 8601 UTC; without `last` it was never backed up. */
export interface DuePart { readonly part: BackupPart; readonly since: string; readonly last?: string }

export interface BackupDue {
  /** `off`: aos.yaml wants no reminder. `never-deployed`: without a green run there is nothing to look after. */
  readonly state: 'due' | 'not-due' | 'off' | 'never-deployed';
  readonly everyDays: number;
  /** What is due, longest first; empty unless the state is `due`. */
  readonly parts: readonly DuePart[];
  /** ISO 8601 UTC: since when something is due, or from when on it will be. */
  readonly at?: string;
}

/**
 * What is due to be backed up, by the age that the checklist's row allows or aos.yaml says. What was never backed up is due a whole period after the first
 * green run, as monthly work of the checklist is. A backup from the future is the word of a clock that was wrong, and counts as none.
 */
export function findBackupDue({ backup: { remind = true, everyDays = defaultEveryDays } = {} }: Pick<Environment, 'backup'>, made: readonly BackupMade[], greenSince: Date | undefined, now: Date): BackupDue {
  if (!remind) return { state: 'off', everyDays, parts: [] };
  if (!greenSince) return { state: 'never-deployed', everyDays, parts: [] };
  const all = backupParts.map((part): DuePart => {
    const last = made.filter((one) => one.parts.includes(part) && Date.parse(one.at) <= now.getTime() + dayMs).map(({ at }) => at).sort().at(-1);
    return { part, since: new Date((last === undefined ? greenSince.getTime() : Date.parse(last)) + everyDays * dayMs).toISOString(), ...(last !== undefined && { last }) };
  }).sort((a, b) => (a.since < b.since ? -1 : a.since > b.since ? 1 : 0));
  const parts = all.filter(({ since }) => Date.parse(since) < now.getTime());
  return { state: parts.length > 0 ? 'due' : 'not-due', everyDays, parts, ...(all[0] && { at: all[0].since }) };
}

/** What a set of this computer holds whole; nothing where it was taken from another place, such as a rehearsal. */
export function madeBy({ madeAt, complete, files, target }: BackupManifest, environment: Environment): BackupMade {
  if (!isSameTarget({ ...(target && { target }) }, environment)) return { at: madeAt, parts: [] };
  const has = (test: (name: string) => boolean): boolean => files.some(({ name }) => test(name));
  // Older sets do not say what is whole: of these what they have counts.
  const found: readonly BackupPart[] = backupParts.filter((part) => (part === 'audit' ? has((name) => /^audit-.+\.db$/.test(name)) : part === 'secrets' ? has((name) => secretIn(name) !== undefined) : has((name) => name.startsWith('configurations/'))));
  return { at: madeAt, parts: complete ?? found };
}
