import type { Reach } from '../configurations';
import { CancelledError, DeployError, InputError } from '../errors';
import type { EvidenceRecords } from '../evidence';
import { sha256Hex, sha256HexOfBytes } from '../hash';
import { asObject, asString } from '../json';
import type { AzureConnection, BackupFile, BackupFolder, BackupManifest, BlobState, Clock, EnvironmentLocks, RecoverableBlobs } from '../ports';
import { openBackupAccount, openScratch, type DataPlace } from './accounts';
import { proveBackup, secretIn, toBase64Url } from './backup';
import { cheapBytes } from './compareContent';
import { makeScratchGroup, makeScratchVault, planScratchVault, removeScratch, scratchContainerName, type Scratch } from './scratch';
import { findVaultOf, VaultRecovery } from './vault';

export interface RestoreTestPorts {
  readonly reach: Reach;
  readonly backups: BackupFolder;
  readonly clock: Clock;
  readonly records: EvidenceRecords;
  readonly locks: EnvironmentLocks;
  /** Twelve hexadecimal digits that nobody else uses. */
  readonly newId: () => string;
}

/** `proved`: restored and read back, with the hash of what was backed up. `failed`: it cannot be restored, or came back otherwise. `not-proved`: nobody could tell. */
export interface RestoreCheck { readonly what: 'secret' | 'configuration' | 'audit' | 'blob'; readonly name: string; readonly state: 'proved' | 'failed' | 'not-proved'; readonly reason: string }
export interface RestoreTestReport {
  readonly set: string;
  /** ISO 8601 UTC: of the backup, and of the test. */
  readonly madeAt: string;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly verdict: 'proved' | 'partly' | 'failed';
  readonly conclusion: string;
  readonly checks: readonly RestoreCheck[];
  /** What the test made to restore into, and whether it is gone. */
  readonly scratch: readonly { readonly kind: Scratch['kind']; readonly name: string; readonly isRemoved: boolean; readonly left?: string }[];
}

const scratchRecords = 'restore-test-scratch';
const mostBlobs = 20;

/**
 * Proves a backup by restoring it beside the environment: configurations and samples of the backup account into a scratch container, sealed secrets into a scratch
 * vault. What it makes is written down first, and taken away whatever the end; what a killed one left is taken away by the next.
 */
export class RestoreTests {
  constructor(private readonly ports: RestoreTestPorts) {}

  /** Default: the newest set. @throws InputError `Backup.None`; LogicError `Run.Locked` while another test runs. */
  async run(environment: string, set?: string, onProgress: (text: string) => void = () => undefined, signal?: AbortSignal): Promise<RestoreTestReport> {
    const { backups, clock, records, locks, newId } = this.ports;
    const id = newId();
    const lock = await locks.acquire(`restore-test/${environment}`, id);
    try {
      const found = (await backups.list(environment)).find((one) => set === undefined || one.set === set);
      if (!found) throw new InputError('Backup.None', `There is no backup${set === undefined ? '' : ` ${set}`} of ${environment} here.`, { nextStep: 'Make one with "aos-deploy backup".' });
      const place = await this.ports.reach(environment, async (target) => target, signal);
      await this.cleanUp(environment, place.connection, onProgress);
      const startedAt = clock.now().toISOString();
      const { checks, scratch } = await this.restore({ environment, id, place, set: found.set, manifest: found.manifest, onProgress, ...(signal && { signal }) });
      const report: RestoreTestReport = { set: found.set, madeAt: found.manifest.madeAt, startedAt, endedAt: clock.now().toISOString(), checks, scratch, ...conclude(found.manifest, checks) };
      await records.add(environment, 'restore-test', { at: report.endedAt, value: JSON.parse(JSON.stringify(report)) as never });
      return report;
    } finally { await lock.release(); }
  }

  /** Takes away what tests that were killed left behind. Returns their names. */
  private async cleanUp(environment: string, connection: AzureConnection, onProgress: (text: string) => void): Promise<void> {
    for (const { id, scratch } of await this.leftBehind(environment)) {
      onProgress(`Taking away what an earlier test left: ${scratch.name}`);
      await this.remove(environment, id, connection, scratch);
    }
  }

  private async leftBehind(environment: string): Promise<readonly { readonly id: string; readonly scratch: Scratch }[]> {
    const all = (await this.ports.records.list(environment, scratchRecords)).map(({ value }) => asObject(value));
    const gone = new Set(all.filter((one) => one['state'] === 'removed').map((one) => `${String(one['id'])}/${asString(asObject(one['scratch'])['name']) ?? ''}`));
    return all.filter((one) => one['state'] === 'begun').map((one) => ({ id: String(one['id']), scratch: asObject(one['scratch']) as unknown as Scratch })).filter(({ id, scratch }) => !gone.has(`${id}/${scratch.name}`));
  }

  private async remove(environment: string, id: string, connection: AzureConnection, scratch: Scratch): Promise<{ readonly left?: string }> {
    const answer = await removeScratch(connection, scratch);
    await this.note(environment, 'removed', id, scratch);
    return answer;
  }

  private note(environment: string, state: 'begun' | 'removed', id: string, scratch: Scratch): Promise<void> {
    return this.ports.records.add(environment, scratchRecords, { at: this.ports.clock.now().toISOString(), value: { state, id, scratch: { ...scratch } } });
  }

  private async restore(test: Test): Promise<Pick<RestoreTestReport, 'checks' | 'scratch'>> {
    const { environment, id, manifest, set, onProgress } = test;
    const made: Scratch[] = [];
    const begin = async (scratch: Scratch): Promise<void> => { await this.note(environment, 'begun', id, scratch); made.push(scratch); };
    const checks: RestoreCheck[] = [];
    const removed: { kind: Scratch['kind']; name: string; isRemoved: boolean; left?: string }[] = [];
    try {
      onProgress('Reading the backup');
      const asWritten = await proveBackup(this.ports.backups, set, manifest, sha256HexOfBytes);
      const damaged = new Map(asWritten.filter(({ state }) => state === 'damaged').map(({ file, reason }) => [file, reason]));
      const failedOnes = manifest.files.flatMap((file): RestoreCheck[] => (damaged.has(file.name) ? [{ ...nameOf(file), state: 'failed', reason: damaged.get(file.name)! }] : []));
      const sound = manifest.files.filter(({ name }) => !damaged.has(name));
      checks.push(...failedOnes, ...asWritten.filter(({ file, state }) => state === 'proved' && file.endsWith('.db')).map(({ file, reason }): RestoreCheck => ({ what: 'audit', name: file, state: 'proved', reason })));
      checks.push(...await this.restoreTexts(test, sound.filter(({ name }) => nameOf({ name }).what === 'configuration'), begin));
      checks.push(...await this.restoreSecrets(test, sound.filter(({ name }) => secretIn(name) !== undefined), begin));
    } finally {
      // Whatever ended it: nobody who cancels wants to keep what it made.
      for (const scratch of made.reverse()) removed.push(await this.takeAway(test, scratch));
    }
    return { checks, scratch: removed };
  }

  private async takeAway({ environment, id, place: { connection }, onProgress }: Test, scratch: Scratch): Promise<{ kind: Scratch['kind']; name: string; isRemoved: boolean; left?: string }> {
    onProgress(`Taking ${scratch.name} away`);
    const one = { kind: scratch.kind, name: scratch.name };
    try {
      const { left } = await this.remove(environment, id, connection, scratch);
      return { ...one, isRemoved: left === undefined, ...(left !== undefined && { left }) };
    } catch (error) {
      if (!(error instanceof DeployError)) throw error;
      return { ...one, isRemoved: false, left: `${error.message} The next restore test takes it away.` };
    }
  }

  /** Configurations of the set, and the newest blobs of the backup account, each written, read back and compared. */
  private async restoreTexts({ place, id, set, onProgress, signal }: Test, files: readonly BackupFile[], begin: (scratch: Scratch) => Promise<void>): Promise<readonly RestoreCheck[]> {
    const backupAccount = asString(asObject(place.environment.profile)['backupAccount']);
    if (files.length === 0 && backupAccount === undefined) return [];
    const checks: RestoreCheck[] = [];
    const refused = await unlessRefused(async () => {
      const { accountId, texts, blobs } = await openScratch(place, scratchContainerName(id), signal);
      await begin({ kind: 'container', name: scratchContainerName(id), accountId });
      await texts.createContainer(signal);
      for (const { name, hash } of files) {
        onProgress(name);
        const text = new TextDecoder().decode(await this.ports.backups.read(set, name));
        await texts.write(name, text, 'absent', signal);
        const back = await texts.find(name, signal);
        const isSame = back !== undefined && sha256Hex(back.text) === hash;
        checks.push({ what: 'configuration', name, state: isSame ? 'proved' : 'failed', reason: isSame ? 'Restored and read back with the same hash.' : 'It did not come back as it was backed up.' });
      }
      if (backupAccount === undefined) return;
      const source = await openBackupAccount(place, backupAccount, 'aos-data', signal);
      const newest = (await source.listStates('', signal)).states.filter(({ kind }) => kind === 'live').sort((a, b) => (a.lastModified < b.lastModified ? 1 : -1)).slice(0, mostBlobs);
      for (const state of newest) {
        onProgress(state.name);
        await blobs.copyFrom(source, state, 'absent', signal);
        const back = await blobs.findLive(state.name, signal);
        const one = { what: 'blob', name: `${backupAccount}/${state.name}` } as const;
        checks.push({ ...one, ...await compareCopy({ source, state, blobs, back, ...(signal && { signal }) }) });
      }
    });
    const done = new Set(checks.map(({ name }) => name));
    return refused === undefined ? checks : [...checks, ...files.filter(({ name }) => !done.has(name)).map((file): RestoreCheck => ({ ...nameOf(file), state: 'not-proved', reason: refused })), ...(backupAccount === undefined ? [] : [{ what: 'blob', name: backupAccount, state: 'not-proved', reason: refused } as const])];
  }

  /** Into a vault of their own; each value is compared with the same version in the vault that it comes from. Values stay in memory. */
  private async restoreSecrets({ place: { connection, scope }, id, set, onProgress, signal }: Test, files: readonly BackupFile[], begin: (scratch: Scratch) => Promise<void>): Promise<readonly RestoreCheck[]> {
    if (files.length === 0) return [];
    const { clock, backups } = this.ports;
    const checks: RestoreCheck[] = [];
    const refused = await unlessRefused(async () => {
      const source = await findVaultOf(connection, scope, undefined, signal);
      const { group, scratch, like } = await planScratchVault(connection, scope, source, id, signal);
      onProgress(`Making the scratch vault ${scratch.name}${group ? ` in the group ${group.name}, because ${scope.resourceGroup} is locked` : ''}`);
      if (group) {
        await begin(group);
        await makeScratchGroup(connection, group, scratch.location, signal);
      }
      await begin(scratch);
      const target = new VaultRecovery(await makeScratchVault(connection, scratch, like, clock, signal), connection, clock);
      const live = new VaultRecovery(source, connection, clock);
      for (const { name } of files) {
        onProgress(name);
        const sealed = toBase64Url(await backups.read(set, name));
        checks.push({ what: 'secret', name: secretIn(name)!, ...await restoreSecret(target, live, secretIn(name)!, sealed, signal) });
      }
    });
    const done = new Set(checks.map(({ name }) => name));
    return refused === undefined ? checks : [...checks, ...files.map(({ name }) => secretIn(name)!).filter((name) => !done.has(name)).map((name): RestoreCheck => ({ what: 'secret', name, state: 'not-proved', reason: `Its bytes are as written, but it could not be tried: ${refused}` }))];
  }
}

interface Test { readonly environment: string; readonly id: string; readonly place: DataPlace; readonly set: string; readonly manifest: BackupManifest; readonly onProgress: (text: string) => void; readonly signal?: AbortSignal }

async function restoreSecret(target: VaultRecovery, live: VaultRecovery, name: string, sealed: string, signal?: AbortSignal): Promise<Pick<RestoreCheck, 'state' | 'reason'>> {
  try {
    await target.restoreBackup(name, sealed, signal);
    const restored = await target.fingerprint(name, undefined, signal);
    if (!restored) return { state: 'failed', reason: 'It was restored, and has no value.' };
    const now = await live.fingerprint(name, restored.version, signal);
    if (!now) return { state: 'not-proved', reason: `It was restored and has a value, but ${live.place.name} no longer has that version to compare with.` };
    return now.hash === restored.hash ? { state: 'proved', reason: 'Restored with the value that the vault has of that version.' } : { state: 'failed', reason: 'It was restored with another value than the vault has of that version.' };
  } catch (error) {
    if (!(error instanceof DeployError) || error instanceof CancelledError) throw error;
    return { state: error.code === 'Restore.BadBackup' ? 'failed' : 'not-proved', reason: error.message };
  }
}

/** By length and MD5; small ones of which no MD5 is kept are read. */
async function compareCopy({ source, state, blobs, back, signal }: { readonly source: RecoverableBlobs; readonly state: BlobState; readonly blobs: RecoverableBlobs; readonly back: BlobState | undefined; readonly signal?: AbortSignal }): Promise<Pick<RestoreCheck, 'state' | 'reason'>> {
  const failed = { state: 'failed', reason: 'The copy is not as its source.' } as const;
  if (back?.sizeBytes !== state.sizeBytes) return failed;
  if (state.contentMd5 !== undefined && back.contentMd5 !== undefined) return state.contentMd5 === back.contentMd5 ? { state: 'proved', reason: 'Copied with the same length and MD5.' } : failed;
  if (state.sizeBytes > cheapBytes) return { state: 'not-proved', reason: 'It came back with the same length; the account keeps no MD5 of it, and it is too large to be read.' };
  const [mine, other] = await Promise.all([blobs.contentHash(back, signal), source.contentHash(state, signal)]);
  return mine !== undefined && mine === other ? { state: 'proved', reason: 'Copied with the same content.' } : failed;
}

/** Why it could not be done; undefined when it was. */
async function unlessRefused(work: () => Promise<void>): Promise<string | undefined> {
  try { await work(); return undefined; } catch (error) {
    if (!(error instanceof DeployError) || error instanceof CancelledError) throw error;
    return error.message;
  }
}

function nameOf({ name }: Pick<BackupFile, 'name'>): Pick<RestoreCheck, 'what' | 'name'> {
  const secret = secretIn(name);
  return secret === undefined ? { what: name.endsWith('.db') ? 'audit' : 'configuration', name } : { what: 'secret', name: secret };
}

function conclude({ files, missing }: BackupManifest, checks: readonly RestoreCheck[]): Pick<RestoreTestReport, 'verdict' | 'conclusion'> {
  const count = (state: RestoreCheck['state']): number => checks.filter((one) => one.state === state).length;
  const [proved, bad, open] = [count('proved'), count('failed'), count('not-proved')];
  if (files.length === 0) return { verdict: 'failed', conclusion: 'The backup holds nothing.' };
  if (bad > 0) return { verdict: 'failed', conclusion: `${bad} of ${checks.length} could not be restored as they were backed up.` };
  if (open > 0 || missing.length > 0) return { verdict: 'partly', conclusion: `${proved} came back as they were backed up; of ${open} nobody could tell${missing.length > 0 ? `, and the backup lacks ${missing.length}` : ''}.` };
  return { verdict: 'proved', conclusion: `All ${proved} came back as they were backed up.` };
}
