import assert from 'node:assert/strict';
import { EnvironmentError } from '../../../../src/core/errors';
import type { RunEvent } from '../../../../src/core/deployment';
import type { FakeCall } from '../../../support/fakeAzure';
import { RunHarness } from '../../../support/runHarness';

/** What the journal calls the requests that change something, or that decide what is changed. */
const names: Partial<Readonly<Record<FakeCall, string>>> = { validate: 'deployments.validate', whatIf: 'deployments.whatIf', createResourceGroup: 'resources.createResourceGroup', begin: 'deployments.begin', cancel: 'deployments.cancel' };

/** A disk that takes its time: what is not waited for is not there yet. */
function slowDisk(harness: RunHarness): readonly string[] {
  const written: string[] = [];
  const append = harness.journal.append.bind(harness.journal);
  harness.journal.append = async (runId: string, event: RunEvent) => {
    await new Promise((resolve) => { setImmediate(() => setImmediate(resolve)); });
    await append(runId, event);
    written.push(event.type === 'calling' ? event.call : event.type);
  };
  return written;
}

describe('the journal', () => {
  it('has every request on disk before Azure hears of it, the repeated ones too', async () => {
    for (const groupExists of [true, false]) {
      const harness = new RunHarness(groupExists ? undefined : []);
      const written = slowDisk(harness);
      const heard: string[] = [];
      harness.azure.onCall = (call) => { const name = names[call]; if (name) { assert.equal(written.at(-1), name, `${call} came before its line`); heard.push(name); } };
      harness.azure.failNext('begin', new EnvironmentError('Network.Reset', 'Reset.'), 1);
      harness.azure.failNext('validate', new EnvironmentError('Network.Reset', 'Reset.'), 2);
      const record = await harness.run();
      assert.equal(record.state, 'completed', record.message);
      assert.deepEqual(heard.filter((name) => name === 'deployments.begin').length, 2);
    }
  });

  it('has the wish to cancel before Azure hears of it', async () => {
    const harness = new RunHarness();
    const written = slowDisk(harness);
    harness.azure.pollsToEnd = 99;
    let asked = 0;
    harness.azure.onCall = (call) => {
      if (call === 'find') harness.cancel.abort();
      if (call === 'cancel') { asked++; assert.deepEqual([written.includes('cancelRequested'), written.at(-1)], [true, 'deployments.cancel']); }
    };
    assert.deepEqual([(await harness.run()).state, asked], ['cancelled', 1]);
  });
});
