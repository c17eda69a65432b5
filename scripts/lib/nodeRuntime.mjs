// A Node that has node:sqlite (22.13 or newer). An older one fetches Node 24 from npm, once, into the cache.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder } from './cache.mjs';
import { run } from './process.mjs';

export const NODE_VERSION = '24.21.0';
const platforms = { linux: 'linux', darwin: 'darwin', win32: 'win' };

export const isNewEnough = (version = process.versions.node) => {
  const [major, minor] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 13);
};

/** Path of the Node 24 binary in the cache, whether or not it is there yet. */
export function cachedNodePath() {
  const name = `node-${platforms[process.platform] ?? process.platform}-${process.arch}`;
  return path.join(cacheFolder('node', NODE_VERSION), 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** Fetches Node 24 when it is not in the cache; returns its path. */
export async function ensureNode24() {
  const binary = cachedNodePath();
  if (existsSync(binary)) return binary;
  const folder = cacheFolder('node', NODE_VERSION);
  const partial = `${folder}.${process.pid}.partial`;
  mkdirSync(partial, { recursive: true });
  const name = path.basename(path.dirname(path.dirname(binary)));
  await run('npm', ['install', '--prefix', partial, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${NODE_VERSION}`], { title: `Node ${NODE_VERSION}` });
  try { renameSync(partial, folder); } catch { rmSync(partial, { recursive: true, force: true }); }
  if (!existsSync(binary)) throw new Error(`Node ${NODE_VERSION} was fetched, but ${binary} is not there. Install Node 24 and run again.`);
  return binary;
}

/** This Node when it is new enough, else the cached Node 24 (fetched if need be). */
export const ensureNode = async () => (isNewEnough() ? process.execPath : ensureNode24());
