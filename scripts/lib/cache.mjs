// Where big downloads live: outside the repository, one folder per name and version.
import { homedir } from 'node:os';
import path from 'node:path';

/** The folder for everything that set-up downloads. `AOS_DEPLOY_CACHE` moves it. */
export function cacheRoot() {
  if (process.env.AOS_DEPLOY_CACHE) return path.resolve(process.env.AOS_DEPLOY_CACHE);
  if (process.platform === 'win32') return path.join(process.env.LOCALAPPDATA ?? path.join(homedir(), 'AppData', 'Local'), 'aos-deploy');
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'aos-deploy');
  return path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'aos-deploy');
}

export const cacheFolder = (name, version) => path.join(cacheRoot(), `${name}-${version}`);
