// Starts VS Code's server on loopback with a profile of its own, and says how to reach a workspace in it.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Settings of every VS Code that the project starts: nothing that asks the network, nothing that covers the workbench. */
export const quietSettings = {
  'security.workspace.trust.enabled': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.enableExperiments': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'chat.disableAIFeatures': true,
  'git.openRepositoryInParentFolders': 'never',
  'remote.autoForwardPorts': false,
  'window.commandCenter': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.layoutControl.enabled': false,
};

/**
 * @param {object} options
 * @param {string} options.server Folder of VS Code's server (see setupVsCode.mjs).
 * @param {string} options.node Node 24.
 * @param {string} options.profile Folder of user data, extensions and logs; made when missing.
 * @param {number} [options.port] 0 takes a free one.
 * @param {Record<string, unknown>} [options.settings] Added to `quietSettings`.
 * @param {Record<string, string>} [options.env] Seen by the server and its extension hosts.
 * @param {boolean} [options.forTests] Lets a page name test code to run in the extension host.
 */
export async function startVsCodeServer({ server, node, profile, port = 0, settings = {}, env = {}, forTests = false }) {
  const user = path.join(profile, 'user');
  writeSettings(path.join(user, 'User'), { ...quietSettings, ...settings });
  // Settings of machine scope count only from here: for the browser, the server is the remote machine.
  writeSettings(path.join(user, 'Machine'), settings);
  const child = spawn(node, [
    path.join(server, 'out', 'server-main.js'), '--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms',
    '--user-data-dir', user, '--server-data-dir', path.join(profile, 'server'), '--extensions-dir', path.join(profile, 'extensions'), '--telemetry-level', 'off',
    // Its environment is ours and `env`: a login shell would put its own PATH in their place.
    '--force-disable-user-env',
    ...(forTests ? ['--enable-smoke-test-driver'] : []),
  ], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32' });
  const endWithUs = () => signalGroup(child, 'SIGKILL');
  process.once('exit', endWithUs);
  child.once('exit', () => process.off('exit', endWithUs));
  const log = tailOf(child);
  const actualPort = await listening(child, log);
  return { port: actualPort, processId: child.pid, logTail: log.text, url: (options) => workbenchUrl(actualPort, options), close: () => stop(child), kill: () => kill(child) };
}

/** Writes the settings of a new profile; where there are some, they are the user's. */
export function writeSettings(folder, settings) {
  const file = path.join(folder, 'settings.json');
  if (existsSync(file)) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`);
}

/** Address of the workbench on `folder`, or with no folder open; `extension` is loaded from its folder, and `tests` run inside the extension host. */
function workbenchUrl(port, { folder, extension, tests }) {
  const remote = (file) => `vscode-remote://127.0.0.1:${port}${asUrlPath(file)}`;
  const payload = [...(extension ? [['extensionDevelopmentPath', remote(extension)]] : []), ...(tests ? [['extensionTestsPath', remote(tests)]] : [])];
  const query = new URLSearchParams({ ...(folder ? { folder: asUrlPath(folder) } : { ew: 'true' }), ...(payload.length > 0 ? { payload: JSON.stringify(payload) } : {}) });
  return `http://127.0.0.1:${port}/?${query}`;
}

/** `C:\a` becomes `/C:/a`, as in a URL. */
const asUrlPath = (file) => (path.sep === '\\' ? `/${file.replaceAll('\\', '/')}` : file);

function tailOf(child) {
  let tail = '';
  const add = (chunk) => { tail = (tail + chunk).slice(-20_000); };
  child.stdout.on('data', add);
  child.stderr.on('data', add);
  return { text: () => tail };
}

function listening(child, log) {
  return new Promise((resolve, reject) => {
    const look = () => {
      const port = /listening on (\d+)/.exec(log.text())?.[1];
      if (port) resolve(Number(port));
    };
    child.stdout.on('data', look);
    child.once('error', (error) => reject(new Error(`VS Code's server could not be started: ${error.message}`)));
    child.once('exit', (code) => reject(new Error(portIsTaken(log.text()) ?? `VS Code's server ended with ${code} before it listened.\n${log.text().slice(-3000)}`)));
  });
}

const portIsTaken = (text) => (text.includes('EADDRINUSE') ? `The port is in use: ${/EADDRINUSE[^\n]*/.exec(text)[0]}. Choose another with --port, or 0 for a free one.` : undefined);

/** Asks the server and everything it started to end, and insists after five seconds. */
function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  signalGroup(child, 'SIGTERM');
  const insist = setTimeout(() => signalGroup(child, 'SIGKILL'), 5000);
  return ended.then(() => clearTimeout(insist));
}

/** Ends the server and everything it started at once, as a crash of the machine would. */
function kill(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  signalGroup(child, 'SIGKILL');
  return ended;
}

/** The server starts extension hosts and terminals of its own: the whole group ends with it. */
function signalGroup(child, signal) {
  try {
    if (process.platform === 'win32') child.kill(signal); else process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
