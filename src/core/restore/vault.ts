import { InputError, LogicError, EnvironmentError } from '../errors';
import { asArray, asObject, asString } from '../json';
import type { AzureConnection, Clock, GroupScope } from '../ports';
import { sha256Hex } from '../hash';
import type { JsonObject } from '../values';
import { isScratchVault } from './scratch';

const version = 'api-version=7.4';

export interface VaultPlace { readonly id: string; readonly name: string; readonly uri: string; readonly isPurgeProtected: boolean }
export interface DeletedSecret { readonly name: string; /** ISO 8601 UTC. */ readonly deletedAt?: string; readonly purgesAt?: string }
export interface SecretVersion { readonly version: string; readonly createdAt: string; readonly isEnabled: boolean }

/** The environment's vault: the named one, else the only one. @throws LogicError `Restore.NoVault`; InputError `Restore.ManyVaults`. */
export async function findVaultOf({ resources }: AzureConnection, scope: GroupScope, wanted?: string, signal?: AbortSignal): Promise<VaultPlace> {
  const vaults = (await resources.listResources(scope, signal)).filter(({ type, name }) => type.toLowerCase() === 'microsoft.keyvault/vaults' && !isScratchVault(name));
  const chosen = wanted === undefined ? vaults[0] : vaults.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (wanted === undefined && vaults.length > 1) throw new InputError('Restore.ManyVaults', `${scope.resourceGroup} holds ${vaults.length} vaults: ${vaults.map(({ name }) => name).join(', ')}.`, { nextStep: 'Name one with --vault.' });
  const full = chosen && await resources.findResource(chosen.id, signal);
  const uri = asString(full?.properties?.['vaultUri']);
  if (!full || uri === undefined) throw new LogicError('Restore.NoVault', wanted === undefined ? `${scope.resourceGroup} holds no Key Vault.` : `The Key Vault ${wanted} is not in ${scope.resourceGroup}.`, { nextStep: 'A vault that was deleted as a whole is recovered first: az keyvault recover.' });
  return { id: full.id, name: full.name, uri: uri.replace(/\/+$/, ''), isPurgeProtected: full.properties?.['enablePurgeProtection'] === true };
}

/** Deleted, backed up and earlier secrets of one vault over its REST API. Values pass through and are never kept. @see Key Vault REST, Secrets */
export class VaultRecovery {
  constructor(readonly place: VaultPlace, private readonly connection: AzureConnection, private readonly clock: Clock) {}

  async listNames(signal?: AbortSignal): Promise<readonly string[]> { return (await this.all('/secrets', signal)).map(nameOf).sort(); }

  async listEnabled(signal?: AbortSignal): Promise<readonly string[]> { return (await this.all('/secrets', signal)).filter((one) => asObject(one['attributes'])['enabled'] !== false).map(nameOf).sort(); }

  async listDeleted(signal?: AbortSignal): Promise<readonly DeletedSecret[]> {
    return (await this.all('/deletedsecrets', signal)).map((one) => ({ name: nameOf(one), ...time('deletedAt', one['deletedDate']), ...time('purgesAt', one['scheduledPurgeDate']) })).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Newest first. */
  async listVersions(name: string, signal?: AbortSignal): Promise<readonly SecretVersion[]> {
    const found = (await this.all(`/secrets/${encodeURIComponent(name)}/versions`, signal)).map((one) => {
      const { created, enabled } = asObject(one['attributes']);
      return { version: asString(one['id'])?.split('/').at(-1) ?? '', seconds: Number(created ?? 0), isEnabled: enabled !== false };
    });
    return found.sort((a, b) => b.seconds - a.seconds).map(({ version: id, seconds, isEnabled }) => ({ version: id, createdAt: new Date(seconds * 1000).toISOString(), isEnabled }));
  }

  /** Brings a deleted secret back with all its versions, and looks that it is there and enabled. @throws LogicError `Restore.NotDeleted`. */
  async recover(name: string, signal?: AbortSignal): Promise<void> {
    const answer = await this.ask('POST', `/deletedsecrets/${encodeURIComponent(name)}/recover`, undefined, signal);
    if (answer === undefined) throw new LogicError('Restore.NotDeleted', `${this.place.name} keeps no deleted secret ${name}.`, { nextStep: 'It was never deleted, or was purged: restore its backup.' });
    await this.untilThere(name, signal);
  }

  /** Restores a backup with all its versions. @throws LogicError `Restore.SecretExists`, `Restore.SecretDeleted`, `Restore.PurgeProtected`, `Restore.BadBackup`. */
  async restoreBackup(name: string, sealed: string, signal?: AbortSignal): Promise<void> {
    if (await this.ask('GET', `/secrets/${encodeURIComponent(name)}`, undefined, signal) !== undefined) throw new LogicError('Restore.SecretExists', `${this.place.name} has a secret ${name}; a backup never overwrites one.`, { nextStep: 'Take an earlier version of it (--version), or delete the secret first.' });
    const deleted = (await this.listDeleted(signal)).find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (deleted) throw this.inTheWay(deleted);
    await this.ask('POST', '/secrets/restore', { value: sealed }, signal);
    await this.untilThere(name, signal);
  }

  private inTheWay({ name, purgesAt }: DeletedSecret): LogicError {
    const { name: vault, isPurgeProtected } = this.place;
    const nextStep = `Recover it: aos-deploy restore secrets ${name}.`;
    if (isPurgeProtected) return new LogicError('Restore.PurgeProtected', `${vault} keeps a deleted secret ${name}${purgesAt === undefined ? '' : ` until ${purgesAt}`}, and is protected against purging: before that nobody can make room for its backup.`, { nextStep });
    return new LogicError('Restore.SecretDeleted', `${vault} keeps a deleted secret ${name}, which stands in the way of its backup.`, { nextStep });
  }

  /** Makes the value of an earlier version the newest one. @throws InputError `Restore.NoVersion`. */
  async setFromVersion(name: string, from: string, signal?: AbortSignal): Promise<string> {
    const versions = (await this.listVersions(name, signal)).filter((one) => one.version.startsWith(from));
    const [only] = versions;
    if (!only || versions.length > 1) throw new InputError('Restore.NoVersion', only ? `${from} is the start of ${versions.length} versions of ${name}.` : `${name} has no version ${from}.`, { nextStep: `It has ${(await this.listVersions(name, signal)).slice(0, 8).map((one) => `${one.version} (${one.createdAt.slice(0, 16)})`).join(', ') || 'none'}.` });
    const earlier = await this.ask('GET', `/secrets/${encodeURIComponent(name)}/${only.version}`, undefined, signal);
    const value = asString(earlier?.['value']);
    if (value === undefined) throw new LogicError('Restore.NoValue', `The version ${only.version} of ${name} has no value.`, { nextStep: 'Choose another version.' });
    const { contentType, tags } = earlier!;
    const made = await this.ask('PUT', `/secrets/${encodeURIComponent(name)}`, { value, ...(contentType !== undefined && { contentType }), ...(tags !== undefined && { tags }) }, signal);
    await this.untilThere(name, signal);
    return asString(made?.['id'])?.split('/').at(-1) ?? '';
  }

  /** The secret as the vault seals it; only vaults of the same subscription and geography can open it. */
  async backup(name: string, signal?: AbortSignal): Promise<string> {
    const value = asString((await this.ask('POST', `/secrets/${encodeURIComponent(name)}/backup`, undefined, signal))?.['value']);
    if (value === undefined) throw new LogicError('Backup.NoValue', `${this.place.name} gave no backup of ${name}.`, { nextStep: 'Ask for the role Key Vault Secrets Officer, then repeat.' });
    return value;
  }

  /** Version and SHA-256 of the value, of the newest version or the named one; undefined where it is not there. The value itself is dropped. */
  async fingerprint(name: string, of?: string, signal?: AbortSignal): Promise<{ readonly version: string; readonly hash: string } | undefined> {
    const found = await this.ask('GET', `/secrets/${encodeURIComponent(name)}${of === undefined ? '' : `/${of}`}`, undefined, signal);
    const [value, id] = [asString(found?.['value']), asString(found?.['id'])];
    return value === undefined ? undefined : { version: id?.split('/').at(-1) ?? '', hash: sha256Hex(value) };
  }

  /** Recovery takes seconds on the service's side; then the secret must be there and enabled. */
  private async untilThere(name: string, signal?: AbortSignal): Promise<void> {
    for (let polls = 0; polls < 30; polls++) {
      const found = await this.ask('GET', `/secrets/${encodeURIComponent(name)}`, undefined, signal);
      if (found && asObject(found['attributes'])['enabled'] !== false) return;
      if (found) throw new LogicError('Restore.Disabled', `${name} is there again, but disabled.`, { nextStep: 'Enable it in the vault when it should be used.' });
      await this.clock.sleep(2_000, signal);
    }
    throw new EnvironmentError('Restore.NotThere', `${name} is not there a minute after it was brought back.`, { nextStep: 'Look at the vault in a few minutes.' });
  }

  private async all(path: string, signal?: AbortSignal): Promise<readonly JsonObject[]> {
    const items: JsonObject[] = [];
    for (let next: string | undefined = path; next !== undefined;) {
      const page: JsonObject = await this.ask('GET', next, undefined, signal) ?? {};
      items.push(...asArray(page['value']).map(asObject));
      const link = asString(page['nextLink']);
      next = link !== undefined && new URL(link).host === new URL(this.place.uri).host ? link : undefined;
    }
    return items;
  }

  private async ask(method: 'GET' | 'POST' | 'PUT', path: string, body?: JsonObject, signal?: AbortSignal): Promise<JsonObject | undefined> {
    const url = path.startsWith('/') ? `${this.place.uri}${path}?${version}` : path;
    const answer = await this.connection.dataPlanes.send({ method, url, credential: { for: 'vault' }, ...(body && { body: JSON.stringify(body) }) }, signal);
    if (answer.status === 404) return undefined;
    if (answer.status >= 200 && answer.status < 300) return answer.body === '' ? {} : asObject(JSON.parse(answer.body));
    throw this.refusal(answer.status, answer.body, method);
  }

  private refusal(status: number, body: string, method: string): Error {
    const { name } = this.place;
    if (status === 429 || status >= 500) return new EnvironmentError('Vault.Unavailable', `The vault ${name} answered ${status}.`, { status, nextStep: 'Try again later: what is restored stays.' });
    if (status === 403 && /firewall|client address|not allowed by network/i.test(body)) return new LogicError('Vault.NotReachable', `The vault ${name} takes no requests from this network.`, { status, nextStep: 'Allow this address in the firewall of the vault, or work from inside its network.' });
    if (status === 401 || status === 403) return new LogicError('Vault.Denied', `Who is signed in may not do this with the secrets of ${name}.`, { status, nextStep: `Ask for the role ${method === 'GET' ? 'Key Vault Secrets User' : 'Key Vault Secrets Officer'} on the vault.` });
    if (status === 400 && method === 'POST') return new LogicError('Restore.BadBackup', `${name} cannot read this backup: it is damaged, or comes from another subscription or geography.`, { status, nextStep: 'Take another backup, or set the value again.' });
    return new LogicError('Vault.Refused', `The vault ${name} answered ${status}.`, { status, nextStep: 'Look at the vault in the portal.' });
  }
}

const nameOf = (item: JsonObject): string => /\/(?:deleted)?secrets\/([^/?]+)/i.exec(asString(item['id']) ?? asString(item['recoveryId']) ?? '')?.[1] ?? '';
const time = <K extends string>(key: K, seconds: unknown): { [P in K]?: string } => (typeof seconds === 'number' ? { [key]: new Date(seconds * 1000).toISOString() } as { [P in K]?: string } : {});
