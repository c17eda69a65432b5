// Builds dist/ when what it is made of has changed.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { withLock } from './cache.mjs';
import { fingerprint } from './fingerprint.mjs';
import { ensureNode } from './nodeRuntime.mjs';
import { inRoot, root } from './paths.mjs';
import { run } from './process.mjs';
import { ensureDependencies } from './setupDependencies.mjs';

const inputs = ['src', 'webview-ui', 'syntaxes', 'webpack.config.js', 'package-lock.json', 'tsconfig.json', 'tsconfig.base.json', 'scripts/lib/bundles.mjs', 'scripts/lib/bundleUrl.cjs', 'scripts/lib/ownPlaceLoader.cjs'];
const stamp = inRoot('dist', '.built-from');

/** Bundles extension, command, sandbox and pages. Returns false when nothing had changed. @param {{mode?: 'production' | 'development'}} options */
export async function buildBundles({ mode = 'production' } = {}) {
  await ensureDependencies();
  return withLock(inRoot('dist'), async () => {
    const wanted = fingerprint(inputs, mode);
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return false;
    rmSync(inRoot('dist'), { recursive: true, force: true });
    await run(await ensureNode(), [inRoot('node_modules', 'webpack', 'bin', 'webpack.js'), '--mode', mode], { cwd: root, title: 'bundles (webpack)' });
    writeFileSync(stamp, wanted);
    return true;
  });
}
