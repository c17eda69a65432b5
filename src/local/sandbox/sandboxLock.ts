import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** Where a sandbox serves, as it prints it; more members name its data planes. */
export interface SandboxAddress {
  readonly resourceManager: string;
  readonly cloud: string;
  readonly tls: boolean;
  /** PEM file of its CA, with TLS. */
  readonly caFile?: string;
  readonly stateFolder?: string;
  readonly processId: number;
  readonly [dataPlane: string]: unknown;
}

interface LockRecord { readonly processId: number; readonly instance?: string; readonly endpoints?: SandboxAddress }

/** Milliseconds that a health check may take; the sandbox is on this machine. */
const healthTimeoutMs = 2000;

/** The sandbox that serves this state folder now, found by the lock file it keeps there. Undefined when none does, or when it does not answer. */
export async function findRunningSandbox(stateFolder: string): Promise<SandboxAddress | undefined> {
  const lock = await readLock(stateFolder);
  if (!lock?.endpoints || !isAlive(lock.processId)) return undefined;
  return await answers(lock) ? lock.endpoints : undefined;
}

/** The process that holds the state folder, whether or not it answers. */
export async function findHolder(stateFolder: string): Promise<number | undefined> {
  const lock = await readLock(stateFolder);
  return lock && isAlive(lock.processId) ? lock.processId : undefined;
}

async function readLock(stateFolder: string): Promise<LockRecord | undefined> {
  let text: string;
  try { text = await readFile(path.join(stateFolder, 'sandbox.lock'), 'utf8'); } catch (error) { if (isAbsent(error)) return undefined; throw error; }
  try { return isRecord(JSON.parse(text)); } catch (error) { if (error instanceof SyntaxError) return undefined; throw error; }
}

const isRecord = (value: unknown): LockRecord | undefined => (typeof (value as LockRecord | null)?.processId === 'number' ? value as LockRecord : undefined);
const isAbsent = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

export function isAlive(processId: number): boolean {
  try { process.kill(processId, 0); return true; } catch (error) { return (error as NodeJS.ErrnoException).code === 'EPERM'; }
}

/** A process ID may have been given to somebody else: the health answer names the instance. With TLS the certificate is the sandbox's own, and the living process must do. */
async function answers({ endpoints, instance }: LockRecord): Promise<boolean> {
  if (endpoints?.tls) return true;
  try {
    const answer = await fetch(`${endpoints?.resourceManager}/_sandbox/health`, { signal: AbortSignal.timeout(healthTimeoutMs) });
    const body = await answer.json() as { readonly instance?: string };
    return answer.ok && (instance === undefined || body.instance === instance);
  } catch (error) {
    if (error instanceof Error) return false;
    throw error;
  }
}
