// Installs a packaged extension into a profile of VS Code's server.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fingerprint } from './fingerprint.mjs';
import { root } from './paths.mjs';
import { run } from './process.mjs';

/** Puts the .vsix into the profile's extensions, unless this very package is there already. */
export async function installExtension({ server, node, profile, vsix }) {
  const stamp = path.join(profile, 'installed-from');
  const wanted = fingerprint([path.relative(root, vsix)]);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(path.join(profile, 'extensions'), { recursive: true, force: true });
  mkdirSync(profile, { recursive: true });
  await run(node, [
    path.join(server, 'out', 'server-main.js'), '--accept-server-license-terms', '--install-extension', vsix, '--force',
    '--user-data-dir', path.join(profile, 'user'), '--server-data-dir', path.join(profile, 'server'), '--extensions-dir', path.join(profile, 'extensions'),
  ]);
  writeFileSync(stamp, wanted);
}
