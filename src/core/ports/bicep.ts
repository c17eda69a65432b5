import type { Diagnostic, JsonObject, Range } from '../values';

/** A compiled parameters file. `parameters` may hold secrets in plain text: never log, store or show it. */
export interface CompiledParameters {
  readonly success: boolean;
  readonly diagnostics: readonly Diagnostic[];
  /** The `parameters` map of the ARM parameters file: name -> `{value}` or `{reference}`. Absent when compilation failed. */
  readonly parameters?: JsonObject;
  /** The compiled template of its `using`. */
  readonly template?: JsonObject;
}

export interface CompiledTemplate {
  readonly success: boolean;
  readonly diagnostics: readonly Diagnostic[];
  readonly template?: JsonObject;
}

/** One declared symbol of a Bicep file. */
export interface DeclaredSymbol {
  readonly name: string;
  readonly type: string;
  readonly range: Range;
  readonly isExisting: boolean;
  readonly isCollection: boolean;
  /** Absolute path of the module's file, for modules. */
  readonly modulePath?: string;
}

export interface TemplateMetadata {
  readonly parameters: readonly { readonly name: string; readonly range: Range; readonly type?: string; readonly description?: string }[];
  readonly outputs: readonly { readonly name: string; readonly range: Range; readonly type?: string; readonly description?: string }[];
}

/**
 * The Bicep compiler. Calls queue up behind each other; a hung or killed process is restarted and the call repeated once.
 * Every method rejects with InputError `Bicep.NotFound` or `Bicep.TooOld` when there is no usable CLI,
 * EnvironmentError `Bicep.Unavailable` when it dies twice on the same call, CancelledError on abort.
 */
export interface BicepCompiler {
  version(signal?: AbortSignal): Promise<string>;
  compile(file: string, signal?: AbortSignal): Promise<CompiledTemplate>;
  compileParameters(file: string, signal?: AbortSignal): Promise<CompiledParameters>;
  /** Compiles with resources keyed by their symbol, in a copy of the sources: to find declarations, never to deploy. */
  compileSymbolic(file: string, signal?: AbortSignal): Promise<CompiledTemplate>;
  getMetadata(file: string, signal?: AbortSignal): Promise<TemplateMetadata>;
  listSymbols(file: string, signal?: AbortSignal): Promise<readonly DeclaredSymbol[]>;
  /** Absolute paths of every file the compilation reads. */
  listFileReferences(file: string, signal?: AbortSignal): Promise<readonly string[]>;
  /** The official engine's prediction of a parameters file: text of a JSON document. @throws LogicError `Bicep.SnapshotFailed` where it cannot evaluate. */
  getSnapshot(parametersFile: string, scope: SnapshotScope, signal?: AbortSignal): Promise<string>;
  /** Ends the process; a later call starts a new one. */
  dispose(): Promise<void>;
}

export interface SnapshotScope {
  readonly tenantId?: string;
  readonly subscriptionId?: string;
  readonly resourceGroup?: string;
  readonly location?: string;
  readonly deploymentName?: string;
}
