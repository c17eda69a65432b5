import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
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
    await mkdir(file(), { recursive: true });
    await assert.rejects(new EvidenceFolder(temporary()).append('dev', [found('a')]), (error) => error instanceof EnvironmentError && error.nextStep !== undefined);
  });
});
