import assert from 'node:assert/strict';
import type { StartedSandbox } from '../../src/sandbox';
import { bearer, send, subscriptionId } from './support/clients';
import { startWithGroup } from './support/group';
import { all, providerClientsFor, type ProviderClients } from './support/providerClients';

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;
const secretsUser = '4633458b-17de-408a-b874-0445c86b69e6';

describe('providers over their SDKs', () => {
  let sandbox: StartedSandbox;
  let clients: ProviderClients;
  let endpoint: string;

  before(async () => {
    ({ sandbox, endpoint } = await startWithGroup());
    clients = providerClientsFor(endpoint);
    await clients.web.appServicePlans.beginCreateOrUpdateAndWait('rg', 'plan', { location: 'eastus', kind: 'functionapp', reserved: true, sku: { name: 'Y1', tier: 'Dynamic' } });
    await clients.web.webApps.beginCreateOrUpdateAndWait('rg', 'func-a', {
      location: 'eastus', kind: 'functionapp,linux', serverFarmId: `${group}/providers/Microsoft.Web/serverfarms/plan`, identity: { type: 'SystemAssigned' },
      siteConfig: { linuxFxVersion: 'Python|3.11', appSettings: [{ name: 'A', value: '1' }, { name: 'FromVault', value: '@Microsoft.KeyVault(VaultName=kv-refs;SecretName=Bus)' }] },
    });
  });
  after(() => sandbox.close());

  describe('web', () => {
    const settings = async () => (await clients.web.webApps.listApplicationSettings('rg', 'func-a')).properties;

    it('fills an app from its plan and hides its settings', async () => {
      const { state, defaultHostName, sku, siteConfig, identity } = await clients.web.webApps.get('rg', 'func-a');
      assert.match(defaultHostName ?? '', /^(localhost|func-a\.azurewebsites\.localhost):\d+$/);
      assert.deepEqual({ state, sku, runtime: siteConfig?.linuxFxVersion, settings: siteConfig?.appSettings }, { state: 'Running', sku: 'Dynamic', runtime: 'Python|3.11', settings: undefined });
      assert.match(identity?.principalId ?? '', /^[0-9a-f-]{36}$/);
    });

    it('replaces settings whole on PUT, and keeps them over a PATCH', async () => {
      const put = await clients.web.webApps.updateApplicationSettings('rg', 'func-a', { properties: { B: '2', FromVault: '@Microsoft.KeyVault(VaultName=kv-refs;SecretName=Bus)' } });
      assert.equal(put.properties?.B, '2');
      const profile = await send(endpoint, 'POST', `${group}/providers/Microsoft.Web/sites/func-a/publishxml?api-version=2023-12-01`, {});
      assert.match(`${profile.headers.get('content-type')} ${profile.text}`, /^application\/xml <publishData><publishProfile profileName="func-a - ZipDeploy"/);
      assert.deepEqual(Object.keys((await settings()) ?? {}), ['B', 'FromVault']);
      await clients.web.webApps.update('rg', 'func-a', { httpsOnly: true });
      assert.deepEqual(Object.keys((await settings()) ?? {}), ['B', 'FromVault']);
      assert.equal((await clients.web.webApps.get('rg', 'func-a')).httpsOnly, true);
      const answer = await send(endpoint, 'GET', `${group}/providers/Microsoft.Web/sites/func-a/config/appsettings?api-version=2023-12-01`);
      assert.equal(answer.status, 405);
    });

    it('stops, starts and restarts', async () => {
      await clients.web.webApps.stop('rg', 'func-a');
      assert.equal((await clients.web.webApps.get('rg', 'func-a')).state, 'Stopped');
      assert.equal((await clients.health.availabilityStatuses.getByResource(`${group.slice(1)}/providers/Microsoft.Web/sites/func-a`)).properties?.availabilityState, 'Unavailable');
      await clients.web.webApps.start('rg', 'func-a');
      assert.equal((await clients.web.webApps.get('rg', 'func-a')).state, 'Running');
    });

    it('gives host keys that stay', async () => {
      const first = await clients.web.webApps.listHostKeys('rg', 'func-a');
      assert.ok(first.masterKey && first.functionKeys?.default);
      assert.deepEqual(await clients.web.webApps.listHostKeys('rg', 'func-a'), first);
      const credentials = await clients.web.webApps.beginListPublishingCredentialsAndWait('rg', 'func-a');
      assert.equal(credentials.publishingUserName, '$func-a');
    });

    it('tells how references to secrets resolve, step by step', async () => {
      const status = async () => (await all(clients.web.webApps.listAppSettingsKeyVaultReferences('rg', 'func-a')))[0]?.status;
      assert.equal(await status(), 'VaultNotFound');
      const vault = { location: 'eastus', properties: { tenantId: '5a4d0000-0000-4000-8000-000000000001', sku: { family: 'A', name: 'standard' } as const, enableRbacAuthorization: true } };
      await clients.keyVault.vaults.beginCreateOrUpdateAndWait('rg', 'kv-refs', vault);
      assert.equal(await status(), 'AccessToKeyVaultDenied');
      const { identity } = await clients.web.webApps.get('rg', 'func-a');
      await clients.authorization.roleAssignments.create(`${group}/providers/Microsoft.KeyVault/vaults/kv-refs`, '3c7c3d0a-1111-4222-8333-444444444444', { roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${secretsUser}`, principalId: identity?.principalId ?? '' });
      assert.equal(await status(), 'SecretNotFound');
      await clients.keyVault.secrets.createOrUpdate('rg', 'kv-refs', 'Bus', { properties: { value: 'x' } });
      assert.equal(await status(), 'Resolved');
    });

    it('refuses what the plan cannot carry', async () => {
      const site = { location: 'eastus', serverFarmId: `${group}/providers/Microsoft.Web/serverfarms/plan` };
      await assert.rejects(clients.web.webApps.beginCreateOrUpdateAndWait('rg', 'func-b', { ...site, siteConfig: { alwaysOn: true } }), /AlwaysOn cannot be set/);
      await assert.rejects(clients.web.webApps.beginCreateOrUpdateAndWait('rg', 'func-b', { ...site, serverFarmId: `${group}/providers/Microsoft.Web/serverfarms/none` }), /Cannot find App Service plan/);
      await assert.rejects(clients.web.appServicePlans.delete('rg', 'plan'), /func-a/);
    });

    it('swaps a slot, except for what sticks to it', async () => {
      await clients.web.webApps.beginCreateOrUpdateSlotAndWait('rg', 'func-a', 'staging', { location: 'eastus', siteConfig: { appSettings: [{ name: 'B', value: 'staged' }, { name: 'SLOT', value: 's' }] } });
      await clients.web.webApps.updateSlotConfigurationNames('rg', 'func-a', { appSettingNames: ['SLOT'] });
      await clients.web.webApps.beginSwapSlotWithProductionAndWait('rg', 'func-a', { targetSlot: 'staging', preserveVnet: true });
      assert.equal((await settings())?.B, 'staged');
      assert.equal((await settings())?.SLOT, undefined);
      assert.equal((await clients.web.webApps.listApplicationSettingsSlot('rg', 'func-a', 'staging')).properties?.SLOT, 's');
    });
  });

  it('keeps the rules of Service Bus tiers and gives keys that rotate', async () => {
    const { serviceBus } = clients;
    await serviceBus.namespaces.beginCreateOrUpdateAndWait('rg', 'bus-basic', { location: 'eastus', sku: { name: 'Basic' } });
    await assert.rejects(serviceBus.topics.createOrUpdate('rg', 'bus-basic', 'events', {}), /Basic tier/);
    await serviceBus.namespaces.beginCreateOrUpdateAndWait('rg', 'bus-standard', { location: 'eastus', sku: { name: 'Standard' } });
    await serviceBus.topics.createOrUpdate('rg', 'bus-standard', 'events', {});
    await serviceBus.subscriptions.createOrUpdate('rg', 'bus-standard', 'events', 'all', { maxDeliveryCount: 5 });
    assert.equal((await serviceBus.topics.get('rg', 'bus-standard', 'events')).subscriptionCount, 1);
    assert.deepEqual((await all(serviceBus.rules.listBySubscriptions('rg', 'bus-standard', 'events', 'all'))).map(({ name }) => name), ['$Default']);
    const queue = await serviceBus.queues.createOrUpdate('rg', 'bus-standard', 'work', { lockDuration: 'PT5M' });
    assert.deepEqual([queue.lockDuration, queue.maxDeliveryCount, queue.status], ['PT5M', 10, 'Active']);
    await assert.rejects(serviceBus.queues.createOrUpdate('rg', 'bus-standard', 'slow', { lockDuration: 'PT6M' }), /lockDuration/);
    const rule = 'RootManageSharedAccessKey';
    const before = await serviceBus.namespaces.listKeys('rg', 'bus-standard', rule);
    const after = await serviceBus.namespaces.regenerateKeys('rg', 'bus-standard', rule, { keyType: 'PrimaryKey' });
    assert.notEqual(after.primaryKey, before.primaryKey);
    assert.equal(after.secondaryKey, before.secondaryKey);
    assert.match(after.primaryConnectionString ?? '', /^Endpoint=sb:\/\/.*;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=/);
    await serviceBus.namespaces.beginDeleteAndWait('rg', 'bus-standard');
  });

  it('gives monitoring resources their keys', async () => {
    const workspace = await clients.workspaces.workspaces.beginCreateOrUpdateAndWait('rg', 'logs', { location: 'eastus', retentionInDays: 30 });
    assert.match(workspace.customerId ?? '', /^[0-9a-f-]{36}$/);
    assert.ok((await clients.workspaces.sharedKeysOperations.getSharedKeys('rg', 'logs')).primarySharedKey);
    const component = await clients.insights.components.createOrUpdate('rg', 'appi', { location: 'eastus', kind: 'web', applicationType: 'web' }) as { connectionString?: string; instrumentationKey?: string };
    assert.match(component.connectionString ?? '', new RegExp(`^InstrumentationKey=${component.instrumentationKey};`));
  });

  it('gives identities that role assignments know, and refuses others', async () => {
    const identity = await clients.identities.userAssignedIdentities.createOrUpdate('rg', 'runner', { location: 'eastus' });
    const assign = (name: string, principalId: string, role = secretsUser, principalType?: string) => clients.authorization.roleAssignments.create(group, name, { roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role}`, principalId, principalType });
    await assign('3c7c3d0a-1111-4222-8333-000000000001', identity.principalId ?? '');
    await assert.rejects(assign('3c7c3d0a-1111-4222-8333-000000000002', identity.principalId ?? ''), { code: 'RoleAssignmentExists' });
    await assert.rejects(assign('3c7c3d0a-1111-4222-8333-000000000003', '00000000-1111-4222-8333-000000000009'), { code: 'PrincipalNotFound' });
    await assign('3c7c3d0a-1111-4222-8333-000000000004', '00000000-1111-4222-8333-000000000009', secretsUser, 'ServicePrincipal');
    await assert.rejects(assign('3c7c3d0a-1111-4222-8333-000000000005', identity.principalId ?? '', '00000000-1111-4222-8333-0000000000ff'), { code: 'RoleDefinitionDoesNotExist' });
    const listed = await all(clients.authorization.roleAssignments.listForScope(group, { filter: 'atScope()' }));
    assert.equal(listed.length, 2);
    const reader = await all(clients.authorization.roleDefinitions.list(group, { filter: "roleName eq 'Reader'" }));
    assert.deepEqual(reader.map(({ name }) => name), ['acdd72a7-3385-48ef-bd42-f606fba81ae7']);
  });

  it('answers Resource Graph in pages, and a bad query with its place', async () => {
    const query = "resources | where type startswith 'microsoft.' | project name, type | order by name asc";
    const names: string[] = [];
    let skipToken: string | undefined;
    do {
      const page = await clients.graph.resources({ query, subscriptions: [subscriptionId], options: { top: 2, skipToken, resultFormat: 'objectArray' } });
      names.push(...(page.data as { name: string }[]).map(({ name }) => name));
      skipToken = page.skipToken;
    } while (skipToken);
    assert.deepEqual(names, [...names].sort());
    assert.ok(names.includes('func-a') && names.includes('plan') && !names.includes('work'));
    const bad = await send(endpoint, 'POST', '/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01', { query: 'resources | evaluate x()' });
    assert.equal(bad.status, 400);
    assert.match(bad.text, /Line 1, position 13/);
  });

  it('keeps networks and their subnets in step', async () => {
    const network = `${group}/providers/Microsoft.Network/virtualNetworks/vnet`;
    const put = (path: string, properties: object) => send(endpoint, 'PUT', `${path}?api-version=2023-11-01`, { location: 'eastus', properties });
    const subnet = (name: string, addressPrefix: string) => ({ name, properties: { addressPrefix, delegations: [{ name: 'web', properties: { serviceName: 'Microsoft.Web/serverFarms' } }] } });
    assert.equal((await put(network, { addressSpace: { addressPrefixes: ['10.0.0.0/16'] }, subnets: [subnet('apps', '10.0.1.0/24')] })).status, 201);
    assert.equal((await put(`${network}/subnets/links`, { addressPrefix: '10.0.2.0/24' })).status, 201);
    const code = async (answer: ReturnType<typeof put>) => ((await answer).json as { error: { code: string } }).error.code;
    assert.equal(await code(put(`${network}/subnets/outside`, { addressPrefix: '10.1.0.0/24' })), 'NetcfgInvalidSubnet');
    assert.equal(await code(put(`${network}/subnets/twice`, { addressPrefix: '10.0.2.128/25' })), 'NetcfgSubnetRangesOverlap');
    const { json } = await send(endpoint, 'GET', `${network}?api-version=2023-11-01`);
    assert.deepEqual((json as { properties: { subnets: { name: string }[] } }).properties.subnets.map(({ name }) => name), ['apps', 'links']);
    const endpointBody = { subnet: { id: `${network}/subnets/links` }, privateLinkServiceConnections: [{ name: 'c', properties: { privateLinkServiceId: `${group}/providers/Microsoft.KeyVault/vaults/x`, groupIds: ['vault'] } }] };
    const privateEndpoint = await put(`${group}/providers/Microsoft.Network/privateEndpoints/pe`, endpointBody);
    assert.match(privateEndpoint.text, /"status":"Approved"/);
    assert.equal(((await send(endpoint, 'DELETE', `${network}/subnets/links?api-version=2023-11-01`)).json as { error: { code: string } }).error.code, 'InUseSubnetCannotBeDeleted');
    const rules = `${group}/providers/Microsoft.Network/networkSecurityGroups/rules`;
    await put(rules, {});
    await put(`${network}/subnets/guarded`, { addressPrefix: '10.0.9.0/24', networkSecurityGroup: { id: rules } });
    assert.equal(((await send(endpoint, 'DELETE', `${rules}?api-version=2023-11-01`)).json as { error: { code: string } }).error.code, 'InUseNetworkSecurityGroupCannotBeDeleted');
    await put(network, { addressSpace: { addressPrefixes: ['10.0.0.0/16'] }, subnets: [subnet('apps', '10.0.3.0/24'), subnet('links', '10.0.2.0/24')] });
    assert.match((await send(endpoint, 'GET', `${network}/subnets/apps?api-version=2023-11-01`)).text, /10\.0\.3\.0/);
  });

  it('evaluates policies: states, refusals', async () => {
    const definition = '/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c';
    const assigned = await send(endpoint, 'PUT', `${group}/providers/Microsoft.Authorization/policyAssignments/regions?api-version=2024-04-01`, { properties: { policyDefinitionId: definition, parameters: { listOfAllowedLocations: { value: ['eastus'] } } } });
    assert.equal(assigned.status, 201);
    const refused = await send(endpoint, 'PUT', `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/elsewhere?api-version=2023-01-31`, { location: 'westus' });
    assert.deepEqual([refused.status, (refused.json as { error: { code: string } }).error.code], [403, 'RequestDisallowedByPolicy']);
    const states = await send(endpoint, 'POST', `${group}/providers/Microsoft.PolicyInsights/policyStates/latest/queryResults?api-version=2019-10-01&$filter=${encodeURIComponent("complianceState eq 'NonCompliant'")}`);
    assert.equal((states.json as { '@odata.count': number })['@odata.count'], 0);
  });

  it('keeps an activity log of what was done', async () => {
    const filter = encodeURIComponent(`eventTimestamp ge '${new Date(Date.now() - 3_600_000).toISOString()}' and resourceGroupName eq 'rg'`);
    const { json } = await send(endpoint, 'GET', `/subscriptions/${subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter=${filter}`);
    const names = (json as { value: { operationName: { value: string } }[] }).value.map(({ operationName }) => operationName.value.toLowerCase());
    for (const name of ['microsoft.web/sites/write', 'microsoft.servicebus/namespaces/authorizationrules/regeneratekeys/action', 'microsoft.servicebus/namespaces/delete']) assert.ok(names.includes(name), name);
  });

  it('lets readers read and nothing else, once role checks are on', async () => {
    const [owner, reader] = ['aaaaaaaa-0000-4000-8000-000000000001', 'aaaaaaaa-0000-4000-8000-000000000002'];
    const scope = `/subscriptions/${subscriptionId}`;
    await send(endpoint, 'PUT', '/_sandbox/rbac', { enforced: true, assignments: [{ principalId: owner, roleName: 'Owner', scope }, { principalId: reader, roleName: 'Reader', scope }] });
    const as = (oid: string, method: string) => send(endpoint, method, `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/late?api-version=2023-01-31`, method === 'PUT' ? { location: 'eastus' } : undefined, { authorization: bearer({ oid }) });
    assert.equal((await as(owner, 'PUT')).status, 201);
    assert.equal((await as(reader, 'GET')).status, 200);
    const refused = await as(reader, 'PUT');
    assert.equal(refused.status, 403);
    assert.match(refused.text, /"code":"AuthorizationFailed","message":"The client '.*' with object id 'aaaaaaaa-0000-4000-8000-000000000002' does not have authorization to perform action 'Microsoft.ManagedIdentity\/userAssignedIdentities\/write' over scope/);
    await send(endpoint, 'PUT', '/_sandbox/rbac', { enforced: false });
  });
});
