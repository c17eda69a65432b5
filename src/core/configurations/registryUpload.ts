import { DeployError, LogicError } from '../errors';
import type { BlobEntry, LedgerEntry } from '../ports';
import { compareConfigurations, type ComparedConfiguration } from './compare';
import { blobNameOf, renderRegistry, type Configuration } from './configuration';
import { readRegistry } from './registryForm';
import { registryName } from './sources';
import type { UploadPorts, UploadSubject } from './upload';
import { keepVersion } from './versions';

export type RegistryOutcome = 'uploaded' | 'would-upload' | 'in-sync' | 'conflict';
export interface RegistryResult {
  readonly blobName: string;
  readonly outcome: RegistryOutcome;
  /** Entries that were (or would be) written or taken out. */
  readonly changed: readonly string[];
  /** Entries that changed there and not from here: they stay as they are. */
  readonly conflicts: readonly string[];
}
export interface RegistryOptions {
  readonly dryRun?: boolean;
  readonly prune?: boolean;
  /** Entries for which this side was chosen: all, or by id, with the content hash that was seen where one was (blank: whatever is there). */
  readonly overwrite?: 'all' | Readonly<Record<string, string>>;
  /** Only these; absent: all. */
  readonly ids?: readonly string[];
}

interface Live { readonly etag?: string; readonly entries: readonly Configuration[] }
/** Two people who write different entries meet here; each round takes in what the other wrote. */
const attempts = 8;

/** Compares entry by entry, three ways, as blobs are compared. */
export async function compareRegistry(ports: Pick<UploadPorts, 'blobs' | 'ledger'>, subject: UploadSubject): Promise<readonly ComparedConfiguration[]> {
  return compareEntries(subject, await readLive(ports, subject), await ports.ledger.read(ledgerName(subject)));
}

/** The live entry of an id, where it changed there and is not the same as here. */
export async function readContested(ports: Pick<UploadPorts, 'blobs' | 'ledger'>, subject: UploadSubject, id: string): Promise<(Configuration & { readonly blobName: string }) | undefined> {
  const live = await readLive(ports, subject);
  const compared = compareEntries(subject, live, await ports.ledger.read(ledgerName(subject))).find((one) => one.id === id);
  const entry = live.entries.find((one) => one.id === id);
  return compared && entry && (compared.state === 'conflict' || compared.state === 'changed-there') ? { ...entry, blobName: compared.blobName } : undefined;
}

/** Writes the registry once, under the ETag that was read: entries of others stay, and so do entries that changed there. */
export async function uploadRegistry(ports: UploadPorts, subject: UploadSubject, options: RegistryOptions = {}): Promise<RegistryResult> {
  const blobName = registryName(subject.kind);
  for (let attempt = 0; attempt < attempts; attempt++) {
    const live = await readLive(ports, subject);
    const compared = compareEntries(subject, live, await ports.ledger.read(ledgerName(subject))).filter(({ id }) => options.ids?.includes(id) ?? true);
    const changed = compared.filter((one) => isWritten(one, options));
    const conflicts = compared.filter((one) => !changed.includes(one) && ['conflict', 'changed-there', 'deleted-there'].includes(one.state)).map(({ id }) => id);
    const answer = { blobName, conflicts, changed: changed.map(({ id }) => id) };
    const untouched: RegistryOutcome = conflicts.length > 0 ? 'conflict' : 'in-sync';
    if (changed.length === 0) { if (!options.dryRun) await remember(ports, subject, compared.filter(({ state }) => state === 'in-sync')); return { ...answer, outcome: untouched }; }
    if (options.dryRun) return { ...answer, outcome: 'would-upload' };
    if (await write(ports, subject, live, changed)) {
      await remember(ports, subject, [...changed, ...compared.filter(({ state }) => state === 'in-sync')]);
      return { ...answer, outcome: 'uploaded' };
    }
  }
  throw new LogicError('Configuration.RegistryBusy', `${blobName} in ${subject.container} changed each time it was about to be written.`, { nextStep: 'Try again when nobody else uploads.' });
}

function isWritten({ id, state, live }: ComparedConfiguration, { prune, overwrite }: RegistryOptions): boolean {
  switch (state) {
    case 'in-sync': return false;
    case 'new': case 'changed-here': return true;
    case 'only-there': return prune === true;
    default: { const seen = overwrite === 'all' ? '' : overwrite?.[id]; return seen !== undefined && (seen === '' || seen === live?.contentHash); }
  }
}

async function write(ports: UploadPorts, { kind, signal }: UploadSubject, live: Live, changed: readonly ComparedConfiguration[]): Promise<boolean> {
  const name = registryName(kind);
  const entries = new Map(live.entries.map((entry) => [entry.id, entry]));
  for (const { id, local } of changed) { if (local) entries.set(id, local); else entries.delete(id); }
  if (live.etag !== undefined && await keepVersion(ports, { name, etag: live.etag }, signal) === 'condition-failed') return false;
  return (await ports.blobs.write(name, renderRegistry(kind, [...entries.values()]), live.etag === undefined ? 'absent' : { etag: live.etag }, signal)) !== 'condition-failed';
}

async function readLive({ blobs }: Pick<UploadPorts, 'blobs'>, { kind, container, signal }: UploadSubject): Promise<Live> {
  const blob = await blobs.find(registryName(kind), signal);
  try {
    return { ...(blob && { etag: blob.etag }), entries: readRegistry(kind, blob?.text) };
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    throw new LogicError('Configuration.RegistryBroken', `What is in ${container} cannot be read: ${error.message}`, { cause: error, nextStep: 'Look at that blob; delete it when nobody needs it, then upload again.' });
  }
}

const compareEntries = ({ kind, local }: UploadSubject, live: Live, ledger: Readonly<Record<string, LedgerEntry>>): readonly ComparedConfiguration[] =>
  compareConfigurations(kind, local, live.entries.map((entry): BlobEntry => ({ name: blobNameOf(kind, entry.id), etag: entry.contentHash, contentHash: entry.contentHash })), ledger);

/** Entries are remembered apart from the single blobs, in which they have the same names. */
export const ledgerName = ({ container }: UploadSubject): string => `${container} registry`;

async function remember({ ledger, clock, texts }: UploadPorts, subject: UploadSubject, written: readonly ComparedConfiguration[]): Promise<void> {
  const at = clock.now().toISOString();
  const known = await ledger.read(ledgerName(subject));
  const news = written.filter(({ blobName, local }) => known[blobName]?.contentHash !== local?.contentHash);
  for (const { local } of news) if (local) await texts?.keep(local.contentHash, local.text);
  if (news.length > 0) await ledger.record(ledgerName(subject), Object.fromEntries(news.map(({ blobName, local }) => [blobName, local && { contentHash: local.contentHash, etag: local.contentHash, at }])));
}
