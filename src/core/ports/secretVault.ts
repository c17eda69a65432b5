/** A secret without its value. */
export interface SecretEntry {
  readonly name: string;
  readonly isEnabled: boolean;
  /** ISO 8601 UTC. */
  readonly updatedAt?: string;
  readonly expiresAt?: string;
  /** Of the newest version; absent where only a list was read. */
  readonly version?: string;
}

/**
 * Secrets of one Key Vault. Errors as in DeploymentApi; LogicError `Vault.Denied` when who is signed in has no data role, EnvironmentError
 * `Network.<code>` when the vault does not answer from here. No method logs or stores a value.
 */
export interface SecretVault {
  /** Complete after paging, sorted by name. */
  list(signal?: AbortSignal): Promise<readonly SecretEntry[]>;
  /** The newest version with its value; undefined when there is none. */
  find(name: string, signal?: AbortSignal): Promise<(SecretEntry & { readonly value: string }) | undefined>;
  /** Adds a version; earlier ones stay. @throws LogicError `Vault.SecretDeleted` while a deleted secret of that name can still be recovered. */
  set(name: string, value: string, signal?: AbortSignal): Promise<SecretEntry>;
  /** Newest first. */
  listVersions(name: string, signal?: AbortSignal): Promise<readonly SecretEntry[]>;
}
