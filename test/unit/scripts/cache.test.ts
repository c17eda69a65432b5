import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ensureFolder, withLock } from '../../../scripts/lib/cache.mjs';

describe('the cache of set-up', () => {
  let scratch = '';
  beforeEach(() => { scratch = mkdtempSync(path.join(tmpdir(), 'aos-cache-')); });
  afterEach(() => rmSync(scratch, { recursive: true, force: true }));
  const target = (): string => path.join(scratch, 'tool-1');

  it('fills a folder once, also for two that ask at the same time', async () => {
    let fills = 0;
    const fill = (partial: string): void => { fills += 1; writeFileSync(path.join(partial, 'tool'), 'x'); };
    assert.deepEqual(await Promise.all([ensureFolder(target(), fill), ensureFolder(target(), fill)]), [target(), target()]);
    assert.equal(fills, 1);
    assert.deepEqual(readdirSync(scratch), ['tool-1']);
  });

  it('leaves nothing that looks complete when filling fails, and can try again', async () => {
    await assert.rejects(ensureFolder(target(), (partial) => { writeFileSync(path.join(partial, 'half'), ''); throw new Error('the network went away'); }), /network/);
    assert.equal(existsSync(target()), false);
    await ensureFolder(target(), (partial) => writeFileSync(path.join(partial, 'whole'), ''));
    assert.deepEqual(readdirSync(target()), ['whole']);
  });

  it('takes a lock over from a process that died', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    writeFileSync(`${target()}.lock`, String(pid));
    assert.equal(await withLock(target(), () => readFileSync(`${target()}.lock`, 'utf8')), String(process.pid));
    assert.equal(existsSync(`${target()}.lock`), false);
  });
});
