import assert from 'node:assert/strict';
import { CancelledError, InputError, LogicError } from '../../../../src/core/errors';
import type { CompiledEnvironment } from '../../../../src/core/parameters';
import { makeLocalPlan, parseSnapshot, renderPlanText, type LocalPlanInput, type Plan } from '../../../../src/core/whatIf';
import { fixedClock, idOf, object, planOf, change, compiledOf, target } from './planFixtures';

const vault = 'Microsoft.KeyVault/vaults';
const compiled: CompiledEnvironment = {
  success: true, diagnostics: [], secureParameterNames: ['apiKey'], templateHash: 't', parametersHash: 'p',
  parameters: object({ apiKey: { value: 'hunter2-hunter2' }, name: { value: 'kv' } }),
  template: object({
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0',
    parameters: { apiKey: { type: 'securestring' }, name: { type: 'string' } },
    resources: [
      { type: vault, apiVersion: '2023-07-01', name: `[parameters('name')]`, location: 'eastus', properties: { tenantId: '[subscription().tenantId]', note: `[concat('key ', parameters('apiKey'))]` } },
      { type: 'Microsoft.Storage/storageAccounts', apiVersion: '2023-05-01', name: 'st', location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties: { uri: `[reference(resourceId('${vault}', parameters('name'))).vaultUri]` } },
    ],
  }),
};

const local = (getSnapshot: NonNullable<LocalPlanInput['bicep']>['getSnapshot'] | undefined, more: Partial<LocalPlanInput> = {}): Promise<Plan> =>
  makeLocalPlan({ environment: { name: 'dev', parametersFile: '/w/dev.bicepparam' }, target, compiled, clock: fixedClock, ...(getSnapshot && { bicep: { getSnapshot } }), ...more });
const snapshot = (...resources: readonly unknown[]): (() => Promise<string>) => () => Promise.resolve(JSON.stringify({ predictedResources: resources, diagnostics: [] }));
const namesOf = (plan: Plan): string[] => plan.changes.map(({ name }) => name);

describe('a plan without a connection', () => {
  it('shows what the template declares, and what of it is known only at deployment', async () => {
    const plan = await local(undefined);
    assert.deepEqual([plan.source, namesOf(plan), plan.counts.create], ['local', ['kv', 'st'], 2]);
    const storage = plan.changes.find(({ name }) => name === 'st');
    assert.deepEqual(storage?.properties.map(({ path, knownAtDeploy }) => [path, knownAtDeploy ?? false]), [['location', false], ['kind', false], ['sku.name', false], ['properties.uri', true]]);
    assert.ok(!JSON.stringify(plan).includes('hunter2') && !renderPlanText(plan).includes('hunter2'));
  });

  it('does not claim to know the tenant', async () => {
    const tenant = (await local(undefined)).changes[0]?.properties.find(({ path }) => path.endsWith('tenantId'));
    assert.deepEqual([tenant?.after, tenant?.knownAtDeploy], ['[tenant().tenantId]', true]);
  });

  it('follows the official prediction, and adds the resources that it dropped', async () => {
    const plan = await local(snapshot({ id: idOf(vault, 'kv'), type: vault, name: 'kv', apiVersion: '1', location: 'westus' }));
    assert.deepEqual(namesOf(plan), ['kv', 'st']);
    assert.equal(plan.changes[0]?.properties.find(({ path }) => path === 'location')?.after, 'westus');
    assert.match(plan.warnings.join(), /1 resource was predicted here/);
  });

  it('does not believe an empty text where the value is unknown', async () => {
    const plan = await local(snapshot({ id: idOf(vault, 'kv'), type: vault, name: 'kv' }, { id: idOf('Microsoft.Storage/storageAccounts', 'st'), type: 'Microsoft.Storage/storageAccounts', name: 'st', properties: { uri: '' } }));
    const uri = plan.changes[1]?.properties.find(({ path }) => path === 'properties.uri');
    assert.equal(uri?.knownAtDeploy, true);
  });

  it('asks the official engine only what is known, and tells which subscription the IDs are of', async () => {
    const asked: unknown[] = [];
    const plan = await local((_file, scope) => { asked.push(scope); return Promise.resolve('{"predictedResources":[]}'); }, { target: { ...target, subscriptionId: '', location: '' } });
    assert.deepEqual(asked, [{ subscriptionId: '00000000-0000-0000-0000-000000000000', resourceGroup: target.resourceGroup }]);
    assert.match(plan.warnings[0] ?? '', /No subscription is chosen/);
    assert.ok(plan.changes.every(({ resourceId }) => resourceId.startsWith('/subscriptions/00000000-0000-0000-0000-000000000000/')));
  });

  it('falls back to its own evaluation where the official engine fails, and says so', async () => {
    for (const failing of [() => Promise.reject(new LogicError('Bicep.SnapshotFailed', 'cannot')), () => Promise.resolve('no json'), () => Promise.resolve('{}')]) {
      const plan = await local(failing);
      assert.deepEqual(namesOf(plan), ['kv', 'st']);
      assert.match(plan.warnings.join(), /evaluated here/);
    }
  });

  it('says what is declared when nobody can evaluate it', async () => {
    const plan = await local(undefined, { compiled: { ...compiled, template: object({ resources: [{ type: vault, name: '[nosuch()]', apiVersion: '1' }] }) } });
    assert.deepEqual([plan.changes.length, plan.notPredicted.map(({ type }) => type)], [0, [vault]]);
    assert.match(plan.warnings.join(), /Our own evaluation failed/);
  });

  it('does not go on without a Bicep CLI, nor when it is cancelled', async () => {
    await assert.rejects(local(() => Promise.reject(new InputError('Bicep.NotFound', 'x'))), InputError);
    await assert.rejects(local(() => Promise.reject(new CancelledError())), CancelledError);
  });

  it('reads snapshots of any text without throwing', () => {
    for (const text of ['', 'null', '[]', '{"predictedResources":[1,null,{"id":3}]}', '{"predictedResources":{}}']) assert.ok(parseSnapshot(text));
  });
});

describe('what-if beside our own evaluation', () => {
  const answer = (...changes: Parameters<typeof planOf>[0]): Plan => planOf(changes, { compiled: compiledOf({ template: compiled.template, parameters: compiled.parameters, secureParameterNames: ['apiKey'] }) });

  it('names the very resource that was left out', () => {
    const plan = answer(change(vault, 'KV', 'Create', { after: object({}) }));
    assert.deepEqual(plan.notPredicted.map(({ resourceId, kind }) => [resourceId, kind]), [[idOf('Microsoft.Storage/storageAccounts', 'st'), 'left-out']]);
  });

  it('is complete when every declared resource is mentioned', () => {
    assert.deepEqual(answer(change(vault, 'kv', 'NoChange'), change('Microsoft.Storage/storageAccounts', 'st', 'NoChange')).notPredicted, []);
  });

  it('tells a declared resource that was ignored from one outside of the template', () => {
    const plan = answer(change(vault, 'kv', 'Ignore'), change('Microsoft.Storage/storageAccounts', 'st', 'NoChange'), change('Microsoft.Web/sites', 'other', 'Ignore'));
    assert.deepEqual(plan.notPredicted.map(({ kind, resourceId }) => [kind, resourceId]), [['ignored', idOf(vault, 'kv')]]);
  });
});

describe('the hash of a plan that depends on the time', () => {
  const at = (time: string, template = object({ parameters: { now: { defaultValue: '[utcNow()]' } } })): string => planOf(
    [change('Microsoft.Web/sites', 'a', 'Create', { after: object({ tags: { made: time } }) })],
    { compiled: compiledOf({ template }), clock: { ...fixedClock, now: () => new Date('2026-03-01T12:00:00Z') } }).planHash;

  it('is the same a moment later, and another for another day', () => {
    assert.equal(at('20260301T120000Z'), at('2026-03-01T11:59:30.1234567Z'));
    assert.notEqual(at('20260301T120000Z'), at('20260201T120000Z'));
  });

  it('follows every character where the template does not ask for the time', () => {
    assert.notEqual(at('20260301T120000Z', object({})), at('20260301T120001Z', object({})));
  });
});
