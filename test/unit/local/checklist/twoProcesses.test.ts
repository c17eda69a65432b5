import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { EvidenceFolder } from '../../../../src/local/checklist/evidenceFile';
import { EvidenceRecordFiles } from '../../../../src/local/evidence/recordFiles';
import { useTemporaryFolder } from '../../../support/temporaryFolder';

const count = 15;

describe('two windows on one evidence store', function () {
  this.timeout(60_000);
  const temporary = useTemporaryFolder();
  const start = (name: string): ChildProcess => spawn(process.execPath, ['--import', 'tsx', path.resolve('test/support/evidenceWriter.ts'), temporary(), name, String(count)], { stdio: ['pipe', 'pipe', 'inherit'] });

  it('lose nothing of what either keeps, and leave no locks', async () => {
    const windows = ['one', 'two'].map(start);
    await Promise.all(windows.map((window) => once(window.stdout!, 'data')));
    const ended = windows.map((window) => once(window, 'exit'));
    for (const window of windows) window.stdin!.write('go\n');
    assert.deepEqual((await Promise.all(ended)).map(([code]) => code as number), [0, 0]);
    const wanted = ['one', 'two'].flatMap((name) => Array.from({ length: count }, (_, index) => `${name}-${index}`)).sort();
    const { entries, damage } = await new EvidenceFolder(temporary()).read('dev');
    assert.deepEqual([entries.flatMap((entry) => ('item' in entry ? [entry.item] : [])).sort(), damage], [wanted, undefined]);
    const records = new EvidenceRecordFiles(temporary());
    assert.deepEqual((await records.list('dev', 'watch')).map(({ value }) => String(value)).sort(), wanted);
    assert.ok((await records.list('dev', 'plan')).length >= 5, 'the newest of a kind that is cut short are there');
    assert.deepEqual((await readdir(path.join(temporary(), '.aos', 'evidence'), { recursive: true })).filter((name) => name.endsWith('.lock')), []);
  });
});
