import { createHash } from 'node:crypto';
import type { BlobClient, ContainerClient, ContainerListBlobsOptions } from '@azure/storage-blob';
import { LogicError } from '../core/errors';
import type { BlobListing, BlobSource, BlobState, ContainerAddress, RecoverableBlobs } from '../core/ports';
import { connectContainer, toBlobError } from './configurationBlobs';
import type { TokenProvider } from './credential';

const linkLifeMs = 3_600_000;

/** Blobs of one container with all that the service still keeps of them, over `@azure/storage-blob`. @see Blob service REST, List Blobs, Copy Blob From URL, Undelete Blob */
export function createRecoverableBlobs(address: ContainerAddress & { readonly tokens: TokenProvider }): RecoverableBlobs {
  let client: Promise<ContainerClient> | undefined;
  const use = async <T>(act: (container: ContainerClient) => Promise<T>): Promise<T> => {
    try { return await act(await (client ??= connectContainer(address))); } catch (error) { throw toBlobError(error, address); }
  };
  const urlOf = (from: BlobSource): Promise<string> => use(async (container) => sourceUrl(stateOf(container, from), address));
  return {
    account: address.account, container: address.container, urlOf,
    listStates: (prefix, signal) => use((container) => listStates(container, prefix, signal)),
    findLive: (name, signal) => use(async (container) => {
      try {
        const found = await container.getBlobClient(name).getProperties({ abortSignal: signal });
        return { name, kind: 'live', etag: found.etag ?? '', sizeBytes: found.contentLength ?? 0, lastModified: found.lastModified?.toISOString() ?? '', ...(found.contentMD5 && { contentMd5: Buffer.from(found.contentMD5).toString('base64') }) };
      } catch (error) {
        if (statusOf(error) === 404) return undefined;
        throw error;
      }
    }),
    contentHash: (of, signal) => use((container) => hashContent(stateOf(container, of), signal)),
    copyFrom: async (source, from, seen, signal) => {
      const url = await source.urlOf(from);
      return use(async (container) => {
        try {
          const poller = await container.getBlobClient(from.name).beginCopyFromURL(url, { abortSignal: signal, intervalInMs: 500, conditions: seen === 'absent' ? { ifNoneMatch: '*' } : { ifMatch: seen.etag } });
          const ended = await poller.pollUntilDone();
          if (ended.copyStatus !== 'success') throw new LogicError('Blob.CopyFailed', `${from.name} was not copied: ${ended.copyStatus ?? 'unknown'}.`, { nextStep: 'Look at the source: it may be gone or out of reach.' });
          return 'copied';
        } catch (error) {
          if (statusOf(error) === 412 || statusOf(error) === 409 && /AlreadyExists/.test(String((error as { code?: unknown }).code))) return 'condition-failed';
          throw error;
        }
      });
    },
    undelete: (name, signal) => use(async (container) => { await container.getBlobClient(name).undelete({ abortSignal: signal }); }),
  };
}

/** What is asked for beside live blobs and snapshots, the most first: some accounts, and emulators, refuse to list versions, deleted blobs or both. */
const listings: readonly { readonly options: ContainerListBlobsOptions; readonly notListed: BlobListing['notListed'] }[] = [
  { options: { includeVersions: true, includeDeleted: true, includeSnapshots: true }, notListed: [] },
  { options: { includeDeleted: true, includeSnapshots: true }, notListed: ['version'] },
  { options: { includeVersions: true, includeSnapshots: true }, notListed: ['deleted'] },
  { options: { includeSnapshots: true }, notListed: ['version', 'deleted'] },
];

async function listStates(container: ContainerClient, prefix: string, signal: AbortSignal | undefined): Promise<BlobListing> {
  for (const { options, notListed } of listings.slice(0, -1)) {
    try {
      return { states: await readStates(container, { ...options, prefix, abortSignal: signal }), notListed };
    } catch (error) {
      if (statusOf(error) !== 400 && statusOf(error) !== 501) throw error;
    }
  }
  const { options, notListed } = listings.at(-1)!;
  return { states: await readStates(container, { ...options, prefix, abortSignal: signal }), notListed };
}

async function readStates(container: ContainerClient, options: ContainerListBlobsOptions): Promise<readonly BlobState[]> {
  const states: BlobState[] = [];
  for await (const item of container.listBlobsFlat(options)) {
    // A deleted snapshot comes back with its blob, and is no state that the blob itself was lost in.
    if (item.deleted && item.snapshot) continue;
    const { contentLength = 0, contentMD5, etag, lastModified } = item.properties;
    const kind = item.deleted ? 'deleted' : item.snapshot ? 'snapshot' : item.versionId !== undefined && !item.isCurrentVersion ? 'version' : 'live';
    const id = item.snapshot ? item.snapshot : kind === 'live' ? undefined : item.versionId;
    states.push({ name: item.name, kind, etag: etag.startsWith('"') ? etag : `"${etag}"`, sizeBytes: contentLength, lastModified: lastModified.toISOString(), ...(id !== undefined && { id }), ...(contentMD5 && { contentMd5: Buffer.from(contentMD5).toString('base64') }) });
  }
  return states;
}

async function hashContent(blob: BlobClient, signal: AbortSignal | undefined): Promise<string | undefined> {
  try {
    const answer = await blob.download(0, undefined, { abortSignal: signal });
    const hash = createHash('sha256');
    for await (const chunk of answer.readableStreamBody!) hash.update(chunk);
    return hash.digest('hex');
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}

function stateOf(container: ContainerClient, { name, kind, id }: BlobSource): BlobClient {
  const blob = container.getBlobClient(name);
  if (id === undefined || kind === 'live') return blob;
  return kind === 'snapshot' ? blob.withSnapshot(id) : blob.withVersion(id);
}

/** With an account key a link that may only be read; who is signed in reads by their own right. */
async function sourceUrl(blob: BlobClient, { accountKey }: ContainerAddress): Promise<string> {
  if (accountKey === undefined) return blob.url;
  const { BlobSASPermissions } = await import('@azure/storage-blob');
  return blob.generateSasUrl({ permissions: BlobSASPermissions.parse('r'), expiresOn: new Date(Date.now() + linkLifeMs) });
}

const statusOf = (error: unknown): number | undefined => (error as { statusCode?: number }).statusCode;
