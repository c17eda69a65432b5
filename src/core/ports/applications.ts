/** One file of a package: its path inside the package with forward slashes, its size and the SHA-256 (hex) of its content. */
export interface PackageEntry { readonly path: string; readonly sizeBytes: number; readonly hash: string }

/** A deployable archive that is kept by its hash. */
export interface ApplicationPackage {
  /** SHA-256 (hex) of the archive. Same sources, same hash, on every machine. */
  readonly hash: string;
  /** Absolute path of the archive. */
  readonly file: string;
  readonly sizeBytes: number;
  /** Sorted by path. */
  readonly entries: readonly PackageEntry[];
  /** Links, which packages do not carry. */
  readonly skipped: readonly string[];
}

/** One line of the ledger: what was packaged, and what became of it. */
export interface PackageRecord {
  readonly application: string;
  readonly hash: string;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly sizeBytes: number;
  readonly gitSha?: string;
  /** path -> hash. */
  readonly files: Readonly<Record<string, string>>;
  /** What it declares, so that it can be verified without its sources. */
  readonly functions: readonly { readonly name: string; readonly trigger: string; readonly route?: string; readonly prefix?: string; readonly file: string }[];
  /** The version that its sources name. */
  readonly version?: string;
}

/** Packages of one workspace, under `.aos/packages`. */
export interface ApplicationPackages {
  /** Collects what is not ignored, and writes the archive unless it is there already. @throws InputError `Package.Empty`, `Package.TooLarge`. */
  build(root: string, signal?: AbortSignal): Promise<ApplicationPackage>;
  /** The archive, when it is kept. */
  readBytes(hash: string): Promise<Uint8Array | undefined>;
  /** Newest first. */
  list(application: string): Promise<readonly PackageRecord[]>;
  record(record: PackageRecord): Promise<void>;
}

/** Compiles Python files without running them. Absent answer: no Python is there. */
export interface PythonSyntax {
  check(files: readonly string[], signal?: AbortSignal): Promise<readonly { readonly file: string; readonly line?: number; readonly message: string }[] | undefined>;
}
