import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxEndpoints } from '../api';
import { isErrno } from './errno';

/** A sandbox is serving this state already; attach to it at `endpoints` instead. */
export class SandboxRunningError extends Error {
  readonly code = 'Sandbox.Running';
  constructor(readonly stateFolder: string, readonly endpoints: SandboxEndpoints) {
    super(`Process ${endpoints.processId} serves ${stateFolder} at ${endpoints.resourceManager} already. Use that sandbox, or stop it first.`);
    this.name = 'SandboxRunningError';
  }
}

/** The state folder is taken by a process that does not answer. */
export class SandboxBusyError extends Error {
  readonly code = 'Sandbox.Busy';
  constructor(stateFolder: string, processId: number) {
    super(`Process ${processId} holds ${stateFolder} but does not answer. Wait until it has started or ended, or stop it.`);
    this.name = 'SandboxBusyError';
  }
}

interface LockRecord { readonly processId: number; readonly processStart?: string; readonly instance: string; readonly endpoints?: SandboxEndpoints }

const lockName = 'sandbox.lock';
const busyWaitMs = 10_000;

/** One process per state folder. The file names who holds it and, once it serves, where. A holder that is gone is replaced. */
export class FolderLock {
  readonly instance = randomUUID();
  private constructor(private readonly path: string) {}

  /** @throws SandboxRunningError, SandboxBusyError */
  static async take(stateFolder: string): Promise<FolderLock> {
    mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
    const lock = new FolderLock(join(stateFolder, lockName));
    for (const startedAt = Date.now(); ;) {
      if (lock.create()) return lock;
      const holder = readLock(lock.path);
      if (holder && isAlive(holder)) {
        if (holder.endpoints && await answers(holder.endpoints, holder.instance)) throw new SandboxRunningError(stateFolder, holder.endpoints);
        if (Date.now() - startedAt > busyWaitMs) throw new SandboxBusyError(stateFolder, holder.processId);
        await new Promise((resolve) => setTimeout(resolve, 50));
        continue;
      }
      lock.dropStale(holder);
    }
  }

  publish(endpoints: SandboxEndpoints): void {
    const temporary = `${this.path}.${this.instance}`;
    writeFileSync(temporary, JSON.stringify(this.record(endpoints)), { mode: 0o600 });
    renameSync(temporary, this.path);
  }

  release(): void { if (readLock(this.path)?.instance === this.instance) rmSync(this.path, { force: true }); }

  private create(): boolean {
    const temporary = `${this.path}.${this.instance}`;
    writeFileSync(temporary, JSON.stringify(this.record()), { mode: 0o600 });
    try {
      // A link appears with its content; a file opened and then written could be read while it is empty.
      linkSync(temporary, this.path);
      return true;
    } catch (error) {
      if (isErrno(error) && error.code === 'EEXIST') return false;
      throw error;
    } finally {
      rmSync(temporary, { force: true });
    }
  }

  /** Two processes may find the same stale file: only the one whose rename still finds that file removes it. */
  private dropStale(stale: LockRecord | undefined): void {
    const aside = `${this.path}.${randomUUID()}`;
    try { renameSync(this.path, aside); } catch (error) {
      if (isErrno(error) && error.code === 'ENOENT') return;
      throw error;
    }
    const moved = readLock(aside);
    if (moved && moved.instance !== stale?.instance && isAlive(moved)) renameSync(aside, this.path);
    else rmSync(aside, { force: true });
  }

  private record(endpoints?: SandboxEndpoints): LockRecord {
    return { processId: process.pid, processStart: processStart(process.pid), instance: this.instance, ...(endpoints && { endpoints }) };
  }
}

function readLock(path: string): LockRecord | undefined {
  try { return JSON.parse(readFileSync(path, 'utf8')) as LockRecord; } catch (error) {
    if (isErrno(error) || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isAlive({ processId, processStart: start }: LockRecord): boolean {
  try { process.kill(processId, 0); } catch (error) {
    if (isErrno(error) && error.code !== 'EPERM') return false;
  }
  return start === undefined || processStart(processId) === start;
}

/** When the process started, in the kernel's ticks, so that a process ID given out again is not taken for the old process. Undefined where `/proc` is missing. */
function processStart(processId: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch (error) {
    if (isErrno(error)) return undefined;
    throw error;
  }
}

async function answers(endpoints: SandboxEndpoints, instance: string): Promise<boolean> {
  // With TLS the certificate is the sandbox's own; a living process with the right start time is proof enough there.
  if (endpoints.tls) return true;
  try {
    const answer = await fetch(`${endpoints.resourceManager}/_sandbox/health`, { signal: AbortSignal.timeout(2000) });
    return (await answer.json() as { readonly instance?: string }).instance === instance;
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}
