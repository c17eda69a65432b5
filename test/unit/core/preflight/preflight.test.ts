import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CancelledError, LogicError } from '../../../../src/core/errors';
import type { ArmRequests, DeploymentRecord, ManagementLock } from '../../../../src/core/ports';
import { checkName, isAllowed, runPreflight, type PlannedResource, type PreflightInput } from '../../../../src/core/preflight';
import type { JsonValue } from '../../../../src/core/values';

const group = '/subscriptions/s/resourceGroups/g';
const resource = (type: string, name: string, over: Partial<PlannedResource> = {}): PlannedResource => ({ id: `${group}/providers/${type}/${name}`, type, name, location: 'eastus', ...over });
const vault = resource('Microsoft.KeyVault/vaults', 'kv-aos');
const storage = resource('Microsoft.Storage/storageAccounts', 'staos');

interface Cloud { readonly answers?: Readonly<Record<string, JsonValue | Error>>; readonly locks?: readonly ManagementLock[]; readonly deployments?: readonly Partial<DeploymentRecord>[] }

/** A cloud in which everything is fine, but for what the case says. */
function input(resources: readonly PlannedResource[], cloud: Cloud = {}, over: Partial<PreflightInput> = {}): PreflightInput {
  const answers: Readonly<Record<string, JsonValue | Error>> = {
    'Microsoft.KeyVault/deletedVaults': { value: [] }, checknameavailability: { nameAvailable: true }, permissions: { value: [{ actions: ['*'], notActions: [] }] },
    'Microsoft.Storage/locations/eastus/usages': { value: [{ name: { value: 'StorageAccounts' }, currentValue: 1, limit: 250 }] },
    '/providers/Microsoft.KeyVault?': { namespace: 'Microsoft.KeyVault', registrationState: 'Registered', resourceTypes: [{ resourceType: 'vaults', locations: ['East US'] }] },
    '/providers/Microsoft.Storage?': { namespace: 'Microsoft.Storage', registrationState: 'Registered', resourceTypes: [{ resourceType: 'storageAccounts', locations: ['East US', 'West US'] }] },
    ...cloud.answers,
  };
  const arm: ArmRequests = {
    request: async (_method, path) => {
      const answer = [...Object.entries(cloud.answers ?? {}), ...Object.entries(answers)].find(([part]) => path.toLowerCase().includes(part.toLowerCase()))?.[1];
      if (answer === undefined) throw new LogicError('Arm.NotImplementedInSandbox', `${path} is not there.`);
      if (answer instanceof Error) throw answer;
      return { status: 200, headers: {}, body: answer };
    },
  };
  const connection = { arm, resources: { listLocks: async () => cloud.locks ?? [] }, deployments: { list: async () => cloud.deployments ?? [] } } as unknown as PreflightInput['connection'];
  return { connection, scope: { subscriptionId: 's', resourceGroup: 'g' }, location: 'eastus', groupExists: true, resources, existingIds: [], missingSecrets: [], secretReferences: [], plansDeletes: false, ...over };
}

const states = async (request: PreflightInput) => Object.fromEntries((await runPreflight(request)).filter((check) => check.state !== 'pass').map((check) => [check.id, check]));

describe('Preflight', () => {
  it('passes where nothing is in the way', async () => assert.deepEqual(await states(input([vault, storage])), {}));

  it('finds a deleted vault that holds a name, and says what can be done', async () => {
    const deleted = (purgeProtectionEnabled: boolean) => ({ answers: { 'Microsoft.KeyVault/deletedVaults': { value: [{ name: 'KV-AOS', properties: { scheduledPurgeDate: '2026-12-01T00:00:00Z', purgeProtectionEnabled } }] } } });
    const found = (await states(input([vault], deleted(false))))['soft-deleted-names'];
    assert.deepEqual([found?.state, found?.resourceIds, found?.remedies.map((remedy) => remedy.command)], ['fail', [vault.id], ['az keyvault recover --name kv-aos', 'az keyvault purge --name kv-aos', undefined]]);
    assert.match(found?.reason ?? '', /until 2026-12-01/);
    assert.ok(!(await states(input([vault], deleted(true))))['soft-deleted-names']?.remedies.some((remedy) => remedy.command?.includes('purge')));
    assert.deepEqual(await states(input([vault], deleted(false), { existingIds: [vault.id.toUpperCase()] })), {});
  });

  it('reads what is deleted to the end, and one provider that does not answer hides nothing of the others', async () => {
    const account = resource('Microsoft.CognitiveServices/accounts', 'ai-aos');
    const kept = { name: 'ai-aos', location: 'westus', id: '/subscriptions/s/providers/Microsoft.CognitiveServices/locations/westus/resourceGroups/g/deletedAccounts/ai-aos', properties: {} };
    const pages = { 'deletedAccounts?page=2': { value: [kept] }, 'Microsoft.CognitiveServices/deletedAccounts': { value: [{ name: 'other' }], nextLink: '/subscriptions/s/deletedAccounts?page=2' }, '/providers/Microsoft.CognitiveServices?': { namespace: 'Microsoft.CognitiveServices', registrationState: 'Registered' } };
    const held = (await states(input([account, vault], { answers: pages })))['soft-deleted-names'];
    assert.deepEqual([held?.state, held?.remedies[0]?.command], ['fail', 'az cognitiveservices account recover --name ai-aos --location westus --resource-group g']);
    const refused = { 'Microsoft.KeyVault/deletedVaults': new LogicError('Arm.AuthorizationFailed', 'You may not.') };
    assert.equal((await states(input([account, vault], { answers: { ...pages, ...refused } })))['soft-deleted-names']?.state, 'fail');
    const unknown = (await states(input([vault], { answers: refused })))['soft-deleted-names'];
    assert.deepEqual([unknown?.state, unknown?.reason], ['cannot-tell', 'Not answered: deleted ones of Microsoft.KeyVault/vaults: You may not.']);
  });

  it('adds up rights over pages, and asks for the right to deploy with the secrets of a vault', async () => {
    const paged = { 'permissions?page=2': { value: [{ actions: ['*'], notActions: [] }] }, permissions: { value: [{ actions: ['*/read'], notActions: [] }], nextLink: '/permissions?page=2' } };
    assert.deepEqual(await states(input([vault], { answers: paged })), {});
    const reads = { secretReferences: [{ parameter: 'pw', vaultId: `${group}/providers/Microsoft.KeyVault/vaults/kv-shared`, secretName: 'pw' }] };
    const shared = (rights: JsonValue | Error) => input([vault], { answers: { 'kv-shared/providers/Microsoft.Authorization/permissions': rights, 'vaults/kv-shared': { properties: { enabledForTemplateDeployment: true } } } }, reads);
    const lacking = (await states(shared({ value: [{ actions: ['*'], notActions: ['Microsoft.KeyVault/vaults/deploy/action'] }] })))['key-vault-references'];
    assert.deepEqual([lacking?.state, lacking?.reason.startsWith('You lack Microsoft.KeyVault/vaults/deploy/action at')], ['fail', true]);
    assert.deepEqual([(await states(shared({ value: [{ actions: ['*'], notActions: [] }] })))['key-vault-references'], (await states(shared(new LogicError('Arm.AuthorizationFailed', 'You may not.'))))['key-vault-references']?.state], [undefined, 'cannot-tell']);
  });

  it('finds what each check is about', async () => {
    const reads = { secretReferences: [{ parameter: 'b2cClientSecret', vaultId: `${group}/providers/Microsoft.KeyVault/vaults/kv-shared`, secretName: 'b2c' }] };
    const cases: readonly (readonly [string, PreflightInput, RegExp])[] = [
      ['global-names', input([storage], { answers: { 'Microsoft.Storage/checkNameAvailability': { nameAvailable: false, message: 'Taken by somebody.' } } }), /Taken by somebody/],
      ['name-rules', input([resource('Microsoft.Storage/storageAccounts', 'st-aos')]), /'st-aos' has characters/],
      ['region', input([{ ...vault, location: 'westus' }]), /vaults is not offered in westus/],
      ['quota', input([storage], { answers: { 'Microsoft.Storage/locations/eastus/usages': { value: [{ name: { value: 'StorageAccounts' }, currentValue: 250, limit: 250 }] } } }), /1 more are needed, 0 of 250 are left/],
      ['provider-registration', input([vault], { answers: { '/providers/Microsoft.KeyVault?': { namespace: 'Microsoft.KeyVault', registrationState: 'NotRegistered' } } }), /Microsoft\.KeyVault is NotRegistered/],
      ['permissions', input([vault, resource('Microsoft.Authorization/roleAssignments', 'x')], { answers: { permissions: { value: [{ actions: ['*'], notActions: ['Microsoft.Authorization/*/Write'] }] }, '/providers/Microsoft.Authorization?': { namespace: 'Microsoft.Authorization', registrationState: 'Registered' } } }), /You lack Microsoft\.Authorization\/roleAssignments\/write/],
      ['locks', input([vault], { locks: [{ id: '/l', name: 'freeze', level: 'ReadOnly' }] }), /'freeze' \(ReadOnly\) blocks every change/],
      ['locks', input([vault], { locks: [{ id: '/l', name: 'keep', level: 'CanNotDelete' }] }, { plansDeletes: true }), /'keep'.*blocks the deletes/],
      ['active-deployment', input([vault], { deployments: [{ id: '/d', name: 'other', provisioningState: 'Running' }] }), /'other' is Running/],
      ['key-vault-references', input([vault], { answers: { 'vaults/kv-shared': new LogicError('Arm.ResourceNotFound', 'No.') } }, reads), /'kv-shared', which is not there/],
      ['key-vault-references', input([vault], { answers: { 'vaults/kv-shared': { properties: {} } } }, reads), /not open for template deployments/],
      ['key-vault-references', input([vault], { answers: { '/secrets/b2c': new LogicError('Arm.SecretNotFound', 'No.'), 'vaults/kv-shared': { properties: { enabledForTemplateDeployment: true } } } }, reads), /has no secret 'b2c'/],
    ];
    for (const [id, request, reason] of cases) {
      const found = await states(request);
      assert.deepEqual([id, Object.keys(found), found[id]?.state], [id, [id], 'fail']);
      assert.match(found[id]!.reason, reason);
      assert.ok(found[id]!.remedies.length > 0);
    }
  });

  it('counts plans by their SKU and each region by itself, and one provider that does not answer hides nothing', async () => {
    const plan = (name: string, sku: string, location = 'eastus') => resource('Microsoft.Web/serverfarms', name, { sku, location });
    const lines = (elastic: number): JsonValue => ({ value: [{ name: { value: 'ServerFarms' }, currentValue: 3, limit: 100 }, { name: { value: 'ElasticPremium' }, currentValue: elastic, limit: 4 }] });
    const quotaOf = async (resources: readonly PlannedResource[], answers: Cloud['answers']) => (await states(input(resources, { answers })))['quota'];
    const east = { 'Microsoft.Web/locations/eastus/usages': lines(3), 'Microsoft.Web/locations/westus/usages': lines(0) };
    assert.equal(await quotaOf([plan('a', 'EP1'), plan('b', 'B1'), plan('c', 'B1')], east), undefined);
    assert.match((await quotaOf([plan('a', 'EP1'), plan('b', 'EP2')], east))?.reason ?? '', /2 more are needed, 1 of 4 are left in eastus \(elasticpremium\)/);
    assert.equal(await quotaOf([plan('a', 'EP1'), plan('b', 'EP2', 'West US')], east), undefined);
    const refused = new LogicError('Arm.AuthorizationFailed', 'You may not list usages.');
    const unknown = await quotaOf([storage, plan('a', 'EP1')], { ...east, 'Microsoft.Storage/locations': refused });
    assert.deepEqual([unknown?.state, unknown?.reason], ['cannot-tell', 'Not answered: Microsoft.Storage in eastus: You may not list usages.']);
    assert.equal((await quotaOf([storage, plan('a', 'EP1'), plan('b', 'EP1')], { ...east, 'Microsoft.Storage/locations': refused }))?.state, 'fail');
  });

  it('cannot tell what it may not ask, and says why', async () => {
    const found = await states(input([vault], { answers: { permissions: new LogicError('Arm.AuthorizationFailed', 'You may not list permissions.') } }));
    assert.deepEqual([found['permissions']?.state, found['permissions']?.reason], ['cannot-tell', 'Could not be asked: You may not list permissions.']);
    assert.equal((await states(input([{ ...storage, name: undefined }])))['name-rules']?.state, 'cannot-tell');
  });

  it('does not call an empty secure parameter a mistake', async () => {
    const found = (await states(input([vault], {}, { missingSecrets: ['b2cClientSecret'] })))['secure-parameters'];
    assert.equal(found?.state, 'cannot-tell');
    assert.match(found.reason, /'b2cClientSecret' is empty/);
  });

  it('asks for rights where each resource goes', async () => {
    const shared = { ...storage, id: '/subscriptions/s/resourceGroups/shared/providers/Microsoft.Storage/storageAccounts/staos' };
    const reader = { value: [{ actions: ['*/read'], notActions: [] }] };
    const found = (await states(input([vault, shared], { answers: { '/resourcegroups/shared/providers/Microsoft.Authorization': reader } })))['permissions'];
    assert.match(found?.reason ?? '', /storageAccounts\/write at \/subscriptions\/s\/resourceGroups\/shared/);
    assert.doesNotMatch(found?.reason ?? '', /vaults\/write/);
  });

  it('lets go on against what may be mistaken, not against what Azure refuses for certain', async () => {
    const checks = await runPreflight(input([vault]));
    assert.deepEqual(checks.filter(({ canOverride }) => !canOverride).map(({ id }) => id), ['name-rules', 'locks']);
  });

  it('is over when it is cancelled', async () => {
    await assert.rejects(runPreflight(input([vault], { answers: { permissions: new CancelledError() } })), CancelledError);
  });

  it('knows the rules of names', () => {
    assert.deepEqual(['kv--a', 'k', 'kv-', '1kv', 'kv-a1'].map((name) => checkName('Microsoft.KeyVault/vaults', name) === undefined), [false, false, false, false, true]);
    assert.equal(checkName('Some.Other/type', '???'), undefined);
    fc.assert(fc.property(fc.stringMatching(/^[a-z0-9]{3,24}$/), (name) => assert.equal(checkName('Microsoft.Storage/storageAccounts', name), undefined)));
  });

  it('reads permissions as ARM means them', () => {
    const contributor = [{ actions: ['*'], notActions: ['Microsoft.Authorization/*/Delete', 'Microsoft.Authorization/*/Write'] }];
    assert.equal(isAllowed('Microsoft.Storage/storageAccounts/write', contributor), true);
    assert.equal(isAllowed('microsoft.authorization/roleAssignments/write', contributor), false);
    assert.equal(isAllowed('Microsoft.Authorization/roleAssignments/write', [...contributor, { actions: ['Microsoft.Authorization/roleAssignments/*'], notActions: [] }]), true);
    assert.equal(isAllowed('anything', []), false);
  });
});
