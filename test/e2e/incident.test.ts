import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { startCli, type RunningCli } from '../support/cliProcess';
import { openWorkbench, screenshotOnFailure, type OpenWorkbench } from './support';

/** At night: the last deployment broke dev, and there is only a keyboard. */
describe('an incident, by keyboard alone', () => {
  let open: OpenWorkbench | undefined;
  let sandbox: RunningCli | undefined;
  let interactions = 0;

  before(async () => {
    open = await openWorkbench();
    // One sandbox for the command line and the editor, as one cloud would be.
    sandbox = startCli(['sandbox', 'start', '--workspace', open.workspace, '--json'], open.env);
    await sandbox.waitForLine();
    const deploy = async (): Promise<void> => {
      const { code, out, err } = await startCli(['deploy', '--environment', 'dev', '--cloud', 'sandbox', '--yes', '--workspace', open!.workspace], open!.env).answer;
      assert.equal(code, 0, out + err);
    };
    await deploy();
    const file = path.join(open.workspace, 'deployment', 'parameters', 'dev.bicepparam');
    writeFileSync(file, readFileSync(file, 'utf8').replace("storageSku = 'Standard_LRS'", "storageSku = 'Standard_GRS'"));
    await deploy();
  });
  afterEach(async function () { await screenshotOnFailure(this, open); });
  after(async () => {
    await open?.close();
    sandbox?.process.kill('SIGTERM');
    await sandbox?.answer;
  });

  /** One interaction: something is typed or chosen, and Enter. */
  async function answer(title: RegExp, text?: string): Promise<void> {
    const { page } = open!.bench;
    await page.locator('.quick-input-widget .quick-input-title').filter({ hasText: title }).waitFor({ timeout: 90_000 });
    if (text === undefined) await page.locator('.quick-input-widget .monaco-list-row.focused').waitFor();
    else await page.keyboard.type(text);
    await page.keyboard.press('Enter');
    interactions++;
  }

  it('is declared, decided, rolled back and verified in fewer than twelve interactions', async () => {
    const { bench } = open!;
    const { page } = bench;
    await page.keyboard.press('F1');
    await bench.quickInput().waitFor();
    await page.keyboard.type('AOS: Declare Incident');
    await bench.quickItem('AOS: Declare Incident').waitFor();
    await page.keyboard.press('Enter');
    interactions++;
    await answer(/AOS: Select Environment/, 'dev');
    await answer(/Declare an incident in dev/);
    await page.locator('.quick-input-widget input[type="text"]').waitFor();
    await page.getByText('What is broken, in a few words').waitFor();
    await answer(/Declare an incident in dev/, 'nothing answers');
    await page.getByText('Complete outage: roll back.').waitFor();
    await bench.screenshot('incident-guide');
    await answer(/P0 in dev: nothing answers/);
    await page.getByText('Back to an earlier good state of the resources.').waitFor();
    await answer(/Decide what to take back/);
    await page.getByText('Why?').waitFor();
    await answer(/Decide what to take back/, 'since the last deployment');
    await answer(/P0 in dev: nothing answers/);
    await page.locator('.quick-input-title').filter({ hasText: /^Roll Back dev/ }).waitFor({ timeout: 60_000 });
    await page.getByText(/differs in .*parameter storageSku/).waitFor();
    await bench.screenshot('rollback-states');
    await answer(/^Roll Back dev/);
    await page.getByText('Nothing is deleted.').waitFor();
    await answer(/^Roll Back dev/);
    await page.locator('.quick-input-title').filter({ hasText: 'Roll back dev?' }).waitFor({ timeout: 90_000 });
    await bench.screenshot('rollback-plan');
    await answer(/Roll back dev\?/, 'dev');
    await page.locator('.quick-input-widget .monaco-list-row.focused').filter({ hasText: 'Tell who waits for it that the service is back' }).waitFor({ timeout: 90_000 });
    await bench.screenshot('incident-verified');
    assert.ok(interactions < 12, String(interactions));
  });

  it('leaves a report with the whole timeline', async () => {
    const { bench } = open!;
    const { page } = bench;
    await page.keyboard.type('Show the report');
    await bench.quickItem('Show the report').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Escape');
    await bench.editorTab(/incident-/).waitFor();
    await page.locator('.part.editor').getByText('Timeline').first().waitFor();
    await bench.screenshot('incident-report');
  });
});
