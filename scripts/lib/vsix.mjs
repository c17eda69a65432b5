// Makes the .vsix when what goes into it has changed.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildBundles } from './bundles.mjs';
import { withLock } from './cache.mjs';
import { fingerprint } from './fingerprint.mjs';
import { ensureNode } from './nodeRuntime.mjs';
import { inRoot, root } from './paths.mjs';
import { run } from './process.mjs';
import { toolCommands } from './tools.mjs';

const inputs = ['dist', 'media', 'samples', 'syntaxes', 'l10n', 'package.json', 'package.nls.json', '.vscodeignore', 'README.md', 'CHANGELOG.md', 'LICENSE'];

/** Path of the current .vsix, packed when it is missing or older than its contents. */
export async function ensurePackage() {
  await buildBundles();
  const { name, version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  const file = inRoot('out', `${name}-${version}.vsix`);
  const stamp = `${file}.packed-from`;
  return withLock(file, async () => {
    const wanted = fingerprint(inputs);
    if (existsSync(file) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return file;
    mkdirSync(path.dirname(file), { recursive: true });
    await run(await ensureNode(), [...toolCommands('vsce')[0], 'package', '--no-dependencies', '--allow-missing-repository', '--out', file], { cwd: root, title: 'extension package (vsce)' });
    writeFileSync(stamp, wanted);
    return file;
  });
}
