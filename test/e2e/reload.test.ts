import { openWorkbench, screenshotOnFailure, type OpenWorkbench } from './support';

describe('a window that is reloaded in the middle of a deployment', () => {
  let open: OpenWorkbench | undefined;
  before(async () => { open = await openWorkbench({ settings: { 'aosDeploy.sandbox.latencyMs': 300 } }); });
  afterEach(async function () { await screenshotOnFailure(this, open); });
  after(async () => open?.close());

  it('finds the deployment going on, and follows it to its end', async () => {
    const { bench } = open!;
    await bench.openContainer('AOS');
    await bench.treeRow(/^Environment dev,/).waitFor();
    await bench.runCommand('AOS: Deploy Environment');
    await bench.dialog().getByRole('button', { name: 'Deploy to dev' }).click({ timeout: 90_000 });
    await bench.webview().getByText('Running.', { exact: true }).waitFor({ timeout: 60_000 });

    await bench.reload();

    await bench.webview().getByText('Completed.', { exact: true }).waitFor({ timeout: 100_000 });
    await bench.screenshot('deployment-after-reload');
  });
});
