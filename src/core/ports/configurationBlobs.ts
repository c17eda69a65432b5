/** A blob without its content. `etag` changes with every write; `contentHash` is the SHA-256 (hex) of the text where the writer left it as metadata. */
export interface BlobEntry {
  readonly name: string; readonly etag: string; readonly contentHash?: string;
  /** MD5 (Base64) of the bytes, where the service tells it in a list. */
  readonly contentMd5?: string;
  readonly lastModified?: string;
}

/** Only overwrite what one has seen: the ETag that was read, or `absent` for a blob that was not there. */
export type WriteCondition = { readonly etag: string } | 'absent';

/**
 * One container of text blobs. Errors as in DeploymentApi; LogicError `Blob.ContainerNotFound` when the container is not there.
 * A condition that no longer holds is an answer, not an error.
 */
export interface ConfigurationBlobs {
  /** Complete after paging, sorted by name. */
  list(prefix: string, signal?: AbortSignal): Promise<readonly BlobEntry[]>;
  find(name: string, signal?: AbortSignal): Promise<(BlobEntry & { readonly text: string }) | undefined>;
  write(name: string, text: string, condition: WriteCondition, signal?: AbortSignal): Promise<{ readonly etag: string } | 'condition-failed'>;
  delete(name: string, etag: string, signal?: AbortSignal): Promise<'deleted' | 'condition-failed'>;
  createContainer(signal?: AbortSignal): Promise<void>;
  /** With everything in it; one that is not there is fine. */
  deleteContainer(signal?: AbortSignal): Promise<void>;
  /** Copies inside the container, on the service's side; `etag` is that of the source. */
  copy(name: string, to: string, etag: string, signal?: AbortSignal): Promise<'copied' | 'condition-failed'>;
}

/** What was last uploaded from this workspace, blob by blob. Holds hashes and ETags, no content. */
export interface UploadLedger {
  read(container: string): Promise<Readonly<Record<string, LedgerEntry>>>;
  /** Written whole or not at all; entries that are `undefined` are removed. */
  record(container: string, entries: Readonly<Record<string, LedgerEntry | undefined>>): Promise<void>;
}
export interface LedgerEntry { readonly contentHash: string; readonly etag: string; /** ISO 8601 UTC. */ readonly at: string }

/** Texts that were uploaded from this workspace, by their content hash: what a merge starts from. */
export interface ConfigurationTexts {
  find(contentHash: string): Promise<string | undefined>;
  keep(contentHash: string, text: string): Promise<void>;
}
