import assert from 'node:assert/strict';
import type { StartedSandbox } from '../../src/sandbox';
import { clientsFor, send, subscriptionId } from './support/clients';
import { startWithGroup } from './support/group';

const subscription = `/subscriptions/${subscriptionId}`;
const otherSubscription = '/subscriptions/22222222-3333-4444-8555-666666666666';
const [rg, target, elsewhere] = [`${subscription}/resourceGroups/rg`, `${subscription}/resourceGroups/target`, `${otherSubscription}/resourceGroups/elsewhere`];
const account = 'Microsoft.Storage/storageAccounts/movedaccount';
const version = 'api-version=2023-01-01';

interface Refusal { readonly error: { readonly code: string; readonly message: string; readonly details?: readonly { readonly code: string; readonly target: string; readonly message: string }[] } }

describe('moving resources', () => {
  let sandbox: StartedSandbox;
  let endpoint: string;

  const ask = async (method: string, path: string, body?: object): Promise<{ readonly status: number; readonly json: unknown }> => send(endpoint, method, `${path}?${version}`, body);
  const made = async (path: string, body: object): Promise<void> => { const { status, json } = await ask('PUT', path, body); assert.ok(status < 300, JSON.stringify(json)); };
  const move = (ids: readonly string[], to = target, verb = 'moveResources', from = rg) => ask('POST', `${from}/${verb}`, { resources: ids, targetResourceGroup: to });

  beforeEach(async () => {
    ({ sandbox, endpoint } = await startWithGroup());
    await made(target, { location: 'westus' });
    await made(elsewhere, { location: 'eastus' });
    await made(`${rg}/providers/${account}`, { location: 'eastus', sku: { name: 'Standard_LRS' }, kind: 'StorageV2', properties: {} });
  });
  afterEach(() => sandbox.close());

  it('takes an account with what is below it to another group, with the keys that it had', async () => {
    await made(`${rg}/providers/${account}/blobServices/default/containers/data`, { properties: {} });
    await made(`${rg}/providers/${account}/providers/Microsoft.Authorization/locks/keep`, { properties: { level: 'CanNotDelete' } });
    await made(`${rg}/providers/${account}/providers/Microsoft.Authorization/roleAssignments/44444444-4444-4444-8444-000000000001`, { properties: { principalId: '44444444-4444-4444-8444-000000000002', principalType: 'ServicePrincipal', roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7` } });
    const keys = (await ask('POST', `${rg}/providers/${account}/listKeys`)).json;
    const { resources } = clientsFor(endpoint);
    await resources.resources.beginMoveResourcesAndWait('rg', { resources: [`${rg}/providers/${account}`], targetResourceGroup: target });
    assert.equal((await ask('GET', `${rg}/providers/${account}`)).status, 404);
    const { json } = await ask('GET', `${target}/providers/${account}`);
    assert.equal((json as { id: string }).id, `${target}/providers/${account}`);
    assert.deepEqual((await ask('POST', `${target}/providers/${account}/listKeys`)).json, keys);
    assert.equal((await ask('GET', `${target}/providers/${account}/blobServices/default/containers/data`)).status, 200);
    assert.equal((await ask('GET', `${target}/providers/${account}/providers/Microsoft.Authorization/locks/keep`)).status, 200);
    const assignments = (await ask('GET', `${target}/providers/Microsoft.Authorization/roleAssignments`)).json as { value: unknown[] };
    assert.deepEqual(assignments.value, []);
  });

  it('lets apps find the plan that went with them, and goes to another subscription and back', async () => {
    await made(`${rg}/providers/Microsoft.Web/serverfarms/plan`, { location: 'eastus', sku: { name: 'S1' }, properties: {} });
    await made(`${rg}/providers/Microsoft.Web/sites/movedapp`, { location: 'eastus', kind: 'app', identity: { type: 'SystemAssigned' }, properties: { serverFarmId: `${rg}/providers/Microsoft.Web/serverfarms/plan` } });
    const before = (await ask('GET', `${rg}/providers/Microsoft.Web/sites/movedapp`)).json as { identity: object };
    const parts = ['Microsoft.Web/serverfarms/plan', 'Microsoft.Web/sites/movedapp'];
    assert.equal((await move(parts.map((part) => `${rg}/providers/${part}`), elsewhere)).status, 204);
    const moved = (await ask('GET', `${elsewhere}/providers/Microsoft.Web/sites/movedapp`)).json as { identity: object; properties: { serverFarmId: string; resourceGroup: string } };
    assert.equal(moved.properties.serverFarmId, `${elsewhere}/providers/Microsoft.Web/serverfarms/plan`);
    assert.equal(moved.properties.resourceGroup, 'elsewhere');
    assert.deepEqual(moved.identity, before.identity);
    assert.equal((await move(parts.map((part) => `${elsewhere}/providers/${part}`), rg, 'moveResources', elsewhere)).status, 204);
    assert.deepEqual((await ask('GET', `${rg}/providers/Microsoft.Web/sites/movedapp`)).json, before);
  });

  it('says of every resource why it cannot be moved, and moves none', async () => {
    await made(`${rg}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uai`, { location: 'eastus' });
    for (const verb of ['validateMoveResources', 'moveResources']) {
      const { status, json } = await move([`${rg}/providers/${account}`, `${rg}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uai`], target, verb);
      const { error } = json as Refusal;
      assert.deepEqual([status, error.code], [409, 'ResourceMoveValidationFailed']);
      assert.match(error.message, /^The resource batch move request has '1' validation errors\. Diagnostic information: timestamp '/);
      assert.deepEqual(error.details, [{ code: 'ResourceMoveNotSupported', target: `${rg}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/uai`, message: "Resource move is not supported for resource types 'Microsoft.ManagedIdentity/userAssignedIdentities'." }]);
    }
    assert.equal((await ask('GET', `${rg}/providers/${account}`)).status, 200);
  });

  it('validation moves nothing', async () => {
    assert.equal((await move([`${rg}/providers/${account}`], target, 'validateMoveResources')).status, 204);
    assert.equal((await ask('GET', `${rg}/providers/${account}`)).status, 200);
  });

  it('refuses what is no top-level resource of the group, what is missing, and what is locked', async () => {
    const refused = async (ids: readonly string[], to?: string): Promise<string> => { const { status, json } = await move(ids, to); return `${status} ${(json as Refusal).error.code}`; };
    assert.equal(await refused([`${rg}/providers/${account}/blobServices/default`]), '400 ResourceNotTopLevel');
    assert.equal(await refused([`${target}/providers/${account}`]), '400 InvalidResourceId');
    assert.equal(await refused([`${rg}/providers/Microsoft.Storage/storageAccounts/missing`]), '404 ResourceNotFound');
    assert.equal(await refused([`${rg}/providers/${account}`], `${subscription}/resourceGroups/missing`), '404 ResourceGroupNotFound');
    assert.equal(await refused([`${rg}/providers/${account}`], rg), '400 InvalidRequestContent');
    assert.equal(await refused([]), '400 InvalidRequestContent');
    await made(`${target}/providers/Microsoft.Authorization/locks/frozen`, { properties: { level: 'ReadOnly' } });
    assert.equal(await refused([`${rg}/providers/${account}`]), '409 ScopeLocked');
  });

  it('wants all apps of a group together when they go to another subscription', async () => {
    await made(`${rg}/providers/Microsoft.Web/serverfarms/plan`, { location: 'eastus', sku: { name: 'S1' }, properties: {} });
    await made(`${rg}/providers/Microsoft.Web/sites/movedapp`, { location: 'eastus', kind: 'app', properties: { serverFarmId: `${rg}/providers/Microsoft.Web/serverfarms/plan` } });
    const { status, json } = await move([`${rg}/providers/Microsoft.Web/sites/movedapp`], elsewhere);
    assert.deepEqual([status, (json as Refusal).error.code], [409, 'ResourceMoveProviderValidationFailed']);
    assert.match((json as Refusal).error.details?.[0]?.message ?? '', /plan \(Microsoft\.Web\/serverfarms\), movedapp \(Microsoft\.Web\/sites\)\.$/);
  });
});
