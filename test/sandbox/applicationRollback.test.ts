import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Application } from '../../src/core/applications';
import type { Engine } from '../../src/core/engine';
import { describeWay } from '../../src/core/rollback';
import type { StartedSandbox } from '../../src/sandbox';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { startWithMain } from './support/applicationWorld';

describe('an application that goes back', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();
  let sandbox: StartedSandbox;
  let engine: Engine;
  let root: string;
  let main: Application;
  let first: string;

  beforeEach(async () => {
    const started = await startWithMain(folder());
    ({ sandbox, engine, root, main } = started);
    await started.world.allow(await started.world.principalOf(started.app));
    first = (await engine.applications.deploy('dev', main, { patienceMs: 0 })).hash;
  });
  afterEach(() => sandbox.close());

  const back = () => engine.rollback.applications;
  const change = (text: string): void => { const source = path.join(root, 'function_app.py'); writeFileSync(source, `${readFileSync(source, 'utf8')}\n# ${text}\n`); };
  const live = async () => (await engine.applications.previewSwap('dev', main, 'staging')).packages;
  const git = (...args: readonly string[]): string => execFileSync('git', ['-c', 'user.name=me', '-c', 'user.email=me@example.com', ...args], { cwd: root, encoding: 'utf8' }).trim();

  it('swaps back with the slot that holds what was live, says the direction, and is looked at', async () => {
    await engine.applications.createSlot('dev', main, 'staging');
    change('next');
    const next = (await engine.applications.deploy('dev', main, { slot: 'staging', patienceMs: 0 })).hash;
    assert.equal((await engine.applications.swap('dev', main, 'staging', { patienceMs: 0 })).verdict, 'alive');
    assert.deepEqual(await live(), { live: next, next: first });
    const way = await back().plan('dev', main, {});
    assert.ok(way.kind === 'swap', JSON.stringify(way));
    assert.deepEqual([way.slot, way.preview.packages], ['staging', { live: next, next: first }]);
    assert.match(describeWay(main, way), /staging goes live/);
    const { swapped } = await back().run('dev', main, way);
    assert.deepEqual([swapped?.verdict, await live()], ['alive', { live: first, next }]);
    // What was left does not come back by repeating.
    await assert.rejects(back().plan('dev', main, {}), { code: 'Rollback.NoPackage' });
  });

  it('takes the package that was live before where no slot holds it', async () => {
    change('next');
    const next = (await engine.applications.deploy('dev', main, { patienceMs: 0 })).hash;
    await engine.applications.createSlot('dev', main, 'staging');
    const way = await back().plan('dev', main, {});
    assert.deepEqual([way.kind, way.kind === 'package' && way.hash, way.kind === 'package' && way.live], ['package', first, next]);
    const { deployed } = await back().run('dev', main, way);
    assert.deepEqual([deployed?.hash, deployed?.verdict], [first, 'alive']);
    await assert.rejects(back().plan('dev', main, { slot: 'nowhere' }), { code: 'Application.NoSlot' });
  });

  it('is built from the commit of the last good state where its package is not kept, without touching the work tree', async () => {
    git('init', '-q'); git('add', '-A'); git('commit', '-qm', 'one');
    const commit = git('rev-parse', 'HEAD');
    change('next');
    git('commit', '-qam', 'two');
    await engine.applications.deploy('dev', main, { patienceMs: 0 });
    const packages = path.join(root, '.aos', 'packages');
    for (const name of readdirSync(packages).filter((one) => one.endsWith('.zip'))) rmSync(path.join(packages, name));
    await assert.rejects(back().plan('dev', main, {}), ({ code, message, nextStep }: { code: string; message: string; nextStep: string }) => {
      assert.deepEqual([code, nextStep], ['Rollback.NoPackage', 'Name a package or a commit with --to, or a slot with --slot.']);
      assert.match(message, new RegExp(`the package ${first.slice(0, 12)} that was live before is not kept here`));
      return true;
    });
    const way = await back().plan('dev', main, { to: commit.slice(0, 8) });
    assert.equal(way.kind, 'build');
    change('not committed');
    const before = git('status', '--porcelain');
    const { deployed } = await back().run('dev', main, way);
    assert.deepEqual([deployed?.hash, deployed?.verdict, git('status', '--porcelain'), git('worktree', 'list').split('\n').length], [first, 'alive', before, 1]);
  });
});
