import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Application } from '../../src/core/applications';
import type { Engine } from '../../src/core/engine';
import { DeployError } from '../../src/core/errors';
import type { StartedSandbox } from '../../src/sandbox';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { startWithMain, type World } from './support/applicationWorld';

const codeOf = (act: Promise<unknown>) => act.then(() => 'accepted', (error: unknown) => { assert.ok(error instanceof DeployError, String(error)); return error.code; });

describe('slots of applications', function () {
  this.timeout(60_000);
  const folder = useTemporaryFolder();
  let sandbox: StartedSandbox;
  let world: World;
  let engine: Engine;
  let root: string;
  let main: Application;

  beforeEach(async () => {
    const started = await startWithMain(folder());
    ({ sandbox, world, engine, root, main } = started);
    await world.allow(await world.principalOf(started.app));
    await engine.applications.deploy('dev', main, { patienceMs: 0 });
    await engine.applications.createSlot('dev', main, 'staging');
  });
  afterEach(() => sandbox.close());

  const preview = () => engine.applications.previewSwap('dev', main, 'staging');
  const swap = (options = {}) => engine.applications.swap('dev', main, 'staging', { patienceMs: 0, ...options });
  const change = (slot: string | undefined, changes: Record<string, string | null>, force = false) => engine.applications.changeSettings('dev', main, changes, { ...(slot !== undefined && { slot }), force });
  const deployChanged = async () => {
    const source = path.join(root, 'function_app.py');
    writeFileSync(source, `${readFileSync(source, 'utf8')}\n# next\n`);
    return (await engine.applications.deploy('dev', main, { slot: 'staging', patienceMs: 0 })).hash;
  };

  it('that hold nothing are not put live', async () => {
    const before = await preview();
    assert.match(before.blockers.join(), /functions: The host finds no function/);
    assert.equal(await codeOf(swap()), 'Swap.SlotNotAlive');
    assert.deepEqual((await preview()).packages, before.packages);
  });

  it('go live when they are alive, and say beforehand what moves', async () => {
    const next = await deployChanged();
    await change('staging', { AOS_LOG_LEVEL: 'DEBUG', STICKY: 'staging' });
    await change(undefined, { STICKY: 'production' });
    await world.clients.web.webApps.updateSlotConfigurationNames('rg', 'app-main', { appSettingNames: ['STICKY'] });
    const { blockers, settings, packages, direction, details } = await preview();
    assert.deepEqual([blockers, settings, packages.next, packages.live === next], [[], { moving: ['AOS_LOG_LEVEL'], staying: ['STICKY'] }, next, false]);
    assert.match(direction, /staging goes live/);
    assert.deepEqual(details.find(({ name }) => name === 'STICKY'), { name: 'STICKY', isSticky: true, isSame: false, live: '••••••', next: '••••••' });
    const { verdict, packages: moved } = await swap();
    assert.deepEqual([verdict, (await preview()).packages], ['alive', { live: moved.next, next: moved.live }]);
  });

  it('get the roles of their app when that is asked for, and can then resolve what it resolves', async () => {
    await engine.secrets.set('dev', 'There', 'v');
    const reference = { AZURE_STORAGE_CONNECTION_STRING: '@Microsoft.KeyVault(VaultName=kv-world;SecretName=There)' };
    assert.deepEqual((await change('staging', reference)).refused.map(({ problem }) => problem), ['access-denied']);
    assert.deepEqual(await engine.applications.createSlot('dev', main, 'second', { withRoles: true }), { granted: 1, refused: [] });
    const done = await change('second', reference);
    assert.deepEqual([done.refused, done.references], [[], 'pass']);
  });

  it('with a sick app are refused, unless somebody insists', async () => {
    await deployChanged();
    await change('staging', { AZURE_STORAGE_CONNECTION_STRING: null });
    assert.match((await preview()).blockers.join(), /health: 503, initializing/);
    assert.equal(await codeOf(swap()), 'Swap.SlotNotAlive');
    assert.equal((await swap({ force: true })).verdict, 'not-alive');
  });

  it('are refused when production could not resolve their references', async () => {
    await deployChanged();
    await change('staging', { AZURE_STORAGE_CONNECTION_STRING: '@Microsoft.KeyVault(VaultName=kv-world;SecretName=Nothing)' }, true);
    assert.match((await preview()).blockers.join('\n'), /references: AZURE_STORAGE_CONNECTION_STRING: [\s\S]*In production AZURE_STORAGE_CONNECTION_STRING would not resolve/);
    assert.equal(await codeOf(engine.applications.previewSwap('dev', main, 'nowhere')), 'Application.NoSlot');
  });
});
