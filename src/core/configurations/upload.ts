import type { Clock, ConfigurationBlobs, ConfigurationTexts, LedgerEntry, UploadLedger } from '../ports';
import { blobsToRead, compareConfigurations, recognizeByMd5, type ComparedConfiguration } from './compare';
import { keepVersion } from './versions';
import { hashText, refuseDuplicates, type Configuration, type ConfigurationKind } from './configuration';

export interface UploadPorts { readonly blobs: ConfigurationBlobs; readonly ledger: UploadLedger; readonly clock: Clock; /** Keeps what was uploaded, for merges to start from. */ readonly texts?: ConfigurationTexts }
export interface UploadSubject {
  readonly kind: ConfigurationKind;
  /** Name under which the ledger keeps the container: account and container. */
  readonly container: string;
  readonly local: readonly Configuration[];
  readonly signal?: AbortSignal;
}

export type UploadOutcome = 'uploaded' | 'in-sync' | 'conflict' | 'kept-theirs' | 'would-upload' | 'deleted' | 'would-delete' | 'only-there';
export interface UploadResult { readonly id: string; readonly blobName: string; readonly outcome: UploadOutcome }

export interface UploadOptions {
  readonly dryRun?: boolean;
  /** Blobs without a file are deleted. */
  readonly prune?: boolean;
  /** Ids of conflicts and of `changed-there` that the person decided for "mine", with the ETag that was seen. */
  readonly overwrite?: Readonly<Record<string, string>>;
  /** Requests at once. Default 16. */
  readonly concurrency?: number;
  readonly onProgress?: (done: number, total: number) => void;
  /** Only these; absent: all. */
  readonly ids?: readonly string[];
}

/** What differs between the workspace and the container. Reads only the blobs that changed since the last upload from here. */
export async function compareWithDeployed({ blobs, ledger }: Pick<UploadPorts, 'blobs' | 'ledger'>, { kind, container, local, signal }: UploadSubject): Promise<readonly ComparedConfiguration[]> {
  refuseDuplicates(local);
  const last = await ledger.read(container);
  const entries = recognizeByMd5(kind, await blobs.list(kind === 'agent' ? 'agents/' : 'mcp-servers/', signal), local);
  const read = new Map<string, string>();
  await forEachBounded(blobsToRead(entries, last), 16, async (entry) => {
    const blob = await blobs.find(entry.name, signal);
    if (blob) read.set(entry.name, hashText(blob.text));
  });
  return compareConfigurations(kind, local, entries.map((entry) => (read.has(entry.name) ? { ...entry, contentHash: read.get(entry.name) } : entry)), last);
}

/**
 * Uploads what changed here and nothing else. Every write is guarded by the ETag that was compared, so nobody's change is lost: a blob that
 * moved meanwhile is a conflict. Running it again after a crash goes on where it stopped.
 */
export async function uploadConfigurations(ports: UploadPorts, subject: UploadSubject, options: UploadOptions = {}): Promise<readonly UploadResult[]> {
  const compared = (await compareWithDeployed(ports, subject)).filter(({ id }) => options.ids?.includes(id) ?? true);
  const results: UploadResult[] = [];
  let done = 0;
  await forEachBounded(compared, options.concurrency ?? 16, async (one) => {
    subject.signal?.throwIfAborted();
    results.push({ id: one.id, blobName: one.blobName, outcome: await settle(ports, subject, one, options) });
    options.onProgress?.(++done, compared.length);
  });
  return results.sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function settle(ports: UploadPorts, subject: UploadSubject, one: ComparedConfiguration, options: UploadOptions): Promise<UploadOutcome> {
  switch (one.state) {
    case 'in-sync': await rememberSame(ports, subject, one); return 'in-sync';
    case 'only-there': return options.prune ? remove(ports, subject, one, options) : 'only-there';
    case 'new': case 'changed-here': return write(ports, subject, one, options);
    case 'deleted-there': case 'conflict': case 'changed-there': {
      const approved = options.overwrite?.[one.id];
      if (approved !== undefined && approved === (one.live?.etag ?? '')) return write(ports, subject, one, options);
      return one.state === 'changed-there' ? 'kept-theirs' : 'conflict';
    }
  }
}

async function write({ blobs, ledger, clock, texts }: UploadPorts, { container, signal }: UploadSubject, { blobName, local, live }: ComparedConfiguration, { dryRun }: UploadOptions): Promise<UploadOutcome> {
  if (dryRun) return 'would-upload';
  if (live && await keepVersion({ blobs, clock }, live, signal) === 'condition-failed') return 'conflict';
  const written = await blobs.write(blobName, local!.text, live ? { etag: live.etag } : 'absent', signal);
  if (written === 'condition-failed') return 'conflict';
  await texts?.keep(local!.contentHash, local!.text);
  await ledger.record(container, { [blobName]: { contentHash: local!.contentHash, etag: written.etag, at: clock.now().toISOString() } });
  return 'uploaded';
}

/** Same content, but the ledger does not know it: from another machine, or after a crash between write and record. */
async function rememberSame({ ledger, clock, texts }: UploadPorts, { container }: UploadSubject, { blobName, local, live }: ComparedConfiguration): Promise<void> {
  const last: LedgerEntry | undefined = (await ledger.read(container))[blobName];
  if (last?.etag === live!.etag) return;
  await texts?.keep(local!.contentHash, local!.text);
  await ledger.record(container, { [blobName]: { contentHash: local!.contentHash, etag: live!.etag, at: clock.now().toISOString() } });
}

async function remove({ blobs, ledger, clock }: UploadPorts, { container, signal }: UploadSubject, { blobName, live }: ComparedConfiguration, { dryRun }: UploadOptions): Promise<UploadOutcome> {
  if (dryRun) return 'would-delete';
  if (await keepVersion({ blobs, clock }, live!, signal) === 'condition-failed') return 'conflict';
  if ((await blobs.delete(blobName, live!.etag, signal)) === 'condition-failed') return 'conflict';
  await ledger.record(container, { [blobName]: undefined });
  return 'deleted';
}

/** Runs `act` over all items, at most `limit` at a time; the first rejection stops taking new ones and is passed on when the others are done. */
export async function forEachBounded<T>(items: readonly T[], limit: number, act: (item: T) => Promise<void>): Promise<void> {
  const queue = items[Symbol.iterator]();
  const failures: unknown[] = [];
  const work = async (): Promise<void> => {
    for (let next = queue.next(); !next.done && failures.length === 0; next = queue.next()) {
      try { await act(next.value); } catch (error) { failures.push(error); }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, Math.min(limit, items.length)) }, work));
  if (failures.length > 0) throw failures[0];
}
