// A real VS Code for the browser, from npm: the server that code-server carries, without code-server around it.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import path from 'node:path';
import { cacheFolder, ensureFolder } from './cache.mjs';
import { inRoot } from './paths.mjs';
import { run } from './process.mjs';

export const CODE_SERVER_VERSION = '4.139.1';
/** Rises when the steps below change, so that nobody keeps a folder made by older ones. */
const RECIPE = 1;
/** Chat and container features: a third of the size, and nothing here uses them. */
const needless = ['extensions/copilot', 'extensions/mermaid-markdown-features', 'node_modules/@github', 'node_modules/@microsoft/mxc-sdk', 'node_modules/@devcontainers'];
const npmInstall = ['install', '--ignore-scripts', '--omit=dev', '--no-audit', '--no-fund'];

/** Folder of VS Code's server (`out/server-main.js` inside), fetched when it is not in the cache. */
export const ensureVsCodeServer = () => ensureFolder(cacheFolder('vscode-server', `${CODE_SERVER_VERSION}-${RECIPE}`), fetchVsCodeServer);

async function fetchVsCodeServer(folder) {
  await run('npm', ['pack', `code-server@${CODE_SERVER_VERSION}`, '--pack-destination', folder], { title: `VS Code (code-server ${CODE_SERVER_VERSION})` });
  const archive = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  await run('tar', ['-xzf', archive, '--strip-components=3', 'package/lib/vscode'], { cwd: folder });
  rmSync(path.join(folder, archive));
  await run('npm', npmInstall, { cwd: folder, title: 'packages of VS Code' });
  await run('npm', npmInstall, { cwd: path.join(folder, 'extensions'), title: 'packages of its built-in extensions' });
  for (const part of needless) rmSync(path.join(folder, part), { recursive: true, force: true });
  await replaceLogger(folder);
  if (!existsSync(path.join(folder, 'out', 'server-main.js'))) throw new Error(`code-server ${CODE_SERVER_VERSION} holds no lib/vscode/out/server-main.js. Raise or lower CODE_SERVER_VERSION in scripts/lib/setupVsCode.mjs.`);
}

/** VS Code's log files come from a C++ module; ours writes the same files without asking for a compiler. */
const replaceLogger = (folder) => copyFile(inRoot('scripts', 'lib', 'plainLogger.cjs'), path.join(folder, 'node_modules', '@vscode', 'spdlog', 'index.js'));
