import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UploadLedgerFolder } from '../../../../src/local/configurations/uploadLedgerFile';

const entry = (etag: string) => ({ contentHash: 'h', etag, at: '2026-01-01T00:00:00Z' });

describe('The ledger of uploads on disk', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(path.join(tmpdir(), 'ledger-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('remembers over restarts, container by container', async () => {
    const ledger = new UploadLedgerFolder(folder);
    await ledger.record('account/aos-config', { a: entry('1'), b: entry('2') });
    await ledger.record('account/aos-config', { a: undefined });
    assert.deepEqual([await new UploadLedgerFolder(folder).read('account/aos-config'), await new UploadLedgerFolder(folder).read('other')], [{ b: entry('2') }, {}]);
  });

  it('has written every change when it says so, however many come at once', async () => {
    const ledger = new UploadLedgerFolder(folder);
    await Promise.all(Array.from({ length: 200 }, async (_, index) => {
      await ledger.record('c', { [`n${index}`]: entry('1') });
      const [file] = readdirSync(folder).filter((name) => name.endsWith('.json'));
      assert.ok(readFileSync(path.join(folder, file!), 'utf8').includes(`"n${index}"`));
    }));
    assert.equal(Object.keys(await new UploadLedgerFolder(folder).read('c')).length, 200);
  });

  it('takes a damaged file for an empty one', async () => {
    await new UploadLedgerFolder(folder).record('c', { a: entry('1') });
    writeFileSync(path.join(folder, readdirSync(folder)[0]!), '{"a": {"etag"');
    assert.deepEqual(await new UploadLedgerFolder(folder).read('c'), {});
  });
});
