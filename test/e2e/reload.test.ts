import path from 'node:path';
import { atWork, openWorkbench, reattached, screenshotOnFailure, untilWritten, type OpenWorkbench } from './support';

describe('a window reloaded during a deployment', () => {
  let open: OpenWorkbench | undefined;
  // Resources that take their time, so that there is something to reload in.
  before(async () => { open = await openWorkbench({ settings: { 'aosDeploy.sandbox.provisioningDelay': 0.3 } }); });
  afterEach(async function () { await screenshotOnFailure(this, open); });
  after(async () => open?.close());

  it('follows it again without being asked, and shows how it ends', async () => {
    const { bench } = open!;
    const journals = path.join(open!.workspace, '.aos', 'runs');
    // Before that the run would be offered, not followed: Azure knows nothing of it yet.
    const begun = untilWritten(journals, atWork, 0);
    await bench.deploy('dev');
    await bench.webview().getByText('Running.', { exact: true }).waitFor();
    await begun;
    const followed = untilWritten(journals, reattached, 0);
    await bench.reload();
    await followed;
    await bench.screenshot('deployment-after-reload');
    await bench.webview().getByText('Completed.', { exact: true }).waitFor({ timeout: 120_000 });
    await bench.treeRow(/^Environment dev, sandbox, deployed/).waitFor();
  });
});
