import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { identifyProcess, probeProcess, type Life, type ProcessIdentity } from './processIdentity';

interface Holder extends ProcessIdentity { readonly name: string; readonly token: string }
export interface LockHolder extends ProcessIdentity { readonly name: string; readonly life: Exclude<Life, 'gone'> }
export interface ProcessLock { release(): Promise<void> }
export type LockAnswer = { readonly lock: ProcessLock; readonly holder?: undefined } | { readonly lock?: undefined; readonly holder: LockHolder };

/**
 * Takes the lock that `file` stands for, or says who has it. `name` tells people what it is held for. A lock whose process is gone is taken over.
 * The file appears whole (made aside, then linked), so no reader sees half of one. Its folder must exist.
 */
export async function acquireProcessLock(file: string, name: string): Promise<LockAnswer> {
  const mine: Holder = { ...await identifyProcess(), name, token: randomUUID() };
  for (;;) {
    if (await claim(file, mine)) return { lock: { release: () => release(file, mine.token) } };
    const holder = await readHolder(file);
    if (!holder) continue;
    const life = await probeProcess(holder);
    if (life !== 'gone') return { holder: { ...holder, life } };
    await removeStale(file, holder.token);
  }
}

/** Who holds the lock now, if that process lives. */
export async function findLockHolder(file: string): Promise<LockHolder | undefined> {
  const holder = await readHolder(file);
  const life = holder && await probeProcess(holder);
  return holder && life && life !== 'gone' ? { ...holder, life } : undefined;
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
  return parseHolder(text) ?? { processId: -1, host: hostname(), name: 'unknown', token: text };
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
    && 'host' in value && typeof value.host === 'string' && 'name' in value && typeof value.name === 'string' && 'token' in value && typeof value.token === 'string';
}
