import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { InputError, LogicError } from '../core/errors';
import { acquireProcessLock, ensureAosFolder, findLockHolder } from '../local/runs';
import type { RunningSandbox, SandboxEndpoints, SandboxOptions } from '../sandbox/api';
import type { Invocation } from './parseArguments';

export type ServeOptions = SandboxOptions & { readonly stateFolder: string; readonly workspace: string };

const lockFile = (stateFolder: string): string => `${stateFolder}.lock`;
const endpointFile = (stateFolder: string): string => `${stateFolder}.endpoint.json`;

/** Options of `sandbox start`; the state is the workspace's own unless --state says otherwise. */
export function sandboxOptions({ values, flags }: Invocation, workspace: string): ServeOptions {
  const number = (name: 'port' | 'latency' | 'seed'): number | undefined => (values[name] === undefined ? undefined : Number(values[name]));
  return {
    workspace, stateFolder: values.state === undefined ? defaultState(workspace) : path.resolve(values.state), tls: flags.has('tls'),
    port: number('port'), latencyMs: number('latency'), seed: number('seed'),
    faultFile: values.faults === undefined ? undefined : path.resolve(values.faults), noiseProfile: values.noise,
  };
}

const defaultState = (workspace: string): string => path.join(workspace, '.aos', 'sandbox');

/** Serves a sandbox from this process. @throws LogicError `Sandbox.Running` when another process serves this state. */
export async function serveSandbox({ workspace, ...options }: ServeOptions): Promise<RunningSandbox> {
  const { stateFolder } = options;
  if (stateFolder === defaultState(workspace)) await ensureAosFolder(workspace);
  else await mkdir(path.dirname(stateFolder), { recursive: true });
  const { lock, holder } = await acquireProcessLock(lockFile(stateFolder), 'sandbox');
  if (!lock) throw new LogicError('Sandbox.Running', `The sandbox with the state ${stateFolder} is served by process ${holder.processId} on ${holder.host} already.`, { nextStep: 'Use that one, or stop it first.' });
  try {
    const { startSandbox } = await import('../sandbox/index');
    const sandbox = await startSandbox(withoutAbsent(options));
    await writeFile(endpointFile(stateFolder), JSON.stringify(sandbox.endpoints));
    return { endpoints: sandbox.endpoints, close: async () => { await rm(endpointFile(stateFolder), { force: true }); await sandbox.close(); await lock.release(); } };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** Removes the state. @throws LogicError `Sandbox.Running` while somebody serves it. @returns whether there was any. */
export async function resetSandbox(stateFolder: string): Promise<boolean> {
  const holder = await findLockHolder(lockFile(stateFolder));
  if (holder) throw new LogicError('Sandbox.Running', `The sandbox with the state ${stateFolder} is served by process ${holder.processId} on ${holder.host}.`, { nextStep: 'Stop it, then reset it.' });
  const existed = existsSync(stateFolder);
  await rm(stateFolder, { recursive: true, force: true });
  return existed;
}

/** The sandbox behind `--cloud sandbox`: the one that serves the workspace's state already, else one in this process. */
export class SandboxSource {
  private own?: RunningSandbox;

  constructor(private readonly workspace: string, private readonly progress: (line: string) => void) {}

  async endpoint(): Promise<string> {
    const stateFolder = defaultState(this.workspace);
    const holder = existsSync(path.dirname(stateFolder)) ? await findLockHolder(lockFile(stateFolder)) : undefined;
    if (holder) return this.attach(stateFolder);
    if (!existsSync(this.workspace)) throw new InputError('Workspace.None', `There is no folder ${this.workspace}.`, { nextStep: 'Name the folder of your AOS repository with --workspace.' });
    this.own = await serveSandbox({ workspace: this.workspace, stateFolder });
    this.progress(`Sandbox at ${this.own.endpoints.resourceManager}`);
    return this.own.endpoints.resourceManager;
  }

  async close(): Promise<void> { await this.own?.close(); }

  /** The other process may have the lock and be just about to serve. */
  private async attach(stateFolder: string): Promise<string> {
    for (let attempt = 0; attempt < 100; attempt++) {
      const endpoints = await readEndpoints(stateFolder);
      if (endpoints) {
        this.progress(`Sandbox at ${endpoints.resourceManager} (of process ${endpoints.processId})`);
        return endpoints.resourceManager;
      }
      await sleep(100);
    }
    throw new LogicError('Sandbox.NotServing', `Another process holds the sandbox ${stateFolder}, but does not serve.`, { nextStep: 'End that process, then run again.' });
  }
}

async function readEndpoints(stateFolder: string): Promise<SandboxEndpoints | undefined> {
  try {
    return JSON.parse(await readFile(endpointFile(stateFolder), 'utf8')) as SandboxEndpoints;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

const withoutAbsent = <T extends object>(options: T): T => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
