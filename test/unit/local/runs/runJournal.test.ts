import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import type { RunEvent } from '../../../../src/core/deployment';
import { FileRunJournal } from '../../../../src/local/runs';
import { useTemporaryFolder } from '../../../support/temporaryFolder';

const calling = (call: string): RunEvent => ({ type: 'calling', at: '2026-01-01T00:00:00.000Z', call, attempt: 1 });
const names = async (journal: FileRunJournal): Promise<readonly string[]> => (await journal.read('r1')).map((event) => (event.type === 'calling' ? event.call : event.type));

describe('the run journal', () => {
  const root = useTemporaryFolder();
  const file = (): string => path.join(root(), '.aos', 'runs', 'r1.jsonl');

  it('gives back what was appended, in order, also when nobody waited', async () => {
    const journal = new FileRunJournal(root());
    await Promise.all(['a', 'b', 'c'].map((name) => journal.append('r1', calling(name))));
    assert.deepEqual(await names(new FileRunJournal(root())), ['a', 'b', 'c']);
    assert.deepEqual([await journal.list(), await journal.read('r2')], [['r1'], []]);
  });

  it('is ignored by git', async () => {
    await new FileRunJournal(root()).append('r1', calling('a'));
    assert.equal(readFileSync(path.join(root(), '.aos', '.gitignore'), 'utf8'), '*\n');
  });

  it('is empty where there is no workspace folder of ours yet', async () => {
    assert.deepEqual(await new FileRunJournal(root()).list(), []);
  });

  it('leaves out a torn last line, and the next line stands on its own', async () => {
    await new FileRunJournal(root()).append('r1', calling('a'));
    appendFileSync(file(), '{"event":{"type":"cal');
    const later = new FileRunJournal(root());
    assert.deepEqual(await names(later), ['a']);
    await later.append('r1', calling('b'));
    assert.deepEqual([await names(later), await later.findTampering('r1')], [['a', 'b'], undefined]);
  });

  it('survives a cut at any byte with all whole lines before it', async () => {
    const journal = new FileRunJournal(root());
    for (const name of ['a', 'b', 'c']) await journal.append('r1', calling(name));
    const whole = readFileSync(file());
    await fc.assert(fc.asyncProperty(fc.nat(whole.length), async (bytes) => {
      writeFileSync(file(), whole);
      truncateSync(file(), bytes);
      const reborn = new FileRunJournal(root());
      const before = await names(reborn);
      assert.deepEqual(before, ['a', 'b', 'c'].slice(0, before.length));
      await reborn.append('r1', calling('z'));
      assert.deepEqual(await names(reborn), [...before, 'z']);
      assert.equal(await reborn.findTampering('r1'), undefined);
    }), { numRuns: 60 });
  });

  it('shows the line that was changed afterwards', async () => {
    const journal = new FileRunJournal(root());
    for (const name of ['a', 'b', 'c']) await journal.append('r1', calling(name));
    writeFileSync(file(), readFileSync(file(), 'utf8').replace('"call":"b"', '"call":"x"'));
    assert.equal(await journal.findTampering('r1'), 2);
  });

  it('names a damaged line instead of guessing', async () => {
    await new FileRunJournal(root()).append('r1', calling('a'));
    appendFileSync(file(), 'garbage\n');
    await assert.rejects(new FileRunJournal(root()).read('r1'), { code: 'Journal.Damaged' });
  });

  it('says that it cannot be written', async () => {
    mkdirSync(path.join(root(), '.aos'));
    writeFileSync(path.join(root(), '.aos', 'runs'), 'a file where the folder should be');
    await assert.rejects(new FileRunJournal(root()).append('r1', calling('a')), { code: 'Journal.Unwritable', kind: 'environment' });
  });

  it('takes no ID that leads out of its folder', async () => {
    await assert.rejects(new FileRunJournal(root()).read('../../etc/passwd'), { code: 'Run.BadId' });
  });
});
