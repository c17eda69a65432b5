import assert from 'node:assert/strict';
import { startCli } from '../support/cliProcess';
import { openWorkbench, screenshotOnFailure, type OpenWorkbench } from './support';

describe('from the sample workspace to live applications and agents', () => {
  let open: OpenWorkbench | undefined;
  before(async function () {
    this.timeout(240_000);
    open = await openWorkbench();
    const { code, out, err } = await startCli(['deploy', '--environment', 'dev', '--cloud', 'sandbox', '--workspace', open.workspace, '--yes', '--json'], open.env).answer;
    assert.equal(code, 0, `${out}${err}`);
  });
  afterEach(async function () { await screenshotOnFailure(this, open); });
  after(async () => open?.close());

  it('says what stands in the way, and cures it from the tree', async () => {
    const { bench } = open!;
    await bench.openContainer('AOS');
    await bench.expand(bench.treeRow(/^Applications of dev,/));
    await bench.treeRow(/Start Local Sandbox/).first().waitFor();
    await bench.treeRow(/Start Local Sandbox/).first().click();
    await bench.treeRow(/^Application main, nothing deployed/).waitFor({ timeout: 60_000 });
    await bench.treeRow(/^Agents of dev, 4 new/).waitFor();
    await bench.expand(bench.treeRow(/^Agents of dev,/));
    await bench.treeRow('Agent ceo, new').waitFor();
    await bench.screenshot('applications-before');
  });

  it('shows what would go, and deploys three applications side by side', async () => {
    const { bench } = open!;
    await bench.runCommand('AOS: Deploy Applications');
    await bench.pick(/dev$/);
    await bench.quickItem('realm').waitFor();
    await bench.chosen(3);
    await bench.page.keyboard.press('Enter');
    await bench.dialog().getByText('Deploy main, mcp, realm to dev?').waitFor({ timeout: 60_000 });
    await bench.screenshot('applications-confirmation');
    await bench.dialog().getByRole('button', { name: 'Deploy to dev' }).click();
    await bench.treeRow(/^Application realm, healthy/).waitFor({ timeout: 110_000 });
    await bench.treeRow(/^Application mcp, healthy/).waitFor();
    // This one says its version in its health body.
    await bench.treeRow(/^Application main, \d+\.\d+\.\d+, healthy/).waitFor();
    await bench.expand(bench.treeRow(/^Application main,/));
    await bench.treeRow(/^Function health, http/).waitFor();
    await bench.screenshot('applications-deployed');
    await bench.fold(bench.treeRow(/^Application main,/));
    await bench.notification(/main: deployed and alive/).waitFor();
  });

  it('uploads the agents, and shows them in sync', async () => {
    const { bench } = open!;
    await bench.clearNotifications();
    await bench.runCommand('AOS: Upload Agent Configurations');
    await bench.quickItem('ceo').waitFor();
    await bench.chosen(4);
    await bench.page.keyboard.press('Enter');
    await bench.dialog().getByText('Upload 4 agents to dev?').waitFor();
    await bench.dialog().getByRole('button', { name: 'Upload to dev' }).click();
    await bench.treeRow(/^Agents of dev, 4 in sync/).waitFor({ timeout: 60_000 });
    await bench.clearNotifications();
    await bench.screenshot('applications');
  });

  it('opens the settings of every application on one page', async () => {
    const { bench } = open!;
    await bench.runCommand('AOS: Configure Application Settings');
    await bench.webview().getByRole('button', { name: /Take what is wanted/ }).first().waitFor({ timeout: 60_000 });
  });

  for (const theme of ['Light Modern', 'Dark Modern', 'Dark High Contrast', 'Light High Contrast']) {
    it(`shows settings that anybody can read (${theme})`, async () => {
      const { bench } = open!;
      await bench.setColorTheme(theme);
      await bench.webview().getByRole('heading', { name: /^main/ }).waitFor();
      await bench.screenshot(`settings-${theme.toLowerCase().replaceAll(' ', '-')}`);
      assert.deepEqual(await bench.seriousFindings(), []);
    });
  }

  it('applies what is wanted in one request, after a question, and offers the way back', async () => {
    const { bench } = open!;
    await bench.webview().getByRole('button', { name: /Take what is wanted/ }).first().click();
    await bench.webview().locator('vscode-button', { hasText: /Apply \d+ changes?…/ }).first().click();
    await bench.dialog().getByRole('button', { name: 'Apply to dev' }).waitFor({ timeout: 60_000 });
    await bench.screenshot('settings-confirmation');
    await bench.dialog().getByRole('button', { name: 'Apply to dev' }).click();
    await bench.webview().getByText(/Changes from here/).first().waitFor({ timeout: 60_000 });
    await bench.clearNotifications();
    await bench.webview().getByText(/Changes from here/).first().click();
    await bench.webview().getByRole('button', { name: /^Undo the change of/ }).first().waitFor();
    await bench.screenshot('settings-applied');
  });
});
