import assert from 'node:assert/strict';
import { CancelledError, EnvironmentError, LogicError } from '../../../../src/core/errors';
import { Batches } from '../../../../src/core/evidence/collect/batches';
import { Gate } from '../../../../src/core/evidence/collect/gate';
import type { ArmAnswer, ArmRequests } from '../../../../src/core/ports';
import { FakeClock } from '../../../support/fakeClock';

const answer = (path: string): ArmAnswer => ({ status: 200, headers: {}, body: path });

describe('reads that are asked for together', () => {
  let asked: string[];
  let gate: Gate;
  beforeEach(() => { asked = []; gate = new Gate(new FakeClock()); });

  const arm = (batch: ArmRequests['batch']): ArmRequests => ({
    request: async (_method, path) => { asked.push(path); return answer(path); },
    ...(batch && { batch: async (reads, signal) => { asked.push(`${reads.length} together`); return batch(reads, signal); } }),
  });
  const ask = (requests: ArmRequests, count: number, signal?: AbortSignal): Promise<PromiseSettledResult<ArmAnswer>[]> => {
    const batches = new Batches(requests, gate, new FakeClock(), signal);
    return Promise.allSettled(Array.from({ length: count }, (_, index) => batches.request('GET', `/${index}`)));
  };
  const bodies = (results: readonly PromiseSettledResult<ArmAnswer>[]) => results.map((one) => (one.status === 'fulfilled' ? one.value.body : (one.reason as Error).message));

  it('go in batches of twenty, and every answer finds who asked for it', async () => {
    const results = await ask(arm(async (reads) => reads.map(({ path }) => answer(path))), 45);
    assert.deepEqual(asked, ['20 together', '20 together', '5 together']);
    assert.deepEqual(bodies(results), Array.from({ length: 45 }, (_, index) => `/${index}`));
    assert.equal(gate.passed, 3);
  });

  it('go alone when they are two, and when the connection has no batches', async () => {
    await ask(arm(async (reads) => reads.map(({ path }) => answer(path))), 2);
    await ask(arm(undefined), 4);
    assert.deepEqual(asked, ['/0', '/1', '/0', '/1', '/2', '/3']);
  });

  it('go alone from then on when the endpoint takes no batches', async () => {
    const batches = new Batches(arm(async () => undefined), gate, new FakeClock(), undefined);
    for (let round = 0; round < 2; round++) await Promise.all(['/a', '/b', '/c'].map((path) => batches.request('GET', path)));
    assert.deepEqual(asked, ['3 together', '/a', '/b', '/c', '/a', '/b', '/c']);
  });

  it('go alone when the batch did not get through', async () => {
    const results = await ask(arm(async () => { throw new EnvironmentError('Network.Reset', 'Broken off.'); }), 3);
    assert.deepEqual(bodies(results), ['/0', '/1', '/2']);
  });

  it('fail one by one: what the service refused is refused, what it asked to repeat is repeated', async () => {
    const results = await ask(arm(async () => [answer('first'), new LogicError('Arm.AuthorizationFailed', 'You may not.', { status: 403 }), new EnvironmentError('Arm.TooManyRequests', 'Later.', { status: 429 })]), 3);
    assert.deepEqual(bodies(results), ['first', 'You may not.', '/2']);
    assert.deepEqual(asked, ['3 together', '/2']);
  });

  it('are cancelled together', async () => {
    const cancel = new AbortController();
    cancel.abort();
    const results = await ask(arm(async (reads) => reads.map(({ path }) => answer(path))), 3, cancel.signal);
    assert.ok(results.every((one) => one.status === 'rejected' && one.reason instanceof CancelledError));
    assert.deepEqual(asked, []);
  });
});
