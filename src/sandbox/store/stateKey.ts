import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const keyBytes = 32;

/**
 * The key that seals the sandbox's state, made at first use: a file of the user's own (0600) outside the workspace, so that a copied or
 * committed state folder shows nothing. Where the home folder cannot be written, the file lies in `fallbackFolder`.
 */
export function loadStateKey(fallbackFolder: string, environment: NodeJS.ProcessEnv = process.env): Buffer {
  const folders = [path.join(environment.XDG_STATE_HOME || path.join(environment.HOME || homedir(), '.local', 'state'), 'aos-deploy'), fallbackFolder];
  for (const folder of folders) {
    const known = readKey(path.join(folder, 'sandbox.key'));
    if (known) return known;
  }
  return createKey(folders);
}

function readKey(file: string): Buffer | undefined {
  try {
    const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
    return key.length === keyBytes ? key : undefined;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

function createKey(folders: readonly string[]): Buffer {
  const key = randomBytes(keyBytes);
  let failure: unknown;
  for (const folder of folders) {
    const file = path.join(folder, 'sandbox.key');
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      writeFileSync(file, key.toString('base64'), { mode: 0o600, flag: 'wx' });
      return key;
    } catch (error) {
      const raced = (error as NodeJS.ErrnoException).code === 'EEXIST' ? readKey(file) : undefined;
      if (raced) return raced;
      failure = error;
    }
  }
  throw failure;
}
