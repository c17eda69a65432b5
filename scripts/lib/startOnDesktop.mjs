// The user's own desktop VS Code, with a profile apart from theirs.
import path from 'node:path';
import { findOnPath, run } from './process.mjs';
import { stopSandbox } from './stopSandbox.mjs';
import { quietSettings, writeSettings } from './vscodeServer.mjs';

/**
 * Path of a desktop VS Code that can open a window here, or undefined. Inside a remote terminal `code` only talks to the window it came from,
 * and as root on Linux it refuses to start.
 */
export function desktopVsCode() {
  if (process.env.VSCODE_IPC_HOOK_CLI) return undefined;
  if (process.platform === 'linux' && (process.getuid() === 0 || !(process.env.DISPLAY || process.env.WAYLAND_DISPLAY))) return undefined;
  return findOnPath('code', 'code-insiders', 'codium');
}

/** Opens a window on the workspace and waits until it is closed. */
export async function startOnDesktop({ code, profile, vsix, workspace, tools }) {
  const userData = path.join(profile, 'user');
  const places = ['--user-data-dir', userData, '--extensions-dir', path.join(profile, 'extensions')];
  writeSettings(path.join(userData, 'User'), quietSettings);
  await run(code, [...places, '--install-extension', vsix, '--force'], { title: 'AOS Deploy into a profile of its own' });
  console.log(`\nVS Code opens on ${workspace}.\nThis command ends when you close its window.`);
  await run(code, [...places, '--new-window', '--wait', workspace], { env: { AOS_BICEP: tools.bicep, AOS_DEPLOY_NODE: tools.node } });
  await stopSandbox(workspace);
}
