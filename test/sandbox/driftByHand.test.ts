import assert from 'node:assert/strict';
import { connectAzure } from '../../src/azure';
import type { JsonObject, JsonValue } from '../../src/core/values';
import { isReal } from '../../src/core/whatIf';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { Life, rememberedNoise, templateOf } from './support/life';

const vaultApi = '2023-07-01', storageApi = '2023-05-01', busApi = '2022-10-01-preview';
const person = (last: number): string => `00000000-0000-0000-0000-00000000000${last}`;
const policy = (last: number): JsonObject => ({ tenantId: '[subscription().tenantId]', objectId: person(last), permissions: { secrets: ['get', 'list'] } });
const needs = (type: string, ...names: readonly string[]): readonly string[] => [`[resourceId('${type}', ${names.map((name) => `'${name}'`).join(', ')})]`];
const topics = 'Microsoft.ServiceBus/namespaces/topics';
const template = templateOf([
  { type: 'Microsoft.KeyVault/vaults', apiVersion: vaultApi, name: 'kv-hand', location: 'eastus', tags: { a: 'one', b: 'two' }, properties: { tenantId: '[subscription().tenantId]', sku: { family: 'A', name: 'standard' }, accessPolicies: [policy(1), policy(2)], networkAcls: { defaultAction: 'Deny', bypass: 'AzureServices', ipRules: [{ value: '1.2.3.4/32' }, { value: '5.6.7.8/32' }] } } },
  { type: 'Microsoft.Storage/storageAccounts', apiVersion: storageApi, name: 'sthand', location: 'eastus', sku: { name: 'Standard_LRS' }, kind: 'StorageV2', properties: { minimumTlsVersion: 'TLS1_2' } },
  { type: 'Microsoft.Storage/storageAccounts/blobServices', apiVersion: storageApi, name: 'sthand/default', dependsOn: needs('Microsoft.Storage/storageAccounts', 'sthand'), properties: { cors: { corsRules: [{ allowedOrigins: ['https://a', 'https://b'], allowedMethods: ['GET'], allowedHeaders: ['*'], exposedHeaders: ['*'], maxAgeInSeconds: 5 }] } } },
  { type: 'Microsoft.ServiceBus/namespaces', apiVersion: busApi, name: 'sbus-hand', location: 'eastus', sku: { name: 'Standard' }, properties: {} },
  { type: topics, apiVersion: busApi, name: 'sbus-hand/t', dependsOn: needs('Microsoft.ServiceBus/namespaces', 'sbus-hand'), properties: {} },
  { type: `${topics}/subscriptions`, apiVersion: busApi, name: 'sbus-hand/t/s', dependsOn: needs(topics, 'sbus-hand', 't'), properties: { lockDuration: 'PT1M' } },
  { type: `${topics}/subscriptions/rules`, apiVersion: busApi, name: 'sbus-hand/t/s/r', dependsOn: needs(`${topics}/subscriptions`, 'sbus-hand', 't', 's'), properties: { filterType: 'SqlFilter', sqlFilter: { sqlExpression: 'x = 1' } } },
  { type: 'Microsoft.Authorization/locks', apiVersion: '2020-05-01', name: 'keep', properties: { level: 'CanNotDelete', notes: 'why' } },
] as JsonObject[]);

const [vault, account, blobs, rule, lock] = [['Microsoft.KeyVault/vaults/kv-hand', vaultApi], ['Microsoft.Storage/storageAccounts/sthand', storageApi], ['Microsoft.Storage/storageAccounts/sthand/blobServices/default', storageApi], ['Microsoft.ServiceBus/namespaces/sbus-hand/topics/t/subscriptions/s/rules/r', busApi], ['Microsoft.Authorization/locks/keep', '2020-05-01']] as const;
/** `Modify tags.a` and so on; a resource as a whole by its change type alone. */
interface ByHand { readonly what: string; readonly on: readonly [string, string]; readonly at: string; readonly to: (live: JsonValue | undefined) => JsonValue | undefined; readonly drift: readonly string[] }
const items = (live: JsonValue | undefined): JsonObject[] => live as JsonObject[];
const cases: readonly ByHand[] = [
  { what: 'a tag changed', on: vault, at: 'tags.a', to: () => 'three', drift: ['Modify tags.a'] },
  { what: 'a tag whose value differs in case alone', on: vault, at: 'tags.a', to: () => 'ONE', drift: ['Modify tags.a'] },
  { what: 'a tag added', on: vault, at: 'tags.c', to: () => 'x', drift: ['Delete tags.c'] },
  { what: 'a tag removed', on: vault, at: 'tags.b', to: () => undefined, drift: ['Create tags.b'] },
  { what: 'an access policy widened', on: vault, at: 'properties.accessPolicies', to: (live) => [items(live)[0]!, { ...items(live)[1], permissions: { secrets: ['get', 'list', 'set'] } }], drift: [`Modify properties.accessPolicies[objectId=${person(2)}].permissions.secrets`] },
  { what: 'an access policy added', on: vault, at: 'properties.accessPolicies', to: (live) => [...items(live), { ...items(live)[0], objectId: person(7) }], drift: ['tenantId', 'objectId', 'permissions.secrets'].map((name) => `Delete properties.accessPolicies[objectId=${person(7)}].${name}`) },
  { what: 'access policies in another order', on: vault, at: 'properties.accessPolicies', to: (live) => [...items(live)].reverse(), drift: [] },
  { what: 'an address removed', on: vault, at: 'properties.networkAcls.ipRules', to: (live) => items(live).slice(0, 1), drift: ['Create properties.networkAcls.ipRules[value=5.6.7.8/32].value'] },
  { what: 'all addresses removed', on: vault, at: 'properties.networkAcls.ipRules', to: () => [], drift: ['1.2.3.4/32', '5.6.7.8/32'].map((value) => `Create properties.networkAcls.ipRules[value=${value}].value`) },
  { what: 'one of which the template is silent', on: vault, at: 'properties.enabledForDeployment', to: () => true, drift: ['Delete properties.enabledForDeployment'] },
  { what: 'another value where the service’s own was folded', on: account, at: 'properties.accessTier', to: () => 'Cool', drift: ['Delete properties.accessTier'] },
  { what: 'an allowed origin changed', on: blobs, at: 'properties.cors.corsRules', to: (live) => [{ ...items(live)[0], allowedOrigins: ['https://a', '*'] }], drift: ['Modify properties.cors.corsRules[0].allowedOrigins'] },
  { what: 'a filter of messages in another case', on: rule, at: 'properties.sqlFilter.sqlExpression', to: () => 'X = 1', drift: ['Modify properties.sqlFilter.sqlExpression'] },
  { what: 'the reason of a lock', on: lock, at: 'properties.notes', to: () => 'no reason', drift: ['Modify properties.notes'] },
];

function replaced(body: JsonObject, [name = '', ...rest]: readonly string[], to: ByHand['to']): JsonObject {
  const value = rest.length === 0 ? to(body[name]) : replaced((body[name] ?? {}) as JsonObject, rest, to);
  const { [name]: _former, ...others } = body;
  return value === undefined ? others : { ...others, [name]: value };
}

describe('what somebody changed by hand, in an environment with noise', function () {
  this.timeout(120_000);
  let sandbox: StartedSandbox;
  let life: Life;
  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1, noiseProfile: 'realistic' });
    life = await new Life(await connectAzure({ cloud: sandbox.endpoints.resourceManager }), 'rg', rememberedNoise()).createGroup();
    await life.deploy(template);
  });
  after(() => sandbox.close());

  const drifted = async (): Promise<readonly string[]> => (await life.engine.detectDrift('dev')).changes
    .flatMap(({ changeType, name, properties }) => (changeType === 'Create' || changeType === 'Delete' ? [`${changeType} ${name}`] : properties.filter((one) => isReal(one) && one.drift).map((one) => `${one.changeType} ${one.path}`)));
  /** As the portal does it: the whole resource is read, changed and sent back. */
  const write = async ([path, apiVersion]: ByHand['on'], at: string, to: ByHand['to']): Promise<JsonObject> => {
    const live = await life.read(life.id(path), apiVersion);
    await life.put(life.id(path), apiVersion, replaced(live!, at.split('.'), to));
    return live!;
  };

  it('is nothing at first, also after somebody has saved a resource without a change', async () => {
    assert.deepEqual(await drifted(), []);
    for (const one of [vault, account, blobs]) await write(one, 'properties', (live) => live);
    assert.deepEqual(await drifted(), []);
  });

  for (const { what, on, at, to, drift } of cases) {
    it(`${drift.length === 0 ? 'is not' : 'is'} ${what}, and a deployment sets it again`, async () => {
      await write(on, at, to);
      assert.deepEqual(await drifted(), drift);
      await life.deploy(template);
      assert.deepEqual(await drifted(), []);
    });
  }

  it('is what an access policy allows, in plain words', async () => {
    await write(vault, 'properties.accessPolicies', (live) => [items(live)[0]!, { ...items(live)[1], permissions: { secrets: ['all'] } }]);
    const [change] = (await life.engine.detectDrift('dev')).changes.filter(({ drift }) => drift);
    assert.deepEqual([change?.properties.find(({ drift }) => drift)?.before, change?.risk.level], [['all'], 'low']);
    await life.deploy(template);
  });

  it('is a deleted resource, and its children with it', async () => {
    await life.delete(life.id(lock[0]), lock[1]);
    assert.deepEqual(await drifted(), ['Create keep']);
    await life.delete(life.id(rule[0]), rule[1]);
    assert.deepEqual(await drifted(), ['Create keep', 'Create sbus-hand/t/s/r']);
  });
});
