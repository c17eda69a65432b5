import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EnvironmentError } from '../../../../src/core/errors';
import { compareContents, findLosses, findUncertain, restoreBlobs, summarizeLosses, type BlobResult } from '../../../../src/core/restore';
import { FakeClock } from '../../../support/fakeClock';
import { MemoryBlobs } from '../../../support/memoryBlobs';

const monday = '2026-03-02T00:00:00.000Z';
const tuesday = '2026-03-03T00:00:00.000Z';
const wednesday = '2026-03-04T00:00:00.000Z';
const look = async (target: MemoryBlobs, backup?: MemoryBlobs, asOf?: string) => findLosses({ states: (await target.listStates('')).states, backup: backup ? (await backup.listStates('')).states.filter(({ kind }) => kind === 'live') : [], ...(asOf && { asOf }) });
const outcomes = (results: readonly BlobResult[]) => Object.fromEntries(results.map(({ name, outcome }) => [name, outcome]));

/** 10,000 blobs and their backup; every twentieth is deleted or overwritten. */
function damaged(): { readonly target: MemoryBlobs; readonly backup: MemoryBlobs; readonly harmed: ReadonlySet<string> } {
  const [target, backup, harmed] = [new MemoryBlobs(), new MemoryBlobs('backup'), new Set<string>()];
  for (let index = 0; index < 10_000; index++) {
    const name = `d${index % 10}/blob-${index}`;
    target.put(name, `content ${index}`, monday);
    backup.put(name, `content ${index}`, monday);
    if (index % 20 !== 0) continue;
    harmed.add(name);
    if (index % 40 === 0) target.remove(name);
    else target.put(name, 'garbage!', monday);
  }
  return { target, backup, harmed };
}

describe('restoring blobs', () => {
  it('touches only the damaged ones of 10,000, and completes what was killed half-way without doing anything twice', async () => {
    const { target, backup, harmed } = damaged();
    const losses = await look(target, backup);
    assert.deepEqual(losses.map(({ name }) => name), [...harmed].sort());
    assert.equal(summarizeLosses(losses).reduce((sum, { missing, changed }) => sum + missing + changed, 0), 500);
    const kill = new AbortController();
    let written = 0;
    target.onWrite = () => { if (++written === 200) kill.abort(); };
    await assert.rejects(restoreBlobs({ target, backup, losses, clock: new FakeClock() }, kill.signal), /Run it again to go on/);
    target.onWrite = () => undefined;
    const rest = await look(target, backup);
    assert.ok(rest.length > 0 && rest.length < 500, String(rest.length));
    const results = await restoreBlobs({ target, backup, losses: rest, clock: new FakeClock() });
    assert.ok(results.every(({ outcome }) => outcome === 'restored'));
    assert.deepEqual([[...target.writes.keys()].sort(), [...target.writes.values()].every((times) => times === 1), await look(target, backup)], [[...harmed].sort(), true, []]);
  });

  it('reads small blobs of which no MD5 is kept, and says of others that they were not compared', async () => {
    const [target, backup] = [new MemoryBlobs(), new MemoryBlobs('backup')];
    target.keepsMd5 = backup.keepsMd5 = false;
    const large = 'x'.repeat(1_048_577);
    for (const [name, mine, kept] of [['same', 'good', 'good'], ['garbled', 'baad', 'good'], ['longer', 'goood', 'good'], ['empty', '', ''], ['large', large, large.replace('x', 'y')]] as const) {
      target.put(name, mine, monday);
      backup.put(name, kept, monday);
    }
    const input = { states: (await target.listStates('')).states, backup: (await backup.listStates('')).states };
    const uncertain = findUncertain(input);
    const compared = await compareContents(uncertain, target, backup);
    assert.deepEqual([uncertain.map(({ name }) => name), [...compared].sort(), findLosses({ ...input, compared }).map(({ name }) => name)], [['garbled', 'large', 'same'], [['garbled', false], ['same', true]], ['garbled', 'longer']]);
    assert.deepEqual([...new Set([...target.reads, ...backup.reads])].sort(), ['garbled', 'same']);
    const [result] = await restoreBlobs({ target, backup, losses: findLosses({ ...input, compared }).slice(0, 1), clock: new FakeClock() });
    assert.deepEqual(result, { name: 'garbled', outcome: 'restored', from: 'backup', reason: 'Compared by its length: no MD5 of it is kept.' });
  });

  it('reads nothing where MD5s tell, nor what was not written since', async () => {
    const target = new MemoryBlobs();
    target.put('a', 'good', monday);
    target.put('a', 'baad', wednesday);
    assert.deepEqual(findUncertain({ states: (await target.listStates('')).states, backup: [], asOf: tuesday }), []);
    target.keepsMd5 = false;
    const { states } = await target.listStates('');
    assert.deepEqual([findUncertain({ states, backup: [], asOf: tuesday }).map(({ name, isBackup }) => [name, isBackup]), findUncertain({ states, backup: [], asOf: wednesday })], [[['a', false]], []]);
  });

  it('takes the state of a moment from versions and deleted blobs, and leaves alone what came later', async () => {
    const target = new MemoryBlobs();
    target.put('kept', 'same', monday);
    target.put('changed', 'good', monday);
    target.put('changed', 'bad', wednesday);
    target.put('deleted', 'good', monday);
    target.remove('deleted');
    target.put('new', 'made later', wednesday);
    const losses = await look(target, undefined, tuesday);
    assert.deepEqual(losses.map(({ name, loss, source, liveIsNewer }) => [name, loss, source?.from, liveIsNewer]), [['changed', 'changed', 'version', true], ['deleted', 'missing', 'deleted', false]]);
    const careful = await restoreBlobs({ target, losses, clock: new FakeClock() });
    assert.deepEqual(outcomes(careful), { changed: 'kept-newer', deleted: 'restored' });
    assert.deepEqual(outcomes(await restoreBlobs({ target, losses: await look(target, undefined, tuesday), overwriteNewer: true, clock: new FakeClock() })), { changed: 'restored' });
    assert.deepEqual(['kept', 'changed', 'deleted', 'new'].map((name) => target.live.get(name)?.text), ['same', 'good', 'good', 'made later']);
  });

  it('never overwrites what somebody wrote since the look', async () => {
    const [target, backup] = [new MemoryBlobs(), new MemoryBlobs('backup')];
    backup.put('a', 'good', monday);
    backup.put('b', 'good', monday);
    target.put('b', 'bad', monday);
    const losses = await look(target, backup);
    target.put('a', 'theirs', wednesday);
    target.put('b', 'theirs', wednesday);
    assert.deepEqual(outcomes(await restoreBlobs({ target, backup, losses, clock: new FakeClock() })), { a: 'changed-meanwhile', b: 'changed-meanwhile' });
    assert.deepEqual([target.live.get('a')?.text, target.live.get('b')?.text], ['theirs', 'theirs']);
  });

  it('whose answer was lost counts as done, and a passing fault is tried again', async () => {
    const [target, backup] = [new MemoryBlobs(), new MemoryBlobs('backup')];
    backup.put('a', 'good', monday);
    const losses = await look(target, backup);
    let lost = false;
    const flaky = Object.assign(Object.create(target) as MemoryBlobs, { copyFrom: async (...args: Parameters<MemoryBlobs['copyFrom']>) => { const answer = await target.copyFrom(...args); if (!lost) { lost = true; throw new EnvironmentError('Network.Reset', 'Reset.'); } return answer; } });
    assert.deepEqual(outcomes(await restoreBlobs({ target: flaky, backup, losses, clock: new FakeClock() })), { a: 'already-there' });
  });

  it('says of what nothing is left, and of a copy that is not as its source', async () => {
    const [target, backup] = [new MemoryBlobs(), new MemoryBlobs('backup')];
    backup.put('a', 'good', monday);
    const losses = await look(target, backup);
    const cut = Object.assign(Object.create(target) as MemoryBlobs, { findLive: async () => ({ name: 'a', kind: 'live' as const, etag: '1', sizeBytes: 1, lastModified: monday }) });
    const results = await restoreBlobs({ target: cut, backup, losses: [...losses, { name: 'gone', loss: 'missing', liveIsNewer: false }], clock: new FakeClock() });
    assert.deepEqual(outcomes(results), { a: 'failed', gone: 'no-source' });
    assert.match(results[0]?.reason ?? '', /1 bytes instead of 4/);
  });

  it('brings every blob back to how it was, whatever happened since, and no other', async () => {
    const name = fc.constantFrom('a', 'b', 'c/d', 'c/e', 'f');
    const event = fc.oneof(fc.record({ put: name, text: fc.string({ minLength: 1, maxLength: 4 }) }), fc.record({ remove: name }));
    await fc.assert(fc.asyncProperty(fc.dictionary(name, fc.string({ minLength: 1, maxLength: 4 })), fc.array(event, { maxLength: 8 }), async (before, events) => {
      const [target, backup] = [new MemoryBlobs(), new MemoryBlobs('backup')];
      for (const [one, text] of Object.entries(before)) { target.put(one, text, monday); backup.put(one, text, monday); }
      for (const one of events) { if ('put' in one) target.put(one.put, one.text, wednesday); else target.remove(one.remove); }
      const strangers = [...target.live].filter(([one]) => !(one in before));
      await restoreBlobs({ target, backup, losses: await look(target, backup), overwriteNewer: true, clock: new FakeClock() });
      for (const [one, text] of Object.entries(before)) assert.equal(target.live.get(one)?.text, text);
      for (const [one, stored] of strangers) assert.equal(target.live.get(one), stored);
    }), { numRuns: 200 });
  });
});
