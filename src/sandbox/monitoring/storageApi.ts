import type { IncomingHttpHeaders } from 'node:http';

export type StorageService = 'blob' | 'queue' | 'table';
export interface StorageRequest { readonly service: StorageService; readonly method: string; /** With the account in front. */ readonly path: string; readonly headers: IncomingHttpHeaders }
/** Name of the operation as metrics and logs have it, and the category of its log. */
export interface StorageApi { readonly name: string; readonly kind: 'Read' | 'Write' | 'Delete' }

/** Requests of this agent are the sandbox's own and are not counted. */
export const ownAgent = 'sandbox-monitoring';

/** @see Storage Analytics logged operations */
export function storageApi({ service, method, path, headers }: StorageRequest): StorageApi {
  const url = new URL(path, 'http://localhost');
  const parts = url.pathname.split('/').filter(Boolean).slice(1);
  const name = namers[service]({ method, depth: parts.length, last: parts.at(-1) ?? '', first: parts[0] ?? '', comp: url.searchParams.get('comp') ?? '', restype: url.searchParams.get('restype') ?? '', peek: url.searchParams.get('peekonly') === 'true', headers });
  return { name, kind: method === 'GET' || method === 'HEAD' ? 'Read' : method === 'DELETE' ? 'Delete' : 'Write' };
}

interface Told { readonly method: string; readonly depth: number; readonly first: string; readonly last: string; readonly comp: string; readonly restype: string; readonly peek: boolean; readonly headers: IncomingHttpHeaders }

const namers: Readonly<Record<StorageService, (told: Told) => string>> = { blob: blobName, queue: queueName, table: tableName };

const blobParts: Readonly<Record<string, string>> = { block: 'PutBlock', blocklist: 'PutBlockList', metadata: 'SetBlobMetadata', properties: 'SetBlobProperties', snapshot: 'SnapshotBlob', undelete: 'UndeleteBlob', lease: 'LeaseBlob', tags: 'SetBlobTags', tier: 'SetBlobTier', page: 'PutPage', appendblock: 'AppendBlock', copy: 'AbortCopyBlob' };
const blobReads: Readonly<Record<string, string>> = { blocklist: 'GetBlockList', metadata: 'GetBlobMetadata', tags: 'GetBlobTags', pagelist: 'GetPageRegions' };

function blobName({ method, depth, comp, restype, headers }: Told): string {
  if (depth === 0) return comp === 'list' ? 'ListContainers' : comp === 'properties' ? method === 'GET' ? 'GetBlobServiceProperties' : 'SetBlobServiceProperties' : 'Unknown';
  if (restype === 'container') {
    if (method === 'PUT') return comp === '' ? 'CreateContainer' : comp === 'metadata' ? 'SetContainerMetadata' : comp === 'acl' ? 'SetContainerACL' : 'Unknown';
    if (method === 'DELETE') return 'DeleteContainer';
    return comp === 'list' ? 'ListBlobs' : comp === 'acl' ? 'GetContainerACL' : 'GetContainerProperties';
  }
  if (method === 'GET') return blobReads[comp] ?? 'GetBlob';
  if (method === 'HEAD') return blobReads[comp] ?? 'GetBlobProperties';
  if (method === 'DELETE') return 'DeleteBlob';
  return blobParts[comp] ?? (headers['x-ms-copy-source'] === undefined ? 'PutBlob' : 'CopyBlob');
}

function queueName({ method, depth, last, comp, peek }: Told): string {
  if (depth === 0) return comp === 'list' ? 'ListQueues' : method === 'GET' ? 'GetQueueServiceProperties' : 'SetQueueServiceProperties';
  if (depth === 1) return comp === 'metadata' ? method === 'PUT' ? 'SetQueueMetadata' : 'GetQueueMetadata' : comp === 'acl' ? method === 'PUT' ? 'SetQueueACL' : 'GetQueueACL' : method === 'DELETE' ? 'DeleteQueue' : 'CreateQueue';
  if (last === 'messages') return method === 'POST' ? 'PutMessage' : method === 'DELETE' ? 'ClearMessages' : peek ? 'PeekMessages' : 'GetMessages';
  return method === 'DELETE' ? 'DeleteMessage' : 'UpdateMessage';
}

function tableName({ method, first, comp }: Told): string {
  if (first === '' || comp === 'properties') return method === 'GET' ? 'GetTableServiceProperties' : 'SetTableServiceProperties';
  if (first === '$batch') return 'EntityGroupTransaction';
  if (/^tables/i.test(first)) return method === 'POST' ? 'CreateTable' : method === 'DELETE' ? 'DeleteTable' : 'QueryTables';
  if (method === 'POST') return 'InsertEntity';
  if (method === 'GET') return /PartitionKey=/.test(first) ? 'QueryEntity' : 'QueryEntities';
  return method === 'DELETE' ? 'DeleteEntity' : method === 'PUT' ? 'UpdateEntity' : 'MergeEntity';
}
