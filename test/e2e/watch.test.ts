import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startCli, type RunningCli } from '../support/cliProcess';
import { openWorkbench, screenshotOnFailure, type OpenWorkbench } from './support';

/** The infrastructure is deployed by a pipeline, and nobody has published the apps: the watch has something to say. */
describe('the watch after a deployment', () => {
  let open: OpenWorkbench | undefined;
  let sandbox: RunningCli | undefined;

  before(async () => {
    open = await openWorkbench();
    const settings = path.join(open.workspace, 'aos.yaml');
    writeFileSync(settings, readFileSync(settings, 'utf8').replace('  dev:\n', '  dev:\n    watch: { automatic: true }\n'));
    sandbox = startCli(['sandbox', 'start', '--workspace', open.workspace, '--json'], open.env);
    await sandbox.waitForLine();
    const { code, out, err } = await startCli(['deploy', '--environment', 'dev', '--cloud', 'sandbox', '--yes', '--workspace', open.workspace], open.env).answer;
    assert.equal(code, 0, out + err);
  });
  afterEach(async function () { await screenshotOnFailure(this, open); });
  after(async () => {
    await open?.close();
    sandbox?.process.kill('SIGTERM');
    await sandbox?.answer;
  });

  it('goes on in the editor where a pipeline began it, and tells the first failure', async () => {
    const { bench } = open!;
    await bench.reload();
    await bench.openContainer('AOS');
    await bench.notification(/dev after its deployment: /).waitFor({ timeout: 90_000 });
    await bench.statusBarItem(/dev: the watch has seen a failure/).waitFor();
    await bench.screenshot('watch-failure');
    await bench.notification(/dev after its deployment: /).getByRole('button', { name: 'Show What Was Seen' }).click();
    await bench.editorTab(/watch-dev/).waitFor();
    await bench.screenshot('watch-report');
  });

  it('goes on after a reload without telling it again, and is stopped from the status bar', async () => {
    const { bench } = open!;
    await bench.reload();
    const status = bench.statusBarItem(/dev: the watch has seen a failure/);
    await status.waitFor({ timeout: 90_000 });
    assert.equal(await bench.notification(/dev after its deployment: /).count(), 0);
    await status.click();
    await bench.quickItem('Stop the watch').waitFor();
    await bench.screenshot('watch-choices');
    await bench.pick('Stop the watch');
    await status.waitFor({ state: 'hidden' });
  });
});
