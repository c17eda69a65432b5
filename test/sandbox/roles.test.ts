import assert from 'node:assert/strict';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { bearer, send, subscriptionId } from './support/clients';

const scope = `/subscriptions/${subscriptionId}`;
const group = `${scope}/resourceGroups/mine`;
const account = `${group}/providers/Microsoft.Storage/storageAccounts/rolestore1`;
const people = { reader: 'aaaaaaaa-0000-4000-8000-00000000000a', groupReader: 'aaaaaaaa-0000-4000-8000-00000000000b', contributor: 'aaaaaaaa-0000-4000-8000-00000000000c', operator: 'aaaaaaaa-0000-4000-8000-00000000000d', nobody: 'aaaaaaaa-0000-4000-8000-00000000000e', owner: 'aaaaaaaa-0000-4000-8000-00000000000f' } as const;
type Person = keyof typeof people;

describe('roles, once they are checked', () => {
  let sandbox: StartedSandbox;
  let endpoint: string;
  const as = (person: Person, method: string, path: string, body?: object) => send(endpoint, method, `${path}?api-version=2023-01-01`, body, { authorization: bearer({ oid: people[person] }) });
  const statuses = async (method: string, path: string, body?: object): Promise<Record<string, number>> => {
    const found: Record<string, number> = {};
    for (const person of Object.keys(people) as Person[]) found[person] = (await as(person, method, path, body)).status;
    return found;
  };
  const names = (json: unknown): string[] => (json as { value: { name: string }[] }).value.map(({ name }) => name);
  const errorOf = (json: unknown) => (json as { error: { code: string; message: string } }).error;

  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 11 });
    endpoint = sandbox.endpoints.resourceManager;
    for (const name of ['mine', 'theirs']) await send(endpoint, 'PUT', `${scope}/resourceGroups/${name}?api-version=2022-09-01`, { location: 'eastus' });
    for (const [place, name] of [['mine', 'rolestore1'], ['theirs', 'rolestore2']] as const) await send(endpoint, 'PUT', `${scope}/resourceGroups/${place}/providers/Microsoft.Storage/storageAccounts/${name}?api-version=2023-01-01`, { location: 'eastus', sku: { name: 'Standard_LRS' }, kind: 'StorageV2' });
    const at = (person: Person, roleName: string, where: string) => ({ principalId: people[person], roleName, scope: where });
    await send(endpoint, 'PUT', '/_sandbox/rbac', { enforced: true, assignments: [at('reader', 'Reader', scope), at('groupReader', 'Reader', group), at('contributor', 'Contributor', group), at('operator', 'Managed Identity Operator', group), at('owner', 'Owner', scope)] });
  });
  after(() => sandbox.close());

  it('let everybody see where he has a role, and nobody else', async () => {
    assert.deepEqual(((await as('nobody', 'GET', '/subscriptions')).json as { value: unknown[] }).value, []);
    assert.equal(((await as('groupReader', 'GET', '/subscriptions')).json as { value: unknown[] }).value.length, 1);
    for (const path of [scope, `${scope}/locations`, `${scope}/providers/Microsoft.Storage`, `${scope}/resourceGroups`]) assert.deepEqual(await statuses('GET', path), { reader: 200, groupReader: 200, contributor: 200, operator: 200, nobody: 403, owner: 200 }, path);
    assert.deepEqual(await statuses('GET', '/providers/Microsoft.Storage/operations'), { reader: 200, groupReader: 200, contributor: 200, operator: 200, nobody: 200, owner: 200 });
  });

  it('show lists of a subscription to each reader as far as he may read', async () => {
    assert.deepEqual(names((await as('groupReader', 'GET', `${scope}/resourceGroups`)).json), ['mine']);
    assert.deepEqual(names((await as('groupReader', 'GET', `${scope}/resources`)).json), ['rolestore1']);
    assert.deepEqual(names((await as('groupReader', 'GET', `${scope}/providers/Microsoft.Storage/storageAccounts`)).json), ['rolestore1']);
    assert.deepEqual(names((await as('owner', 'GET', `${scope}/resources`)).json), ['rolestore1', 'rolestore2']);
    const asked = await as('groupReader', 'POST', '/providers/Microsoft.ResourceGraph/resources', { query: 'resources | project name' });
    assert.deepEqual((asked.json as { data: { name: string }[] }).data.map(({ name }) => name), ['rolestore1']);
  });

  it('let readers read, contributors write but give no rights, and owners all', async () => {
    assert.deepEqual(await statuses('GET', account), { reader: 200, groupReader: 200, contributor: 200, operator: 403, nobody: 403, owner: 200 });
    assert.deepEqual(await statuses('POST', `${account}/listKeys`), { reader: 403, groupReader: 403, contributor: 200, operator: 403, nobody: 403, owner: 200 });
    assert.deepEqual(await statuses('POST', `${group}/providers/Microsoft.PolicyInsights/policyStates/latest/queryResults`), { reader: 200, groupReader: 200, contributor: 200, operator: 403, nobody: 403, owner: 200 });
    assert.deepEqual(await statuses('POST', `${scope}/providers/Microsoft.Storage/checkNameAvailability`, { name: 'x', type: 'Microsoft.Storage/storageAccounts' }), { reader: 200, groupReader: 403, contributor: 403, operator: 403, nobody: 403, owner: 200 });
    assert.deepEqual(await statuses('POST', `${scope}/providers/Microsoft.Quota/register`), { reader: 403, groupReader: 403, contributor: 403, operator: 403, nobody: 403, owner: 200 });
    assert.deepEqual(await statuses('PUT', `${group}/providers/Microsoft.Authorization/locks/no`, { properties: { level: 'CanNotDelete' } }), { reader: 403, groupReader: 403, contributor: 403, operator: 403, nobody: 403, owner: 201 });
    await send(endpoint, 'DELETE', `${group}/providers/Microsoft.Authorization/locks/no?api-version=2020-05-01`, undefined, { authorization: bearer({ oid: people.owner }) });
  });

  it('name the action and its scope in a refusal', async () => {
    const { json } = await as('nobody', 'GET', `${scope}/resourceGroups`);
    assert.equal(errorOf(json).code, 'AuthorizationFailed');
    assert.match(errorOf(json).message, new RegExp(`action 'Microsoft.Resources/subscriptions/resourceGroups/read' over scope '${scope}' or the scope is invalid`));
    assert.match(errorOf((await as('contributor', 'POST', `${scope}/providers/Microsoft.Quota/register`)).json).message, new RegExp(`action 'Microsoft.Quota/register/action' over scope '${scope}'`));
  });

  it('refuse a template that gives rights before anything of it is made', async () => {
    const resources = [
      { type: 'Microsoft.ManagedIdentity/userAssignedIdentities', apiVersion: '2023-01-31', name: 'never', location: 'eastus' },
      { type: 'Microsoft.Authorization/roleAssignments', apiVersion: '2022-04-01', name: '55555555-0000-4000-8000-00000000000e', properties: { principalId: "[reference(resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'never')).principalId]", roleDefinitionId: `${scope}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7` } },
    ];
    const template = { $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0', resources };
    const { status, json } = await as('contributor', 'PUT', `${group}/providers/Microsoft.Resources/deployments/d`, { properties: { mode: 'Incremental', template } });
    assert.deepEqual([status, errorOf(json).code], [403, 'InvalidTemplateDeployment']);
    assert.match(errorOf(json).message, /^The template deployment failed with error: 'Authorization failed for template resource '55555555-0000-4000-8000-00000000000e' of type 'Microsoft\.Authorization\/roleAssignments'\. The client '.*' with object id '.*' does not have permission to perform action 'Microsoft\.Authorization\/roleAssignments\/write' at scope/);
    assert.equal((await as('owner', 'GET', `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/never`)).status, 404);
  });

  it('tell everybody what he may do', async () => {
    const { json } = await as('contributor', 'GET', `${group}/providers/Microsoft.Authorization/permissions`);
    assert.deepEqual((json as { value: { actions: string[]; notActions: string[] }[] }).value.map(({ actions, notActions }) => [actions, notActions.includes('Microsoft.Authorization/*/Write')]), [[['*'], true]]);
    const actions = ['Microsoft.ManagedIdentity/userAssignedIdentities/assign/action', 'Microsoft.ManagedIdentity/userAssignedIdentities/read', 'Microsoft.ManagedIdentity/userAssignedIdentities/write'];
    const decided = await as('operator', 'POST', `${group}/providers/Microsoft.Authorization/checkAccess`, { actions: actions.map((id) => ({ id })) });
    assert.deepEqual((decided.json as { accessDecision: string }[]).map(({ accessDecision }) => accessDecision), ['Allowed', 'Allowed', 'NotAllowed']);
  });
});
