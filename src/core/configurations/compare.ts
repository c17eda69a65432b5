import type { BlobEntry, LedgerEntry } from '../ports';
import { md5Base64 } from '../hash';
import { blobNameOf, type Configuration, type ConfigurationKind } from './configuration';

/**
 * Three-way, against what was last uploaded from here. `new`: only here. `changed-here`, `changed-there`: one side moved.
 * `conflict`: both moved, to different contents. `only-there`: a blob without a file; `deleted-there`: it was uploaded and is gone.
 */
export type ConfigurationState = 'in-sync' | 'new' | 'changed-here' | 'changed-there' | 'conflict' | 'only-there' | 'deleted-there';

export interface ComparedConfiguration {
  readonly id: string;
  readonly state: ConfigurationState;
  readonly blobName: string;
  readonly local?: Configuration;
  readonly live?: BlobEntry;
}

/** What is there now, by blob name. `contentHash` must be known for every blob whose ETag is not the ledger's. */
export interface LiveConfigurations { readonly blobs: readonly BlobEntry[] }

/** Blobs whose content must be read before `compareConfigurations` can judge: changed since we wrote them, and without a hash. */
export const blobsToRead = (blobs: readonly BlobEntry[], ledger: Readonly<Record<string, LedgerEntry>>): readonly BlobEntry[] =>
  blobs.filter((blob) => blob.contentHash === undefined && ledger[blob.name]?.etag !== blob.etag);

/** Blobs whose MD5 is that of the text here are known without reading them. */
export function recognizeByMd5(kind: ConfigurationKind, blobs: readonly BlobEntry[], local: readonly Configuration[]): readonly BlobEntry[] {
  const texts = new Map(local.map((one) => [blobNameOf(kind, one.id), one]));
  return blobs.map((blob) => {
    const one = blob.contentMd5 === undefined ? undefined : texts.get(blob.name);
    return one && md5Base64(one.text) === blob.contentMd5 ? { ...blob, contentHash: one.contentHash } : blob;
  });
}

/** Compares the workspace with the container, ordered by id. */
export function compareConfigurations(kind: ConfigurationKind, local: readonly Configuration[], blobs: readonly BlobEntry[], ledger: Readonly<Record<string, LedgerEntry>>): readonly ComparedConfiguration[] {
  const live = new Map(blobs.map((blob) => [blob.name, blob]));
  const here = local.map((configuration): ComparedConfiguration => {
    const blobName = blobNameOf(kind, configuration.id);
    const blob = live.get(blobName);
    live.delete(blobName);
    return { id: configuration.id, blobName, local: configuration, ...(blob && { live: blob }), state: stateOf(configuration, blob, ledger[blobName]) };
  });
  const there = [...live.values()].map((blob): ComparedConfiguration => ({ id: blob.name.slice(blob.name.lastIndexOf('/') + 1).replace(/\.json$/, ''), blobName: blob.name, live: blob, state: 'only-there' }));
  return [...here, ...there].sort((a, b) => (a.id < b.id ? -1 : 1));
}

export function stateOf(local: Configuration, blob: BlobEntry | undefined, last: LedgerEntry | undefined): ConfigurationState {
  if (!blob) return last ? 'deleted-there' : 'new';
  const liveHash = last?.etag === blob.etag ? last.contentHash : blob.contentHash;
  if (liveHash === local.contentHash) return 'in-sync';
  if (!last) return 'conflict';
  const changedThere = liveHash !== last.contentHash;
  const changedHere = local.contentHash !== last.contentHash;
  return changedThere && changedHere ? 'conflict' : changedThere ? 'changed-there' : 'changed-here';
}
