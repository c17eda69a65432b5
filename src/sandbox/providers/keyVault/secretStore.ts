import type { JsonObject } from '../../../armTemplate';
import type { ArmError} from '../../armError';
import { badRequest, conflict, notFound } from '../../armError';
import type { ProviderContext, Table } from '../provider';

export interface SecretVersion {
  readonly version: string;
  readonly value: string;
  readonly contentType?: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly attributes: SecretAttributes;
}

/** Times are seconds since 1970, as the service has them. */
export interface SecretAttributes { readonly enabled: boolean; readonly nbf?: number; readonly exp?: number; readonly created: number; readonly updated: number }

export interface Secret {
  readonly vault: string;
  readonly name: string;
  /** Oldest first; the last is the current one. */
  readonly versions: readonly SecretVersion[];
  /** Seconds since 1970; present while the secret is soft-deleted. */
  readonly deleted?: { readonly at: number; readonly purgeAt: number };
}

export interface SecretValue { readonly value: string; readonly contentType?: string; readonly tags?: Readonly<Record<string, string>>; readonly attributes?: { readonly enabled?: boolean; readonly nbf?: number; readonly exp?: number } }

/** Secrets of one vault, shared by ARM and the data plane. They outlive the vault while it is soft-deleted. @see Key Vault REST, secrets 7.x */
export class SecretStore {
  private readonly table: Table<Secret>;
  private readonly vault: string;

  constructor(vault: string, private readonly context: ProviderContext, private readonly retentionDays = 90) {
    this.vault = vault.toLowerCase();
    this.table = context.table<Secret>('Microsoft.KeyVault/secrets');
  }

  list(): Secret[] { return this.all().filter((secret) => !secret.deleted).sort(byName); }
  listDeleted(): Secret[] { return this.all().filter((secret) => secret.deleted).sort(byName); }
  find(name: string): Secret | undefined { const secret = this.any(name); return secret?.deleted ? undefined : secret; }

  get(name: string): Secret {
    return this.find(name) ?? raise(notFound('SecretNotFound', `A secret with (name/id) ${name} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`));
  }

  getVersion(name: string, version: string): SecretVersion {
    const { versions } = this.get(name);
    const found = version === '' ? versions.at(-1) : versions.find((one) => one.version === version);
    return found ?? raise(notFound('SecretNotFound', `A secret with (name/id) ${name}/${version} was not found in this key vault.`));
  }

  getDeleted(name: string): Secret & { deleted: NonNullable<Secret['deleted']> } {
    const secret = this.any(name);
    if (!secret?.deleted) throw notFound('SecretNotFound', `Deleted Secret not found: ${name}`);
    return { ...secret, deleted: secret.deleted };
  }

  /** A new version. @throws ArmError 409 while the name is soft-deleted, 400 when it is no name. */
  set(name: string, given: SecretValue): SecretVersion {
    if (!/^[0-9a-zA-Z-]{1,127}$/.test(name)) throw badRequest('BadParameter', `The request URI contains an invalid name: ${name}`);
    if (Buffer.byteLength(given.value, 'utf8') > 25_600) throw badRequest('BadParameter', 'The secret value is larger than 25 KB.');
    const before = this.any(name);
    if (before?.deleted) throw conflict('Conflict', `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`);
    const count = (before?.versions.length ?? 0) + 1;
    const now = this.now();
    const seed = `secret:${this.vault}:${name.toLowerCase()}:${count}:${before?.versions[0]?.attributes.created ?? now}`;
    const version: SecretVersion = { ...withoutUndefined(given), version: this.context.random.bytes(seed, 16).toString('hex'), attributes: { enabled: true, ...withoutUndefined(given.attributes ?? {}), created: now, updated: now } };
    this.save({ vault: this.vault, name: before?.name ?? name, versions: [...(before?.versions ?? []), version] });
    return version;
  }

  update(name: string, version: string, change: Partial<SecretValue>): SecretVersion {
    const current = this.getVersion(name, version);
    const changed: SecretVersion = { ...current, ...withoutUndefined({ contentType: change.contentType, tags: change.tags }), attributes: { ...current.attributes, ...withoutUndefined(change.attributes ?? {}), updated: this.now() } };
    const secret = this.get(name);
    this.save({ ...secret, versions: secret.versions.map((one) => (one.version === current.version ? changed : one)) });
    return changed;
  }

  softDelete(name: string): ReturnType<SecretStore['getDeleted']> {
    const at = this.now();
    const secret = { ...this.get(name), deleted: { at, purgeAt: at + this.retentionDays * 86_400 } };
    this.save(secret);
    return secret;
  }

  recover(name: string): Secret {
    const { deleted: _deleted, ...secret } = this.getDeleted(name);
    this.save(secret);
    return secret;
  }

  purge(name: string): void { this.table.delete(this.key(this.getDeleted(name).name)); }

  /** Puts a backed-up secret back under its name. @throws ArmError 409 when the name is taken, deleted ones included. */
  restore(secret: Secret): Secret {
    if (this.any(secret.name)) throw conflict('Conflict', `There was a conflict restoring the secret '${this.vault}/secrets/${secret.name}' because the target URI already exists.`);
    const restored: Secret = { vault: this.vault, name: secret.name, versions: secret.versions };
    this.save(restored);
    return restored;
  }

  /** When the vault itself is purged. */
  purgeAll(): void { for (const secret of this.all()) this.table.delete(this.key(secret.name)); }

  private now(): number { return Math.floor(this.context.clock.now().getTime() / 1000); }
  private key(name: string): string { return `${this.vault}/${name.toLowerCase()}`; }
  private save(secret: Secret): void { this.table.set(this.key(secret.name), secret); }

  /** Those whose retention is over are purged when somebody looks. */
  private any(name: string): Secret | undefined {
    const secret = this.table.get(this.key(name));
    if (!secret?.deleted || secret.deleted.purgeAt > this.now()) return secret;
    this.table.delete(this.key(name));
    return undefined;
  }

  private all(): Secret[] {
    const mine = [...this.table.entries()].filter(([key]) => key.startsWith(`${this.vault}/`)).map(([, secret]) => secret.name);
    return mine.flatMap((name) => this.any(name) ?? []);
  }
}

/** Attributes as ARM and the data plane print them. */
export const shownAttributes = (attributes: SecretAttributes): JsonObject => ({ ...attributes });

const byName = (a: Secret, b: Secret): number => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1);
const raise = (error: ArmError): never => { throw error; };
const withoutUndefined = <T extends object>(object: T): T => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
