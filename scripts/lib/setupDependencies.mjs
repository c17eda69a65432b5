// node_modules: present and as package-lock.json says, or installed anew.
import { existsSync, readFileSync } from 'node:fs';
import { withLock } from './cache.mjs';
import { inRoot, root } from './paths.mjs';
import { run } from './process.mjs';

/** Installs the project's packages when one is missing or has another version than the lock file says. Their install scripts do not run: none is needed. */
export async function ensureDependencies() {
  if (dependenciesAreCurrent()) return;
  await withLock(inRoot('node_modules'), async () => {
    if (dependenciesAreCurrent()) return;
    await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: root, title: 'packages of the project (npm ci)' });
  });
}

/** npm leaves a copy of what it installed inside node_modules; optional packages of other systems are missing there by design. */
function dependenciesAreCurrent() {
  const installedFile = inRoot('node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const installed = packagesOf(installedFile);
  return Object.entries(packagesOf(inRoot('package-lock.json')))
    .filter(([folder, entry]) => folder !== '' && !entry.optional)
    .every(([folder, entry]) => installed[folder]?.version === entry.version);
}

const packagesOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
