import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BlobServiceClient, StorageSharedKeyCredential, type ContainerClient } from '@azure/storage-blob';
import { connectAzure } from '../../src/azure';
import { bundleContainer, fetchFromContainer, keepInContainer, makeBundle, pruneContainer, type Bundle } from '../../src/core/bundles';
import type { Engine } from '../../src/core/engine';
import { DeployError } from '../../src/core/errors';
import { openTexts } from '../../src/core/restore';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { MemoryBundles } from '../support/memoryBundles';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { subscriptionId } from './support/clients';
import { createWorkspace, createWorld, type World } from './support/applicationWorld';

const codeOf = (act: Promise<unknown>) => act.then(() => 'accepted', (error: unknown) => { assert.ok(error instanceof DeployError, String(error)); return error.code; });

describe('restoring data in the sandbox', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();
  let sandbox: StartedSandbox;
  let world: World;
  let engine: Engine;
  let root: string;

  beforeEach(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    world = await createWorld(sandbox, {}, { vault: 'kv-world', bus: 'bus-world', account: 'stworld' });
    ({ engine, root } = createWorkspace(sandbox, path.join(folder(), 'ws')));
  });
  afterEach(async () => { await engine.dispose(); await sandbox.close(); });

  const send = async (method: 'DELETE' | 'POST', url: string): Promise<void> => {
    const { dataPlanes } = await connectAzure({ cloud: sandbox.endpoints.resourceManager });
    const { properties } = await world.clients.keyVault.vaults.get('rg', 'kv-world');
    const { status, body } = await dataPlanes.send({ method, url: `${properties.vaultUri!.replace(/\/$/, '')}${url}?api-version=7.4`, credential: { for: 'vault' } });
    assert.ok(status < 300, body);
  };

  /** The account's container, made where it is not there. */
  async function openContainer(account: string): Promise<ContainerClient> {
    const { storageAccounts } = world.clients.storage;
    if (account !== world.account) await storageAccounts.beginCreateAndWait('rg', account, { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' } });
    const [{ primaryEndpoints }, { keys }] = [await storageAccounts.getProperties('rg', account), await storageAccounts.listKeys('rg', account)];
    const container = new BlobServiceClient(primaryEndpoints!.blob!, new StorageSharedKeyCredential(account, keys![0]!.value!)).getContainerClient('aos-data');
    await container.createIfNotExists();
    return container;
  }
  const put = (container: ContainerClient, name: string, text: string) => container.getBlockBlobClient(name).upload(text, text.length);

  /** Times of blobs are whole seconds: writes until the blob is later than that. */
  async function putAfter(container: ContainerClient, name: string, text: string, time: Date): Promise<void> {
    let written = (await put(container, name, text)).lastModified!;
    while (written <= time) written = (await put(container, name, text)).lastModified!;
  }

  it('recovers a deleted secret, restores one from its backup, and takes an earlier version', async () => {
    for (const [name, text] of [['first', 'one'], ['second', 'two'], ['second', 'three']] as const) await engine.secrets.set('dev', name, text);
    const made = await engine.restore.backup('dev');
    assert.deepEqual(made.manifest.files.map(({ name }) => name).filter((name) => name.endsWith('.blob')), ['backup-first.blob', 'backup-second.blob']);
    await send('DELETE', '/secrets/first');
    assert.deepEqual((await engine.restore.assessSecrets('dev')).deleted.map(({ name }) => name), ['first']);
    assert.deepEqual(await engine.restore.restoreSecret('dev', 'first'), { name: 'first', outcome: 'recovered' });

    assert.equal(await codeOf(engine.restore.restoreSecret('dev', 'second', { set: made.set })), 'Restore.SecretExists');
    await send('DELETE', '/secrets/second');
    assert.equal(await codeOf(engine.restore.restoreSecret('dev', 'second', { set: made.set })), 'Restore.SecretDeleted');
    await send('DELETE', '/deletedsecrets/second');
    assert.deepEqual(await engine.restore.restoreSecret('dev', 'second'), { name: 'second', outcome: 'restored', from: made.set });
    const versions = await engine.restore.listSecretVersions('dev', 'second');
    assert.equal(versions.length, 2);
    await engine.restore.restoreSecret('dev', 'second', { version: versions[1]!.version });
    assert.equal((await engine.restore.listSecretVersions('dev', 'second')).length, 3);
    assert.equal(await codeOf(engine.restore.restoreSecret('dev', 'second', { version: 'nothing' })), 'Restore.NoVersion');
    assert.equal(await codeOf(engine.restore.restoreSecret('dev', 'never')), 'Restore.NothingToRestore');
  });

  it('proves a backup, and finds the file that was damaged', async () => {
    await engine.secrets.set('dev', 'first', 'one');
    const { set } = await engine.restore.backup('dev');
    assert.deepEqual((await engine.restore.prove('dev')).checks.map(({ state }) => state), ['not-proved']);
    const file = path.join(root, '.aos', 'backups', set, 'backup-first.blob');
    writeFileSync(file, readFileSync(file).subarray(1));
    assert.deepEqual((await engine.restore.prove('dev')).checks.map(({ state }) => state), ['damaged']);
    await send('DELETE', '/secrets/first');
    await send('DELETE', '/deletedsecrets/first');
    assert.equal(await codeOf(engine.restore.restoreSecret('dev', 'first')), 'Restore.BadBackup');
  });

  it('copies back what is missing or changed, from a backup account and from snapshots', async () => {
    const [live, backup] = [await openContainer('stworld'), await openContainer('stbackup')];
    for (let index = 0; index < 40; index++) for (const container of [live, backup]) await put(container, `d/${index}`, `content ${index}`);
    for (const index of [3, 17]) await live.getBlobClient(`d/${index}`).delete();
    const before = await live.getBlobClient('d/5').getProperties();
    await putAfter(live, 'd/9', 'garbage 9', (await backup.getBlobClient('d/9').getProperties()).lastModified!);
    const query = { backupAccount: 'stbackup' };
    const extent = await engine.restore.assessBlobs('dev', query);
    assert.deepEqual(extent.losses.map(({ name, loss, liveIsNewer }) => [name, loss, liveIsNewer]), [['d/17', 'missing', false], ['d/3', 'missing', false], ['d/9', 'changed', true]]);
    const { results } = await engine.restore.restoreBlobs('dev', query);
    assert.deepEqual(results.map(({ outcome }) => outcome), ['restored', 'restored', 'kept-newer']);
    assert.deepEqual((await engine.restore.restoreBlobs('dev', query, { overwriteNewer: true })).results.map(({ outcome }) => outcome), ['restored']);
    assert.deepEqual((await engine.restore.assessBlobs('dev', query)).losses, []);
    assert.equal((await live.getBlobClient('d/5').getProperties()).etag, before.etag);
    const integrity = async () => (await engine.checkEvidence('dev', { rows: ['emergency.data.integrity'], maxAgeMs: 0 })).rows[0]?.state;
    assert.equal(await integrity(), 'pass');
    await put(live, 'd/9', 'changed since');
    assert.equal(await integrity(), 'fail');

    await put(live, 's', 'good');
    await live.getBlobClient('s').createSnapshot();
    const good = (await live.getBlobClient('s').getProperties()).lastModified!;
    const asOf = good.toISOString();
    await putAfter(live, 's', 'bad!', good);
    const since = await engine.restore.assessBlobs('dev', { prefix: 's', asOf });
    assert.deepEqual(since.losses.map(({ name, source }) => [name, source?.from]), [['s', 'snapshot']]);
    await engine.restore.restoreBlobs('dev', { prefix: 's', asOf }, { overwriteNewer: true });
    assert.equal((await live.getBlobClient('s').downloadToBuffer()).toString(), 'good');
    assert.equal(await codeOf(engine.restore.assessBlobs('dev', { asOf: 'yesterday' })), 'Restore.BadTime');
    assert.equal(await codeOf(engine.restore.assessBlobs('dev', { backupAccount: 'nowhere' })), 'Restore.NoBackupAccount');
  });

  it('finds the good states that another computer left beside the environment, and no damaged one', async () => {
    const place = { environment: { name: 'dev', parametersFile: '', templateFile: '', resourceGroup: 'rg', isProtected: false }, connection: await connectAzure({ cloud: sandbox.endpoints.resourceManager }), scope: { subscriptionId, resourceGroup: 'rg' } };
    const blobs = await openTexts(place, bundleContainer);
    const bundle = (id: string): Bundle => makeBundle({ environment: 'dev', deploymentId: id, deploymentName: id, madeAt: '2026-03-04T05:00:00.000Z', target: { cloud: 'azure', subscriptionId, resourceGroup: 'rg', location: 'eastus' }, template: { resources: [] }, parameters: {}, secureParameterNames: [], outputs: {} });
    const [one, two] = [bundle('one'), bundle('two')];
    for (const each of [one, two, one]) await keepInContainer(blobs, each);
    await blobs.write(`dev/${'f'.repeat(64)}.json`, '{}', 'absent');
    const store = new MemoryBundles();
    assert.deepEqual(await fetchFromContainer(blobs, store, 'dev'), ['f'.repeat(64)]);
    assert.deepEqual([...store.texts.keys()].sort(), [one.bundleId, two.bundleId].sort());
    await pruneContainer(blobs, 'dev', [one.bundleId]);
    assert.deepEqual((await blobs.list('dev/')).map(({ name }) => name).filter((name) => name.includes(one.bundleId)), []);
  });
});
