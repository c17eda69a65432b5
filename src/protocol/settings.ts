import { isRecord, type ParamGuards } from './envelope';
import { hasStrings, isNothing } from './guards';
import type { ErrorView } from './shared';

/** What the page of application settings can ask. Values never travel: a new one is asked for by the extension, masked. */
export interface SettingsContract {
  readonly requests: {
    readonly 'settings/load': { readonly params: undefined; readonly result: SettingsSnapshot };
    readonly 'settings/refresh': { readonly params: undefined; readonly result: undefined };
    /** Marks one setting: take what is wanted, ask for a value, take it out, or leave it. */
    readonly 'settings/stage': { readonly params: StageParams; readonly result: undefined };
    /** Marks everything that is wanted and not live. */
    readonly 'settings/stageWanted': { readonly params: { readonly application: string }; readonly result: undefined };
    /** The extension shows what would change and asks, then writes all marked settings of the application in one request. */
    readonly 'settings/apply': { readonly params: { readonly application: string }; readonly result: undefined };
    readonly 'settings/undo': { readonly params: { readonly application: string; readonly changeId: string }; readonly result: undefined };
    /** "Set Key Vault Secrets" of this environment. */
    readonly 'settings/setSecrets': { readonly params: undefined; readonly result: undefined };
    /** Secrets that stand in settings as plain text go to the vault, and references come in their place; the extension asks. */
    readonly 'settings/movePlain': { readonly params: undefined; readonly result: undefined };
    readonly 'settings/openLog': { readonly params: undefined; readonly result: undefined };
  };
  readonly pushes: { readonly 'settings/changed': SettingsSnapshot };
}

export type StageHow = 'wanted' | 'value' | 'remove' | 'leave';
export interface StageParams { readonly application: string; readonly name: string; readonly how: StageHow }
const hows: readonly unknown[] = ['wanted', 'value', 'remove', 'leave'] satisfies readonly StageHow[];
const isStage = (params: unknown): params is StageParams => isRecord(params) && typeof params.application === 'string' && typeof params.name === 'string' && hows.includes(params.how);

export const settingsGuards: ParamGuards<SettingsContract> = {
  'settings/load': isNothing, 'settings/refresh': isNothing, 'settings/stage': isStage, 'settings/stageWanted': hasStrings('application'), 'settings/apply': hasStrings('application'),
  'settings/undo': hasStrings('application', 'changeId'), 'settings/setSecrets': isNothing, 'settings/movePlain': isNothing, 'settings/openLog': isNothing,
};

/** `applications` are the last good ones; beside `asking` they are out of date. */
export interface SettingsSnapshot {
  readonly state: 'asking' | 'ready' | 'failed';
  readonly environment: string;
  readonly isProtected: boolean;
  readonly slot?: string;
  readonly applications: readonly ApplicationSettingsView[];
  /** Settings that hold a secret as plain text. */
  readonly plain: readonly { readonly application: string; readonly setting: string }[];
  readonly error?: ErrorView;
}

export interface ApplicationSettingsView {
  readonly name: string;
  /** Absent when the app could not be read; `error` says why. */
  readonly site?: string;
  readonly rows: readonly SettingRowView[];
  /** Newest first. */
  readonly history: readonly SettingsHistoryView[];
  readonly error?: ErrorView;
}

export interface SettingRowView {
  readonly name: string;
  readonly state: 'ok' | 'missing' | 'unknown' | 'differs' | 'reference-failing';
  /** The code cannot do without it. */
  readonly isNeeded: boolean;
  /** Masked by the core; absent: it is not there. */
  readonly local?: string;
  readonly wanted?: string;
  readonly live?: string;
  /** Status of the Key Vault reference that is live, such as `Resolved`. */
  readonly reference?: string;
  /** What is marked to be done. */
  readonly staged?: { readonly how: Exclude<StageHow, 'leave'>; readonly text: string };
  /** Why the last change left it out. */
  readonly refused?: { readonly reason: string; readonly nextStep: string };
}

export interface SettingsHistoryView {
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly by?: string;
  readonly names: readonly string[];
  /** That it undid another one. */
  readonly isUndo: boolean;
  readonly undoable: 'yes' | 'partly' | 'no';
  readonly notUndoable: readonly string[];
}
