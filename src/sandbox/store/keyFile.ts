import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { isErrno } from './errno';

const fileName = 'sandbox.key';

/** Folder of the user's own state: the key lies there, apart from the states that it opens. */
export const userStateFolder = (): string => join(process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'aos-deploy');

/** Short public name of a key, to say which one a state was written with. */
export const keyIdOf = (key: Buffer): Buffer => createHash('sha256').update('sandbox state key').update(key).digest().subarray(0, 8);

/** Gives the key that `keyId` names, or for a new state (no `keyId`) the user's key, made at first use with mode 0600. Where the user's folder cannot be written, the key lies with the state.
 *  Undefined when no key fits. */
export function findKey(stateFolder: string, keyId: Buffer | undefined): Buffer | undefined {
  const folders = [userStateFolder(), stateFolder];
  const keys = folders.map(readKey).filter((key) => key !== undefined);
  if (keyId) return keys.find((key) => keyIdOf(key).equals(keyId));
  return keys[0] ?? createKey(folders);
}

function readKey(folder: string): Buffer | undefined {
  try {
    const key = Buffer.from(readFileSync(join(folder, fileName), 'utf8').trim(), 'hex');
    return key.length === 32 ? key : undefined;
  } catch (error) {
    if (isErrno(error)) return undefined;
    throw error;
  }
}

function createKey(folders: readonly string[]): Buffer {
  let refusal: unknown;
  for (const folder of folders) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const path = join(folder, fileName);
      writeFileSync(path, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600 });
      chmodSync(path, 0o600);
      return readKey(folder)!;
    } catch (error) {
      if (!isErrno(error)) throw error;
      const made = error.code === 'EEXIST' ? readKey(folder) : undefined;
      if (made) return made;
      refusal = error;
    }
  }
  throw refusal;
}
