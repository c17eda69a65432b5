import assert from 'node:assert/strict';
import { BlobServiceClient } from '@azure/storage-blob';
import type { StartedSandbox } from '../../../src/sandbox';
import { bearer, send } from '../support/clients';
import { startWithGroup } from '../support/group';
import { providerClientsFor, type ProviderClients } from '../support/providerClients';
import { group, measured } from './support';

const tenantId = '5a4d0000-0000-4000-8000-000000000001';

describe('costs of what was really done', () => {
  let sandbox: StartedSandbox;
  let clients: ProviderClients;
  before(async () => {
    ({ sandbox } = await startWithGroup());
    clients = providerClientsFor(sandbox.endpoints.resourceManager);
  });
  after(() => sandbox.close());

  /** Quantities by meter, in the units of the meters. */
  const quantities = async (): Promise<Readonly<Record<string, number>>> => {
    const body = { type: 'Usage', timeframe: 'Custom', timePeriod: { from: new Date(Date.now() - 86_400_000).toISOString(), to: new Date(Date.now() + 86_400_000).toISOString() }, dataset: { aggregation: { totalQuantity: { name: 'UsageQuantity', function: 'Sum' } }, grouping: [{ type: 'Dimension', name: 'Meter' }] } };
    const { json, text } = await send(sandbox.endpoints.resourceManager, 'POST', `${group}/providers/Microsoft.CostManagement/query?api-version=2023-11-01`, body);
    const { properties } = json as { properties?: { rows: [number, string, string][] } };
    assert.ok(properties, text);
    return Object.fromEntries(properties.rows.map(([quantity, meter]) => [meter, quantity]));
  };

  it('are counted with the calls to a vault: ten thousandth by ten thousandth', async () => {
    const vault = await clients.keyVault.vaults.beginCreateOrUpdateAndWait('rg', 'kv-priced', { location: 'eastus', properties: { tenantId, sku: { family: 'A', name: 'standard' }, enableRbacAuthorization: true } });
    assert.equal((await quantities())['Operations'], undefined);
    for (const value of ['one', 'two', 'three']) await fetch(`${vault.properties.vaultUri ?? ''}secrets/Priced?api-version=7.5`, { method: 'PUT', headers: { authorization: bearer(), 'content-type': 'application/json' }, body: JSON.stringify({ value }) });
    const hits = Object.values(await measured(sandbox, vault.id ?? '', 'ServiceApiHit', 'Count', "ActivityName eq '*'")).reduce((sum: number, one) => sum + Number(one), 0);
    assert.equal(hits, 3);
    assert.equal((await quantities())['Operations'], hits / 10_000);
  });

  it('are counted with what is done in an account, and grow with what it holds', async () => {
    const account = await clients.storage.storageAccounts.beginCreateAndWait('rg', 'pricedstore', { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' } });
    const key = (await clients.storage.storageAccounts.listKeys('rg', 'pricedstore')).keys?.[0]?.value ?? '';
    const blobs = BlobServiceClient.fromConnectionString(`DefaultEndpointsProtocol=http;AccountName=pricedstore;AccountKey=${key};BlobEndpoint=${(account.primaryEndpoints?.blob ?? '').replace(/\/$/, '')}`, { retryOptions: { maxTries: 1 } });
    const container = blobs.getContainerClient('things');
    await container.create();
    await container.getBlockBlobClient('b').upload('x'.repeat(1000), 1000);
    const done = (await quantities())['All Other Operations'] ?? 0;
    assert.ok(done >= 2 / 10_000, String(done));
    await container.getBlockBlobClient('b').getProperties();
    assert.equal(Math.round(((await quantities())['All Other Operations']! - done) * 10_000), 1);
    assert.deepEqual(Object.values(await measured(sandbox, account.id ?? '', 'UsedCapacity', 'Average')), [1000]);
    // What is held is measured when somebody asks, and counts from that minute on.
    await send(sandbox.endpoints.resourceManager, 'PUT', '/_sandbox/faults', { rules: [{ match: { path: '/subscriptions' }, times: 1, fault: { kind: 'clockJump', ms: 73 * 3_600_000 } }] });
    await send(sandbox.endpoints.resourceManager, 'GET', '/subscriptions?api-version=2022-12-01');
    const body = { type: 'Usage', timeframe: 'Custom', timePeriod: { from: new Date(Date.now() - 86_400_000).toISOString(), to: new Date(Date.now() + 10 * 86_400_000).toISOString() }, dataset: { aggregation: { totalQuantity: { name: 'UsageQuantity', function: 'Sum' } }, filter: { dimensions: { name: 'Meter', operator: 'In', values: ['Hot LRS Data Stored'] } } } };
    const { json } = await send(sandbox.endpoints.resourceManager, 'POST', `${group}/providers/Microsoft.CostManagement/query?api-version=2023-11-01`, body);
    const held = Number((json as { properties: { rows: number[][] } }).properties.rows[0]?.[0]);
    assert.ok(Math.abs(held / (1000 / 2 ** 30 / 10) - 1) < 0.01, String(held));
  });
});
