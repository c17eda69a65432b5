import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Browser } from 'playwright-core';
import { Workbench } from './support';

const root = path.resolve(__dirname, '..', '..');

describe('npm start', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'aos-start-'));
  let start: ChildProcess | undefined;
  let browser: Browser | undefined;
  after(async () => {
    await browser?.close();
    if (start && start.exitCode === null) start.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  });

  it('opens VS Code on the sample, and ends it with Ctrl+C', async () => {
    start = spawn(process.execPath, [path.join(root, 'scripts', 'start.mjs'), '--browser', '--no-open', '--port', '0', '--folder', folder], { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
    const url = await addressIn(start);
    browser = await chromium.launch({ executablePath: process.env.CHROME_PATH, args: ['--no-sandbox'] });
    const bench = new Workbench(await browser.newPage({ viewport: { width: 1440, height: 900 } }), path.join(root, 'out', 'screenshots'));
    await bench.open(url);
    await bench.openContainer('AOS');
    await bench.treeRow(/^Environment dev,/).waitFor();
    await browser.close();

    start.kill('SIGINT');
    const [code] = (await once(start, 'exit')) as [number | null];
    assert.equal(code, 0);
    await assert.rejects(fetch(url), 'the server still answers');
  });
});

/** The first address that the command prints. */
async function addressIn(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const address = /http:\/\/\S+/.exec(line)?.[0];
    if (address) return address;
  }
  throw new Error('npm start ended without an address.');
}
