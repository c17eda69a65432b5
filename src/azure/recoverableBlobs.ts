import type { BlobClient, ContainerClient, ContainerListBlobsOptions } from '@azure/storage-blob';
import { LogicError } from '../core/errors';
import type { BlobSource, BlobState, ContainerAddress, RecoverableBlobs } from '../core/ports';
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

/** An emulator, and an account without versions, refuse to list them: then there are none. */
async function listStates(container: ContainerClient, prefix: string, signal: AbortSignal | undefined): Promise<readonly BlobState[]> {
  const wanted: readonly ContainerListBlobsOptions[] = [{ includeVersions: true, includeDeleted: true, includeSnapshots: true }, { includeSnapshots: true }];
  for (const [index, options] of wanted.entries()) {
    try {
      const states: BlobState[] = [];
      for await (const item of container.listBlobsFlat({ ...options, prefix, abortSignal: signal })) {
        const { contentLength = 0, contentMD5, etag, lastModified } = item.properties;
        const kind = item.deleted ? 'deleted' : item.snapshot ? 'snapshot' : item.versionId !== undefined && !item.isCurrentVersion ? 'version' : 'live';
        const id = item.snapshot ? item.snapshot : kind === 'live' ? undefined : item.versionId;
        states.push({ name: item.name, kind, etag: etag.startsWith('"') ? etag : `"${etag}"`, sizeBytes: contentLength, lastModified: lastModified.toISOString(), ...(id !== undefined && { id }), ...(contentMD5 && { contentMd5: Buffer.from(contentMD5).toString('base64') }) });
      }
      return states;
    } catch (error) {
      const status = statusOf(error);
      if (index === wanted.length - 1 || (status !== 400 && status !== 501)) throw error;
    }
  }
  return [];
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
