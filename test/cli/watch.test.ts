import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createEngine } from '../../src/composition';
import type { Engine } from '../../src/core/engine';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/index';
import { copySample } from '../support/sampleWorkspace';

describe('the watch after a deployment, on the sandbox', function () {
  this.timeout(120_000);
  let folder: string;
  let sandbox: RunningSandbox;
  const build = (): Engine => createEngine({ root, cloud: sandbox.endpoints.cloud, sandboxEndpoint: () => Promise.resolve(sandbox.endpoints.cloud) });
  let root: string;
  let engine: Engine;

  before(async () => {
    folder = mkdtempSync(`${tmpdir()}/aos-deploy-watch-`);
    root = copySample(folder);
    sandbox = await startSandbox({ provisioningDelay: 0, noiseProfile: 'none', seed: 1 });
    engine = build();
    const run = await (await engine.deploy('dev', { confirm: async ({ plan }) => ({ planHash: plan.planHash, how: 'flag', deletesConfirmed: true }) })).result;
    assert.equal(run.state, 'completed', run.message);
  });
  after(async () => { await engine.dispose(); await sandbox.close(); rmSync(folder, { recursive: true, force: true }); });

  it('begins by itself in protected environments only', async () => {
    assert.equal(await engine.watches.find('dev'), undefined);
  });

  it('sees what is wrong with apps that nobody has published to, and is gone on with by another process', async () => {
    await engine.watches.start('dev', { hours: 1 });
    const { findings: [finding], told } = await engine.watches.look('dev');
    assert.deepEqual([finding?.state, told], ['bad', true]);
    assert.ok(finding?.problems.some(({ item }) => item === 'verify.endpoints.health-main'), JSON.stringify(finding));
    const other = build();
    try {
      assert.equal((await other.watches.goOn('dev'))?.findings.length, 1, 'the next look is not due yet');
      assert.equal((await other.watches.cancel('dev'))?.end?.how, 'cancelled');
    } finally {
      await other.dispose();
    }
    assert.equal((await engine.watches.find('dev'))?.end?.how, 'cancelled');
  });
});
