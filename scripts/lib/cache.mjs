// Where big downloads live: outside the repository, one folder per name and version.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The folder for everything that set-up downloads. `AOS_DEPLOY_CACHE` moves it. */
export function cacheRoot() {
  if (process.env.AOS_DEPLOY_CACHE) return path.resolve(process.env.AOS_DEPLOY_CACHE);
  if (process.platform === 'win32') return path.join(process.env.LOCALAPPDATA ?? path.join(homedir(), 'AppData', 'Local'), 'aos-deploy');
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'aos-deploy');
  return path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'aos-deploy');
}

export const cacheFolder = (name, version) => path.join(cacheRoot(), `${name}-${version}`);

/**
 * Returns `folder`, filled by `fill(partial)` unless it is there already. The folder appears in one step, complete or not at all;
 * a second process that asks at the same time waits for the first.
 */
export async function ensureFolder(folder, fill) {
  if (existsSync(folder)) return folder;
  return withLock(folder, async () => {
    if (existsSync(folder)) return folder;
    const partial = `${folder}.partial`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    await fill(partial);
    renameSync(partial, folder);
    return folder;
  });
}

/** Runs `work` while no other process of this computer does the same for `target`. A lock whose owner died is taken over. */
export async function withLock(target, work) {
  const lock = `${target}.lock`;
  mkdirSync(path.dirname(lock), { recursive: true });
  let announced = false;
  while (!tryLock(lock)) {
    if (!announced) console.error(`· another run is busy with ${path.basename(target)}; waiting for it …`);
    announced = true;
    await delay(500);
  }
  try { return await work(); } finally { rmSync(lock, { force: true }); }
}

function tryLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (!isAlive(ownerOf(lock))) rmSync(lock, { force: true });
  return false;
}

/** The process that wrote the lock; undefined while it is still being written or was just removed. */
function ownerOf(lock) {
  try { return Number(readFileSync(lock, 'utf8')) || undefined; } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

function isAlive(pid) {
  if (pid === undefined) return true;
  try { process.kill(pid, 0); return true; } catch (error) { return error.code === 'EPERM'; }
}
