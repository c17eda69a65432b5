import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { EnvironmentError } from '../../../../src/core/errors';
import type { EvidenceEntry } from '../../../../src/core/checklist';
import { EvidenceFolder } from '../../../../src/local/checklist/evidenceFile';
import { useTemporaryFolder } from '../../../support/temporaryFolder';

const found = (item: string, reason = 'seen'): EvidenceEntry => ({ kind: 'check', item, at: '2026-01-01T00:00:00.000Z', state: 'pass', reason, bound: {}, rule: item });

describe('the evidence on disk', () => {
  const temporary = useTemporaryFolder();
  const file = (): string => path.join(temporary(), '.aos', 'evidence', 'dev.jsonl');

  it('comes back as it was kept, environment by environment', async () => {
    const store = new EvidenceFolder(temporary());
    assert.deepEqual(await store.read('dev'), { entries: [] });
    await store.append('dev', [found('a'), found('b', 'line\nbreak, "quotes", 🎈')]);
    await store.append('Dev', [found('c')]);
    assert.deepEqual(await new EvidenceFolder(temporary()).read('dev'), { entries: [found('a'), found('b', 'line\nbreak, "quotes", 🎈')] });
    assert.deepEqual((await store.read('Dev')).entries.length, 1);
    assert.equal((await store.read('../../x')).entries.length, 0);
    assert.equal(await readFile(path.join(temporary(), '.aos', '.gitignore'), 'utf8'), '*\n');
  });

  it('that is damaged is kept aside, written anew from the rest, and said', async () => {
    const store = new EvidenceFolder(temporary());
    await store.append('dev', [found('a'), found('b'), found('c')]);
    const text = await readFile(file(), 'utf8');
    await writeFile(file(), text.replace('"b"', '"B"'));
    assert.deepEqual((await store.read('dev')).damage, { lines: 1 });
    const damage = await store.append('dev', [found('d')]);
    assert.equal(damage?.keptAs, file().replace('.jsonl', '.damaged-1.jsonl'));
    assert.match(await readFile(damage?.keptAs ?? '', 'utf8'), /"B"/);
    const after = await store.read('dev');
    assert.deepEqual([after.entries.map((entry) => 'item' in entry && entry.item), after.damage], [['a', 'c', 'd'], undefined]);
  });

  it('whose last line was cut loses that line alone', async () => {
    const store = new EvidenceFolder(temporary());
    await store.append('dev', [found('a'), found('b')]);
    const text = await readFile(file(), 'utf8');
    await writeFile(file(), text.slice(0, -20));
    assert.deepEqual(await store.read('dev'), { entries: [found('a')] });
    assert.equal((await store.append('dev', [found('c')]))?.lines, 1);
    assert.deepEqual((await store.read('dev')).entries, [found('a'), found('c')]);
  });

  const spoiled: Readonly<Record<string, readonly [spoil: (text: string) => Promise<unknown>, kept: string, lines: number]>> = {
    'emptied': [() => writeFile(file(), ''), '', 0], 'full of zeros': [() => writeFile(file(), Buffer.alloc(5000)), '', 1], 'garbage': [() => writeFile(file(), 'hello\nworld\n'), '', 2], 'JSON of something else': [() => writeFile(file(), '{"a": 1}\n'), '', 1],
    'UTF-16': [(text) => writeFile(file(), Buffer.from(text, 'utf16le')), '', 4], 'cut in half': [(text) => writeFile(file(), text.slice(0, text.length / 2)), 'a', 1], 'without a line end': [(text) => writeFile(file(), text.replace('\n', '')), 'c', 1], 'with a line of megabytes': [(text) => writeFile(file(), `${text}${'x'.repeat(2_000_000)}\n`), 'abc', 1],
    'saved by an editor, with a mark and its line ends': [(text) => writeFile(file(), `\ufeff${text.replaceAll('\n', '\r\n')}`), 'abc', 0], 'without its last line end': [(text) => writeFile(file(), text.trimEnd()), 'abc', 0], 'with blank lines': [(text) => writeFile(file(), text.replaceAll('\n', '\n\n')), 'abc', 0], 'in another order': [(text) => writeFile(file(), `${text.trim().split('\n').reverse().join('\n')}\n`), 'cba', 0],
    'a folder': [async () => { await rm(file()); await mkdir(file()); }, '', 1],
  };
  for (const [what, [spoil, kept, lines]] of Object.entries(spoiled)) {
    it(`that is ${what} keeps what can be read, says what not, and takes more`, async () => {
      const store = new EvidenceFolder(temporary());
      await store.append('dev', [found('a'), found('b'), found('c')]);
      await spoil(await readFile(file(), 'utf8'));
      const items = async (): Promise<string> => (await store.read('dev')).entries.map((entry) => ('item' in entry ? entry.item : '')).join('');
      assert.equal(await items(), kept);
      const damage = await store.append('dev', [found('d')]);
      assert.equal(damage?.lines ?? 0, lines);
      assert.equal(await items(), `${kept}d`);
      assert.deepEqual((await store.read('dev')).damage, undefined);
      assert.equal((await readdir(path.dirname(file()))).filter((name) => name.includes('damaged')).length, lines > 0 ? 1 : 0);
    });
  }

  it('whose lock cannot be taken is an error that says so', async () => {
    const store = new EvidenceFolder(temporary());
    await store.append('dev', [found('a')]);
    await mkdir(`${file()}.lock`);
    await assert.rejects(store.append('dev', [found('b')]), (error: unknown) => error instanceof EnvironmentError && error.code === 'Evidence.Unwritable');
    assert.equal((await store.read('dev')).entries.length, 1);
  });

  it('stands any change of its file', async () => {
    const store = new EvidenceFolder(temporary());
    await store.append('dev', [found('a'), found('b'), found('c')]);
    const text = await readFile(file(), 'utf8');
    await fc.assert(fc.asyncProperty(fc.nat(text.length), fc.nat(text.length), fc.string({ maxLength: 20 }), async (from, length, put) => {
      await writeFile(file(), text.slice(0, from) + put + text.slice(from + length));
      const { entries } = await store.read('dev');
      for (const entry of entries) assert.ok(['a', 'b', 'c'].some((item) => JSON.stringify(found(item)) === JSON.stringify(entry)));
    }), { numRuns: 60 });
  });

  it('of windows that write at once has everything', async () => {
    await Promise.all(Array.from({ length: 8 }, (_, window) => new EvidenceFolder(temporary()).append('dev', Array.from({ length: 20 }, (_one, index) => found(`${window}-${index}`)))));
    const { entries, damage } = await new EvidenceFolder(temporary()).read('dev');
    assert.deepEqual([entries.length, damage], [160, undefined]);
    assert.deepEqual((await readdir(path.dirname(file()))).sort(), ['dev.jsonl']);
  });

  it('that grew large keeps the newest of each item and all that people said', async () => {
    const store = new EvidenceFolder(temporary());
    const long = 'x'.repeat(200_000);
    const said: EvidenceEntry = { kind: 'attest', item: 'p', at: '2026-01-01T00:00:00.000Z', by: 'Ada', note: 'yes', state: 'pass', bound: {} };
    await store.append('dev', [said, ...Array.from({ length: 45 }, (_, index) => found('a', `${index} ${long}`)), found('b'), { kind: 'run', at: '2026-02-02T00:00:00.000Z', bound: {}, same: ['b'] }]);
    await store.append('dev', [found('c')]);
    const { entries } = await store.read('dev');
    assert.deepEqual(entries.map((entry) => entry.kind), ['attest', ...Array.from({ length: 12 }, () => 'check'), 'run', 'check']);
    assert.deepEqual(entries.flatMap((entry) => ('item' in entry && entry.item === 'b' ? [entry.at] : [])), ['2026-02-02T00:00:00.000Z']);
  });

  it('that cannot be written is an error that says so', async () => {
    await mkdir(path.dirname(path.dirname(file())), { recursive: true });
    await writeFile(path.dirname(file()), 'no folder');
    await assert.rejects(new EvidenceFolder(temporary()).append('dev', [found('a')]), (error) => error instanceof EnvironmentError && error.nextStep !== undefined);
  });
});
