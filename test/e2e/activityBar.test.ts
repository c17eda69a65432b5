import assert from 'node:assert/strict';
import { openWorkbench, screenshotOnFailure, type OpenWorkbench } from './support';

describe('the workbench with the sample workspace', () => {
  let open: OpenWorkbench | undefined;
  before(async () => { open = await openWorkbench(); });
  afterEach(async function () { await screenshotOnFailure(this, open); });
  after(async () => open?.close());

  it('shows its environments in the AOS container', async () => {
    const { bench } = open!;
    await bench.openContainer('AOS');
    for (const environment of ['dev', 'staging', 'prod']) await bench.treeRow(new RegExp(`^${environment}\\b`)).first().waitFor();
    assert.ok(await bench.screenshot('environments'));
  });
});
