import type { DeployError } from '../../core/errors';
import { acquireProcessLock, type LockHolder, type ProcessLock } from './processLock';

const patienceMs = 10_000;
const pauseMs = 20;

/** Takes the lock of a file that is written in moments, waiting for others to be done. @throws what `busy` makes when somebody has it for 10 seconds. */
export async function waitForLock(file: string, name: string, busy: (holder: LockHolder) => DeployError): Promise<ProcessLock> {
  for (const started = Date.now(); ;) {
    const { lock, holder } = await acquireProcessLock(file, name);
    if (lock) return lock;
    if (Date.now() - started > patienceMs) throw busy(holder);
    await new Promise((resolve) => { setTimeout(resolve, pauseMs); });
  }
}
