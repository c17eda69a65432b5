export interface CommandRequest {
  /** Name as it is found on the PATH. */
  readonly command: string;
  readonly args: readonly string[];
  /** Absolute folder. */
  readonly folder: string;
  /** Beside the variables of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Lines of both outputs as they come. */
  readonly onLine?: (line: string) => void;
}
/** `output` holds the last 64 KB of both outputs. */
export interface CommandAnswer { readonly exitCode: number; readonly output: string }

/** Tools of this computer: pytest, pylint, Core Tools. No shell takes part. */
export interface Commands {
  /** Undefined: there is no such command. @throws CancelledError. */
  run(request: CommandRequest, signal?: AbortSignal): Promise<CommandAnswer | undefined>;
}
