import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import fc from 'fast-check';
import { EvidenceRecordFiles } from '../../../../src/local/evidence/recordFiles';
import { useTemporaryFolder } from '../../../support/temporaryFolder';

describe('records on disk', () => {
  const temporary = useTemporaryFolder();
  const file = (): string => path.join(temporary(), '.aos', 'evidence', 'records', 'dev', 'watch.jsonl');
  const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();
  const values = async (): Promise<readonly unknown[]> => (await new EvidenceRecordFiles(temporary()).list('dev', 'watch')).map(({ value }) => value);

  it('come back newest first, and the newest stay when there are very many', async () => {
    const records = new EvidenceRecordFiles(temporary());
    for (let index = 0; index < 12; index++) await records.add('dev', 'plan', { at: at(index), value: index });
    const kept = (await records.list('dev', 'plan')).map(({ value }) => value);
    assert.deepEqual([kept[0], kept.length <= 10], [11, true]);
  });

  it('whose last line was cut lose that line, and not the next one', async () => {
    const records = new EvidenceRecordFiles(temporary());
    await records.add('dev', 'watch', { at: at(0), value: 'one' });
    await records.add('dev', 'watch', { at: at(1), value: 'two' });
    await writeFile(file(), (await readFile(file(), 'utf8')).slice(0, -8));
    await records.add('dev', 'watch', { at: at(2), value: 'three' });
    assert.deepEqual(await values(), ['three', 'one']);
  });

  it('stand any change of their file, and can always be added to', async () => {
    const records = new EvidenceRecordFiles(temporary());
    await records.add('dev', 'watch', { at: at(0), value: 'one' });
    await records.add('dev', 'watch', { at: at(1), value: 'two' });
    const text = await readFile(file(), 'utf8');
    await fc.assert(fc.asyncProperty(fc.nat(text.length), fc.nat(text.length), fc.string({ maxLength: 20 }), async (from, length, put) => {
      await writeFile(file(), text.slice(0, from) + put + text.slice(from + length));
      await records.add('dev', 'watch', { at: at(2), value: 'three' });
      assert.ok((await values()).includes('three'));
    }), { numRuns: 40 });
  });
});
