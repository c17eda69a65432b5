import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { isSignedBy } from '../../src/sandbox/dataPlanes/storage/sharedKey';
import { openTunnel } from '../../src/sandbox/http/tunnel';
import { parseDirectoryFilter } from '../../src/sandbox/routes/directoryFilter';
import { bearer, send, subscriptionId } from './support/clients';

const subscription = `/subscriptions/${subscriptionId}`;

describe('what command lines ask for beyond resources', () => {
  let sandbox: StartedSandbox;
  let endpoint: string;
  const call = async (method: string, path: string, body?: object) => {
    const { status, json, text } = await send(endpoint, method, path, body);
    return { status, body: json, text };
  };
  before(async () => { sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 }); endpoint = sandbox.endpoints.resourceManager; });
  after(() => sandbox.close());

  it('spells suffixes as the public cloud does, so that names of vaults and accounts lead here', async () => {
    const { body } = await call('GET', '/metadata/endpoints?api-version=2022-09-01');
    const [{ suffixes }] = body as [{ suffixes: Record<string, string> }];
    const { port } = new URL(endpoint);
    assert.deepEqual([suffixes.keyVaultDns, suffixes.storage, suffixes.acrLoginServer], [`vault.localhost:${port}`, `localhost:${port}`, 'azurecr.io']);
  });

  it('knows in its directory who signed in, under the object ID of the token', async () => {
    const appId = '33333333-3333-3333-3333-333333333333';
    const token = await fetch(`${endpoint}/adfs/oauth2/token`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams({ grant_type: 'client_credentials', client_id: appId, client_secret: 'x', resource: endpoint }) });
    const { access_token: access } = await token.json() as { access_token: string };
    const { oid } = JSON.parse(Buffer.from(access.split('.')[1]!, 'base64url').toString()) as { oid: string };
    const filter = encodeURIComponent(`servicePrincipalNames/any(c:c eq '${appId}')`);
    const { body } = await call('GET', `/graph/v1.0/servicePrincipals?$filter=${filter}`);
    assert.deepEqual((body as { value: { id: string }[] }).value.map(({ id }) => id), [oid]);
    const byIds = await call('POST', '/graph/v1.0/directoryObjects/getByIds', { ids: [oid] });
    assert.match(byIds.text, /"@odata.type":"#microsoft.graph.servicePrincipal"/);
  });

  it('makes applications whose service principals can be given roles', async () => {
    const application = (await call('POST', '/graph/v1.0/applications', { displayName: 'my app' })).body as { id: string; appId: string };
    const principal = await call('POST', '/graph/v1.0/servicePrincipals', { appId: application.appId });
    assert.equal(principal.status, 201);
    assert.match((await call('POST', `/graph/v1.0/applications/${application.id}/addPassword`, {})).text, /"secretText":"\S+"/);
    const assignment = await call('PUT', `${subscription}/providers/Microsoft.Authorization/roleAssignments/44444444-4444-4444-4444-444444444444?api-version=2022-04-01`, { properties: { roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c`, principalId: (principal.body as { id: string }).id } });
    assert.equal(assignment.status, 201, assignment.text);
    assert.equal((await call('GET', '/graph/v1.0/servicePrincipals/nobody')).status, 404);
    assert.equal((await fetch(`${endpoint}/graph/v1.0/applications`)).status, 401);
  });

  it('lists types that nobody has made yet as empty, and invents none', async () => {
    const types = (path: string) => call('GET', `${subscription}/providers/${path}?api-version=2024-01-01`);
    assert.deepEqual((await types('Microsoft.ContainerService/managedClusters')).body, { value: [] });
    assert.equal((await types('Microsoft.Compute/noSuchThings')).status, 501);
    const { body } = await types('Microsoft.Compute');
    assert.ok((body as { resourceTypes: { resourceType: string }[] }).resourceTypes.some(({ resourceType }) => resourceType === 'disks'));
  });

  it('lists regions with their geography and their pair', async () => {
    const { body } = await call('GET', `${subscription}/locations?api-version=2022-12-01`);
    const regions = (body as { value: { name: string; regionalDisplayName: string; metadata: { geographyGroup: string; pairedRegion: { name: string }[] } }[] }).value;
    const shown = (wanted: string) => { const found = regions.find(({ name }) => name === wanted)!; return [found.regionalDisplayName, found.metadata.geographyGroup, found.metadata.pairedRegion.map(({ name }) => name)]; };
    assert.deepEqual([shown('eastus'), shown('uksouth'), shown('qatarcentral')], [['(US) East US', 'US', ['westus']], ['(Europe) UK South', 'Europe', ['ukwest']], ['(Middle East) Qatar Central', 'Middle East', []]]);
  });

  it('offers the runtimes of function apps, regions of App Service and log categories', async () => {
    assert.match((await call('GET', '/providers/Microsoft.Web/functionAppStacks?api-version=2022-03-01')).text, /"linuxFxVersion":"Python\|3\.11"/);
    assert.match((await call('GET', `${subscription}/providers/Microsoft.Web/geoRegions?api-version=2022-03-01&sku=Dynamic`)).text, /"name":"West Europe"/);
    await call('PUT', `${subscription}/resourcegroups/rg?api-version=2022-09-01`, { location: 'westeurope' });
    const account = `${subscription}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/categories1`;
    await call('PUT', `${account}?api-version=2023-07-01`, { location: 'westeurope', properties: { tenantId: '5a4d0000-0000-4000-8000-000000000001', sku: { family: 'A', name: 'standard' }, accessPolicies: [] } });
    assert.match((await call('GET', `${account}/providers/Microsoft.Insights/diagnosticSettingsCategories?api-version=2021-05-01-preview`)).text, /"name":"AuditEvent"/);
  });
});

describe('filters of the directory', () => {
  const item = { displayName: "O'Hara", appId: 'A-1', servicePrincipalNames: ['A-1', 'https://x'] };
  it('compare without case, look into lists and join by and, or', () => {
    for (const [filter, expected] of [
      ["displayName eq 'o''hara'", true], ["startswith(displayName,'O''')", true], ["servicePrincipalNames/any(c:c eq 'HTTPS://x')", true], ["appId eq 'a-1' and displayName eq 'other'", false], ["appId eq 'other' or startswith(displayName,'o')", true],
    ] as const) assert.equal(parseDirectoryFilter(filter)(item), expected, filter);
  });
  it('refuse what they do not know', () => { assert.throws(() => parseDirectoryFilter("endswith(mail,'x')"), { code: 'Request_UnsupportedQuery' }); });
});

describe('Shared Key signatures for the host of an account', () => {
  const key = Buffer.from('secret of the account').toString('base64');
  const account = { name: 'acc', key1: key, key2: key, allowsKeys: true, resource: undefined as never };
  const sign = (text: string): string => `SharedKey acc:${createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64')}`;
  it('fit as they were sent, and only so', () => {
    const text = ['PUT', '', '', '', '', '', '', '', '', '', '', '', 'x-ms-date:now', 'x-ms-version:2021-08-06', '/acc/c1', 'restype:container'].join('\n');
    const headers = { 'x-ms-date': 'now', 'x-ms-version': '2021-08-06', 'content-length': '0', authorization: sign(text) };
    assert.equal(isSignedBy(account, 'blob', { method: 'PUT', url: '/c1?restype=container', headers }), true);
    assert.equal(isSignedBy(account, 'blob', { method: 'PUT', url: '/c2?restype=container', headers }), false);
    const table = { 'x-ms-date': 'now', 'content-type': 'application/json', authorization: sign('POST\n\napplication/json\nnow\n/acc/Tables') };
    assert.equal(isSignedBy(account, 'table', { method: 'POST', url: '/Tables', headers: table }), true);
    assert.equal(isSignedBy({ ...account, key1: 'b3RoZXI=', key2: 'b3RoZXI=' }, 'blob', { method: 'PUT', url: '/c1?restype=container', headers }), false);
  });
});

describe('the proxy of the sandbox', () => {
  const ask = (port: number, text: string) => new Promise<string>((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => { socket.write(text); });
    socket.setEncoding('utf8').on('data', (chunk: string) => { answer += chunk; if (answer.includes('"status"') || /403|502/.test(answer)) socket.destroy(); }).on('close', () => { resolve(answer); }).on('error', reject);
  });

  it('leads every name under localhost to the sandbox, and nothing else anywhere', async () => {
    const sandbox = await startSandbox({ provisioningDelay: 0 });
    const { port } = new URL(sandbox.endpoints.resourceManager);
    const tunnel = await openTunnel(Number(port));
    const proxyPort = Number(new URL(tunnel.url).port);
    try {
      const inside = `GET /_sandbox/health HTTP/1.1\r\nhost: localhost\r\nauthorization: ${bearer()}\r\n\r\n`;
      assert.match(await ask(proxyPort, `CONNECT myvault.vault.localhost:443 HTTP/1.1\r\nhost: x\r\n\r\n${inside}`), /200 Connection Established[\s\S]+"status"/);
      assert.match(await ask(proxyPort, 'CONNECT example.com:443 HTTP/1.1\r\nhost: x\r\n\r\n'), /403 Forbidden/);
    } finally {
      await tunnel.close();
      await sandbox.close();
    }
  });
});

describe('modules in a resource group that the same template makes', () => {
  it('see its location before it exists', async () => {
    const sandbox = await startSandbox({ provisioningDelay: 0, seed: 2 });
    try {
      const inner = { $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0', parameters: { location: { type: 'string', defaultValue: '[resourceGroup().location]' } }, resources: [{ type: 'Microsoft.Storage/storageAccounts', apiVersion: '2023-05-01', name: 'innerstore1', location: "[parameters('location')]", sku: { name: 'Standard_LRS' }, kind: 'StorageV2' }] };
      const template = {
        $schema: 'https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#', contentVersion: '1.0.0.0', resources: [
          { type: 'Microsoft.Resources/resourceGroups', apiVersion: '2022-09-01', name: 'made', location: 'northeurope' },
          { type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01', name: 'inner', resourceGroup: 'made', dependsOn: ['made'], properties: { mode: 'Incremental', expressionEvaluationOptions: { scope: 'inner' }, template: inner } },
        ],
      };
      const at = (rest: string) => `${subscription}/providers/Microsoft.Resources/deployments/main${rest}?api-version=2022-09-01`;
      const body = { location: 'northeurope', properties: { mode: 'Incremental', template } };
      const whatIf = await send(sandbox.endpoints.resourceManager, 'POST', at('/whatIf'), body);
      const { properties } = whatIf.json as { properties: { changes: { resourceId: string; changeType: string; after?: { location?: string } }[] } };
      assert.deepEqual(properties.changes.map(({ changeType, after }) => [changeType, after?.location]), [['Create', 'northeurope'], ['Create', 'northeurope']]);
      const validated = await send(sandbox.endpoints.resourceManager, 'POST', at('/validate'), body);
      assert.equal(validated.status, 200, validated.text);
    } finally { await sandbox.close(); }
  });
});
