// Bundles the tests that run inside VS Code: one folder of out/integration per folder of test/integration.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { inRoot } from './paths.mjs';

/**
 * @typedef {object} Suite
 * @property {string} name Folder under test/integration.
 * @property {string} entry Bundled module whose `run()` runs the tests.
 * @property {string | undefined} workspace Folder, relative to the project, whose copy is opened; undefined: no folder is open.
 * @property {string | undefined} extensions Folder of other extensions that are installed, as VS Code keeps them.
 * @property {boolean} trusted False: trust is on, and nobody has trusted the folder.
 * @property {Record<string, unknown>} settings User settings of this suite.
 */

/** Bundles every suite. A suite's `suite.json` may name its workspace, trust and settings. @returns {Promise<Suite[]>} */
export async function bundleIntegrationTests() {
  const { build } = await import('esbuild');
  rmSync(inRoot('out', 'integration'), { recursive: true, force: true });
  const suites = findSuites();
  for (const suite of suites) {
    const files = suite.files.map((file) => ({ in: inRoot('test', 'integration', suite.name, file), out: file.replace(/\.ts$/, '') }));
    await build({
      entryPoints: [...files, { in: inRoot('test', 'integration', 'index.ts'), out: 'index' }],
      outdir: path.dirname(suite.entry), bundle: true, platform: 'node', format: 'cjs', target: 'node22', sourcemap: 'inline', external: ['vscode', 'mocha'], logLevel: 'warning',
    });
  }
  return suites;
}

function findSuites() {
  const base = inRoot('test', 'integration');
  return readdirSync(base, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, files: readdirSync(path.join(base, name)).filter((file) => file.endsWith('.test.ts')) }))
    .filter(({ files }) => files.length > 0)
    .map(({ name, files }) => ({ name, files, entry: inRoot('out', 'integration', name, 'index.js'), ...describe(path.join(base, name), name) }));
}

function describe(folder, name) {
  const file = path.join(folder, 'suite.json');
  const said = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const workspace = said.noFolder ? undefined : said.workspace ?? (name === 'sample' ? 'samples/aos' : `test/workspaces/${name}`);
  const extensions = existsSync(path.join(folder, 'extensions')) ? path.join(folder, 'extensions') : undefined;
  return { workspace, extensions, trusted: said.trusted ?? true, settings: said.settings ?? {} };
}
