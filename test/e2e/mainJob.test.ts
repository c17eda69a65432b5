import assert from 'node:assert/strict';
import { openWorkbench, screenshotOnFailure, type OpenWorkbench } from './support';

describe('from the sample workspace to a deployed environment', () => {
  let open: OpenWorkbench | undefined;
  // Fast enough to wait for, slow enough to be seen.
  before(async () => { open = await openWorkbench({ settings: { 'aosDeploy.sandbox.provisioningDelay': 0.05 } }); });
  afterEach(async function () { await screenshotOnFailure(this, open); });
  after(async () => open?.close());

  it('shows the environments in the AOS container', async () => {
    const { bench } = open!;
    await bench.openContainer('AOS');
    for (const environment of ['dev', 'staging', 'prod']) await bench.treeRow(new RegExp(`^Environment ${environment},`)).waitFor();
    await bench.screenshot('environments');
  });

  it('asks before it deploys, and lets the plan be read first', async () => {
    const { bench } = open!;
    await bench.runCommand('AOS: Deploy Environment');
    await bench.pick(/dev$/);
    await bench.dialog().getByText('Deploy to dev?').waitFor({ timeout: 90_000 });
    await bench.screenshot('confirmation');
    await bench.dialog().getByRole('button', { name: 'Read the Plan First' }).click();
    const plan = bench.webview();
    await plan.getByRole('heading', { name: /Plan/ }).waitFor();
    const created = await plan.locator('button.chip[data-kind="create"]').textContent();
    assert.match(created ?? '', /[1-9]\d* create/);
    await bench.clearNotifications();
    await bench.screenshot('plan');
  });

  it('deploys what was approved, and shows it healthy', async () => {
    const { bench } = open!;
    await bench.webview().getByRole('button', { name: /Deploy to dev/ }).click();
    await bench.dialog().getByRole('button', { name: 'Deploy to dev' }).click();
    await bench.editorTab(/Deployment|dev/).last().waitFor();
    await bench.webview().getByText('Running.', { exact: true }).waitFor();
    await bench.screenshot('deployment-running');
    await bench.webview().getByText('Completed.', { exact: true }).waitFor({ timeout: 90_000 });
    await bench.treeRow(/^rg-aos-dev \d+ resources/).waitFor();
    await bench.clearNotifications();
    await bench.screenshot('deployment-completed');
    const health = await bench.webview().getByRole('heading', { name: /^Health/ }).textContent();
    const [, healthy, all] = /(\d+) of (\d+) healthy/.exec(health ?? '') ?? [];
    assert.ok(Number(all) > 0);
    assert.equal(healthy, all);
  });

  it('keeps the run in the history', async () => {
    const { bench } = open!;
    await bench.runCommand('AOS: Show Deployment History');
    await bench.quickItem(/dev$/).waitFor();
    await bench.screenshot('history');
    await bench.page.keyboard.press('Escape');
  });

  for (const theme of ['Light Modern', 'Dark Modern', 'Dark High Contrast', 'Light High Contrast']) {
    it(`shows a deployment that anybody can read (${theme})`, async () => {
      const { bench } = open!;
      await bench.setColorTheme(theme);
      await bench.webview().getByText('Completed.', { exact: true }).waitFor();
      await bench.screenshot(`deployment-${theme.toLowerCase().replaceAll(' ', '-')}`);
      assert.deepEqual(await bench.seriousFindings(), []);
    });
  }

  it('has nothing to deploy the second time', async () => {
    const { bench } = open!;
    await bench.runCommand('AOS: Plan Deployment (What-If)');
    await bench.webview().getByText(/Nothing to change/).waitFor({ timeout: 90_000 });
    await bench.screenshot('plan-unchanged');
  });
});
