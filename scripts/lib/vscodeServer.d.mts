export const quietSettings: Readonly<Record<string, unknown>>;
export interface VsCodeServer {
  readonly port: number;
  readonly processId: number;
  /** The last 20,000 characters that the server wrote. */
  readonly logTail: () => string;
  readonly url: (options: { folder?: string; extension?: string; tests?: string }) => string;
  readonly close: () => Promise<void>;
  /** As `close`, without asking: what a crash does. */
  readonly kill: () => Promise<void>;
}
export function startVsCodeServer(options: {
  server: string; node: string; profile: string; port?: number;
  settings?: Record<string, unknown>; env?: Record<string, string>; forTests?: boolean;
}): Promise<VsCodeServer>;
