import assert from 'node:assert/strict';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { ask, createApp, deployedApp, mainPackage, realmPackage, zipDeploy, zipOf } from './support/apps';
import { send } from './support/clients';
import { all, providerClientsFor, type ProviderClients } from './support/providerClients';

const settings = { AOS_ENVIRONMENT: 'dev', AZURE_SERVICEBUS_CONNECTION_STRING: 'Endpoint=sb://x/', AZURE_STORAGE_CONNECTION_STRING: 'AccountName=x' };

describe('function hosts of the sandbox', () => {
  let sandbox: StartedSandbox;
  let clients: ProviderClients;
  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    clients = providerClientsFor(sandbox.endpoints.resourceManager);
  });
  after(() => sandbox.close());

  it('answers health to anybody, and status to who has a key', async () => {
    const app = await deployedApp(sandbox, 'healthy', mainPackage(), settings);
    const health = await ask(`${app.url}/api/health`);
    assert.deepEqual([health.status, health.json.status, health.json.version], [200, 'healthy', '3.0.0']);
    assert.equal((await ask(`${app.url}/api/status`)).status, 401);
    const { masterKey, functionKeys } = await clients.web.webApps.listHostKeys('rg', app.name);
    const own = (await send(sandbox.endpoints.resourceManager, 'POST', `${app.id}/functions/status/listkeys?api-version=2023-12-01`)).json as { readonly default: string };
    for (const key of [masterKey, functionKeys?.default, own.default]) {
      const { status, json } = await ask(`${app.url}/api/status?code=${encodeURIComponent(key ?? '')}`);
      assert.deepEqual([status, json.status, json.environment], [200, 'operational', 'dev']);
    }
    assert.equal((await ask(`${app.url}/api/status`, { 'x-functions-key': 'wrong' })).status, 401);
    assert.equal((await ask(`${app.url}/admin/host/status`, { 'x-functions-key': functionKeys?.default ?? '' })).status, 401);
    assert.equal((await ask(`${app.url}/admin/host/status`, { 'x-functions-key': masterKey ?? '' })).json.state, 'Running');
    const listed = JSON.parse((await ask(`${app.url}/admin/functions`, { 'x-functions-key': masterKey ?? '' })).text) as unknown[];
    assert.equal(listed.length, (await all(clients.web.webApps.listFunctions('rg', app.name))).length);
    assert.equal((await ask(`${app.url}/api/nothing`)).status, 404);
  });

  it('is not healthy while a setting is missing or a reference does not resolve', async () => {
    const { AZURE_STORAGE_CONNECTION_STRING: _missing, ...rest } = settings;
    const app = await deployedApp(sandbox, 'lacking', mainPackage(), rest);
    const before = await ask(`${app.url}/api/health`);
    assert.deepEqual([before.status, before.json.status, before.json.missing_settings], [503, 'initializing', ['AZURE_STORAGE_CONNECTION_STRING']]);
    await clients.web.webApps.updateApplicationSettings('rg', app.name, { properties: { ...settings, AzureWebJobsStorage: 'x', FUNCTIONS_WORKER_RUNTIME: 'python', AZURE_STORAGE_CONNECTION_STRING: '@Microsoft.KeyVault(VaultName=nowhere;SecretName=x)' } });
    assert.equal((await ask(`${app.url}/api/health`)).status, 503);
    await clients.web.webApps.updateApplicationSettings('rg', app.name, { properties: { ...settings, FUNCTIONS_WORKER_RUNTIME: 'python' } });
    assert.deepEqual([(await ask(`${app.url}/api/health`)).status, (await ask(`${app.url}/api/health`)).text], [503, 'Function host is not running.']);
  });

  it('resolves references from the vault', async () => {
    const tenantId = '5a4d0000-0000-4000-8000-000000000001';
    const app = await deployedApp(sandbox, 'referring', mainPackage(), { ...settings, AZURE_STORAGE_CONNECTION_STRING: '@Microsoft.KeyVault(VaultName=kv-hosts;SecretName=Storage)' });
    const { identity } = await clients.web.webApps.get('rg', app.name);
    await clients.keyVault.vaults.beginCreateOrUpdateAndWait('rg', 'kv-hosts', { location: 'eastus', properties: { tenantId, sku: { family: 'A', name: 'standard' }, accessPolicies: [{ tenantId, objectId: identity?.principalId ?? '', permissions: { secrets: ['get'] } }] } });
    assert.equal((await ask(`${app.url}/api/health`)).status, 503);
    await clients.keyVault.secrets.createOrUpdate('rg', 'kv-hosts', 'Storage', { properties: { value: 'AccountName=x' } });
    assert.equal((await ask(`${app.url}/api/health`)).status, 200);
  });

  it('shows the page of a stopped app', async () => {
    const app = await deployedApp(sandbox, 'stopped', mainPackage(), settings);
    await clients.web.webApps.stop('rg', app.name);
    const answer = await ask(`${app.url}/api/health`);
    assert.deepEqual([answer.status, /This web app is stopped/.test(answer.text)], [403, true]);
    await clients.web.webApps.start('rg', app.name);
    assert.equal((await ask(`${app.url}/api/health`)).status, 200);
  });

  for (const [what, change, expected] of [
    ['without host.json', { 'host.json': undefined }, 503], ['whose host.json is no JSON', { 'host.json': '{' }, 503],
    ['with an unclosed bracket', { 'function_app.py': `${mainPackage()['function_app.py']}\nx = (1,\n` }, 404], ['with a wrong indentation', { 'function_app.py': `${mainPackage()['function_app.py']}\n  x = 1\n` }, 404],
    ['without function_app.py', { 'function_app.py': undefined }, 404],
  ] as const) {
    it(`is dead after a package ${what}, although its deployment succeeded`, async () => {
      const files = Object.fromEntries(Object.entries({ ...mainPackage(), ...change }).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])));
      const app = await deployedApp(sandbox, `dead-${what.replace(/[^a-z]+/gi, '-').toLowerCase()}`, files, settings);
      assert.equal((await ask(`${app.url}/api/health`)).status, expected);
      assert.deepEqual(await all(clients.web.webApps.listFunctions('rg', app.name)), []);
    });
  }

  it('misses requirements that nobody installed', async () => {
    const app = await deployedApp(sandbox, 'uninstalled', realmPackage(), settings);
    const answer = await ask(`${app.url}/api/health`);
    assert.deepEqual([answer.status, /No module named 'azure\.storage\.blob'/.test(answer.headers.get('x-sandbox-reason') ?? '')], [404, true]);
    await clients.web.webApps.updateApplicationSettings('rg', app.name, { properties: { ...settings, AzureWebJobsStorage: 'x', FUNCTIONS_WORKER_RUNTIME: 'python', SCM_DO_BUILD_DURING_DEPLOYMENT: '1' } });
    assert.equal((await zipDeploy(app, await zipOf(realmPackage()))).status, 200);
    assert.equal((await ask(`${app.url}/api/health`)).status, 200);
  });

  it('runs the agents of the registry that its settings name', async () => {
    const account = await clients.storage.storageAccounts.beginCreateAndWait('rg', 'stagentshosts', { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' } });
    const key = (await clients.storage.storageAccounts.listKeys('rg', 'stagentshosts')).keys?.[0]?.value ?? '';
    const blobs = new BlobServiceClient(account.primaryEndpoints?.blob ?? '', new StorageSharedKeyCredential('stagentshosts', key));
    await blobs.getContainerClient('agent-configs').create();
    const upload = (text: string) => blobs.getContainerClient('agent-configs').getBlockBlobClient('agent_registry.json').upload(text, Buffer.byteLength(text));
    const agent = (id: string, more = {}) => ({ agent_id: id, purpose: 'x', domain_knowledge: { domain: id }, ...more });
    await upload(JSON.stringify({ version: '1.0', agents: [agent('ceo'), agent('cfo', { enabled: false })] }));
    const app = await createApp(sandbox, 'realm', { ...settings, SCM_DO_BUILD_DURING_DEPLOYMENT: 'true', AZURE_STORAGE_CONNECTION_STRING: `DefaultEndpointsProtocol=http;AccountName=stagentshosts;AccountKey=${key}` });
    await zipDeploy(app, await zipOf(realmPackage()));
    const health = await ask(`${app.url}/api/health`);
    assert.deepEqual([health.json.status, health.json.active_agents, health.json.agent_ids], ['healthy', 1, ['ceo']]);
    const { masterKey } = await clients.web.webApps.listHostKeys('rg', app.name);
    const status = async (id: string) => { const { status: code, json } = await ask(`${app.url}/api/agents/${id}?code=${masterKey}`); return [code, json.state]; };
    assert.deepEqual([await status('ceo'), await status('cfo'), await status('nobody')], [[200, 'running'], [200, 'stopped'], [404, undefined]]);
    await upload(JSON.stringify({ version: '1.0', agents: [agent('ceo'), agent('cto', { agent_type: 'LeadershipAgent' })] }));
    assert.deepEqual((await ask(`${app.url}/api/health`)).json.agent_ids, ['ceo'], 'a registry is read once');
    await clients.web.webApps.restart('rg', app.name);
    assert.match(String((await ask(`${app.url}/api/health`)).json.registry_problem), /unknown type LeadershipAgent/);
  });
});
