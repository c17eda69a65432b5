import { openWorkbench, screenshotOnFailure, type OpenWorkbench } from './support';

describe('a window reloaded during a deployment', () => {
  let open: OpenWorkbench | undefined;
  // Resources that take their time, so that there is something to reload in.
  before(async () => { open = await openWorkbench({ settings: { 'aosDeploy.sandbox.provisioningDelay': 0.3 } }); });
  afterEach(async function () { await screenshotOnFailure(this, open); });
  after(async () => open?.close());

  it('follows it again without being asked, and shows how it ends', async () => {
    const { bench } = open!;
    await bench.deploy('dev');
    await bench.webview().getByText('Running.', { exact: true }).waitFor();
    await bench.reload();
    await bench.statusBarItem(/AOS: dev: (deploying|verifying)/).waitFor({ timeout: 60_000 });
    await bench.screenshot('deployment-after-reload');
    await bench.webview().getByText('Completed.', { exact: true }).waitFor({ timeout: 120_000 });
    await bench.treeRow(/^Environment dev, sandbox, deployed/).waitFor();
  });
});
