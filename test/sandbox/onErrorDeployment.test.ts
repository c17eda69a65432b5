import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import type { StartedSandbox } from '../../src/sandbox';
import { send, subscriptionId } from './support/clients';
import { startWithGroup } from './support/group';
import { template } from './support/templates';

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;
const version = 'api-version=2022-09-01';

interface Deployment { readonly properties: { readonly provisioningState: string; readonly mode: string; readonly onErrorDeployment?: { readonly type: string; readonly deploymentName: string; readonly provisioningState?: string } } }

describe('deployments that go back when they fail', () => {
  let sandbox: StartedSandbox;
  let endpoint: string;

  const url = (name: string): string => `${group}/providers/Microsoft.Resources/deployments/${name}?${version}`;
  const box = (name: string, properties: object = {}) => ({ type: 'Contoso.Things/boxes', apiVersion: '2024-01-01', name, location: 'eastus', properties });
  const start = (name: string, resources: readonly Record<string, unknown>[], more: object = {}, extra: object = {}) => send(endpoint, 'PUT', url(name), { properties: { mode: 'Incremental', template: template({ resources, ...extra }), ...more } });
  const read = async (name: string): Promise<Deployment> => (await send(endpoint, 'GET', url(name))).json as Deployment;
  /** A module in a group that is not there fails when its turn comes. */
  const failing = { type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01', name: 'nowhere', resourceGroup: 'missing', properties: { mode: 'Incremental', template: template({ resources: [] }) } };
  async function ended(name: string): Promise<Deployment> {
    for (;;) {
      const deployment = await read(name);
      const state = deployment.properties.onErrorDeployment?.provisioningState ?? deployment.properties.provisioningState;
      if (!['Accepted', 'Running'].includes(state) && (deployment.properties.provisioningState !== 'Failed' || deployment.properties.onErrorDeployment?.provisioningState !== undefined)) return deployment;
      await wait(5);
    }
  }
  const boxes = async (): Promise<string[]> => ((await send(endpoint, 'GET', `${group}/resources?api-version=2021-04-01`)).json as { value: { name: string }[] }).value.map(({ name }) => name);

  beforeEach(async () => { ({ sandbox, endpoint } = await startWithGroup()); });
  afterEach(() => sandbox.close());

  it('deploys the last successful one again, completely and with its parameters', async () => {
    const parameters = { colour: { type: 'string' }, key: { type: 'secureString' } };
    await start('good', [box('a', { colour: "[parameters('colour')]", key: "[parameters('key')]" })], { parameters: { colour: { value: 'red' }, key: { value: 'hidden-key-1' } } }, { parameters });
    await start('bad', [box('b'), failing], { onErrorDeployment: { type: 'LastSuccessful' } });
    const bad = await ended('bad');
    assert.deepEqual([bad.properties.provisioningState, bad.properties.onErrorDeployment], ['Failed', { type: 'LastSuccessful', deploymentName: 'good', provisioningState: 'Succeeded' }]);
    assert.deepEqual(await boxes(), ['a']);
    assert.equal((await read('good')).properties.mode, 'Complete');
    const { properties } = (await send(endpoint, 'GET', `${group}/providers/Contoso.Things/boxes/a?api-version=2024-01-01`)).json as { properties: { colour: string; key: string } };
    assert.deepEqual([properties.colour, properties.key], ['red', 'hidden-key-1']);
    assert.doesNotMatch((await send(endpoint, 'GET', url('good'))).text, /hidden-key-1/);
  });

  it('deploys the one that is named, and nothing after a success', async () => {
    await start('first', [box('a')]);
    await start('second', [box('b')]);
    await start('fine', [box('c')], { onErrorDeployment: { type: 'SpecificDeployment', deploymentName: 'first' } });
    assert.deepEqual((await read('fine')).properties.onErrorDeployment, { type: 'SpecificDeployment', deploymentName: 'first' });
    assert.deepEqual(await boxes(), ['a', 'b', 'c']);
    await start('bad', [failing], { onErrorDeployment: { type: 'SpecificDeployment', deploymentName: 'first' } });
    await ended('bad');
    assert.deepEqual(await boxes(), ['a']);
  });

  it('is refused where there is nothing to go back to', async () => {
    const code = async (onErrorDeployment: object): Promise<string> => { const { status, json } = await start('new', [box('a')], { onErrorDeployment }); return `${status} ${(json as { error: { code: string } }).error.code}`; };
    assert.equal(await code({ type: 'LastSuccessful' }), '404 DeploymentNotFound');
    assert.equal(await code({ type: 'SpecificDeployment', deploymentName: 'none' }), '404 DeploymentNotFound');
    assert.equal(await code({ type: 'SpecificDeployment' }), '400 InvalidRequestContent');
    assert.equal(await code({ type: 'Other' }), '400 InvalidRequestContent');
  });
});
