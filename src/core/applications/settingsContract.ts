import type { CheckState } from './verifyApplication';
import type { SettingChanges } from './settingsTable';
import type { SeenSettings } from './writeSettings';

/** Why a change is not made. `unknown`: it could not be asked, which counts as no. */
export type ReferenceProblem = 'bad-syntax' | 'vault-not-found' | 'secret-not-found' | 'secret-disabled' | 'secret-expired' | 'no-identity' | 'access-denied' | 'unknown';
export interface RefusedSetting { readonly name: string; readonly problem: ReferenceProblem; readonly reason: string; readonly nextStep: string; /** The secret that the reference names. */ readonly secret?: { readonly vault: string; readonly name: string } }

/** One setting of a change, masked as in the table. */
export interface PlannedSetting { readonly name: string; readonly action: 'add' | 'change' | 'remove'; readonly before?: string; readonly after?: string; /** Stays with its slot in a swap. */ readonly isSticky: boolean }

/** What a change would do. Only `changes` goes into `changeSettings`; it holds secrets: keep it in memory. */
export interface SettingsPlan {
  readonly name: string; readonly site: string; readonly slot?: string;
  readonly settings: readonly PlannedSetting[];
  /** Left out: each would stop the app from starting or reading what it needs. */
  readonly refused: readonly RefusedSetting[];
  readonly changes: SettingChanges;
  /** With what is refused: for `force` only. Holds secrets too. */
  readonly wanted: SettingChanges;
  /** Fingerprints of what was live: given to `changeSettings`, they refuse to write over what somebody changed since. */
  readonly seen: SeenSettings;
}

export interface SettingsChange {
  /** Names that were written, sorted. */
  readonly changed: readonly string[];
  readonly refused: readonly RefusedSetting[];
  /** What would undo it; holds secrets, in memory only. */
  readonly undo: SettingChanges;
  /** Id in the history; absent when nothing was written. */
  readonly changeId?: string;
  /** References that were written and did not resolve: their former values are back. */
  readonly rolledBack: readonly RefusedSetting[];
  /** Status of the references after the change. */
  readonly references: CheckState;
}

/** One change that was made from this workspace. Secrets are in neither value: `hidden` says that there was one. */
export interface SettingsHistoryEntry {
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** Name for commits of who made it; absent when nobody is known. */
  readonly by?: string;
  readonly application: string; readonly site: string; readonly slot?: string;
  readonly settings: readonly { readonly name: string; readonly before?: string; readonly after?: string; readonly isHidden: boolean }[];
  /** Id of the change that this one undid. */
  readonly undid?: string;
  /** `partly`: secrets that were there before are not kept, and can be put back only by the process that changed them. */
  readonly undoable: 'yes' | 'partly' | 'no';
  /** Settings that cannot be put back. */
  readonly notUndoable: readonly string[];
}
