import assert from 'node:assert/strict';
import { TableClient, AzureNamedKeyCredential, TableServiceClient } from '@azure/data-tables';
import { BlobSASPermissions, BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { QueueServiceClient, StorageSharedKeyCredential as QueueKeyCredential } from '@azure/storage-queue';
import type { StartedSandbox } from '../../src/sandbox';
import { bearer, clientsFor } from './support/clients';
import { startWithGroup } from './support/group';
import { all, providerClientsFor, type ProviderClients } from './support/providerClients';

describe('storage accounts and their data', () => {
  let sandbox: StartedSandbox;
  let clients: ProviderClients;

  before(async () => {
    ({ sandbox } = await startWithGroup());
    clients = providerClientsFor(sandbox.endpoints.resourceManager);
    await clients.storage.storageAccounts.beginCreateAndWait('rg', 'aosdata', { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_GRS' }, minimumTlsVersion: 'TLS1_2' });
  });
  after(() => sandbox.close());

  const keyOf = async (): Promise<string> => (await clients.storage.storageAccounts.listKeys('rg', 'aosdata')).keys?.[0]?.value ?? '';
  const account = () => clients.storage.storageAccounts.getProperties('rg', 'aosdata');
  const blobs = async (): Promise<BlobServiceClient> => new BlobServiceClient((await account()).primaryEndpoints?.blob ?? '', new StorageSharedKeyCredential('aosdata', await keyOf()));

  it('fills what Azure fills', async () => {
    const { sku, accessTier, minimumTlsVersion, secondaryLocation, provisioningState, networkRuleSet } = await account();
    assert.deepEqual({ sku, accessTier, minimumTlsVersion, secondaryLocation, provisioningState, rules: networkRuleSet?.defaultAction }, { sku: { name: 'Standard_GRS', tier: 'Standard' }, accessTier: 'Hot', minimumTlsVersion: 'TLS1_2', secondaryLocation: 'westus', provisioningState: 'Succeeded', rules: 'Allow' });
    assert.equal((await clients.storage.blobServices.getServiceProperties('rg', 'aosdata')).name, 'default');
  });

  it('refuses names, SKUs and enumerations as Azure does', async () => {
    const create = (name: string, body: object) => clients.storage.storageAccounts.beginCreateAndWait('rg', name, { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' }, ...body });
    await assert.rejects(create('Bad_Name', {}), { code: 'AccountNameInvalid' });
    await assert.rejects(create('newaccount', { sku: { name: 'Huge_LRS' } }), { code: 'InvalidValuesForRequestParameters' });
    await assert.rejects(create('newaccount', { accessTier: 'Warm' }), { code: 'InvalidValuesForRequestParameters' });
    await clientsFor(sandbox.endpoints.resourceManager).resources.resourceGroups.createOrUpdate('other', { location: 'eastus' });
    await assert.rejects(clients.storage.storageAccounts.beginCreateAndWait('other', 'aosdata', { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' } }), { code: 'StorageAccountAlreadyTaken' });
    assert.deepEqual((await clients.storage.storageAccounts.checkNameAvailability({ name: 'aosdata', type: 'Microsoft.Storage/storageAccounts' })).reason, 'AlreadyExists');
  });

  it('gives keys that open the blobs, also after one was regenerated', async () => {
    await clients.storage.blobContainers.create('rg', 'aosdata', 'by-arm', {});
    await (await blobs()).getContainerClient('by-arm').getBlockBlobClient('a.txt').upload('hello', 5);
    const before = await blobs();
    await clients.storage.storageAccounts.regenerateKey('rg', 'aosdata', { keyName: 'key1' });
    await assert.rejects(before.getContainerClient('by-arm').getProperties(), { statusCode: 403 });
    const content = await (await blobs()).getContainerClient('by-arm').getBlockBlobClient('a.txt').downloadToBuffer();
    assert.equal(content.toString(), 'hello');
  });

  it('copies blobs from a source that carries its own signature, whichever way it is named', async () => {
    await clients.storage.blobContainers.create('rg', 'aosdata', 'copies', {});
    const container = (await blobs()).getContainerClient('copies');
    const source = container.getBlockBlobClient('source.txt');
    await source.upload('hello', 5);
    const signed = await source.generateSasUrl({ permissions: BlobSASPermissions.parse('r'), expiresOn: new Date(Date.now() + 3_600_000) });
    const byHost = signed.replace(/^https?:\/\/[^/]+\/aosdata/, 'https://aosdata.blob.localhost');
    for (const [index, from] of [signed, byHost, source.url].entries()) {
      const target = container.getBlockBlobClient(`copy-${index}.txt`);
      await (await target.beginCopyFromURL(from, { intervalInMs: 1 })).pollUntilDone();
      assert.equal((await target.downloadToBuffer()).toString(), 'hello', from);
    }
    await assert.rejects((async () => (await container.getBlockBlobClient('never').beginCopyFromURL(signed.replace(/sig=[^&]+/, 'sig=AAAA'))).pollUntilDone())(), { statusCode: 403 });
  });

  it('holds containers by tags', async () => {
    await clients.storage.blobContainers.create('rg', 'aosdata', 'held', {});
    assert.deepEqual((await clients.storage.blobContainers.setLegalHold('rg', 'aosdata', 'held', { tags: ['case1'] })).tags, ['case1']);
    assert.equal((await clients.storage.blobContainers.get('rg', 'aosdata', 'held')).hasLegalHold, true);
    await assert.rejects(clients.storage.blobContainers.delete('rg', 'aosdata', 'held'), { statusCode: 409 });
    await clients.storage.blobContainers.clearLegalHold('rg', 'aosdata', 'held', { tags: ['case1'] });
    await clients.storage.blobContainers.delete('rg', 'aosdata', 'held');
  });

  it('shows containers on both sides, whichever made or deleted them', async () => {
    const service = await blobs();
    await service.createContainer('by-client');
    const names = async () => (await all(clients.storage.blobContainers.list('rg', 'aosdata'))).map(({ name }) => name);
    assert.ok((await names()).includes('by-client'));
    await service.deleteContainer('by-client');
    assert.ok(!(await names()).includes('by-client'));
    await clients.storage.blobContainers.create('rg', 'aosdata', 'short-lived', {});
    assert.equal(await service.getContainerClient('short-lived').exists(), true);
    await clients.storage.blobContainers.delete('rg', 'aosdata', 'short-lived');
    assert.equal(await service.getContainerClient('short-lived').exists(), false);
  });

  it('serves queues and tables', async () => {
    const { primaryEndpoints } = await account();
    await clients.storage.queue.create('rg', 'aosdata', 'work', {});
    const queue = new QueueServiceClient(primaryEndpoints?.queue ?? '', new QueueKeyCredential('aosdata', await keyOf())).getQueueClient('work');
    await queue.sendMessage('one');
    assert.equal((await queue.receiveMessages()).receivedMessageItems[0]?.messageText, 'one');
    const credential = new AzureNamedKeyCredential('aosdata', await keyOf());
    await new TableServiceClient(primaryEndpoints?.table ?? '', credential, { allowInsecureConnection: true }).createTable('things');
    const table = new TableClient(primaryEndpoints?.table ?? '', 'things', credential, { allowInsecureConnection: true });
    await table.createEntity({ partitionKey: 'p', rowKey: 'r', size: 3 });
    assert.equal((await table.getEntity('p', 'r')).size, 3);
    assert.deepEqual((await all(clients.storage.table.list('rg', 'aosdata'))).map(({ name }) => name), ['things']);
  });

  it('takes an account SAS and a bearer token', async () => {
    const { accountSasToken } = await clients.storage.storageAccounts.listAccountSAS('rg', 'aosdata', { services: 'b', resourceTypes: 'sco', permissions: 'rl', sharedAccessExpiryTime: new Date(Date.now() + 3_600_000) });
    const base = (await account()).primaryEndpoints?.blob ?? '';
    const containers = await all(new BlobServiceClient(`${base}?${accountSasToken}`).listContainers());
    assert.ok(containers.some(({ name }) => name === 'by-arm'));
    const answer = await fetch(`${base}by-arm/a.txt`, { headers: { authorization: bearer(), 'x-ms-version': '2023-11-03' } });
    assert.deepEqual([answer.status, await answer.text()], [200, 'hello']);
  });

  it('knows no account that is not there, and forgets data with the account', async () => {
    const base = (await account()).primaryEndpoints?.blob ?? '';
    assert.equal((await fetch(base.replace('aosdata', 'nobody'))).status, 404);
    await clients.storage.storageAccounts.delete('rg', 'aosdata');
    assert.equal((await fetch(`${base}by-arm/a.txt`)).status, 404);
    await clients.storage.storageAccounts.beginCreateAndWait('rg', 'aosdata', { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' } });
    assert.deepEqual(await all((await blobs()).listContainers()), []);
  });

});
