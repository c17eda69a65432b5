import type { ContainerClient, StoragePipelineOptions } from '@azure/storage-blob';
import { DeployError, LogicError } from '../core/errors';
import type { BlobEntry, ConfigurationBlobs, ContainerAddress, WriteCondition } from '../core/ports';
import { toResponseError, toThrownError } from './armError';
import type { TokenProvider } from './credential';

/** An account key, or who signs in. */
export type OpenContainer = ContainerAddress & { readonly tokens: TokenProvider };

/** Where the hash of a configuration is kept on its blob. */
const hashName = 'contenthash';
const noRetries: StoragePipelineOptions = { retryOptions: { maxTries: 1 } };

/** Text blobs of one container over `@azure/storage-blob`, loaded at the first call. */
export function createConfigurationBlobs(address: OpenContainer): ConfigurationBlobs {
  let client: Promise<ContainerClient> | undefined;
  const use = async <T>(act: (container: ContainerClient) => Promise<T>): Promise<T> => {
    try { return await act(await (client ??= connectContainer(address))); } catch (error) { throw toBlobError(error, address); }
  };
  return {
    list: (prefix, signal) => use(async (container) => {
      const entries: BlobEntry[] = [];
      for await (const item of container.listBlobsFlat({ prefix, includeMetadata: true, abortSignal: signal })) {
        entries.push({ name: item.name, etag: quoted(item.properties.etag), ...(item.metadata?.[hashName] && { contentHash: item.metadata[hashName] }), ...(item.properties.contentMD5 && { contentMd5: Buffer.from(item.properties.contentMD5).toString('base64') }), ...(item.properties.lastModified && { lastModified: item.properties.lastModified.toISOString() }) });
      }
      return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
    }),
    find: (name, signal) => use((container) => absent(async () => {
      const answer = await container.getBlobClient(name).download(0, undefined, { abortSignal: signal });
      const chunks: Buffer[] = [];
      for await (const chunk of answer.readableStreamBody!) chunks.push(Buffer.from(chunk));
      return { name, etag: quoted(answer.etag), text: Buffer.concat(chunks).toString('utf8') };
    })),
    write: (name, text, condition, signal) => use((container) => conditional(async () => {
      const body = Buffer.from(text, 'utf8');
      const answer = await container.getBlockBlobClient(name).upload(body, body.length, {
        abortSignal: signal, conditions: toConditions(condition), blobHTTPHeaders: { blobContentType: 'application/json' },
      });
      return { etag: quoted(answer.etag) };
    })),
    delete: (name, etag, signal) => use((container) => conditional(async () => {
      await container.getBlobClient(name).delete({ abortSignal: signal, conditions: { ifMatch: etag } });
      return 'deleted' as const;
    })),
    copy: (name, to, etag, signal) => use((container) => conditional(async () => {
      const poller = await container.getBlobClient(to).beginCopyFromURL(container.getBlobClient(name).url, { abortSignal: signal, intervalInMs: 200, sourceConditions: { ifMatch: etag } });
      await poller.pollUntilDone();
      return 'copied' as const;
    })),
    createContainer: (signal) => use(async (container) => { await container.createIfNotExists({ abortSignal: signal }); }),
    deleteContainer: (signal) => use(async (container) => { await container.deleteIfExists({ abortSignal: signal }); }),
  };
}

/** The container over the SDK. A retry of its own would hide faults from our policy. */
export async function connectContainer({ blobEndpoint, account, container, accountKey, tokens }: OpenContainer): Promise<ContainerClient> {
  const { BlobServiceClient, StorageSharedKeyCredential } = await import('@azure/storage-blob');
  const signIn = accountKey !== undefined ? new StorageSharedKeyCredential(account, accountKey) : tokens;
  return new BlobServiceClient(blobEndpoint, signIn, noRetries).getContainerClient(container);
}

/** Lists give ETags without quotes, answers with them. */
const quoted = (etag: string | undefined): string => (etag === undefined || etag.startsWith('"') ? etag ?? '' : `"${etag}"`);
const toConditions = (condition: WriteCondition) => (condition === 'absent' ? { ifNoneMatch: '*' } : { ifMatch: condition.etag });

interface RestError { readonly statusCode?: number; readonly code?: string; readonly message?: string; readonly response?: { readonly headers?: { get(name: string): string | undefined } } }

async function conditional<T>(act: () => Promise<T>): Promise<T | 'condition-failed'> {
  try { return await act(); } catch (error) {
    const { statusCode, code } = error as RestError;
    if (statusCode === 412 || (statusCode === 409 && code === 'BlobAlreadyExists') || (statusCode === 404 && code === 'BlobNotFound')) return 'condition-failed';
    throw error;
  }
}

async function absent<T>(act: () => Promise<T>): Promise<T | undefined> {
  try { return await act(); } catch (error) {
    const { statusCode, code } = error as RestError;
    if (statusCode === 404 && code !== 'ContainerNotFound') return undefined;
    throw error;
  }
}

export function toBlobError(error: unknown, { blobEndpoint, account, container }: ContainerAddress): unknown {
  const { statusCode, code, message, response } = error as RestError;
  if (error instanceof DeployError) return error;
  if (statusCode === undefined) return toThrownError(error, blobEndpoint);
  if (code === 'ContainerNotFound') return new LogicError('Blob.ContainerNotFound', `The container '${container}' is not in the storage account '${account}'.`, { nextStep: 'Create the container, or name the right one in aos.yaml.' });
  const body = JSON.stringify({ error: { code: code ?? `Http${statusCode}`, message: (message ?? '').split('\n')[0] } });
  return toResponseError({ status: statusCode, headers: { get: (name) => response?.headers?.get(name) }, body, method: '', url: blobEndpoint });
}
