import type { Reach } from '../configurations';
import { InputError } from '../errors';
import type { EvidenceRecords } from '../evidence';
import { sha256HexOfBytes } from '../hash';
import type { BackupFolder, BlobListing, Clock, RecoverableBlobs, WorkspaceFiles } from '../ports';
import { openBackupAccount, openData } from './accounts';
import { makeBackup, proveBackup, secretFile, secretIn, toBase64Url, type BackupCheck, type BackupReport } from './backup';
import { findLosses, findUncertain, summarizeLosses, type BlobLoss } from './blobExtent';
import { compareContents } from './compareContent';
import { restoreBlobs, type BlobResult } from './restoreBlobs';
import { findVaultOf, VaultRecovery, type DeletedSecret, type SecretVersion } from './vault';

export interface RestorePorts { readonly reach: Reach; readonly clock: Clock; readonly backups: BackupFolder; readonly files: WorkspaceFiles; /** Where what was brought back is written down. */ readonly records: EvidenceRecords }

export interface BlobQuery {
  /** Default `aos-data`. */
  readonly container?: string;
  readonly prefix?: string;
  /** ISO 8601 UTC: the last moment at which the data was good. */
  readonly asOf?: string;
  /** Account with a copy of the container. */
  readonly backupAccount?: string;
}
export interface BlobExtent { readonly account: string; readonly container: string; readonly backupAccount?: string; readonly looked: number; /** Kinds of states that the account does not list: what is lost may still be kept in them. */ readonly notListed: BlobListing['notListed']; /** Live blobs as long as their source of which nothing tells whether they are the same: no MD5 is kept, and they are too large or too many to be read. */ readonly notCompared: readonly string[]; readonly losses: readonly BlobLoss[]; readonly summary: ReturnType<typeof summarizeLosses> }
export interface BlobRestoreOptions { readonly overwriteNewer?: boolean; readonly names?: readonly string[]; readonly onProgress?: (done: number, total: number, result: BlobResult) => void }
export interface SecretExtent {
  readonly vault: string;
  readonly isPurgeProtected: boolean;
  readonly present: readonly string[];
  readonly deleted: readonly DeletedSecret[];
  /** Secrets that a backup here holds, with the newest set. */
  readonly backedUp: readonly { readonly name: string; readonly set: string; readonly madeAt: string }[];
}
export interface SecretResult { readonly name: string; readonly outcome: 'recovered' | 'restored' | 'version-set'; readonly from?: string }

/** Brings data back, and makes the backups it comes from. Secrets pass through; none is kept, shown or logged. */
export class RestoreService {
  constructor(private readonly ports: RestorePorts) {}

  /** What is missing or changed, and what it can come from. Changes nothing. */
  async assessBlobs(environment: string, query: BlobQuery, signal?: AbortSignal): Promise<BlobExtent> {
    return this.ports.reach(environment, async (place) => (await this.look(place, query, signal)).extent, signal);
  }

  /** Looks, then brings back what is lost. Running it again goes on where it stopped. */
  async restoreBlobs(environment: string, query: BlobQuery, { overwriteNewer, names, onProgress }: BlobRestoreOptions = {}, signal?: AbortSignal): Promise<{ readonly extent: BlobExtent; readonly results: readonly BlobResult[] }> {
    const { extent, target, backup } = await this.ports.reach(environment, (place) => this.look(place, query, signal), signal);
    const losses = names ? extent.losses.filter(({ name }) => names.includes(name)) : extent.losses;
    const results = await restoreBlobs({ target, losses, clock: this.ports.clock, ...(backup && { backup }), ...(overwriteNewer && { overwriteNewer }), ...(onProgress && { onProgress }) }, signal);
    await this.writeDown(environment, extent, results);
    return { extent, results };
  }

  /** Each blob that came back with size and hash of its source, so that it can be compared later. */
  private async writeDown(environment: string, { account, container, losses }: BlobExtent, results: readonly BlobResult[]): Promise<void> {
    const blobs = results.filter(({ outcome }) => outcome === 'restored' || outcome === 'already-there').flatMap(({ name, from }) => {
      const source = losses.find((one) => one.name === name)?.source?.state;
      return source ? [{ name, from: from ?? '', sizeBytes: source.sizeBytes, ...(source.contentMd5 !== undefined && { contentMd5: source.contentMd5 }) }] : [];
    });
    if (blobs.length > 0) await this.ports.records.add(environment, 'restore', { at: this.ports.clock.now().toISOString(), value: { account, container, blobs } });
  }

  async assessSecrets(environment: string, vault?: string, signal?: AbortSignal): Promise<SecretExtent> {
    return this.inVault(environment, vault, async (recovery) => {
      const newest = new Map<string, { name: string; set: string; madeAt: string }>();
      for (const { set, manifest } of await this.ports.backups.list(environment)) {
        for (const { name } of manifest.files) {
          const secret = secretIn(name);
          if (secret !== undefined && !newest.has(secret)) newest.set(secret, { name: secret, set, madeAt: manifest.madeAt });
        }
      }
      return { vault: recovery.place.name, isPurgeProtected: recovery.place.isPurgeProtected, present: await recovery.listNames(signal), deleted: await recovery.listDeleted(signal), backedUp: [...newest.values()] };
    }, signal);
  }

  listSecretVersions(environment: string, name: string, vault?: string, signal?: AbortSignal): Promise<readonly SecretVersion[]> {
    return this.inVault(environment, vault, (recovery) => recovery.listVersions(name, signal), signal);
  }

  /** Deleted secrets are recovered; what is not deleted and not there comes from the newest backup. @throws InputError `Restore.NothingToRestore`. */
  async restoreSecret(environment: string, name: string, { version, set, vault }: { readonly version?: string; readonly set?: string; readonly vault?: string } = {}, signal?: AbortSignal): Promise<SecretResult> {
    const extent = await this.assessSecrets(environment, vault, signal);
    return this.inVault(environment, vault, async (recovery): Promise<SecretResult> => {
      if (version !== undefined) return { name, outcome: 'version-set', from: await recovery.setFromVersion(name, version, signal).then(() => version) };
      if (set === undefined && extent.deleted.some((one) => one.name.toLowerCase() === name.toLowerCase())) {
        await recovery.recover(name, signal);
        return { name, outcome: 'recovered' };
      }
      const from = set ?? extent.backedUp.find((one) => one.name.toLowerCase() === name.toLowerCase())?.set;
      if (from === undefined) throw new InputError('Restore.NothingToRestore', `${extent.vault} keeps no deleted secret ${name}, and no backup here holds it.`, { nextStep: extent.present.includes(name) ? 'It is there: choose an earlier version with --version.' : 'Set it again: AOS: Set Key Vault Secrets.' });
      await recovery.restoreBackup(name, toBase64Url(await this.ports.backups.read(from, secretFile(name))), signal);
      return { name, outcome: 'restored', from };
    }, signal);
  }

  backup(environment: string, onProgress?: (text: string) => void, signal?: AbortSignal): Promise<BackupReport> { return makeBackup(this.ports, environment, onProgress, signal); }

  /** Backups made here, newest first. */
  listBackups(environment?: string): ReturnType<BackupFolder['list']> { return this.ports.backups.list(environment); }

  /** Reads a backup back and says what it proves; default: the newest. @throws InputError `Backup.None`. */
  async prove(environment: string, set?: string): Promise<{ readonly set: string; readonly madeAt: string; readonly checks: readonly BackupCheck[] }> {
    const found = (await this.listBackups(environment)).find((one) => set === undefined || one.set === set);
    if (!found) throw new InputError('Backup.None', `There is no backup${set === undefined ? '' : ` ${set}`} of ${environment} here.`, { nextStep: 'Make one with "aos-deploy backup".' });
    return { set: found.set, madeAt: found.manifest.madeAt, checks: await proveBackup(this.ports.backups, found.set, found.manifest, sha256HexOfBytes) };
  }

  private async look(place: Parameters<typeof openData>[0], { container = 'aos-data', prefix = '', asOf, backupAccount }: BlobQuery, signal?: AbortSignal): Promise<{ readonly extent: BlobExtent; readonly target: RecoverableBlobs; readonly backup?: RecoverableBlobs }> {
    if (asOf !== undefined && Number.isNaN(Date.parse(asOf))) throw new InputError('Restore.BadTime', `"${asOf}" is no time.`, { nextStep: 'Give it as 2026-03-04T05:06:07Z.' });
    const target = await openData(place, container, signal);
    const backup = backupAccount === undefined ? undefined : await openBackupAccount(place, backupAccount, container, signal);
    const [{ states, notListed }, kept] = await Promise.all([target.listStates(prefix, signal), backup?.listStates(prefix, signal)]);
    const input = { states, backup: (kept?.states ?? []).filter(({ kind }) => kind === 'live'), ...(asOf !== undefined && { asOf: new Date(asOf).toISOString() }) };
    const uncertain = findUncertain(input);
    const compared = await compareContents(uncertain, target, backup, signal);
    const losses = findLosses({ ...input, compared });
    const notCompared = uncertain.map(({ name }) => name).filter((name) => !compared.has(name));
    const extent = { account: target.account, container, ...(backup && { backupAccount: backup.account }), looked: states.length, notListed, notCompared, losses, summary: summarizeLosses(losses) };
    return { extent, target, ...(backup && { backup }) };
  }

  private inVault<T>(environment: string, vault: string | undefined, act: (recovery: VaultRecovery) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.ports.reach(environment, async ({ connection, scope }) => act(new VaultRecovery(await findVaultOf(connection, scope, vault, signal), connection, this.ports.clock)), signal);
  }
}
