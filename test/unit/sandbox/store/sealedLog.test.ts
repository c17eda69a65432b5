import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { SealedLog, SealedLogError } from '../../../../src/sandbox/store/sealedLog';
import { loadStateKey } from '../../../../src/sandbox/store/stateKey';

describe('Sealed log', () => {
  let folder: string;
  const key = randomBytes(32);
  beforeEach(() => { folder = mkdtempSync(path.join(tmpdir(), 'sealed-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const file = () => path.join(folder, 'state.log');
  const read = (withKey = key): unknown[] => {
    const records: unknown[] = [];
    SealedLog.open(file(), withKey, (record) => records.push(record)).close();
    return records;
  };
  const write = (...records: readonly unknown[]): void => {
    const log = SealedLog.open(file(), key, () => undefined);
    log.append(...records);
    log.close();
  };

  it('gives back what was appended, over openings, and nothing of it in plain text', () => {
    write({ secret: 'hunter2' }, 2);
    write(['three']);
    assert.deepEqual(read(), [{ secret: 'hunter2' }, 2, ['three']]);
    assert.ok(!readFileSync(file()).includes('hunter2'));
  });

  it('cut off anywhere, keeps a prefix of whole records and goes on from there', () => {
    fc.assert(fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 8 }), fc.double({ min: 0, max: 1, noNaN: true }), (records, fraction) => {
      rmSync(file(), { force: true });
      write(...records);
      truncateSync(file(), Math.floor(statSync(file()).size * fraction));
      const kept = read();
      assert.deepEqual(kept, records.slice(0, kept.length));
      write('after');
      assert.deepEqual(read(), [...kept, 'after']);
    }), { numRuns: 60 });
  });

  it('refuses another key and a changed record, naming the file', () => {
    write('a', 'b', 'c');
    assert.throws(() => read(randomBytes(32)), (error) => error instanceof SealedLogError && error.message.includes('state.log') && error.message.includes('key'));
    const content = readFileSync(file());
    content[40]! ^= 1;
    content[content.indexOf(content.readUInt32LE(0)) + 70]! ^= 1;
    writeFileSync(file(), content);
    assert.throws(() => read(), SealedLogError);
  });

  it('compacts whole or not at all, and appends behind it', () => {
    const log = SealedLog.open(file(), key, () => undefined);
    log.append(1, 2, 3);
    const before = log.sizeBytes;
    log.compact(['only']);
    log.append('next');
    assert.ok(log.sizeBytes < before);
    log.close();
    assert.deepEqual(read(), ['only', 'next']);
  });

  it('has one key for a user, private, and falls back where the home cannot be written', () => {
    const home = path.join(folder, 'home');
    const first = loadStateKey(folder, { HOME: home });
    assert.deepEqual(loadStateKey(folder, { HOME: home }), first);
    assert.equal(statSync(path.join(home, '.local/state/aos-deploy/sandbox.key')).mode & 0o777, 0o600);
    writeFileSync(path.join(folder, 'flat'), '');
    const fallback = loadStateKey(folder, { XDG_STATE_HOME: path.join(folder, 'flat') });
    assert.deepEqual(loadStateKey(folder, { XDG_STATE_HOME: path.join(folder, 'flat') }), fallback);
  });
});
