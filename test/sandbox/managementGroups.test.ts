import assert from 'node:assert/strict';
import type { StartedSandbox } from '../../src/sandbox';
import { bearer, send, subscriptionId } from './support/clients';
import { startWithGroup } from './support/group';
import { template } from './support/templates';

const tenant = '5a4d0000-0000-4000-8000-000000000001';
const groups = '/providers/Microsoft.Management/managementGroups';
const version = 'api-version=2021-04-01';

interface Body { readonly id: string; readonly name: string; readonly properties: Record<string, unknown> & { readonly details: Record<string, unknown> & { readonly parent?: { readonly id: string } } } }

describe('management groups', () => {
  let sandbox: StartedSandbox;
  let endpoint: string;

  const ask = (method: string, path: string, body?: object, headers?: Record<string, string>) => send(endpoint, method, `${path}${path.includes('?') ? '&' : '?'}${version}`, body, headers);
  const make = async (name: string, parent?: string): Promise<void> => {
    const { status, text } = await ask('PUT', `${groups}/${name}`, { name, properties: { displayName: `Group ${name}`, ...(parent !== undefined && { details: { parent: { id: `${groups}/${parent}` } } }) } });
    assert.equal(status, 200, text);
  };
  const codeOf = ({ status, json }: { readonly status: number; readonly json: unknown }): string => `${status} ${(json as { error: { code: string } }).error.code}`;
  const names = async (path: string): Promise<string[]> => ((await ask('GET', path)).json as { value: Body[] }).value.map(({ name }) => name);

  beforeEach(async () => { ({ sandbox, endpoint } = await startWithGroup()); });
  afterEach(() => sandbox.close());

  it('stand below the root of the tenant, or below each other', async () => {
    await make('platform');
    await make('identity', 'platform');
    assert.deepEqual(await names(groups), [tenant, 'platform', 'identity']);
    const { properties } = (await ask('GET', `${groups}/identity?$expand=ancestors`)).json as Body;
    assert.equal(properties.details.parent?.id, `${groups}/platform`);
    assert.deepEqual(properties.details.managementGroupAncestors, ['platform', tenant]);
    const children = ((await ask('GET', `${groups}/${tenant}?$expand=children&$recurse=true`)).json as Body).properties.children as readonly { readonly name: string; readonly children?: readonly { readonly name: string }[] }[];
    assert.deepEqual(children.find(({ name }) => name === 'platform')?.children?.map(({ name }) => name), ['identity']);
    assert.deepEqual((await names(`${groups}/platform/descendants`)), ['identity']);
  });

  it('hold subscriptions, which go from one to the other', async () => {
    await make('one');
    await make('two');
    for (const name of ['one', 'two']) {
      const { status, json } = await ask('PUT', `${groups}/${name}/subscriptions/${subscriptionId}`);
      assert.deepEqual([status, (json as Body).properties.parent], [200, { id: `${groups}/${name}` }]);
    }
    assert.deepEqual(await names(`${groups}/one/subscriptions`), []);
    assert.deepEqual(await names(`${groups}/two/subscriptions`), [subscriptionId]);
    assert.equal(codeOf(await ask('DELETE', `${groups}/two`)), '400 BadRequest');
    assert.equal((await ask('DELETE', `${groups}/two/subscriptions/${subscriptionId}`)).status, 200);
    assert.equal((await ask('DELETE', `${groups}/two`)).status, 204);
    assert.ok((await names(`${groups}/${tenant}/subscriptions`)).includes(subscriptionId));
  });

  it('refuse what would be no hierarchy', async () => {
    await make('a');
    await make('b', 'a');
    assert.equal(codeOf(await ask('PATCH', `${groups}/a`, { parentGroupId: `${groups}/b` })), '400 BadRequest');
    assert.equal(codeOf(await ask('PUT', `${groups}/c`, { properties: { details: { parent: { id: `${groups}/missing` } } } })), '404 ManagementGroupNotFound');
    assert.equal(codeOf(await ask('DELETE', `${groups}/${tenant}`)), '400 BadRequest');
    for (const [name, parent] of [['c', 'b'], ['d', 'c'], ['e', 'd'], ['f', 'e']] as const) await make(name, parent);
    assert.equal(codeOf(await ask('PUT', `${groups}/g`, { properties: { details: { parent: { id: `${groups}/f` } } } })), '400 BadRequest');
    assert.equal(codeOf(await ask('GET', `${groups}/missing`)), '404 NotFound');
  });

  it('pass on roles and policies to the subscriptions below them', async () => {
    await make('governed');
    await ask('PUT', `${groups}/governed/subscriptions/${subscriptionId}`);
    const assigned = await ask('PUT', `${groups}/governed/providers/Microsoft.Authorization/policyAssignments/regions`, { properties: { policyDefinitionId: '/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c', parameters: { listOfAllowedLocations: { value: ['westus'] } } } });
    assert.equal(assigned.status, 201, assigned.text);
    assert.equal(codeOf(await ask('PUT', `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Contoso.Things/boxes/b`, { location: 'eastus' })), '403 RequestDisallowedByPolicy');
    const reader = '77777777-0000-4000-8000-000000000007';
    await ask('PUT', `${groups}/governed/providers/Microsoft.Authorization/roleAssignments/44444444-4444-4444-8444-000000000009`, { properties: { principalId: reader, principalType: 'ServicePrincipal', roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7' } });
    await send(endpoint, 'PUT', '/_sandbox/rbac', { enforced: true });
    const asReader = { authorization: bearer({ oid: reader }) };
    assert.equal((await ask('GET', `/subscriptions/${subscriptionId}/resourceGroups/rg`, undefined, asReader)).status, 200);
    assert.equal(codeOf(await ask('DELETE', `/subscriptions/${subscriptionId}/resourceGroups/rg`, undefined, asReader)), '403 AuthorizationFailed');
  });

  it('are made by templates at the tenant, and take deployments of their own', async () => {
    const content = { ...template({ resources: [
      { type: 'Microsoft.Management/managementGroups', apiVersion: '2021-04-01', name: 'made', scope: '/', properties: { displayName: 'Made' } },
      { type: 'Microsoft.Management/managementGroups', apiVersion: '2021-04-01', name: 'below', scope: '/', dependsOn: ["[tenantResourceId('Microsoft.Management/managementGroups', 'made')]"], properties: { details: { parent: { id: "[tenantResourceId('Microsoft.Management/managementGroups', 'made')]" } } } },
    ] }), $schema: 'https://schema.management.azure.com/schemas/2019-08-01/tenantDeploymentTemplate.json#' };
    const { status, text } = await ask('PUT', '/providers/Microsoft.Resources/deployments/tree', { location: 'eastus', properties: { mode: 'Incremental', template: content } });
    assert.equal(status, 201, text);
    assert.equal(((await ask('GET', `${groups}/below`)).json as Body).properties.details.parent?.id, `${groups}/made`);
    const policy = { ...template({ resources: [{ type: 'Microsoft.Authorization/policyAssignments', apiVersion: '2022-06-01', name: 'secure', properties: { policyDefinitionId: '/providers/Microsoft.Authorization/policyDefinitions/404c3081-a854-4457-ae30-26a93ef643f9' } }], outputs: { name: { type: 'string', value: '[managementGroup().name]' } } }), $schema: 'https://schema.management.azure.com/schemas/2019-08-01/managementGroupDeploymentTemplate.json#' };
    const deployed = await ask('PUT', `${groups}/made/providers/Microsoft.Resources/deployments/policy`, { location: 'eastus', properties: { mode: 'Incremental', template: policy } });
    assert.equal(deployed.status, 201, deployed.text);
    assert.equal((await ask('GET', `${groups}/made/providers/Microsoft.Authorization/policyAssignments/secure`)).status, 200);
    const missing = await ask('PUT', `${groups}/missing/providers/Microsoft.Resources/deployments/policy`, { location: 'eastus', properties: { mode: 'Incremental', template: policy } });
    assert.equal(codeOf(missing), '404 ManagementGroupNotFound');
  });
});
