import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EnvironmentError, LogicError } from '../../core/errors';
import type { EnvironmentLocks } from '../../core/ports';
import { ensureAosFolder } from './aosFolder';
import { identifyProcess, probeProcess, type ProcessIdentity } from './processIdentity';

interface Holder extends ProcessIdentity { readonly runId: string; readonly token: string }

/** `.aos/locks/<environment>.lock`: who runs now. Files appear whole (made aside, then linked), so no reader sees half of one. */
export class FileEnvironmentLocks implements EnvironmentLocks {
  constructor(private readonly root: string) {}

  async acquire(environment: string, runId: string): Promise<{ release(): Promise<void> }> {
    const file = await this.prepare(environment);
    const mine: Holder = { ...await identifyProcess(), runId, token: randomUUID() };
    // A stale lock is taken away at most a few times: whoever races us either wins or leaves.
    for (let attempt = 0; attempt < 5; attempt++) {
      if (await claim(file, mine)) return { release: () => release(file, mine.token) };
      const holder = await readHolder(file);
      if (holder) await this.refuseLiving(environment, holder, file);
      if (holder) await removeStale(file, holder.token);
    }
    throw new LogicError('Run.Locked', `The lock of environment ${environment} could not be taken: another process takes it at the same time.`, { nextStep: 'Run again.' });
  }

  async holder(environment: string): Promise<string | undefined> {
    const holder = await readHolder(this.file(environment));
    return holder && await probeProcess(holder) !== 'gone' ? holder.runId : undefined;
  }

  private async refuseLiving(environment: string, holder: Holder, file: string): Promise<void> {
    const life = await probeProcess(holder);
    if (life === 'gone') return;
    const nextStep = life === 'alive' ? 'Wait for its end, or cancel it.' : `Wait for its end. When that machine runs it no more, remove ${file}.`;
    throw new LogicError('Run.Locked', `The environment ${environment} is being deployed by run ${holder.runId} (process ${holder.processId} on ${holder.host}).`, { nextStep });
  }

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

async function claim(file: string, holder: Holder): Promise<boolean> {
  const draft = `${file}.${holder.token}`;
  await writeFile(draft, JSON.stringify(holder), { mode: 0o600, flush: true });
  try {
    await linkOrCopy(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Some file systems have no links; there the copy, too, refuses to replace a file. */
async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    if (!['EPERM', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK'].includes(code)) throw error;
    await copyFile(from, to, constants.COPYFILE_EXCL);
  }
}

/** Takes the file aside first: what is there by now may be somebody's fresh lock, and goes back then. */
async function removeStale(file: string, token: string): Promise<void> {
  const aside = `${file}.${randomUUID()}.stale`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const taken = await readHolder(aside);
  if (taken && taken.token !== token) await linkOrCopy(aside, file).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'EEXIST') throw error; });
  await rm(aside, { force: true });
}

async function release(file: string, token: string): Promise<void> {
  const holder = await readHolder(file);
  if (holder?.token === token) await rm(file, { force: true });
}

/** A file that is no lock of ours (empty after a power cut) counts as one whose process is gone. */
async function readHolder(file: string): Promise<Holder | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return parseHolder(text) ?? { processId: -1, host: (await identifyProcess()).host, runId: 'unknown', token: text, startedAt: undefined };
}

function parseHolder(text: string): Holder | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isHolder(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isHolder(value: unknown): value is Holder {
  return value !== null && typeof value === 'object' && 'processId' in value && Number.isInteger(value.processId) && (value.processId as number) > 0
    && 'host' in value && typeof value.host === 'string' && 'runId' in value && typeof value.runId === 'string' && 'token' in value && typeof value.token === 'string';
}
