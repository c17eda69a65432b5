/** One state of a blob that a service can still give: the live one, an earlier version, a snapshot, or one that was deleted and is kept for a while. */
export interface BlobState {
  readonly name: string;
  readonly kind: 'live' | 'version' | 'snapshot' | 'deleted';
  /** Version ID or snapshot time that names this state. */
  readonly id?: string;
  readonly etag: string;
  readonly sizeBytes: number;
  /** MD5 (Base64) where the service keeps it. */
  readonly contentMd5?: string;
  /** ISO 8601 UTC. */
  readonly lastModified: string;
}

/** What a container's service lists. `notListed` are kinds that the account or its service refuses to list: of these nothing is known. */
export interface BlobListing { readonly states: readonly BlobState[]; readonly notListed: readonly BlobState['kind'][] }

/** Which state of which blob to copy from; `account` is the container it was listed in. */
export type BlobSource = Pick<BlobState, 'name' | 'kind' | 'id'>;

/** One container whose blobs can be brought back. Errors as in DeploymentApi; LogicError `Blob.ContainerNotFound`. */
export interface RecoverableBlobs {
  readonly account: string;
  readonly container: string;
  /** Every state of every blob that can be listed, complete after paging. */
  listStates(prefix: string, signal?: AbortSignal): Promise<BlobListing>;
  /** The live blob as it is now; undefined when there is none. */
  findLive(name: string, signal?: AbortSignal): Promise<BlobState | undefined>;
  /** SHA-256 (hex) of the content of a state, which is read for it; undefined where it is no longer there. */
  contentHash(of: BlobSource, signal?: AbortSignal): Promise<string | undefined>;
  /** Copies on the service's side; `seen` is the ETag of the live blob that may be overwritten, or `absent`. Waits until the copy has ended. */
  copyFrom(source: RecoverableBlobs, from: BlobSource, seen: { readonly etag: string } | 'absent', signal?: AbortSignal): Promise<'copied' | 'condition-failed'>;
  /** Brings a soft-deleted blob back with its snapshots and versions. */
  undelete(name: string, signal?: AbortSignal): Promise<void>;
  /** Where a server-side copy can read this state from, with a permission that ends soon where one is needed. */
  urlOf(from: BlobSource): Promise<string>;
}
