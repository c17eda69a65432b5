import assert from 'node:assert/strict';
import type { ChecklistRun } from '../../../src/core/checklist';
import { CancelledError } from '../../../src/core/errors';
import { World } from './world';

const error = (path: string, status: number, code: string, message: string) => ({ match: { path }, fault: { kind: 'error', status, code, message } });

describe('the whole list where Azure does not answer all of it', function () {
  this.timeout(180_000);
  let world: World;
  let whole: ChecklistRun;
  before(async () => { world = await World.start(); await world.deploy('dev'); whole = await world.engine.checklist.run('dev', { maxAgeMs: 0 }); });
  after(() => world.close());

  const run = (signal?: AbortSignal, onProgress?: (progress: { readonly answered: number }) => void): Promise<ChecklistRun> => world.engine.checklist.run('dev', { maxAgeMs: 0, ...(onProgress && { onProgress }) }, signal);
  const states = ({ items }: ChecklistRun): ReadonlyMap<string, string> => new Map(items.map(({ item, state }) => [item.id, state]));
  const measured = (made: ChecklistRun) => made.items.filter(({ item }) => made.measured.includes(item.id));

  it('keeps what it can tell without those that may not be asked, says of the others why, and calls itself partial', async () => {
    const undo = await world.faults(...['Microsoft.ServiceBus', 'Microsoft.Storage', 'Microsoft.KeyVault', 'Microsoft.Insights'].map((provider) => error(`/*/${provider}/*`, 403, 'AuthorizationFailed', 'You may not read this.')));
    const made = await run();
    await undo();
    const lost = measured(made).filter(({ state, item }) => state === 'unknown' && states(whole).get(item.id) !== 'unknown');
    assert.ok(lost.length > 20, `${lost.length}`);
    assert.deepEqual(lost.filter(({ reason }) => reason === ''), []);
    assert.deepEqual(measured(made).filter(({ item, state, evidence }) => state === 'pass' && states(whole).get(item.id) !== 'pass' && evidence?.kind === 'check').map(({ item }) => item.id), []);
    assert.equal(states(made).get('infra.functions.main'), states(whole).get('infra.functions.main'));
    assert.ok(made.notices.some((one) => /^The result is partial: \d+ of \d+ items/.test(one)), made.notices.join('\n'));
    assert.ok(lost.filter(({ reason }) => reason.includes('You may not read this.')).length > 10);
  });

  it('passes nothing that it passed only before, where the resource manager fails in the middle', async () => {
    const undo = await world.faults({ match: { path: '/subscriptions/*' }, skip: 4, fault: { kind: 'error', status: 400, code: 'BadRequest', message: 'Out of order.' } });
    const made = await run();
    await undo();
    const wrong = measured(made).filter(({ item, state, evidence }) => state === 'fail' && states(whole).get(item.id) === 'pass' && evidence?.kind === 'check');
    assert.deepEqual(wrong.map(({ item, reason }) => `${item.id}: ${reason}`), []);
    assert.ok(measured(made).some(({ state }) => state === 'pass'));
    assert.match(made.notices.join('\n'), /The result is partial/);
  });

  it('waits where it is throttled, and finds what it finds otherwise', async () => {
    const undo = await world.faults({ match: { path: '/*' }, times: 2, fault: { kind: 'throttle', retryAfterSeconds: 0 } });
    const made = await run();
    await undo();
    assert.deepEqual(measured(made).map(({ item, state }) => [item.id, state]), measured(whole).map(({ item, state }) => [item.id, state]));
    assert.ok(!made.notices.some((one) => one.startsWith('The result is partial')) || whole.notices.some((one) => one.startsWith('The result is partial')));
  });

  it('keeps what was found when it is cancelled in the middle', async () => {
    const undo = await world.faults({ match: { path: '/*/Microsoft.Insights/*' }, fault: { kind: 'latency', ms: 30_000 } });
    const stop = new AbortController();
    const since = world.engine.checklist.view('dev').then(({ book }) => book.lastRun?.at ?? '');
    let seen = 0;
    const cancelled = run(stop.signal, ({ answered }) => { if (answered > 120 && seen++ === 0) stop.abort(); });
    await assert.rejects(cancelled, (problem) => problem instanceof CancelledError && /^Cancelled\. \d+ items were measured before, and are kept\.$/.test(problem.message));
    await undo();
    const { book } = await world.engine.checklist.view('dev');
    assert.ok(seen > 0 && (book.lastRun?.at ?? '') > await since);
    assert.ok((book.lastRun?.same.length ?? 0) > 30, `${book.lastRun?.same.length}`);
  });
});
