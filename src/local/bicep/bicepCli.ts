import { readFile } from 'node:fs/promises';
import { CancelledError, DeployError, EnvironmentError, InputError, LogicError } from '../../core/errors';
import type { BicepCompiler, CompiledParameters, CompiledTemplate, DeclaredSymbol, SnapshotScope, TemplateMetadata } from '../../core/ports/bicep';
import { readFileReferences, readMetadata, readParameters, readSnapshot, readSymbols, readTemplate, readVersion } from './answers';
import { BicepProcess, BicepProcessFailed, BicepRequestFailed } from './bicepProcess';
import { compareVersions, findBicep, minimumBicepVersion, tooOld, type FindBicepOptions } from './findBicep';
import { LoadedFiles } from './loadedFiles';
import { withShadow } from './shadow';

export interface BicepCliOptions extends FindBicepOptions {
  /** Milliseconds after which a request that was not answered costs the process. Restoring modules of a registry counts as well. */
  readonly timeoutMs?: number;
  /** Told when the process was lost and started again; never with parameters. */
  readonly onRestart?: (reason: string) => void;
}

/** The Bicep CLI as one long-lived process. See the port for queueing, restarts and errors. */
export class BicepCli implements BicepCompiler {
  private running: Promise<{ readonly process: BicepProcess; readonly version: string }> | undefined;
  private queue: Promise<unknown> = Promise.resolve();
  private readonly loaded = new LoadedFiles();

  constructor(private readonly options: BicepCliOptions = {}) {}

  async version(signal?: AbortSignal): Promise<string> { return readVersion(await this.call('version', {}, signal)); }

  async compile(file: string, signal?: AbortSignal): Promise<CompiledTemplate> { return readTemplate(await this.call('compile', { path: file }, signal)); }

  async compileParameters(file: string, signal?: AbortSignal): Promise<CompiledParameters> {
    return readParameters(await this.call('compileParams', { path: file, parameterOverrides: {} }, signal));
  }

  /** `known`: every file that the template reads, where it is known already. */
  async compileSymbolic(file: string, signal?: AbortSignal, known?: readonly string[]): Promise<CompiledTemplate> {
    const references = known ?? await this.listFileReferences(file, signal);
    return withShadow(references, file, async (shadow, toOriginal) => {
      const compiled = await this.compile(shadow, signal);
      return { ...compiled, diagnostics: compiled.diagnostics.map((one) => ({ ...one, file: toOriginal(one.file) })) };
    });
  }

  async getMetadata(file: string, signal?: AbortSignal): Promise<TemplateMetadata> { return readMetadata(await this.call('getMetadata', { path: file }, signal)); }

  async listSymbols(file: string, signal?: AbortSignal): Promise<readonly DeclaredSymbol[]> {
    const answer = await this.call('getDeploymentGraph', { path: file }, signal);
    return readSymbols(answer, file, await readFile(file, 'utf8').catch(() => ''));
  }

  async listFileReferences(file: string, signal?: AbortSignal): Promise<readonly string[]> { return readFileReferences(await this.call('getFileReferences', { path: file }, signal)); }

  async getSnapshot(parametersFile: string, scope: SnapshotScope, signal?: AbortSignal): Promise<string> {
    try {
      return readSnapshot(await this.call('getSnapshot', { path: parametersFile, metadata: scope }, signal));
    } catch (error) {
      if (error instanceof InputError && error.code === 'Bicep.RequestFailed') throw new LogicError('Bicep.SnapshotFailed', `The Bicep CLI cannot predict ${parametersFile}: ${error.message}`, { cause: error, nextStep: 'The plan falls back to its own evaluation.' });
      throw error;
    }
  }

  async dispose(): Promise<void> {
    const running = this.running;
    this.running = undefined;
    await running?.then(({ process }) => process.kill(), () => undefined);
  }

  /** Queues the request. A caller that aborts is answered at once; the request itself still runs to its end, because the CLI cannot stop. */
  private call(method: string, params: object, signal: AbortSignal | undefined): Promise<unknown> {
    if (signal?.aborted) return Promise.reject(new CancelledError());
    const turn = this.queue.then(() => { if (signal?.aborted) throw new CancelledError(); return this.attempt(method, params); });
    this.queue = turn.catch(() => undefined);
    return signal ? raceAbort(turn, signal) : turn;
  }

  private async attempt(method: string, params: object): Promise<unknown> {
    try {
      return await this.ask(method, params);
    } catch (error) {
      if (!(error instanceof BicepProcessFailed)) throw toDeployError(error, method);
      this.running = undefined;
      this.options.onRestart?.(error.message);
    }
    try { return await this.ask(method, params); } catch (error) { this.running = error instanceof BicepProcessFailed ? undefined : this.running; throw toDeployError(error, method); }
  }

  private async ask(method: string, params: object): Promise<unknown> {
    if ('path' in params && await this.loaded.haveChanged(String(params.path))) await this.dispose();
    const { process, version } = await this.start();
    return method === 'version' ? { version } : process.request(`bicep/${method}`, params, this.timeoutMs);
  }

  private async start(): Promise<{ readonly process: BicepProcess; readonly version: string }> {
    const known = await this.running?.catch(() => undefined);
    if (known?.process.isAlive) return known;
    this.running = this.launch();
    this.running.catch(() => { this.running = undefined; });
    return this.running;
  }

  private async launch(): Promise<{ readonly process: BicepProcess; readonly version: string }> {
    const { file } = await findBicep(this.options);
    const process = await BicepProcess.start(file);
    const version = readVersion(await this.handshake(process, file));
    if (compareVersions(version, minimumBicepVersion) < 0) { process.kill(); throw tooOld(version, file); }
    return { process, version };
  }

  /** Old CLIs do not know `jsonrpc`, or not this request: they end at once or refuse. */
  private async handshake(process: BicepProcess, file: string): Promise<unknown> {
    try {
      return await process.request('bicep/version', {}, this.timeoutMs);
    } catch (error) {
      process.kill();
      if (error instanceof BicepRequestFailed) throw tooOld('unknown', file);
      throw error;
    }
  }

  private get timeoutMs(): number { return this.options.timeoutMs ?? 60_000; }
}

function raceAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new CancelledError());
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

/** Messages of the CLI name files and reasons, never parameters. */
function toDeployError(error: unknown, method: string): unknown {
  if (error instanceof DeployError) return error;
  if (error instanceof BicepRequestFailed) return new InputError('Bicep.RequestFailed', error.message, { cause: error, nextStep: 'Correct what the message names.' });
  if (error instanceof BicepProcessFailed) return new EnvironmentError('Bicep.Unavailable', `The Bicep CLI failed twice on ${method}; the last time, ${error.message}.`, { cause: error, nextStep: 'Try again; if it happens again, run "bicep --version" in a terminal and reinstall it.' });
  return error;
}
