import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { waitForResults } from '../scripts/lib/resultLines.mjs';
import { startVsCodeServer } from '../scripts/lib/vscodeServer.mjs';
import { ensureWorkspaceCopy } from '../scripts/lib/workspaceCopy.mjs';
import { median, type Bench } from './measure';

const root = path.join(__dirname, '..');
const rounds = 5;

/** `activateMs`: as another extension waits for it, with what VS Code does for any extension. `ownMs`: loading and activating alone, as VS Code's own page of running extensions says. */
interface HostTimes { readonly activateMs: number; readonly ownMs: number; readonly problem?: string }

const bench: Bench = {
  title: 'Activation in a real VS Code',
  async measure() {
    const entry = path.join(root, 'out', 'bench', 'activation.js');
    await build({ entryPoints: [path.join(__dirname, 'host', 'activation.ts')], outfile: entry, bundle: true, platform: 'node', format: 'cjs', external: ['vscode'], logLevel: 'warning' });
    const times: HostTimes[] = [];
    for (let round = 0; round < rounds; round++) times.push(await inFreshHost(entry));
    const how = `median of ${rounds} fresh extension hosts, in a folder that does not activate it by itself`;
    return [
      { what: 'activation: load the bundle and register everything', value: median(times.map(({ ownMs }) => ownMs)), unit: 'ms', bar: 60, how: `as Developer: Show Running Extensions says; ${how}` },
      { what: 'the same as another extension waits for it', value: median(times.map(({ activateMs }) => activateMs)), unit: 'ms', how: 'with the storage and messages that VS Code prepares for any extension' },
    ];
  },
};

async function inFreshHost(tests: string): Promise<HostTimes> {
  const scratch = mkdtempSync(path.join(tmpdir(), 'aos-bench-'));
  const results = path.join(scratch, 'results.jsonl');
  const folder = await ensureWorkspaceCopy(path.join(root, 'test', 'workspaces', 'empty'), path.join(scratch, 'empty'));
  const server = await startVsCodeServer({ server: env('AOS_VSCODE_SERVER'), node: env('AOS_NODE24'), profile: path.join(scratch, 'profile'), forTests: true, env: { AOS_TEST_RESULTS: results } });
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({ executablePath: env('CHROME_PATH'), args: ['--no-sandbox'] });
    // High enough for every row of the list of running extensions.
    const page = await browser.newPage({ viewport: { width: 1280, height: 2000 } });
    await page.goto(server.url({ folder, extension: root, tests }));
    const [times] = await waitForResults(results, 60_000);
    const { activateMs, problem } = times as HostTimes;
    if (problem) throw new Error(problem);
    return { activateMs, ownMs: await timeOfRunningExtension(page) };
  } finally {
    await browser?.close();
    await server.close();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** Reads the page that the test left open. */
async function timeOfRunningExtension(page: Page): Promise<number> {
  const row = page.locator('.runtime-extensions-editor .extension').filter({ hasText: 'aos-deploy.aos-deploy' });
  const text = await row.locator('.activation-time').textContent({ timeout: 30_000 }) ?? '';
  const [, milliseconds] = /(\d+)\s*ms/.exec(text) ?? [];
  if (milliseconds === undefined) throw new Error(`VS Code's page of running extensions says "${text}".`);
  return Number(milliseconds);
}

function env(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; run npm run bench.`);
  return value;
}

export default bench;
