/** A change of application settings as it is written down. Values that may be secret are left out and marked. */
export interface StoredSettingsChange {
  readonly id: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly by?: string;
  readonly application: string; readonly site: string; readonly slot?: string;
  /** Which app of which cloud it was, so that apps of equal names are told apart. */
  readonly place: string;
  readonly settings: readonly StoredSetting[];
  readonly undid?: string;
}
/** `before` or `after` is absent where the setting was not there, or where the value is hidden. */
export interface StoredSetting { readonly name: string; readonly before?: string; readonly after?: string; readonly hidden: readonly ('before' | 'after')[] }

/** Changes made from this workspace, under `.aos`. */
export interface SettingsHistory {
  /** Newest first. */
  list(place: string): Promise<readonly StoredSettingsChange[]>;
  append(change: StoredSettingsChange): Promise<void>;
}
