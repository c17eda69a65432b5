import assert from 'node:assert/strict';
import { CancelledError, EnvironmentError } from '../../../../src/core/errors';
import { listDeploymentWarnings, listResourceIds, listResourceViews, verifyResources } from '../../../../src/core/health';
import type { Resource, ResourceApi } from '../../../../src/core/ports/arm';

const scope = { subscriptionId: 's', resourceGroup: 'rg' };
const id = (type: string, name: string): string => `/subscriptions/s/resourceGroups/rg/providers/${type}/${name}`;
const resource = (type: string, name: string, more: Partial<Resource> = {}): Resource => ({ id: id(type, name), type, name, ...more });

function api(listed: readonly Resource[], read: (resourceId: string) => Resource | undefined | Error): ResourceApi {
  const unused = (): never => { throw new Error('not asked for'); };
  return {
    listSubscriptions: unused, findResourceGroup: unused, createResourceGroup: unused, listLocks: unused,
    listResources: async () => listed,
    findResource: async (resourceId) => { const answer = read(resourceId); if (answer instanceof Error) throw answer; return answer; },
  };
}

const verdictOf = async (one: Resource, read: Resource | undefined | Error): Promise<string | undefined> =>
  (await verifyResources({ resources: api([one], () => read), scope }))[0]?.verdict;

describe('the health of a resource', () => {
  const site = resource('Microsoft.Web/sites', 'func');
  const vault = resource('Microsoft.KeyVault/vaults', 'kv');
  const identity = resource('Microsoft.ManagedIdentity/userAssignedIdentities', 'me');
  const cases: readonly (readonly [string, Resource, Resource | undefined | Error, string])[] = [
    ['a site that runs', site, { ...site, properties: { state: 'Running', availabilityState: 'Normal' } }, 'healthy'],
    ['a site that is stopped', site, { ...site, properties: { state: 'Stopped' } }, 'unhealthy'],
    ['a site without a state, whatever its provisioning', site, { ...site, properties: { provisioningState: 'Succeeded' } }, 'unknown'],
    ['an identity that exists', identity, { ...identity, properties: { clientId: 'x' } }, 'healthy'],
    ['an identity that is gone', identity, undefined, 'unhealthy'],
    ['a vault that is provisioned', vault, { ...vault, properties: { provisioningState: 'Succeeded' } }, 'healthy'],
    ['a vault that failed', vault, { ...vault, properties: { provisioningState: 'Failed' } }, 'unhealthy'],
    ['a vault on its way', vault, { ...vault, properties: { provisioningState: 'Updating' } }, 'unknown'],
    ['a vault that says nothing', vault, { ...vault, properties: {} }, 'unknown'],
    ['a vault that may not be read', vault, new EnvironmentError('Arm.AuthorizationFailed', 'no'), 'unknown'],
  ];
  for (const [name, listed, read, verdict] of cases) it(`${name} is ${verdict}`, async () => { assert.equal(await verdictOf(listed, read), verdict); });

  it('is checked for resources that outputs name, and never for client and principal IDs', async () => {
    const outputs = { storageAccountId: id('Microsoft.Storage/storageAccounts', 'st'), userAssignedIdentityClientId: '9b8f2f3e-0000-4000-8000-000000000001', userAssignedIdentityPrincipalId: '9b8f2f3e-0000-4000-8000-000000000002', idea: 'x' };
    assert.deepEqual(listResourceIds(outputs), [outputs.storageAccountId]);
    const verdicts = await verifyResources({ resources: api([], () => undefined), scope, outputs });
    assert.deepEqual(verdicts.map(({ resourceId, verdict }) => [resourceId, verdict]), [[outputs.storageAccountId, 'unhealthy']]);
  });

  it('comes worst first', async () => {
    const verdicts = await verifyResources({ resources: api([vault, site, identity], (one) => (one === site.id ? { ...site, properties: { state: 'Stopped' } } : one === vault.id ? { ...vault, properties: {} } : identity)), scope });
    assert.deepEqual(verdicts.map(({ verdict }) => verdict), ['unhealthy', 'unknown', 'healthy']);
  });

  it('is not guessed when the check is cancelled', async () => {
    await assert.rejects(verifyResources({ resources: api([vault], () => new CancelledError()), scope }), CancelledError);
  });

  it('is shown in views, reading only what the list leaves open', async () => {
    const read: string[] = [];
    const views = await listResourceViews(api([{ ...vault, provisioningState: 'Succeeded' }, site], (one) => { read.push(one); return { ...site, properties: { state: 'Running' } }; }), scope);
    assert.deepEqual(read, [site.id]);
    assert.deepEqual(views.map(({ name, health, provisioningState }) => [name, health, provisioningState]), [['kv', 'healthy', 'Succeeded'], ['func', 'healthy', 'Running']]);
    const [listed] = await listResourceViews(api([{ ...site, provisioningState: 'Succeeded' }], () => ({ ...site, properties: { state: 'Stopped' } })), scope);
    assert.equal(listed?.health, 'unhealthy', 'a provisioning state says nothing of a site');
  });
});

describe('warnings of a deployment', () => {
  it('are told in words', () => {
    assert.deepEqual(listDeploymentWarnings({ deploymentWarnings: { azureMLDisabledDueToRegion: true, functionSkuDowngradedDueToRegion: true, serviceBusSkuDowngradedDueToRegion: false, effectiveFunctionSku: 'Y1', azureMLSupported: true, somethingElseHappened: true } }), [
      'Azure Machine Learning was left out: the region does not offer it.', 'The Functions plan was downgraded: the region does not offer the requested one; it is Y1.', 'The deployment warns: something else happened.',
    ]);
    assert.deepEqual(listDeploymentWarnings({ DeploymentWarnings: { type: 'Array', value: ['one', { message: 'two' }] } }), ['one', 'two']);
    assert.deepEqual(listDeploymentWarnings({ other: 1 }), []);
  });
});
