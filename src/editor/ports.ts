import type { Engine } from '../core/engine';
import type { Repository } from '../core/export';
import type { TemplateCompiler } from '../core/language';
import type { JsonObject } from '../core/values';
import type { Plan } from '../core/whatIf/plan';

/** What the composition root gives the editor. Nothing here is loaded before it is asked for. */
export interface EditorPorts {
  createEngine(options: EngineOptions): Promise<Engine>;
  /** Starts nothing before its first compilation, which needs a trusted folder. */
  createTemplateCompiler(): Promise<TemplateCompiler & { dispose(): Promise<void> }>;
  readonly sandbox: SandboxControl;
  findRepository(folder: string): Promise<Repository>;
}

export interface EngineOptions {
  /** Workspace folder. */
  readonly root: string;
  /** Beats what environments say; absent: they decide. */
  readonly cloud?: string;
  readonly subscriptionId?: string;
}

/** The local sandbox of the workspace: a process of its own that outlives the window's reload. */
export interface SandboxControl {
  /** Whether it serves now; starts nothing. */
  isRunning(root: string): Promise<boolean>;
  /** Resolves with the endpoint of its resource manager as soon as it serves. */
  start(root: string, signal?: AbortSignal): Promise<string>;
  /** What it tells of itself; undefined when it does not run. */
  inspect(root: string, signal?: AbortSignal): Promise<SandboxReport | undefined>;
  /** Other faults from now on: a whole fault file. */
  replaceFaults(root: string, faults: JsonObject): Promise<void>;
  /** Stops it and removes its state. */
  reset(root: string): Promise<void>;
}

/** What a running sandbox tells of itself. Nothing in it is secret. */
export interface SandboxReport {
  readonly address: { readonly resourceManager: string; readonly tls: boolean; readonly caFile?: string; readonly processId: number; readonly [name: string]: unknown };
  readonly health: JsonObject;
  /** Oldest first. */
  readonly requests: readonly JsonObject[];
  readonly faults: JsonObject;
}

/** What VS Code keeps for us in the workspace. */
export interface Memory {
  get<T>(key: string): T | undefined;
  set(key: string, value: unknown): Promise<void>;
}

/** The last plan of each environment, so that a page can show it again after a reload. */
export interface PlanArchive {
  /** Undefined when there is none that can be read. */
  load(environment: string): Promise<Plan | undefined>;
  save(plan: Plan): Promise<void>;
}
