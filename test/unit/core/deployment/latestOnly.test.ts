import assert from 'node:assert/strict';
import { LatestOnly } from '../../../../src/core/deployment/latestOnly';
import { EnvironmentError } from '../../../../src/core/errors';

describe('what changes faster than it can be written', () => {
  let written: number[];
  let value: number;
  let finish: (() => void)[];
  const slow = (): LatestOnly => new LatestOnly(() => { const now = value; return new Promise((resolve) => finish.push(() => { written.push(now); resolve(); })); });
  const turn = (): Promise<void> => new Promise((resolve) => { setImmediate(resolve); });
  beforeEach(() => { [written, value, finish] = [[], 0, []]; });

  it('is written once more for all that came while it was being written', async () => {
    const latest = slow();
    for (value = 1; value <= 5; value++) latest.wish();
    value = 5;
    finish.shift()?.();
    await turn();
    finish.shift()?.();
    await turn();
    assert.deepEqual([written, finish.length], [[1, 5], 0]);
  });

  it('is written in the end with nothing under way behind it', async () => {
    const latest = slow();
    value = 1;
    latest.wish();
    value = 2;
    latest.wish();
    value = 3;
    const settled = latest.settle();
    finish.shift()?.();
    await turn();
    finish.shift()?.();
    await settled;
    await turn();
    assert.deepEqual([written, finish.length], [[1, 3], 0]);
  });

  it('goes on after the disk failed once, and tells of the last failure', async () => {
    let failing = true;
    const latest = new LatestOnly(() => { if (failing) return Promise.reject(new EnvironmentError('Disk.Full', 'Full.')); written.push(value); return Promise.resolve(); });
    latest.wish();
    await turn();
    await assert.rejects(latest.settle(), { code: 'Disk.Full' });
    failing = false;
    latest.wish();
    await turn();
    assert.deepEqual(written, [0]);
  });

  it('brings a bug out', async () => {
    const latest = new LatestOnly(() => Promise.reject(new TypeError('No.')));
    latest.wish();
    await assert.rejects(latest.settle(), TypeError);
  });
});
