import type { ParamGuards } from './envelope';
import { hasStrings, isNothing } from './guards';
import type { ErrorView } from './shared';

/** What the Sandbox page can ask. */
export interface SandboxContract {
  readonly requests: {
    readonly 'sandbox/load': { readonly params: undefined; readonly result: SandboxSnapshot };
    readonly 'sandbox/start': { readonly params: undefined; readonly result: undefined };
    /** The extension asks before anything is removed. */
    readonly 'sandbox/reset': { readonly params: undefined; readonly result: undefined };
    /** Switches a fault on or off, by its `id`. */
    readonly 'sandbox/toggleFault': { readonly params: { readonly id: string }; readonly result: undefined };
    readonly 'sandbox/clearFaults': { readonly params: undefined; readonly result: undefined };
    readonly 'sandbox/copyText': { readonly params: { readonly text: string }; readonly result: undefined };
    readonly 'sandbox/openLog': { readonly params: undefined; readonly result: undefined };
  };
  readonly pushes: { readonly 'sandbox/changed': SandboxSnapshot };
}

export const sandboxGuards: ParamGuards<SandboxContract> = {
  'sandbox/load': isNothing,
  'sandbox/start': isNothing,
  'sandbox/reset': isNothing,
  'sandbox/toggleFault': hasStrings('id'),
  'sandbox/clearFaults': isNothing,
  'sandbox/copyText': hasStrings('text'),
  'sandbox/openLog': isNothing,
};

/** `sandbox` is there exactly when it runs and answers. */
export interface SandboxSnapshot {
  readonly state: 'asking' | 'stopped' | 'running' | 'failed';
  readonly sandbox?: SandboxView;
  readonly error?: ErrorView;
}

export interface SandboxView {
  readonly endpoint: string;
  readonly processId: number;
  /** Resources it holds, and requests since it started. */
  readonly resources: number;
  readonly requestCount: number;
  readonly memoryBytes?: number;
  readonly startedAt?: string;
  readonly noiseProfile: string;
  readonly endpoints: readonly { readonly name: string; readonly url: string }[];
  /** Newest first; the latest only. */
  readonly requests: readonly SandboxRequestView[];
  readonly faults: readonly FaultView[];
  /** How other tools are pointed at it. */
  readonly guides: readonly { readonly title: string; readonly note?: string; readonly commands: readonly string[] }[];
}

export interface SandboxRequestView {
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly durationMs?: number;
  readonly dataPlane?: string;
  /** Names of the faults that acted. */
  readonly faults: readonly string[];
}

export interface FaultView { readonly id: string; readonly title: string; readonly on: boolean; /** Ready-made, or from the fault file. */ readonly source: 'preset' | 'file' }
