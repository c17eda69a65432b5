import assert from 'node:assert/strict';
import { ServiceBusClient } from '@azure/service-bus';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import type { StartedSandbox } from '../../../src/sandbox';
import { deployedApp, mainPackage } from '../support/apps';
import { bearer, send } from '../support/clients';
import { startWithGroup } from '../support/group';
import { providerClientsFor, type ProviderClients } from '../support/providerClients';
import { createComponent, group, query, measured } from './support';

const tenantId = '5a4d0000-0000-4000-8000-000000000001';

describe('what data planes of the sandbox report', () => {
  let sandbox: StartedSandbox;
  let clients: ProviderClients;
  before(async () => {
    ({ sandbox } = await startWithGroup());
    clients = providerClientsFor(sandbox.endpoints.resourceManager);
  });
  after(() => sandbox.close());

  const diagnose = async (resource: string, workspaceId: string, categories: readonly object[], more: object = {}): Promise<void> => {
    const { status, text } = await send(sandbox.endpoints.resourceManager, 'PUT', `${resource}/providers/Microsoft.Insights/diagnosticSettings/DiagToLogAnalytics?api-version=2021-05-01-preview`, { properties: { workspaceId, logs: categories, metrics: [], ...more } });
    assert.equal(status, 200, text);
  };

  it('counts messages by queue, and tells how many wait', async () => {
    await clients.serviceBus.namespaces.beginCreateOrUpdateAndWait('rg', 'metered-bus', { location: 'eastus', sku: { name: 'Standard' } });
    for (const name of ['orders', 'news']) await clients.serviceBus.queues.createOrUpdate('rg', 'metered-bus', name, {});
    const id = `${group}/providers/Microsoft.ServiceBus/namespaces/metered-bus`;
    const bus = new ServiceBusClient((await clients.serviceBus.namespaces.listKeys('rg', 'metered-bus', 'RootManageSharedAccessKey')).primaryConnectionString ?? '', { retryOptions: { maxRetries: 0 } });
    const sender = bus.createSender('orders');
    await sender.sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);
    const [message] = await bus.createReceiver('orders').receiveMessages(1, { maxWaitTimeInMs: 5000 });
    assert.ok(message);
    assert.deepEqual([await measured(sandbox, id, 'IncomingMessages', 'Total', "EntityName eq '*'"), await measured(sandbox, id, 'OutgoingMessages', 'Total'), await measured(sandbox, id, 'ActiveMessages', 'Maximum', "EntityName eq 'orders'"), await measured(sandbox, id, 'ActiveMessages', 'Maximum', "EntityName eq 'news'")], [{ orders: 3 }, { '': 1 }, { orders: 3 }, { news: 0 }]);
    await clients.serviceBus.queues.delete('rg', 'metered-bus', 'orders');
    assert.deepEqual(await measured(sandbox, id, 'ActiveMessages', 'Maximum', "EntityName eq 'orders'"), { orders: 0 });
    await bus.close();
  });

  it('counts calls to a vault and audits them, as its diagnostic setting asks', async () => {
    const component = await createComponent(sandbox, 'appi-vault');
    const vault = await clients.keyVault.vaults.beginCreateOrUpdateAndWait('rg', 'kv-metered', { location: 'eastus', properties: { tenantId, sku: { family: 'A', name: 'standard' }, enableRbacAuthorization: true } });
    const call = (method: string, path: string, headers: Record<string, string> = { authorization: bearer() }): Promise<Response> => fetch(`${vault.properties.vaultUri ?? ''}${path}?api-version=7.5`, { method, headers: { 'content-type': 'application/json', ...headers }, ...(method === 'PUT' && { body: JSON.stringify({ value: 'very secret' }) }) });
    await call('PUT', 'secrets/Bus');
    await diagnose(vault.id ?? '', component.workspaceId, [{ categoryGroup: 'audit', enabled: true }]);
    await call('GET', 'secrets/Bus');
    await call('GET', 'secrets/Nothing');
    await call('GET', 'secrets/Bus', {});
    assert.deepEqual(await measured(sandbox, vault.id ?? '', 'ServiceApiResult', 'Count', "StatusCode eq '*'"), { 200: 2, 401: 1, 404: 1 });
    const audited = await query(sandbox, component.workspaceId, "AzureDiagnostics | where ResourceProvider == 'MICROSOFT.KEYVAULT' | project OperationName, ResultSignature, httpStatusCode_d, identity_claim_appid_g, Resource | order by httpStatusCode_d asc");
    assert.deepEqual(audited.map((row) => Object.values(row)), [['SecretGet', 'OK', 200, 'tests', 'KV-METERED'], ['Authentication', 'Unauthorized', 401, '', 'KV-METERED'], ['SecretGet', 'Not Found', 404, 'tests', 'KV-METERED']]);
    assert.ok(!JSON.stringify(await query(sandbox, component.workspaceId, 'AzureDiagnostics')).includes('very secret'));
    await diagnose(vault.id ?? '', component.workspaceId, [{ category: 'AuditEvent', enabled: true }], { logAnalyticsDestinationType: 'Dedicated' });
    await call('GET', 'secrets/Bus');
    assert.deepEqual(await query(sandbox, component.workspaceId, 'AZKVAuditLogs | project OperationName, HttpStatusCode, who = tostring(Identity.claim.appid)'), [{ OperationName: 'SecretGet', HttpStatusCode: 200, who: 'tests' }]);
  });

  it('counts calls to an account, and measures what it holds', async () => {
    const account = await clients.storage.storageAccounts.beginCreateAndWait('rg', 'stmetered', { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' } });
    const id = account.id ?? '';
    assert.deepEqual([await measured(sandbox, id, 'UsedCapacity', 'Average'), await measured(sandbox, id, 'Transactions', 'Total')], [{ '': 0 }, { '': 0 }]);
    const component = await createComponent(sandbox, 'appi-storage');
    await diagnose(`${id}/blobServices/default`, component.workspaceId, [{ category: 'StorageWrite', enabled: true }]);
    const key = (await clients.storage.storageAccounts.listKeys('rg', 'stmetered')).keys?.[0]?.value ?? '';
    const container = new BlobServiceClient(account.primaryEndpoints?.blob ?? '', new StorageSharedKeyCredential('stmetered', key)).getContainerClient('things');
    await container.create();
    await container.getBlockBlobClient('a.txt').upload('12345', 5);
    await container.getBlockBlobClient('a.txt').download();
    await assert.rejects(container.getBlockBlobClient('none.txt').download());
    assert.deepEqual(await measured(sandbox, id, 'Transactions', 'Total', "ApiName eq '*'"), { GetBlob: 2, CreateContainer: 1, PutBlob: 1 });
    assert.deepEqual(await measured(sandbox, `${id}/blobServices/default`, 'Transactions', 'Total', "ResponseType eq 'ClientOtherError'"), { ClientOtherError: 1 });
    assert.deepEqual([await measured(sandbox, id, 'UsedCapacity', 'Average'), await measured(sandbox, `${id}/blobServices/default`, 'BlobCount', 'Average')], [{ '': 5 }, { '': 1 }]);
    assert.deepEqual(await query(sandbox, component.workspaceId, 'StorageBlobLogs | summarize count() by OperationName, StatusCode | order by OperationName asc'), [{ OperationName: 'CreateContainer', StatusCode: '201', count_: 1 }, { OperationName: 'PutBlob', StatusCode: '201', count_: 1 }]);
    assert.deepEqual(await measured(sandbox, id, 'Transactions', 'Total'), { '': 4 }, 'the sandbox counts none of its own requests');
  });

  it('says of an app with a health check whether it is well, and tests it from where a web test says', async () => {
    const component = await createComponent(sandbox, 'appi-tested');
    const app = await deployedApp(sandbox, 'tested', mainPackage(), { AOS_ENVIRONMENT: 'dev', AZURE_SERVICEBUS_CONNECTION_STRING: 'x', AZURE_STORAGE_CONNECTION_STRING: 'AccountName=x' });
    await clients.web.webApps.updateConfiguration('rg', app.name, { healthCheckPath: '/api/health' });
    assert.deepEqual(await measured(sandbox, app.id, 'HealthCheckStatus', 'Minimum'), { '': 100 });
    const test = { location: 'eastus', kind: 'standard', tags: { [`hidden-link:${component.id}`]: 'Resource' }, properties: { Name: 'ping', Kind: 'standard', SyntheticMonitorId: 'ping', Enabled: true, Frequency: 300, Locations: [{ Id: 'us-va-ash-azr' }, { Id: 'emea-nl-ams-azr' }], Request: { RequestUrl: `${app.url}/api/health` }, ValidationRules: { ExpectedHttpStatusCode: 200 } } };
    const { status, text } = await send(sandbox.endpoints.resourceManager, 'PUT', `${group}/providers/Microsoft.Insights/webtests/ping?api-version=2022-06-15`, test);
    assert.ok(status < 300, text);
    assert.deepEqual(await query(sandbox, component.id, "availabilityResults | summarize count() by location, tostring(success) | order by location asc"), [{ location: 'emea-nl-ams-azr', success: '1', count_: 1 }, { location: 'us-va-ash-azr', success: '1', count_: 1 }]);
    assert.deepEqual(await measured(sandbox, component.id, 'availabilityResults/availabilityPercentage', 'Average'), { '': 100 });
    await clients.web.webApps.stop('rg', app.name);
    assert.deepEqual(await measured(sandbox, app.id, 'HealthCheckStatus', 'Minimum'), { '': 0 });
    await send(sandbox.endpoints.resourceManager, 'PUT', '/_sandbox/faults', { rules: [{ match: { path: '/tenants' }, times: 1, fault: { kind: 'clockJump', ms: 300_000 } }] });
    await send(sandbox.endpoints.resourceManager, 'GET', '/tenants?api-version=2022-12-01');
    assert.deepEqual(await query(sandbox, component.id, "availabilityResults | where success == '0' | distinct location, message | order by location asc"), ['emea-nl-ams-azr', 'us-va-ash-azr'].map((location) => ({ location, message: 'Expected status 200, got 403.' })));
  });
});
