import assert from 'node:assert/strict';
import type { StartedSandbox } from '../../src/sandbox';
import { send, subscriptionId } from './support/clients';
import { startWithGroup } from './support/group';
import { template } from './support/templates';

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;
const id = `${group}/providers/Microsoft.Network/virtualNetworks/vnet-001`;

const network = (tags: Record<string, string>, prefix: string, subnets: readonly (readonly [name: string, prefix: string])[]) => template({ resources: [{
  type: 'Microsoft.Network/virtualNetworks', apiVersion: '2018-10-01', name: 'vnet-001', location: '[resourceGroup().location]', tags,
  properties: { addressSpace: { addressPrefixes: [prefix] }, enableVmProtection: false, enableDdosProtection: false, subnets: subnets.map(([name, addressPrefix]) => ({ name, properties: { addressPrefix } })) },
}] });

interface Change { readonly resourceId: string; readonly changeType: string; readonly before: unknown; readonly after: unknown; readonly delta: unknown }

/** The example of Azure's own page on what-if: its text, made of these changes, is what the Azure CLI prints. */
describe('what-if as Azure publishes it', () => {
  let sandbox: StartedSandbox;
  let endpoint: string;

  const whatIf = async (content: object, more: object = {}): Promise<readonly Change[]> => {
    const { status, json, text } = await send(endpoint, 'POST', `${group}/providers/Microsoft.Resources/deployments/main/whatIf?api-version=2021-04-01`, { properties: { mode: 'Incremental', template: content, ...more } });
    assert.equal(status, 200, text);
    return (json as { properties: { changes: readonly Change[] } }).properties.changes;
  };

  before(async () => {
    ({ sandbox, endpoint } = await startWithGroup());
    const { status, text } = await send(endpoint, 'PUT', `${group}/providers/Microsoft.Resources/deployments/main?api-version=2021-04-01`, { properties: { mode: 'Incremental', template: network({ CostCenter: '12345', Owner: 'Team A' }, '10.0.0.0/16', [['subnet001', '10.0.0.0/24'], ['subnet002', '10.0.1.0/24']]) } });
    assert.equal(status, 201, text);
  });
  after(() => sandbox.close());

  const changed = network({ CostCenter: '12345' }, '10.0.0.0/15', [['subnet002', '10.0.1.0/24']]);
  const leaf = (path: string, propertyChangeType: string, before: unknown, after: unknown) => ({ path, propertyChangeType, before, after, children: null });

  it('tells a tag that goes, a prefix that changes and a subnet that goes, and nothing else', async () => {
    const changes = await whatIf(changed);
    assert.deepEqual(changes.map(({ resourceId, changeType }) => [resourceId, changeType]), [[id, 'Modify']]);
    assert.deepEqual(changes[0]?.delta, [
      leaf('tags.Owner', 'Delete', 'Team A', null),
      { path: 'properties.addressSpace.addressPrefixes', propertyChangeType: 'Array', before: null, after: null, children: [leaf('0', 'Delete', '10.0.0.0/16', null), leaf('0', 'Create', null, '10.0.0.0/15')] },
      { path: 'properties.subnets', propertyChangeType: 'Array', before: null, after: null, children: [leaf('0', 'Delete', { name: 'subnet001', properties: { addressPrefix: '10.0.0.0/24' } }, null)] },
    ]);
  });

  it('tells that it is deployed, where only IDs are wanted', async () => {
    assert.deepEqual(await whatIf(changed, { whatIfSettings: { resultFormat: 'ResourceIdOnly' } }), [{ resourceId: id, changeType: 'Deploy' }]);
  });

  const listed = { id, name: 'vnet-001', type: 'Microsoft.Network/virtualNetworks', location: 'eastus', tags: { CostCenter: '12345', Owner: 'Team A' } };
  for (const [mode, changeType] of [['Complete', 'Delete'], ['Incremental', 'Ignore']] as const) {
    it(`shows what lists show of a resource that is not in the template: ${changeType}`, async () => {
      assert.deepEqual(await whatIf(template({ resources: [] }), { mode }), [{ resourceId: id, changeType, before: listed, after: null, delta: null, unsupportedReason: null }]);
    });
  }

  it('tells what a read-only value of a template comes to: nothing', async () => {
    const [change] = await whatIf(template({ resources: [{ type: 'Microsoft.ServiceBus/namespaces', apiVersion: '2022-10-01-preview', name: 'whatif-bus-1', location: 'eastus', sku: { name: 'Standard' }, properties: {} }] }));
    assert.equal(change?.changeType, 'Create');
    await send(endpoint, 'PUT', `${group}/providers/Microsoft.ServiceBus/namespaces/whatif-bus-1?api-version=2022-10-01-preview`, { location: 'eastus', sku: { name: 'Standard' }, properties: {} });
    const changes = await whatIf(template({ resources: [{ type: 'Microsoft.ServiceBus/namespaces', apiVersion: '2022-10-01-preview', name: 'whatif-bus-1', location: 'eastus', sku: { name: 'Standard' }, properties: { status: 'Disabled' } }] }));
    const namespace = changes.find(({ resourceId }) => resourceId.endsWith('whatif-bus-1'));
    // Defaults of the service are there too, as noise.
    assert.deepEqual((namespace?.delta as readonly { path: string }[]).filter(({ path }) => path === 'properties.status'), [leaf('properties.status', 'NoEffect', 'Active', 'Disabled')]);
  });

  it('a lock does not show in the prediction, and stops the deployment', async () => {
    const lock = `${group}/providers/Microsoft.Authorization/locks/keep?api-version=2020-05-01`;
    await send(endpoint, 'PUT', lock, { properties: { level: 'CanNotDelete' } });
    assert.ok((await whatIf(template({ resources: [] }), { mode: 'Complete' })).some(({ resourceId, changeType }) => resourceId === id && changeType === 'Delete'));
    await send(endpoint, 'PUT', `${group}/providers/Microsoft.Resources/deployments/complete?api-version=2021-04-01`, { properties: { mode: 'Complete', template: template({ resources: [] }) } });
    const { json } = await send(endpoint, 'GET', `${group}/providers/Microsoft.Resources/deployments/complete?api-version=2021-04-01`);
    const { provisioningState, error } = (json as { properties: { provisioningState: string; error: { details: { code: string }[] } } }).properties;
    assert.deepEqual([provisioningState, error.details[0]?.code], ['Failed', 'ScopeLocked']);
    await send(endpoint, 'DELETE', lock);
  });
});
