import { sha256Hex } from '../hash';
import type { BlobEntry, Clock, ConfigurationBlobs } from '../ports';

/** An earlier content of a blob, kept beside it in the same container before it was overwritten or deleted. */
export interface ConfigurationVersion {
  /** `20260131T120000123Z-1a2b3c4d`, which sorts by time. */
  readonly version: string;
  readonly blobName: string;
  readonly etag: string;
}

const folderOf = (blobName: string): string => `versions/${blobName.replace(/\.json$/, '')}/`;

/** Copies on the service's side, so that nothing travels; a blob that moved meanwhile is a conflict. */
export async function keepVersion({ blobs, clock }: { readonly blobs: ConfigurationBlobs; readonly clock: Clock }, { name, etag }: Pick<BlobEntry, 'name' | 'etag'>, signal?: AbortSignal): Promise<'copied' | 'condition-failed'> {
  const at = clock.now().toISOString().replace(/[-:.]/g, '');
  return blobs.copy(name, `${folderOf(name)}${at}-${sha256Hex(etag).slice(0, 8)}.json`, etag, signal);
}

/** Newest first. */
export async function listVersions(blobs: ConfigurationBlobs, blobName: string, signal?: AbortSignal): Promise<readonly ConfigurationVersion[]> {
  const folder = folderOf(blobName);
  return (await blobs.list(folder, signal)).map(({ name, etag }) => ({ version: name.slice(folder.length).replace(/\.json$/, ''), blobName: name, etag })).reverse();
}
