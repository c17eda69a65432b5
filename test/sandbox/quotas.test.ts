import assert from 'node:assert/strict';
import type { JsonValue } from '../../src/core/values';
import type { StartedSandbox } from '../../src/sandbox';
import { send, subscriptionId } from './support/clients';
import { startWithGroup } from './support/group';

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;

interface ArmFault { readonly code: string; readonly message: string; readonly details?: readonly ArmFault[] }

describe('quotas of the sandbox', () => {
  let sandbox: StartedSandbox, endpoint: string;
  before(async () => { ({ sandbox, endpoint } = await startWithGroup()); });
  after(() => sandbox.close());

  const put = (path: string, body: object, version = '2023-05-01') => send(endpoint, 'PUT', `${group}/providers/${path}?api-version=${version}`, { location: 'eastus', ...body });
  const lower = async (...rules: readonly JsonValue[]): Promise<void> => { assert.equal((await send(endpoint, 'PUT', '/_sandbox/faults', { rules })).status, 200); };
  const get = async <T>(path: string, version = '2023-05-01'): Promise<T> => {
    const { status, text, json } = await send(endpoint, 'GET', `${path}?api-version=${version}`);
    assert.equal(status, 200, `${path}: ${text}`);
    return json as T;
  };
  const usages = async (provider: string, location = 'eastus') => Object.fromEntries((await get<{ value: { name: { value: string }; currentValue: number; limit: number }[] }>(`/subscriptions/${subscriptionId}/providers/${provider}/locations/${location}/usages`)).value.map(({ name, currentValue, limit }) => [name.value, [currentValue, limit]]));
  const errorOf = ({ json }: { readonly json: unknown }): ArmFault => (json as { error: ArmFault }).error;
  const plan = (name: string, sku: string) => put(`Microsoft.Web/serverfarms/${name}`, { sku: { name: sku }, properties: {} }, '2024-04-01');

  it('count what is there, in its region, against the limits', async () => {
    assert.deepEqual(await usages('Microsoft.Storage'), { StorageAccounts: [0, 250] });
    assert.equal((await put('Microsoft.Storage/storageAccounts/quotasone', { sku: { name: 'Standard_LRS' }, kind: 'StorageV2' })).status < 300, true);
    assert.equal((await plan('one', 'EP1')).status < 300, true);
    assert.deepEqual([await usages('Microsoft.Storage'), await usages('Microsoft.Storage', 'West Europe')], [{ StorageAccounts: [1, 250] }, { StorageAccounts: [0, 250] }]);
    const { ElasticPremium, PremiumV3, ServerFarms } = await usages('Microsoft.Web');
    assert.deepEqual([ElasticPremium, PremiumV3, ServerFarms], [[1, 100], [0, 100], [1, 100]]);
    for (const provider of ['Microsoft.Network', 'Microsoft.Compute', 'Microsoft.MachineLearningServices', 'Microsoft.ServiceBus']) assert.ok(Object.keys(await usages(provider)).length > 0, provider);
    assert.equal((await send(endpoint, 'GET', `/subscriptions/${subscriptionId}/providers/Microsoft.Storage/locations/atlantis/usages?api-version=2023-05-01`)).status, 400);
  });

  it('are told by the quota service too, one and all', async () => {
    const scope = `/subscriptions/${subscriptionId}/providers/Microsoft.Web/locations/eastus/providers/Microsoft.Quota`;
    const all = await get<{ value: { name: string; properties: { limit: { value: number } } }[] }>(`${scope}/quotas`, '2023-02-01');
    const one = await get<{ properties: { limit: { limitObjectType: string; value: number } } }>(`${scope}/quotas/ElasticPremium`, '2023-02-01');
    assert.deepEqual([all.value[0]!.name, one.properties.limit.value], ['ElasticPremium', 100]);
    assert.equal((await get<{ properties: { usages: { value: number } } }>(`${scope}/usages/elasticpremium`, '2023-02-01')).properties.usages.value, 1);
    assert.equal((await send(endpoint, 'GET', `${scope}/quotas/none?api-version=2023-02-01`)).status, 404);
    assert.equal((await send(endpoint, 'GET', `/subscriptions/${subscriptionId}/providers/Microsoft.Quota/quotas?api-version=2023-02-01`)).status, 400);
  });

  it('refuse what goes beyond a limit, in the words of the service, and let through what is there', async () => {
    await lower({ match: { type: 'Microsoft.Storage/storageAccounts', location: 'eastus' }, fault: { kind: 'quota', limit: 1 } }, { match: { type: 'Microsoft.Web/serverfarms' }, fault: { kind: 'quota', quota: 'ElasticPremium', limit: 1 } }, { match: { type: 'Microsoft.ServiceBus/*' }, fault: { kind: 'quota', limit: 0 } });
    assert.deepEqual(await usages('Microsoft.Storage'), { StorageAccounts: [1, 1] });
    const storage = await put('Microsoft.Storage/storageAccounts/quotastwo', { sku: { name: 'Standard_LRS' }, kind: 'StorageV2' });
    assert.deepEqual([storage.status, errorOf(storage).code], [409, 'MaxStorageAccountsCountPerSubscriptionExceeded']);
    const elastic = await plan('two', 'EP1');
    assert.deepEqual([elastic.status, errorOf(elastic).code, errorOf(elastic).message], [401, 'SubscriptionIsOverQuotaForSku', 'This region has quota of 1 instances for your subscription. Try selecting different region or SKU.']);
    assert.match(errorOf(await put('Microsoft.ServiceBus/namespaces/quotas-bus', { sku: { name: 'Standard' } }, '2021-11-01')).message, /^The specified subscription has reached its quota of namespaces\./);
    for (const [name, sku, status] of [['one', 'EP1', 200], ['two', 'B1', 200], ['two', 'EP2', 401], ['one', 'EP3', 200]] as const) assert.equal(Math.min((await plan(name, sku)).status, 401) < 300 ? 200 : 401, status, `${name} ${sku}`);
    assert.equal((await put('Microsoft.Storage/storageAccounts/quotasthree', { location: 'westeurope', sku: { name: 'Standard_LRS' }, kind: 'StorageV2' })).status < 300, true);
  });

  it('are counted before a deployment begins, all of its template together', async () => {
    await lower({ match: { type: 'Microsoft.Storage/storageAccounts' }, fault: { kind: 'quota', limit: 2 } }, { match: { type: 'Microsoft.Web/serverfarms' }, fault: { kind: 'quota', quota: 'PremiumV3', limit: 0 } });
    const account = (name: string) => ({ type: 'Microsoft.Storage/storageAccounts', apiVersion: '2023-05-01', name, location: 'eastus', sku: { name: 'Standard_LRS' }, kind: 'StorageV2' });
    const farm = { type: 'Microsoft.Web/serverfarms', apiVersion: '2024-04-01', name: 'new', location: 'eastus', sku: { name: 'P1v3' }, properties: {} };
    const validate = async (...resources: readonly object[]) => errorOf(await send(endpoint, 'POST', `${group}/providers/Microsoft.Resources/deployments/d/validate?api-version=2021-04-01`, { properties: { mode: 'Incremental', template: { $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0', resources } } }));
    assert.equal(await validate(account('quotasone'), account('quotasfour')), undefined);
    const both = await validate(account('quotasfour'), account('quotasfive'), farm);
    assert.equal(both.code, 'InvalidTemplateDeployment');
    assert.deepEqual(both.details?.map(({ code, details }) => [code, details?.[0]?.code]), [['PreflightValidationCheckFailed', 'MaxStorageAccountsCountPerSubscriptionExceeded'], ['ValidationForResourceFailed', 'SubscriptionIsOverQuotaForSku']]);
    await lower();
    assert.equal(await validate(account('quotasfour'), account('quotasfive'), farm), undefined);
  });
});
