import assert from 'node:assert/strict';
import { defaultRetryPolicy, withRetry } from '../../../../src/core/deployment';
import { EnvironmentError, LogicError } from '../../../../src/core/errors';
import { systemClock } from '../../../../src/local/clock';
import { FakeClock } from '../../../support/fakeClock';

const throttled = (retryAfterMs?: number): EnvironmentError => new EnvironmentError('Arm.TooManyRequests', 'Throttled.', { status: 429, ...(retryAfterMs !== undefined && { retryAfterMs }) });

async function waitsOf(...errors: readonly Error[]): Promise<{ readonly waits: readonly number[]; readonly end: unknown }> {
  const left = [...errors];
  const waits: number[] = [];
  const end = await withRetry(defaultRetryPolicy, { clock: new FakeClock(), onRetry: async (_attempt, delayMs) => { waits.push(delayMs); } }, async () => { const error = left.shift(); if (error) throw error; return 'done'; }).catch((error: unknown) => error);
  return { waits, end };
}

describe('trying again', () => {
  it('makes three attempts, five seconds apart and twice as long', async () => {
    assert.deepEqual(await waitsOf(throttled(), throttled()), { waits: [5_000, 10_000], end: 'done' });
    const { waits, end } = await waitsOf(throttled(), throttled(), throttled());
    assert.deepEqual([waits, (end as EnvironmentError).code], [[5_000, 10_000], 'Arm.TooManyRequests']);
  });

  it('waits as long as the service asks, shorter or longer than by itself', async () => assert.deepEqual(await waitsOf(throttled(0), throttled(900_000)), { waits: [0, 900_000], end: 'done' }));

  it('does not repeat what was refused for good', async () => assert.deepEqual((await waitsOf(new LogicError('Arm.X', 'No.'))).waits, []));

  it('does not sit for hours: it ends and says when to begin again', async () => {
    for (const [ms, text] of [[86_400_000, /not before \d{4}-\d\d-\d\d \d\d:\d\d UTC/], [1e21, /at no time/]] as const) {
      const { waits, end } = await waitsOf(throttled(ms));
      assert.deepEqual([waits, (end as EnvironmentError).code, (end as EnvironmentError).status], [[], 'Arm.TooManyRequests', 429]);
      assert.match((end as EnvironmentError).message, text);
    }
  });

  it('can be cancelled while it waits, also for longer than a timer of Node lasts', async () => {
    const stop = new AbortController();
    const slept = systemClock.sleep(2 ** 40, stop.signal).then(() => 'woke', () => 'cancelled');
    assert.equal(await Promise.race([slept, new Promise((resolve) => { setImmediate(() => setImmediate(() => resolve('asleep'))); })]), 'asleep');
    stop.abort();
    assert.equal(await slept, 'cancelled');
  });
});
