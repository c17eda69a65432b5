import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { BlobServiceClient, StorageSharedKeyCredential, type ContainerClient } from '@azure/storage-blob';
import { connectAzure } from '../../src/azure';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { CliHarness } from '../support/cliHarness';
import { parseDocument } from '../support/schemas';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { subscriptionId } from './support/clients';
import { createWorkspace, createWorld, type World } from './support/applicationWorld';

describe('restore and backup on the command line', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();
  let sandbox: StartedSandbox;
  let world: World;
  let cli: CliHarness;
  let root: string;

  beforeEach(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    world = await createWorld(sandbox, {}, { vault: 'kv-world', bus: 'bus-world', account: 'stworld' });
    root = path.join(folder(), 'ws');
    cli = new CliHarness(() => {
      const { engine } = createWorkspace(sandbox, root);
      writeFileSync(path.join(root, 'aos.yaml'), `environments:\n  dev:\n    subscription: ${subscriptionId}\n    resourceGroup: rg\n    backup: { everyDays: 7 }\n    profile: { backupAccount: stbackup }\n`);
      return engine;
    });
  });
  afterEach(() => sandbox.close());

  /** Every document fits its schema. */
  async function ask<T>(line: string, schema: string, code = 0): Promise<T> {
    const answer = await cli.run(...line.split(' '), '--environment', 'dev', '--json');
    assert.equal(answer.code, code, `${line}: ${answer.out}${answer.err}`);
    return parseDocument(schema, answer.out) as T;
  }

  async function openContainer(account: string): Promise<ContainerClient> {
    const { storageAccounts } = world.clients.storage;
    if (account !== world.account) await storageAccounts.beginCreateAndWait('rg', account, { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' } });
    const [{ primaryEndpoints }, { keys }] = [await storageAccounts.getProperties('rg', account), await storageAccounts.listKeys('rg', account)];
    const container = new BlobServiceClient(primaryEndpoints!.blob!, new StorageSharedKeyCredential(account, keys![0]!.value!)).getContainerClient('aos-data');
    await container.createIfNotExists();
    return container;
  }

  /** In blocks, of which the service keeps no MD5. */
  async function putInBlocks(container: ContainerClient, name: string, text: string): Promise<void> {
    const [blob, block] = [container.getBlockBlobClient(name), Buffer.from('block').toString('base64')];
    await blob.stageBlock(block, text, text.length);
    await blob.commitBlockList([block]);
  }

  const vault = async (method: 'PUT' | 'DELETE', url: string, body?: object): Promise<void> => {
    const { dataPlanes } = await connectAzure({ cloud: sandbox.endpoints.resourceManager });
    const { properties } = await world.clients.keyVault.vaults.get('rg', 'kv-world');
    const answer = await dataPlanes.send({ method, url: `${properties.vaultUri!.replace(/\/$/, '')}${url}?api-version=7.4`, credential: { for: 'vault' }, ...(body && { body: JSON.stringify(body) }) });
    assert.ok(answer.status < 300, answer.body);
  };

  it('answers as its schemas say, from the backup over its proof to what is brought back', async () => {
    for (const value of ['one', 'two']) await vault('PUT', '/secrets/first', { value });
    const [live, backup] = [await openContainer('stworld'), await openContainer('stbackup')];
    for (const container of [live, backup]) for (const name of ['d/a', 'd/b', 'd/c']) await container.getBlockBlobClient(name).upload(name, name.length);
    await putInBlocks(live, 'd/blocks', 'baad');
    await putInBlocks(backup, 'd/blocks', 'good');

    assert.equal((await ask<{ state: string }>('backup --due', 'backup-due')).state, 'never-deployed');
    const made = await ask<{ set: string; missing: string[]; complete: string[] }>('backup', 'backup');
    assert.deepEqual(made.complete, ['secrets', 'configurations']);
    await ask('backup --history', 'backup-history');
    await ask('backup --prove', 'backup-prove');

    await ask('restore test', 'error', 3);
    const test = await ask<{ verdict: string; checks: { what: string; name: string; state: string }[]; scratch: { isRemoved: boolean }[] }>('restore test --yes', 'restore-test', 1);
    assert.deepEqual([test.verdict, test.checks.map(({ what, name, state }) => `${what} ${name} ${state}`).sort(), test.scratch.map(({ isRemoved }) => isRemoved)], [
      'partly', ['blob stbackup/d/a proved', 'blob stbackup/d/b proved', 'blob stbackup/d/blocks proved', 'blob stbackup/d/c proved', 'secret first proved'], [true, true],
    ]);
    const left: string[] = [];
    for await (const one of world.clients.keyVault.vaults.listDeleted()) left.push(one.name ?? '');
    for await (const one of world.clients.keyVault.vaults.listByResourceGroup('rg')) left.push(one.name ?? '');
    for await (const one of world.clients.storage.blobContainers.list('rg', 'stworld')) left.push(one.name ?? '');
    assert.deepEqual(left.filter((name) => /restore-test|aosrt/.test(name)), []);

    await vault('DELETE', '/secrets/first');
    assert.deepEqual((await ask<{ deleted: { name: string }[] }>('restore secrets', 'restore-secrets')).deleted.map(({ name }) => name), ['first']);
    await ask('restore secrets first', 'error', 3);
    assert.deepEqual((await ask<{ results: object[] }>('restore secrets first --yes', 'restore-secrets')).results, [{ name: 'first', outcome: 'recovered' }]);
    const { versions } = await ask<{ versions: { version: string }[] }>('restore secrets first --dry-run', 'restore-secrets');
    assert.equal(versions.length, 2);
    assert.equal((await ask<{ results: { outcome: string }[] }>(`restore secrets first --version ${versions[1]!.version} --yes`, 'restore-secrets')).results[0]?.outcome, 'version-set');

    await live.getBlobClient('d/a').delete();
    const query = 'restore blobs --backup-account stbackup';
    const extent = await ask<{ losses: { name: string; loss: string }[]; notCompared: string[] }>(`${query} --dry-run`, 'restore-blobs');
    assert.deepEqual([extent.losses.map(({ name, loss }) => `${name} ${loss}`), extent.notCompared], [['d/a missing', 'd/blocks changed'], []]);
    await ask(query, 'error', 3);
    const { results } = await ask<{ results: { name: string; outcome: string; reason?: string }[] }>(`${query} --yes`, 'restore-blobs');
    assert.deepEqual(results.map(({ name, outcome }) => `${name} ${outcome}`), ['d/a restored', 'd/blocks restored']);
    assert.deepEqual((await ask<{ losses: object[] }>(`${query} --dry-run`, 'restore-blobs')).losses, []);
  });
});
