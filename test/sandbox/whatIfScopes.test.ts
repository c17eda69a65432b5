import assert from 'node:assert/strict';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { clientsFor, send, subscriptionId, type Clients } from './support/clients';
import { deployment, nested, template } from './support/templates';

const box = (name: string, more: object = {}) => ({ type: 'Contoso.Things/boxes', apiVersion: '2024-01-01', name, ...more });
const boxId = (group: string, name: string): string => `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Contoso.Things/boxes/${name}`;

describe('what-if over scopes, modes and versions', () => {
  let sandbox: StartedSandbox;
  let clients: Clients;
  beforeEach(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1, noiseProfile: 'none' });
    clients = clientsFor(sandbox.endpoints.resourceManager);
    for (const name of ['rg', 'other']) await clients.resources.resourceGroups.createOrUpdate(name, { location: 'eastus' });
  });
  afterEach(() => sandbox.close());

  /** The body as it is sent; it may take a poll to come. */
  async function fetchWhatIf(body: object): Promise<Record<string, unknown>> {
    const endpoint = sandbox.endpoints.resourceManager;
    let answer = await send(endpoint, 'POST', `/subscriptions/${subscriptionId}/resourceGroups/rg/providers/Microsoft.Resources/deployments/main/whatIf?api-version=2025-04-01`, body);
    while (answer.status === 202) answer = await send(endpoint, 'GET', (answer.headers.get('location') ?? '').slice(endpoint.length));
    assert.equal(answer.status, 200, answer.text);
    return (answer.json as { properties: Record<string, unknown> }).properties;
  }

  it('a subscription: groups that come, and what modules put into them', async () => {
    const content = template({
      scope: 'subscription',
      resources: [{ type: 'Microsoft.Resources/resourceGroups', apiVersion: '2022-09-01', name: 'fresh', location: 'eastus' }, { ...nested('inner', template({ resources: [box('inside')] })), resourceGroup: 'fresh', dependsOn: ['fresh'] }],
    });
    const body = { ...deployment(content), location: 'eastus' };
    const result = await clients.deployments.deployments.whatIfAtSubscriptionScope('main', body).pollUntilDone();
    assert.deepEqual(result.changes?.map(({ resourceId, changeType }) => [resourceId, changeType]), [[`/subscriptions/${subscriptionId}/resourceGroups/fresh`, 'Create'], [boxId('fresh', 'inside'), 'Create']]);
    const validated = await clients.deployments.deployments.validateAtSubscriptionScope('main', body).pollUntilDone();
    assert.equal(validated?.error, undefined);
  });

  it('modules of other groups stay in their groups', async () => {
    const body = deployment(template({ resources: [box('here'), { ...nested('inner', template({ resources: [box('there')] })), resourceGroup: 'other' }] }));
    const { changes } = await clients.deployments.deployments.whatIf('rg', 'main', body).pollUntilDone();
    assert.deepEqual(changes?.map(({ resourceId }) => resourceId), [boxId('rg', 'here'), boxId('other', 'there')]);
  });

  it('Complete mode deletes what Incremental mode ignores', async () => {
    await clients.deployments.deployments.createOrUpdate('rg', 'first', deployment(template({ resources: [box('kept'), box('extra')] }))).pollUntilDone();
    const { properties } = deployment(template({ resources: [box('kept')] }));
    for (const [mode, expected] of [['Incremental', 'Ignore'], ['Complete', 'Delete']] as const) {
      const { changes } = await clients.deployments.deployments.whatIf('rg', 'main', { properties: { ...properties, mode } }).pollUntilDone();
      assert.deepEqual(changes?.map(({ resourceId, changeType }) => [resourceId, changeType]), [[boxId('rg', 'kept'), 'NoChange'], [boxId('rg', 'extra'), expected]]);
    }
  });

  it('conditions of run time make changes potential, and answers have the members of the current version', async () => {
    const inner = template({ parameters: { size: { type: 'int' } }, resources: [box('maybe', { condition: "[equals(parameters('size'), 1)]" })] });
    const size = { size: { value: "[reference(resourceId('Contoso.Things/boxes', 'first'), '2024-01-01').measured]" } };
    const body = deployment(template({ resources: [box('first', { properties: { size: 1 } }), { ...nested('inner', inner, size), dependsOn: ['first'] }] }));
    const result = await clients.deployments.deployments.whatIf('rg', 'main', body).pollUntilDone();
    assert.deepEqual([result.changes?.length, result.potentialChanges?.map(({ resourceId }) => resourceId)], [1, [boxId('rg', 'maybe')]]);
    const predicted = await fetchWhatIf(body);
    assert.deepEqual(['changes', 'potentialChanges', 'diagnostics'].filter((name) => !Array.isArray(predicted[name])), []);
  });
});
