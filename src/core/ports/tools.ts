/** What a command printed. */
export interface ToolOutput { readonly exitCode: number; readonly stdout: string; readonly stderr: string }

/** Commands of this computer, run in the workspace folder without a shell and without input. */
export interface LocalTools {
  /** Undefined when the command is not installed. @throws EnvironmentError `Tool.TimedOut`; CancelledError. */
  run(command: string, args: readonly string[], signal?: AbortSignal): Promise<ToolOutput | undefined>;
}

/** What the makers of a tool published last. */
export interface ReleaseFeed {
  /** Version number, `2.80.0`. @throws EnvironmentError `Network.<code>` when it cannot be looked up; CancelledError. */
  newest(product: 'azure-cli' | 'bicep', signal?: AbortSignal): Promise<string>;
}
