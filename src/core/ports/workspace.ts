/** Files of the workspace. Paths are absolute; `find` never follows links out of the workspace and skips ignored folders (.git, node_modules, .aos, venv). */
export interface WorkspaceFiles {
  readonly root: string;
  exists(file: string): Promise<boolean>;
  /** @throws InputError `File.NotFound` or `File.Unreadable`. */
  readText(file: string, signal?: AbortSignal): Promise<string>;
  /** Whatever is in it, text or not. @throws InputError as `readText`. */
  readBytes(file: string, signal?: AbortSignal): Promise<Uint8Array>;
  /** Absolute paths below `folder` (default: the root) whose name ends with one of `endings`, sorted. */
  find(endings: readonly string[], folder?: string): Promise<readonly string[]>;
  /** Writes whole or not at all (temporary file, then rename). @throws EnvironmentError `File.NotWritten`. */
  writeText(file: string, text: string): Promise<void>;
}

/** What git knows of the workspace; every answer is undefined outside a repository or without git. */
export interface Git {
  headCommit(signal?: AbortSignal): Promise<string | undefined>;
  isClean(signal?: AbortSignal): Promise<boolean | undefined>;
  userName(signal?: AbortSignal): Promise<string | undefined>;
}
