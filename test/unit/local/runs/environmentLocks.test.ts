import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { FileEnvironmentLocks } from '../../../../src/local/runs';
import { useTemporaryFolder } from '../../../support/temporaryFolder';

describe('the lock of an environment', () => {
  const root = useTemporaryFolder();
  const locks = (): FileEnvironmentLocks => new FileEnvironmentLocks(root());
  const file = (): string => path.join(root(), '.aos', 'locks', 'dev.lock');
  const leave = (holder: object | string): void => {
    mkdirSync(path.dirname(file()), { recursive: true });
    writeFileSync(file(), typeof holder === 'string' ? holder : JSON.stringify({ name: 'old', token: 't', host: hostname(), processId: process.pid, ...holder }));
  };

  it('is taken once, names its run to the second, and is free after its release', async () => {
    const lock = await locks().acquire('dev', 'run-1');
    await assert.rejects(locks().acquire('Dev', 'run-2'), (error: Error & { code: string }) => error.code === 'Run.Locked' && error.message.includes('run-1') && error.message.includes(String(process.pid)));
    assert.equal(await locks().holder('dev'), 'run-1');
    await (await locks().acquire('staging', 'run-3')).release();
    await lock.release();
    assert.equal(await locks().holder('dev'), undefined);
    await (await locks().acquire('dev', 'run-2')).release();
    assert.deepEqual(readdirSync(path.dirname(file())), []);
  });

  it('goes to exactly one of many that ask at the same time, stale lock or not', async () => {
    for (const stale of [false, true]) {
      if (stale) leave({ processId: 2 ** 22 + 1 });
      const answers = await Promise.allSettled(Array.from({ length: 20 }, (_, index) => locks().acquire('dev', `run-${index}`)));
      const won = answers.filter((answer) => answer.status === 'fulfilled');
      assert.equal(won.length, 1);
      await won[0]?.value.release();
    }
  });

  it('is taken over from a process that is gone', async () => {
    leave({ processId: 2 ** 22 + 1 });
    assert.equal(await locks().holder('dev'), undefined);
    await locks().acquire('dev', 'run-2');
    assert.equal(await locks().holder('dev'), 'run-2');
  });

  it('is taken over when another process has got the number of the dead one', async function () {
    if (process.platform !== 'linux') return this.skip();
    leave({ startedAt: 'another boot:1' });
    await locks().acquire('dev', 'run-2');
    assert.equal(await locks().holder('dev'), 'run-2');
  });

  it('is respected when it belongs to another machine, and says how to remove it', async () => {
    leave({ host: 'elsewhere', processId: 1 });
    await assert.rejects(locks().acquire('dev', 'run-2'), (error: Error & { nextStep?: string }) => error.message.includes('elsewhere') && (error.nextStep ?? '').includes(file()));
  });

  for (const rubbish of ['', '{"runId":', '[]', '{"processId":-1,"host":"x","name":"r","token":"t"}']) {
    it(`is taken over when its file holds ${JSON.stringify(rubbish)}`, async () => {
      leave(rubbish);
      const lock = await locks().acquire('dev', 'run-2');
      assert.match(readFileSync(file(), 'utf8'), /run-2/);
      await lock.release();
    });
  }

  it('of a name with odd characters stays in its folder', async () => {
    await locks().acquire('../x/ü', 'run-1');
    assert.equal(readdirSync(path.join(root(), '.aos', 'locks')).length, 1);
  });
});
