import assert from 'node:assert/strict';
import { connectAzure } from '../../src/azure';
import type { RollbackChoice } from '../../src/core/rollback';
import { DeployError } from '../../src/core/errors';
import type { JsonObject } from '../../src/core/values';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { Life, templateOf, yes } from './support/life';

const storageApi = '2023-05-01', deploymentsApi = '2024-03-01', vaultApi = '2023-07-01';
const secret = 'never-on-disk-4711';
const account = (tag: string | JsonObject): JsonObject => ({ type: 'Microsoft.Storage/storageAccounts', apiVersion: storageApi, name: 'stothers', location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' }, tags: { tag }, properties: {} });
const vault: JsonObject = { type: 'Microsoft.KeyVault/vaults', apiVersion: vaultApi, name: 'kv-others', location: 'eastus', properties: { tenantId: '[subscription().tenantId]', sku: { family: 'A', name: 'standard' }, accessPolicies: [] } };
/** An account in a module, and a secret beside it, as somebody deploys it with `az`. */
const theirs = templateOf([
  { type: 'Microsoft.Resources/deployments', apiVersion: deploymentsApi, name: 'storage', properties: { mode: 'Incremental', template: templateOf([account('theirs')]) } },
  vault,
  { type: 'Microsoft.KeyVault/vaults/secrets', apiVersion: vaultApi, name: 'kv-others/token', properties: { value: "[parameters('token')]" }, dependsOn: ["[resourceId('Microsoft.KeyVault/vaults', 'kv-others')]"] },
], { parameters: { token: { type: 'securestring' } } });

describe('a state that another tool deployed', function () {
  this.timeout(120_000);
  let sandbox: StartedSandbox;
  let life: Life;

  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    life = await new Life(await connectAzure({ cloud: sandbox.endpoints.resourceManager }), 'rg').createGroup();
    await life.put(life.id('Microsoft.Resources/deployments/by-az'), deploymentsApi, { properties: { mode: 'Incremental', template: theirs, parameters: { token: { value: secret } } } });
    for (let state = 'Running'; state !== 'Succeeded';) {
      const body = await life.read(life.id('Microsoft.Resources/deployments/by-az'), deploymentsApi);
      state = String((body?.['properties'] as JsonObject)['provisioningState']);
      assert.notEqual(state, 'Failed', JSON.stringify(body));
    }
    await life.deploy(templateOf([account('ours')]));
  });
  after(() => sandbox.close());

  const tag = async (): Promise<unknown> => (await life.read(life.id('Microsoft.Storage/storageAccounts/stothers'), storageApi))?.['tags'];
  const rollBack = async (choice: RollbackChoice) => (await life.engine.rollback.start('dev', { to: 'by-az', ...choice }, yes)).result;

  it('is listed once, without its modules', async () => {
    const { states } = await life.engine.rollback.listStates('dev');
    assert.deepEqual(states.map(({ deploymentName, tool, source }) => [tool === 'other' ? deploymentName : 'ours', tool, source]), [['ours', 'aos-deploy', 'bundle'], ['by-az', 'other', 'history']]);
  });

  it('is refused without its secret values, by name and with the next step, before anything begins', async () => {
    await assert.rejects(rollBack({}), (error: unknown) => error instanceof DeployError && error.code === 'Bundle.SecretMissing' && /parameters token /.test(error.message) && /--secrets FILE/.test(error.nextStep ?? ''));
    assert.deepEqual(await tag(), { tag: 'ours' });
  });

  it('is gone back to from Azure’s history with the values given, and none of them is kept', async () => {
    const record = await rollBack({ secrets: { token: secret } });
    assert.equal(record.state, 'rolled_back', `${record.message} ${JSON.stringify(record.error ?? '')}`);
    assert.deepEqual(await tag(), { tag: 'theirs' });
    const { states } = await life.engine.rollback.listStates('dev');
    const bundles = await Promise.all(states.flatMap(({ bundleId }) => (bundleId === undefined ? [] : [life.harness.bundles.get(bundleId)])));
    assert.ok(bundles.length >= 2);
    assert.ok(!JSON.stringify([record, bundles]).includes(secret));
  });

  it('is known as a run of the Python orchestrator by the time in its name, and gone back to although its commit is not in git any more', async () => {
    const began = new Date(), stamp = began.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
    const id = life.id(`Microsoft.Resources/deployments/aos-deploy-${stamp}`);
    await life.put(id, deploymentsApi, { properties: { mode: 'Incremental', template: templateOf([account('python')]), parameters: {} } });
    for (let state = 'Running'; state !== 'Succeeded';) {
      state = String(((await life.read(id, deploymentsApi))?.['properties'] as JsonObject)['provisioningState']);
      assert.notEqual(state, 'Failed');
    }
    const own = await life.deploy(templateOf([account('later')]));
    await life.harness.run.audit.save({ ...own, deploymentId: 'python-run', deploymentName: 'python-run', timestamp: began.toISOString(), endedAt: began.toISOString(), gitSha: 'c0ffee0', phases: [] });
    const { states } = await life.engine.rollback.listStates('dev');
    assert.deepEqual(states.filter(({ tool }) => tool === 'deploy.py').map(({ deploymentId, deploymentName, source, problem }) => [deploymentId, deploymentName, source, problem]), [['python-run', `aos-deploy-${stamp}`, 'history', undefined]]);
    const record = await rollBack({ to: 'python-run' });
    assert.deepEqual([record.state, await tag()], ['rolled_back', { tag: 'python' }], record.message);
  });
});
