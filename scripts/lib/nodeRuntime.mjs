// A Node that has node:sqlite (22.13 or newer). An older one fetches Node 24 from npm, once, into the cache.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { cacheFolder, ensureFolder } from './cache.mjs';
import { run } from './process.mjs';

export const NODE_VERSION = '24.21.0';
const platforms = { linux: 'linux', darwin: 'darwin', win32: 'win' };

export const isNewEnough = (version = process.versions.node) => {
  const [major, minor] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 13);
};

const packageName = () => `node-${platforms[process.platform] ?? process.platform}-${process.arch}`;

/** Path of the Node 24 binary in the cache, whether or not it is there yet. */
export function cachedNodePath() {
  return path.join(cacheFolder('node', NODE_VERSION), 'node_modules', packageName(), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** Node 24, which VS Code's server asks for: this one, or the cached one, fetched when it is not there. */
export async function ensureNode24() {
  if (process.versions.node.startsWith('24.')) return process.execPath;
  await ensureFolder(cacheFolder('node', NODE_VERSION), (partial) =>
    run('npm', ['install', '--prefix', partial, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', `${packageName()}@${NODE_VERSION}`], { title: `Node ${NODE_VERSION}` }));
  const binary = cachedNodePath();
  if (!existsSync(binary)) throw new Error(`Node ${NODE_VERSION} was fetched, but ${binary} is not there. Install Node 24 and run again.`);
  return binary;
}

/** This Node when it is new enough, else the cached Node 24 (fetched if need be). */
export const ensureNode = async () => (isNewEnough() ? process.execPath : ensureNode24());
