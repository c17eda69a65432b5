/** What the sandbox is started with. Every field has a default; see `startSandbox`. */
export interface SandboxOptions {
  /** 0 (default) takes a free port. Always on 127.0.0.1. */
  readonly port?: number;
  /** Folder of the persistent state; absent: in memory only. */
  readonly stateFolder?: string;
  readonly tls?: boolean;
  /** Milliseconds added to every answer. */
  readonly latencyMs?: number;
  /** Path of a fault file. */
  readonly faultFile?: string;
  /** Seed of everything random: keys, faults, latencies. */
  readonly seed?: number;
  /** What providers add on PUT: `none`, `realistic` (default). */
  readonly noiseProfile?: string;
  /** Factor on real-life provisioning times; 0 finishes everything at once, 1 takes minutes as Azure does. Default 0.05: seconds. */
  readonly provisioningDelay?: number;
}

/** The line that `sandbox start --json` prints. */
export interface SandboxEndpoints {
  readonly resourceManager: string;
  /** The same URL; what `--cloud` takes. */
  readonly cloud: string;
  readonly activeDirectory: string;
  readonly metadata: string;
  readonly tls: boolean;
  /** PEM file of the generated CA, with `tls`. */
  readonly caFile?: string;
  /** With `tls`: a proxy (`HTTPS_PROXY`) for machines that do not resolve names under `localhost`. */
  readonly proxy?: string;
  readonly stateFolder?: string;
  readonly processId: number;
  readonly [dataPlane: string]: unknown;
}

export interface RunningSandbox {
  readonly endpoints: SandboxEndpoints;
  /** Stops listening, finishes writing, frees the state folder. In-flight deployments go on at the next start. */
  close(): Promise<void>;
}
