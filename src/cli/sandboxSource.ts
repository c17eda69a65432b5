import { existsSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { InputError, LogicError } from '../core/errors';
import { ensureAosFolder } from '../local/runs';
import { findRunningSandbox, type SandboxAddress } from '../local/sandbox';
import type { RunningSandbox, SandboxOptions } from '../sandbox/api';
import type { Invocation } from './parseArguments';
import { fromSandboxError } from './sandboxErrors';

export type ServeOptions = SandboxOptions & { readonly stateFolder: string };

/** Options of `sandbox start`; the state is the workspace's own unless --state says otherwise. */
export function sandboxOptions({ values, flags }: Invocation, workspace: string): ServeOptions {
  const number = (name: 'port' | 'latency' | 'seed'): number | undefined => (values[name] === undefined ? undefined : Number(values[name]));
  return {
    stateFolder: values.state === undefined ? stateOf(workspace) : path.resolve(values.state), tls: flags.has('tls') || undefined,
    port: number('port'), latencyMs: number('latency'), seed: number('seed'),
    faultFile: values.faults === undefined ? undefined : path.resolve(values.faults), noiseProfile: values.noise,
  };
}

export const stateOf = (workspace: string): string => path.join(workspace, '.aos', 'sandbox');

/** Serves a sandbox from this process. @throws LogicError `Sandbox.Running` when another process serves this state; what the sandbox throws. */
export async function serveSandbox(options: ServeOptions, workspace: string): Promise<RunningSandbox> {
  const running = await findRunningSandbox(options.stateFolder);
  if (running) throw new LogicError('Sandbox.Running', `The sandbox with the state ${options.stateFolder} serves at ${running.resourceManager} already (process ${running.processId}).`, { nextStep: 'Use that one, or stop it first.' });
  if (options.stateFolder.startsWith(path.join(workspace, '.aos') + path.sep)) await ensureAosFolder(workspace);
  const { startSandbox } = await import('../sandbox/index');
  try {
    return await startSandbox(Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)));
  } catch (error) {
    throw fromSandboxError(error);
  }
}

const attempts = 50;
const pauseMs = 200;

/** The sandbox behind `--cloud sandbox`: the one that serves the workspace's state already, else one in this process. */
export class SandboxSource {
  private own?: RunningSandbox;

  constructor(private readonly workspace: string, private readonly progress: (line: string) => void) {}

  async endpoint(): Promise<string> {
    if (!existsSync(this.workspace)) throw new InputError('Workspace.None', `There is no folder ${this.workspace}.`, { nextStep: 'Name the folder of your AOS repository with --workspace.' });
    const stateFolder = stateOf(this.workspace);
    const running = await findRunningSandbox(stateFolder) ?? await this.serveOrFind(stateFolder);
    if (running) return this.attach(running);
    const own = this.own!.endpoints;
    this.progress(`Sandbox at ${own.resourceManager}`);
    return own.resourceManager;
  }

  async close(): Promise<void> { await this.own?.close(); }

  /** Another process may be faster, and hold the state before it answers. */
  private async serveOrFind(stateFolder: string): Promise<SandboxAddress | undefined> {
    try {
      this.own = await serveSandbox({ stateFolder }, this.workspace);
      return undefined;
    } catch (error) {
      for (let attempt = 0; attempt < attempts && existsSync(path.join(stateFolder, 'sandbox.lock')); attempt++) {
        const running = await findRunningSandbox(stateFolder);
        if (running) return running;
        await wait(pauseMs);
      }
      throw error;
    }
  }

  private attach(running: SandboxAddress): string {
    this.progress(`Sandbox at ${running.resourceManager} (of process ${running.processId})`);
    return running.resourceManager;
  }
}
