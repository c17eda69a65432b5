import { homedir } from 'node:os';
import path from 'node:path';

/** The folder where set-up puts what it downloads: the same as in scripts/lib/cache.mjs. `AOS_DEPLOY_CACHE` moves it. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment['AOS_DEPLOY_CACHE']) return path.resolve(environment['AOS_DEPLOY_CACHE']);
  if (process.platform === 'win32') return path.join(environment['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'), 'aos-deploy');
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'aos-deploy');
  return path.join(environment['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'aos-deploy');
}
