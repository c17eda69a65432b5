import path from 'node:path';
import { EnvironmentError, LogicError } from '../../core/errors';
import type { EnvironmentLocks } from '../../core/ports';
import { ensureAosFolder } from './aosFolder';
import { acquireProcessLock, findLockHolder } from './processLock';

/** `.aos/locks/<environment>.lock`: which run goes on now, in which process. */
export class FileEnvironmentLocks implements EnvironmentLocks {
  constructor(private readonly root: string) {}

  async acquire(environment: string, runId: string): Promise<{ release(): Promise<void> }> {
    const file = await this.prepare(environment);
    const { lock, holder } = await acquireProcessLock(file, runId);
    if (lock) return lock;
    const nextStep = holder.life === 'alive' ? 'Wait for its end, or cancel it.' : `Wait for its end. When that machine runs it no more, remove ${file}.`;
    throw new LogicError('Run.Locked', `The environment ${environment} is being deployed by run ${holder.name} (process ${holder.processId} on ${holder.host}).`, { nextStep });
  }

  async holder(environment: string): Promise<string | undefined> { return (await findLockHolder(this.file(environment)))?.name; }

  private async prepare(environment: string): Promise<string> {
    try {
      await ensureAosFolder(this.root, 'locks');
      return this.file(environment);
    } catch (error) {
      throw new EnvironmentError('Lock.Unwritable', `The folder .aos in ${this.root} cannot be written: ${(error as Error).message}`, { cause: error, nextStep: 'Correct the rights of the folder, or free disk space.' });
    }
  }

  /** Names are used without case: on some systems files are, too. */
  private file(environment: string): string {
    return path.join(this.root, '.aos', 'locks', `${encodeURIComponent(environment.toLowerCase())}.lock`);
  }
}
