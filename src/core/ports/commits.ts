/** A commit's files in a folder of their own; the user's work tree is not touched. */
export interface CheckedOutCommit {
  /** The folder that corresponds to the workspace's root. */
  readonly folder: string;
  /** Takes the folder away; never rejects. */
  dispose(): Promise<void>;
}

/** Commits of the repository that the workspace belongs to. */
export interface CommitSources {
  /** False also where there is no repository. */
  hasCommit(gitSha: string, signal?: AbortSignal): Promise<boolean>;
  /** @throws InputError `Git.NoCommit` when the commit is not there (any more), `Git.NotUsable` when git cannot check it out. */
  checkOut(gitSha: string, signal?: AbortSignal): Promise<CheckedOutCommit>;
}
