// VS Code in the browser, served on loopback until Ctrl+C.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { installExtension } from './installExtension.mjs';
import { findOnPath } from './process.mjs';
import { stopSandbox } from './stopSandbox.mjs';
import { startVsCodeServer } from './vscodeServer.mjs';

/** The same port every time lets the browser remember how the workbench was left. */
const usualPort = 9100;

export async function startInBrowser({ profile, vsix, workspace, tools, port, open }) {
  await installExtension({ server: tools.vsCode, node: tools.node24, profile, vsix });
  const server = await startVsCodeServer({
    server: tools.vsCode, node: tools.node24, profile, port: port ?? (await isFree(usualPort) ? usualPort : 0), env: { AOS_BICEP: tools.bicep, AOS_DEPLOY_NODE: tools.node24 },
  });
  const url = server.url({ folder: workspace });
  console.log(`\nVS Code with AOS Deploy:  ${url}\nWorkspace:                ${workspace}\nCtrl+C ends it.`);
  if (open) openInBrowser(url);
  await interrupted();
  console.log('\nEnding VS Code …');
  await server.close();
  await stopSandbox(workspace);
}

const isFree = (port) => new Promise((resolve) => {
  const probe = createServer().once('error', () => resolve(false)).once('listening', () => probe.close(() => resolve(true)));
  probe.listen(port, '127.0.0.1');
});

const interrupted = () => new Promise((resolve) => { for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, resolve); });

/** Where there is no screen there is no browser to open; the address is printed anyway. */
function openInBrowser(url) {
  const [command, ...args] = browserCommand(url);
  if (!command) return;
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.once('error', (error) => console.error(`The browser did not open (${error.message}); open the address yourself.`));
  child.unref();
}

function browserCommand(url) {
  if (process.platform === 'darwin') return ['open', url];
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler', url];
  const hasScreen = process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return hasScreen && findOnPath('xdg-open') ? ['xdg-open', url] : [];
}
