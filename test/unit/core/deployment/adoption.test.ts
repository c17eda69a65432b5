import assert from 'node:assert/strict';
import { LogicError } from '../../../../src/core/errors';
import { RunHarness } from '../../../support/runHarness';

const active = (): LogicError => new LogicError('Arm.DeploymentActive', 'Another deployment of this name is active.', { status: 409 });

describe('a deployment that Azure calls active', () => {
  it('is adopted where it is our own, taken although its first answer was lost on the way', async () => {
    const harness = new RunHarness();
    harness.azure.failNext('begin', active(), 1, true);
    const record = await harness.run();
    assert.deepEqual([record.state, harness.azure.begun.length], ['completed', 1], record.message);
  });

  it('stays somebody else’s where ours never got there', async () => {
    const harness = new RunHarness();
    harness.azure.failNext('begin', active());
    const record = await harness.run();
    assert.deepEqual([record.state, record.error?.code, harness.azure.begun.length, harness.locks.held.size], ['failed', 'Arm.DeploymentActive', 0, 0]);
    assert.match(record.message, /another one is active in rg-aos-dev/);
  });
});
