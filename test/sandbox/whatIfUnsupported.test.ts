import assert from 'node:assert/strict';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { clientsFor, type Clients } from './support/clients';
import { deployment, nested, template } from './support/templates';

const box = (name: string, more: object = {}) => ({ type: 'Contoso.Things/boxes', apiVersion: '2024-01-01', name, ...more });

describe('what-if of resources without an ID before run time', () => {
  let sandbox: StartedSandbox;
  let clients: Clients;
  beforeEach(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1, noiseProfile: 'realistic' });
    clients = clientsFor(sandbox.endpoints.resourceManager);
    await clients.resources.resourceGroups.createOrUpdate('rg', { location: 'eastus' });
  });
  afterEach(() => sandbox.close());

  /** Predicts a module that gets `n`, which the first resource alone knows. */
  const predict = async (resources: readonly Record<string, unknown>[], more: object = {}) => {
    const inner = template({ parameters: { n: { type: 'string' } }, resources });
    const { properties } = deployment(template({ resources: [box('source'), nested('mod', inner, { n: { value: "[reference('Contoso.Things/boxes/source', '2024-01-01').label]" } })] }));
    const result = await clients.deployments.deployments.whatIf('rg', 'main', { properties: { ...properties, ...more } }).pollUntilDone();
    return { ...result, unsupported: (result.changes ?? []).filter(({ changeType }) => changeType === 'Unsupported') };
  };

  it('names and loops that depend on another resource are Unsupported, and the reason names the declaration', async () => {
    const { unsupported } = await predict([box('known'), box("[parameters('n')]"), box("[concat(parameters('n'), copyIndex())]", { copy: { name: 'all', count: 2 } })]);
    assert.deepEqual(unsupported.map(({ unsupportedReason = '' }) => /declared at '(.*?)'/.exec(unsupportedReason)?.[1]), [1, 2, 2].map((index) => `properties.template.resources[1].properties.template.resources[${index}]`));
    assert.deepEqual(unsupported.flatMap(({ before, after, delta }) => [before, after, delta]).filter((part) => part !== undefined && part !== null), []);
  });

  it('resources whose scope depends on another resource are Unsupported', async () => {
    const lock = { type: 'Microsoft.Authorization/locks', apiVersion: '2020-05-01', name: 'keep', scope: "[concat('Contoso.Things/boxes/', parameters('n'))]", properties: { level: 'CanNotDelete' } };
    const { unsupported } = await predict([lock]);
    assert.equal(unsupported.length, 1);
  });

  it('keep their reason where IDs alone are asked for', async () => {
    const { unsupported } = await predict([box("[parameters('n')]")], { whatIfSettings: { resultFormat: 'ResourceIdOnly' } });
    assert.match(unsupported[0]?.unsupportedReason ?? '', /until the deployment is under way/);
  });

  it('are potential changes where their condition is unknown too', async () => {
    const { unsupported, potentialChanges } = await predict([box("[parameters('n')]", { condition: "[equals(parameters('n'), 'x')]" })]);
    assert.deepEqual([unsupported.length, potentialChanges?.map(({ changeType }) => changeType)], [0, ['Unsupported']]);
  });
});
