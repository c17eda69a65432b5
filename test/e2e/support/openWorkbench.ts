import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import { installExtension } from '../../../scripts/lib/installExtension.mjs';
import { stopSandbox } from '../../../scripts/lib/stopSandbox.mjs';
import { startVsCodeServer, type VsCodeServer } from '../../../scripts/lib/vscodeServer.mjs';
import { ensureWorkspaceCopy } from '../../../scripts/lib/workspaceCopy.mjs';
import { Workbench } from './workbench';

/** A page that gets the focus late, as VS Code gives it to a webview that was just revealed, must not close the palette that is being typed into: no person is as fast as that. */
const forTests = { 'workbench.reduceMotion': 'on', 'workbench.quickOpen.closeOnFocusLost': false };

const root = path.resolve(__dirname, '..', '..', '..');

export interface WorkbenchOptions {
  /** Folder relative to the project; a copy of it is opened. */
  readonly workspace?: string;
  readonly settings?: Record<string, unknown>;
  /** Makes the copy what a test needs before VS Code starts on it; what it answers is seen by VS Code and its extensions. */
  readonly prepare?: (workspace: string) => Readonly<Record<string, string>>;
}

/** A real VS Code with the packaged extension installed, on a copy of a workspace, in a headless browser. */
export interface OpenWorkbench {
  readonly bench: Workbench;
  /** The copy that is open. */
  readonly workspace: string;
  /** Tools that the extension and `aos-deploy` find in their environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Kills VS Code's server with its extension hosts, as a crash does, and opens the workspace anew. The sandbox, a process of its own, goes on. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

/** Starts server and browser. Set-up's paths come by environment, as `npm test` gives them. */
export async function openWorkbench({ workspace = 'samples/aos', settings = {}, prepare = () => ({}) }: WorkbenchOptions = {}): Promise<OpenWorkbench> {
  const tools = { server: pathFrom('AOS_VSCODE_SERVER'), node: pathFrom('AOS_NODE24') };
  const scratch = mkdtempSync(path.join(tmpdir(), 'aos-e2e-'));
  const profile = path.join(scratch, 'profile');
  const copy = await ensureWorkspaceCopy(path.join(root, workspace), path.join(scratch, path.basename(workspace)));
  const env = { AOS_BICEP: pathFrom('AOS_BICEP'), ...prepare(copy) };
  await installExtension({ ...tools, profile, vsix: pathFrom('AOS_VSIX') });
  const start = (port = 0): Promise<VsCodeServer> => startVsCodeServer({ ...tools, profile, port, settings: { ...forTests, ...settings }, env });
  let server = await start();
  const browser = await chromium.launch({ executablePath: pathFrom('CHROME_PATH'), args: ['--no-sandbox'] });
  const close = async (): Promise<void> => {
    await end(browser, server);
    await stopSandbox(copy);
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const bench = new Workbench(page, path.join(root, 'out', 'screenshots'));
    await bench.open(server.url({ folder: copy }));
    const crash = async (): Promise<void> => {
      await server.kill();
      // What the dead page would ask of nobody must not be mixed up with the new one.
      await page.goto('about:blank');
      server = await start(server.port);
      await bench.open(server.url({ folder: copy }));
    };
    return { bench, workspace: copy, env, crash, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function end(browser: Browser, server: VsCodeServer): Promise<void> {
  await browser.close();
  await server.close();
}

function pathFrom(variable: string): string {
  const value = process.env[variable];
  if (!value) throw new Error(`${variable} is not set. Run these tests with: npm test -- e2e`);
  return value;
}
