import assert from 'node:assert/strict';
import { connectAzure } from '../../src/azure';
import { asArray, asObject, asString, member } from '../../src/core/json';
import type { AzureConnection } from '../../src/core/ports';
import type { JsonObject } from '../../src/core/values';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { send } from './support/clients';
import { Life, templateOf, yes } from './support/life';

const assignmentApi = '2022-04-01', siteApi = '2023-12-01', identityApi = '2023-01-31', storageApi = '2023-05-01';
const role = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';
const site = "resourceId('Microsoft.Web/sites', 'app-roles')", account = "resourceId('Microsoft.Storage/storageAccounts', 'stroles')", operator = "resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'id-roles')";
const grant = (who: string, principalId: string): JsonObject => ({
  type: 'Microsoft.Authorization/roleAssignments', apiVersion: assignmentApi, scope: `[${account}]`, name: `[guid(${account}, '${who}', '${role}')]`, dependsOn: [`[${account}]`, `[${site}]`, `[${operator}]`],
  properties: { roleDefinitionId: `[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '${role}')]`, principalId, principalType: 'ServicePrincipal', description: `${who} writes blobs.` },
});
const template = (tag: string, sku = 'Standard_LRS'): JsonObject => templateOf([
  { type: 'Microsoft.Storage/storageAccounts', apiVersion: storageApi, name: 'stroles', location: 'eastus', kind: 'StorageV2', sku: { name: sku }, tags: { tag }, properties: {} },
  { type: 'Microsoft.ManagedIdentity/userAssignedIdentities', apiVersion: identityApi, name: 'id-roles', location: 'eastus' },
  { type: 'Microsoft.Web/serverfarms', apiVersion: siteApi, name: 'plan-roles', location: 'eastus', kind: 'linux', sku: { name: 'Y1', tier: 'Dynamic' }, properties: { reserved: true } },
  { type: 'Microsoft.Web/sites', apiVersion: siteApi, name: 'app-roles', location: 'eastus', kind: 'functionapp,linux', identity: { type: 'SystemAssigned' }, properties: { serverFarmId: "[resourceId('Microsoft.Web/serverfarms', 'plan-roles')]" }, dependsOn: ["[resourceId('Microsoft.Web/serverfarms', 'plan-roles')]"] },
  grant('app', `[reference(${site}, '${siteApi}', 'full').identity.principalId]`),
  grant('operator', `[reference(${operator}, '${identityApi}').principalId]`),
]);

describe('role assignments in a rollback', function () {
  this.timeout(120_000);
  let sandbox: StartedSandbox;
  let azure: AzureConnection;
  let life: Life;

  beforeEach(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    azure = await connectAzure({ cloud: sandbox.endpoints.resourceManager });
    life = await new Life(azure, 'rg').createGroup();
    await life.deploy(template('one'));
    await life.deploy(template('two'));
  });
  afterEach(() => sandbox.close());

  const place = () => life.id('Microsoft.Storage/storageAccounts/stroles');
  const assignments = async (): Promise<readonly { readonly id: string; readonly principalId?: string }[]> =>
    asArray(member((await azure.arm.request('GET', `${place()}/providers/Microsoft.Authorization/roleAssignments?api-version=${assignmentApi}`)).body, 'value')).map(asObject)
      .filter(({ id }) => asString(id)?.toLowerCase().startsWith(place().toLowerCase())).map((one) => ({ id: asString(one['id'])!, principalId: asString(member(one['properties'], 'principalId')) })).sort((a, b) => (a.id < b.id ? -1 : 1));
  const principals = async (): Promise<string[]> => [
    asString(member((await life.read(life.id('Microsoft.Web/sites/app-roles'), siteApi))?.['identity'], 'principalId'))!,
    asString(member((await life.read(life.id('Microsoft.ManagedIdentity/userAssignedIdentities/id-roles'), identityApi))?.['properties'], 'principalId'))!,
  ].sort();
  const makeIdentitiesAnew = async (): Promise<void> => {
    const [appId, operatorId] = [life.id('Microsoft.Web/sites/app-roles'), life.id('Microsoft.ManagedIdentity/userAssignedIdentities/id-roles')];
    await life.patch(appId, siteApi, { identity: { type: 'None' } });
    await life.patch(appId, siteApi, { identity: { type: 'SystemAssigned' } });
    await life.delete(operatorId, identityApi);
    await life.put(operatorId, identityApi, { location: 'eastus' });
  };
  /** The app's grant under another name, as somebody makes it by hand. */
  const renameGrant = async (): Promise<string> => {
    const appId = asString(member((await life.read(life.id('Microsoft.Web/sites/app-roles'), siteApi))?.['identity'], 'principalId'))!;
    const own = (await assignments()).find(({ principalId }) => principalId === appId)!;
    await life.delete(own.id, assignmentApi);
    const other = `${place()}/providers/Microsoft.Authorization/roleAssignments/11111111-2222-4333-8444-555555555555`;
    await life.put(other, assignmentApi, { properties: { roleDefinitionId: `${life.groupId.split('/resourceGroups')[0]}/providers/Microsoft.Authorization/roleDefinitions/${role}`, principalId: appId, principalType: 'ServicePrincipal' } });
    return other;
  };
  const rollBack = async (choice = {}) => (await life.engine.rollback.start('dev', choice, yes)).result;

  it('of an identity that was made anew are told in the plan, then removed and set again', async () => {
    const names = (await assignments()).map(({ id }) => id);
    await makeIdentitiesAnew();
    const { plan } = await life.engine.rollback.plan('dev', {});
    assert.deepEqual([plan.replacedAssignments?.map(({ id, kind }) => [id.toLowerCase(), kind]).sort(), plan.warnings.filter((one) => /belongs to an identity that is not the one of now: it is removed and set again/.test(one)).length], [names.map((id) => [id.toLowerCase(), 'principal']).sort(), 2]);
    let reasons: readonly string[] = [];
    const record = await (await life.engine.rollback.start('dev', {}, { confirm: (asked) => { reasons = asked.reasons; return yes.confirm(asked); } })).result;
    assert.deepEqual([record.state, record.removedAssignments, record.warnings], ['rolled_back', undefined, []], record.message);
    assert.match(reasons.join(), /2 role assignments are removed and set again/);
    const now = await assignments();
    assert.deepEqual([now.map(({ id }) => id), now.map(({ principalId }) => principalId!).sort()], [names, await principals()]);
    assert.deepEqual(record.events.map(({ message }) => message).filter((one) => /role assignment/i.test(one)), ['Removed 2 role assignment(s) to set them again', 'Role assignments set again']);
  });

  it('that somebody made under another name give way to the declared ones', async () => {
    const before = await assignments();
    const other = await renameGrant();
    const record = await rollBack();
    assert.deepEqual([record.state, await assignments()], ['rolled_back', before], record.message);
    assert.equal(await life.read(other, assignmentApi), undefined);
  });

  it('are put back as they were where the deployment fails', async () => {
    const other = await renameGrant();
    const before = await assignments();
assert.equal((await send(sandbox.endpoints.resourceManager, 'PUT', '/_sandbox/faults', { rules: [{ match: { type: 'Microsoft.Storage/storageAccounts' }, fault: { kind: 'failResource', status: 409, code: 'Busy', message: 'Busy with something else.', late: true } }] })).status, 200);
    const record = await rollBack();
    assert.deepEqual([record.state, record.removedAssignments], ['failed', undefined], record.message);
    assert.deepEqual((await assignments()).map(({ id }) => id), before.map(({ id }) => id));
    assert.ok(record.events.some(({ type, details }) => type === 'deploy' && JSON.stringify(member(details, 'putBack')) === JSON.stringify([other])));
  });

  it('stand against an ordinary deployment as a finding with its cure', async () => {
    const other = await renameGrant();
    life.wanted = template('three');
    const check = (await life.engine.plan('dev', {})).preflight?.find(({ id }) => id === 'role-assignments');
    assert.deepEqual([check?.state, check?.resourceIds, check?.remedies[0]?.command], ['fail', [other], `az role assignment delete --ids ${other}`]);
    await life.delete(other, assignmentApi);
    assert.equal((await life.engine.plan('dev', {})).preflight?.find(({ id }) => id === 'role-assignments')?.state, 'pass');
    await life.deploy(template('three'));
  });
});
