import assert from 'node:assert/strict';
import type { RunEvent } from '../../../../src/core/deployment';
import { EnvironmentError } from '../../../../src/core/errors';
import type { FakeCall } from '../../../support/fakeAzure';
import { phasesOf, RunHarness } from '../../../support/runHarness';

/** Cancels as soon as such an event is on disk. */
function cancelAt(harness: RunHarness, matches: (event: RunEvent) => boolean): void {
  harness.onEvent = (event) => { if (matches(event)) harness.cancel.abort(); };
}

describe('cancelling a run', () => {
  for (const phase of ['validating_parameters', 'linting', 'planning', 'awaiting_confirmation'] as const) {
    it(`while ${phase.replaceAll('_', ' ')} changes nothing`, async () => {
      const harness = new RunHarness();
      cancelAt(harness, (event) => event.type === 'phase' && event.phase === phase && event.state === 'running');
      const record = await harness.run();
      assert.deepEqual([record.state, record.message, harness.azure.begun.length, harness.locks.held.size], ['cancelled', 'Cancelled. Nothing was changed.', 0, 0]);
    });
  }

  it('does not wait for a dialogue that stays open', async () => {
    const harness = new RunHarness([]);
    cancelAt(harness, (event) => event.type === 'phase' && event.phase === 'awaiting_confirmation');
    const record = await harness.run({ confirm: () => new Promise(() => undefined) });
    assert.equal(record.state, 'cancelled');
  });

  const outcomes: readonly (readonly [string, object, string, RegExp])[] = [
    ['is cancelled in Azure', { provisioningState: 'Canceled' }, 'cancelled', /Cancelled in Azure/],
    ['finished first', { provisioningState: 'Succeeded' }, 'completed', /finished before the cancellation/],
    ['failed first', { provisioningState: 'Failed', error: { code: 'SkuNotAvailable', message: 'No capacity.' } }, 'failed', /failed before the cancellation.*No capacity/],
  ];
  for (const [name, outcome, state, message] of outcomes) {
    it(`while deploying tells that it ${name}`, async () => {
      const harness = new RunHarness();
      harness.azure.pollsToEnd = 1000;
      harness.azure.onCancel = () => outcome;
      cancelAt(harness, (event) => event.type === 'calling' && event.call === 'deployments.begin');
      harness.azure.onCall = (call) => { if (call === 'find') harness.cancel.abort(); };
      harness.onEvent = () => undefined;
      const record = await harness.run();
      assert.equal(record.state, state);
      assert.match(record.message, message);
    });
  }

  it('tells that it is unknown when Azure cannot be read any more', async () => {
    const harness = new RunHarness();
    harness.azure.pollsToEnd = 1000;
    harness.azure.onCall = (call) => { if (call === 'find') harness.cancel.abort(); };
    harness.azure.failNext('cancel', new EnvironmentError('Network.Reset', 'Reset.'), 3);
    const record = await harness.run();
    assert.deepEqual([record.state, record.endedAt], ['unknown', undefined]);
    assert.match(record.message, /not known/);
  });

  it('while verifying says that the deployment itself succeeded', async () => {
    const harness = new RunHarness();
    cancelAt(harness, (event) => event.type === 'phase' && event.phase === 'verifying_health');
    const record = await harness.run();
    assert.deepEqual([record.state, phasesOf(record).slice(4)], ['cancelled', ['deploying succeeded', 'verifying_health cancelled']]);
    assert.match(record.message, /had succeeded/);
  });

  it('by leaving it lets Azure go on, and the run is resumed to its true end', async () => {
    const harness = new RunHarness();
    harness.azure.pollsToEnd = 5;
    harness.azure.onCall = (call) => { if (call === 'find') harness.leave.abort(); };
    const left = await harness.run();
    assert.deepEqual([left.state, left.endedAt, harness.azure.calls.includes('cancel')], ['unknown', undefined, false]);
    harness.azure.onCall = () => undefined;
    const { result } = await harness.newProcess(101).resume(left.deploymentId, { ...harness.request(), leave: undefined }, new AbortController().signal);
    const record = await result;
    assert.deepEqual([record.state, harness.azure.begun.length], ['completed', 1]);
  });
});

describe('leaving a run', () => {
  const places: readonly (readonly [string, (event: RunEvent) => boolean, RegExp])[] = [
    ...(['validating_parameters', 'linting', 'planning', 'awaiting_confirmation', 'deploying'] as const).map((phase) => [`at ${phase.replaceAll('_', ' ')}`, (event: RunEvent) => event.type === 'phase' && event.phase === phase && event.state === 'running', /^Left before anything was deployed\. Resume with/] as const),
    ['once it was confirmed', (event) => event.type === 'confirmed', /^Left before anything was deployed/],
    ['when the new group is about to be made', (event) => event.type === 'calling' && event.call === 'resources.createResourceGroup', /^Left before anything was deployed/],
    ['at verifying health', (event) => event.type === 'phase' && event.phase === 'verifying_health' && event.state === 'running', /^Left while checking health: the deployment itself has succeeded/],
  ];
  for (const [name, isHere, message] of places) {
    it(`${name} keeps it without an end, and it is resumed`, async () => {
      const harness = new RunHarness(name.includes('new group') ? [] : undefined);
      harness.onEvent = (event) => { if (isHere(event)) harness.leave.abort(); };
      const left = await harness.run();
      const begun = name.includes('verifying') ? 1 : 0;
      assert.deepEqual([left.state, left.endedAt, harness.azure.begun.length, harness.locks.held.size], ['unknown', undefined, begun, 0]);
      assert.match(left.message, message);
      harness.onEvent = () => undefined;
      const { result } = await harness.newProcess(101).resume(left.deploymentId, { ...harness.request(), leave: undefined }, new AbortController().signal);
      const record = await result;
      assert.deepEqual([record.state, record.deploymentId, harness.azure.begun.length, harness.audit.records.get(left.deploymentId)?.state], ['completed', left.deploymentId, 1, 'completed']);
      assert.deepEqual([...new Set(phasesOf(record).map((phase) => phase.split(' ')[1]))], ['succeeded']);
      assert.ok(record.events.some(({ message: said }) => said === left.message) && record.events.some(({ message: said }) => said === 'Re-attached'), 'the history tells both');
    });
  }

  it('and cancelling it later says that nothing was deployed', async () => {
    const harness = new RunHarness();
    harness.onEvent = (event) => { if (event.type === 'plan') harness.leave.abort(); };
    const left = await harness.run();
    const record = await harness.newProcess(101).cancel(left.deploymentId, harness.request().environment, new AbortController().signal);
    assert.deepEqual([record.state, record.message, harness.azure.begun.length], ['cancelled', 'Cancelled. Azure holds no deployment of this run.', 0]);
  });

  it('after cancelling it cancels', async () => {
    const harness = new RunHarness();
    harness.onEvent = (event) => { if (event.type === 'plan') { harness.cancel.abort(); harness.leave.abort(); } };
    assert.equal((await harness.run()).state, 'cancelled');
  });
});

describe('a run whose process is killed', () => {
  class Killed extends Error {}

  /** Everything the journal ever holds, event by event: each is a place to die. */
  async function eventsOfARun(): Promise<number> {
    const harness = new RunHarness([]);
    await harness.run();
    return harness.events.length;
  }

  async function killAndResume(kill: (harness: RunHarness) => void, revive: (harness: RunHarness) => void): Promise<RunHarness> {
    const harness = new RunHarness([]);
    kill(harness);
    await assert.rejects(harness.run(), Killed);
    revive(harness);
    harness.locks.held.clear();
    const runId = [...harness.journal.lines.keys()][0];
    if (runId === undefined) return harness;
    const { result } = await harness.newProcess(101).resume(runId, harness.request(), new AbortController().signal);
    const record = await result;
    assert.deepEqual([record.state, record.deploymentId, harness.azure.begun.length, harness.audit.records.get(runId)?.state, harness.locks.held.size], ['completed', runId, 1, 'completed', 0]);
    return harness;
  }

  it('before or after any event reaches the same end, deployed once', async () => {
    const count = await eventsOfARun();
    assert.ok(count > 15);
    for (let at = 1; at < count; at++) {
      for (const written of [false, true]) {
        let seen = 0;
        await killAndResume((harness) => {
          const append = harness.journal.append.bind(harness.journal);
          harness.journal.append = async (runId, event) => {
            seen++;
            if (seen > at) throw new Killed();
            if (seen === at && !written) throw new Killed();
            await append(runId, event);
            if (seen === at) throw new Killed();
          };
        }, (harness) => { delete (harness.journal as { append?: unknown }).append; });
      }
    }
  });

  for (const call of ['findResourceGroup', 'createResourceGroup', 'validate', 'begin', 'find', 'listOperations', 'verify'] satisfies FakeCall[]) {
    it(`within ${call} reaches the same end, deployed once`, async () => {
      let dead = false;
      await killAndResume((harness) => {
        harness.azure.onCall = (now) => { if (now === call) dead = true; if (dead) throw new Killed(); };
        harness.journal.onAppend = () => { if (dead) throw new Killed(); };
      }, (harness) => { dead = false; harness.azure.onCall = () => undefined; harness.journal.onAppend = () => undefined; });
    });
  }
});
