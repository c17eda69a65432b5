/** A file of a backup set. `hash` is the SHA-256 (hex) of its bytes. */
export interface BackupFile { readonly name: string; readonly hash: string; readonly sizeBytes: number }

/** What one backup holds, written last: a set without it is not whole. */
export interface BackupManifest {
  readonly version: 1;
  readonly environment: string;
  /** ISO 8601 UTC. */
  readonly madeAt: string;
  /** Where the secrets come from: backups of Key Vault can only be restored within its subscription and geography. */
  readonly vault?: string;
  readonly files: readonly BackupFile[];
  /** What could not be backed up, in sentences. */
  readonly missing: readonly string[];
  /** What is in it whole, even where there was nothing to take; absent in older ones. */
  readonly complete?: readonly BackupPart[];
  /** Where it was taken from; absent in older ones, and where nobody could be asked. */
  readonly target?: { readonly cloud: string; readonly isSandbox: boolean; readonly resourceGroup: string };
}

export type BackupPart = 'secrets' | 'audit' | 'configurations';

/** When people are reminded next, by the name of what they are reminded of; shared by the windows of a workspace. */
export interface ReminderStore {
  /** True for the first who asks at or after the time that was put down; `next` is put down for the others. @throws EnvironmentError `File.NotWritten`. */
  claim(name: string, now: Date, next: Date): Promise<boolean>;
  /** Nobody is reminded before `next`. @throws EnvironmentError `File.NotWritten`. */
  putOff(name: string, next: Date): Promise<void>;
}

/** Backups of one workspace, a folder each. Secrets are in them only as Key Vault sealed them. */
export interface BackupFolder {
  /** Absolute path of a set, for people. */
  pathOf(set: string): string;
  /** Writes whole or not at all. `name` may hold folders. @throws EnvironmentError `File.NotWritten`. */
  write(set: string, name: string, bytes: Uint8Array): Promise<BackupFile>;
  /** @throws InputError `Backup.NoFile`. */
  read(set: string, name: string): Promise<Uint8Array>;
  /** A consistent copy of the audit database; undefined where there is none. */
  copyAudit(set: string, name: string): Promise<BackupFile | undefined>;
  /** Opens a copy of the audit database and checks it: number of runs, or what is wrong. */
  checkAudit(set: string, name: string): Promise<{ readonly runs: number } | { readonly problem: string }>;
  /** Sets with a manifest, newest first; one that cannot be read is left out. */
  list(environment?: string): Promise<readonly { readonly set: string; readonly manifest: BackupManifest }[]>;
}
