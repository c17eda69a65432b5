import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { connectAzure } from '../../src/azure';
import { EnvironmentError, LogicError } from '../../src/core/errors';
import { listResourceViews, verifyResources } from '../../src/core/health';
import { hashParameters, hashTemplate } from '../../src/core/parameters';
import type { AzureConnection, DeploymentRecord, DeploymentRequest } from '../../src/core/ports/arm';
import type { JsonObject } from '../../src/core/values';
import { foldNoise, isReal, makePlan, recordNoise, type NoiseBaseline, type Plan } from '../../src/core/whatIf';
import { systemClock } from '../../src/local/clock';
import { startSandbox, type RunningSandbox } from '../../src/sandbox';

const scope = { subscriptionId: '22222222-2222-2222-2222-222222222222', resourceGroup: 'rg-aos-dev' };
const target = { cloud: 'sandbox', isSandbox: true, ...scope, location: 'eastus' };
const vaultModule = {
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0',
  parameters: { name: { type: 'string' }, key: { type: 'securestring' } },
  resources: [
    { type: 'Microsoft.KeyVault/vaults', apiVersion: '2023-07-01', name: `[parameters('name')]`, location: 'eastus', properties: { tenantId: '[subscription().tenantId]', sku: { family: 'A', name: 'standard' }, enableRbacAuthorization: true } },
    { type: 'Microsoft.KeyVault/vaults/secrets', apiVersion: '2023-07-01', name: `[format('{0}/Key', parameters('name'))]`, properties: { value: `[parameters('key')]` }, dependsOn: [`[resourceId('Microsoft.KeyVault/vaults', parameters('name'))]`] },
  ],
  outputs: { uri: { type: 'string', value: `[reference(resourceId('Microsoft.KeyVault/vaults', parameters('name'))).vaultUri]` } },
};
const template = {
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0',
  parameters: { prefix: { type: 'string' }, key: { type: 'securestring' }, sku: { type: 'string', defaultValue: 'Standard_GRS' } },
  variables: { base: `[format('{0}{1}', parameters('prefix'), uniqueString(resourceGroup().id))]` },
  resources: [
    { type: 'Microsoft.Storage/storageAccounts', apiVersion: '2023-05-01', name: `[variables('base')]`, location: 'eastus', kind: 'StorageV2', sku: { name: `[parameters('sku')]` }, properties: { minimumTlsVersion: 'TLS1_2' } },
    { type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01', name: 'vault-deployment', properties: { mode: 'Incremental', expressionEvaluationOptions: { scope: 'inner' }, parameters: { name: { value: `[take(format('kv-{0}', variables('base')), 24)]` }, key: { value: `[parameters('key')]` } }, template: vaultModule } },
  ],
  outputs: { storageId: { type: 'string', value: `[resourceId('Microsoft.Storage/storageAccounts', variables('base'))]` }, key: { type: 'securestring', value: `[parameters('key')]` } },
} as unknown as JsonObject;
const parameters = { prefix: { value: 'aos' }, key: { value: 'correct-horse-battery' } };

describe('a connection to the sandbox', () => {
  let sandbox: RunningSandbox;
  let azure: AzureConnection;
  before(async () => { sandbox = await startSandbox({ provisioningDelay: 0 }); azure = await connectAzure({ cloud: 'sandbox', endpoint: sandbox.endpoints.resourceManager }); });
  after(() => sandbox.close());

  const request = (name: string, more: JsonObject = {}): DeploymentRequest => ({ ...scope, name, template, parameters: { ...parameters, ...more }, mode: 'Incremental' });
  const deploy = async (name: string, more: JsonObject = {}): Promise<DeploymentRecord> => {
    let record: DeploymentRecord | undefined = await azure.deployments.begin(request(name, more));
    while (record && !/^(Succeeded|Failed|Canceled)$/.test(record.provisioningState)) { await systemClock.sleep(20); record = await azure.deployments.find(scope, name); }
    assert.ok(record);
    return record;
  };
  const plan = async (more: JsonObject = {}, noise?: NoiseBaseline): Promise<Plan> => makePlan({
    environment: { name: 'dev' }, target, clock: systemClock, whatIf: await azure.deployments.whatIf(request('plan', more)), foldNoise: foldNoise(noise),
    compiled: { template, parameters: { ...parameters, ...more }, secureParameterNames: ['key'], templateHash: hashTemplate(template), parametersHash: hashParameters({ ...parameters, ...more }, ['key']), diagnostics: [] },
  });

  it('finds an empty subscription and makes a group', async () => {
    assert.equal(await azure.resources.findResourceGroup(scope), undefined);
    await assert.rejects(azure.deployments.whatIf(request('early')), (error) => error instanceof LogicError && error.code === 'Arm.ResourceGroupNotFound');
    assert.equal((await azure.resources.createResourceGroup(scope, 'eastus', { team: 'a' })).provisioningState, 'Succeeded');
    assert.deepEqual((await azure.resources.findResourceGroup(scope))?.tags, { team: 'a' });
  });

  it('plans the first deployment as creations, without secrets', async () => {
    const first = await plan();
    assert.deepEqual([first.counts.create, first.counts.notPredicted], [3, 0]);
    assert.ok(!JSON.stringify(first).includes('correct-horse'));
  });

  it('deploys modules, lists what happened inside, and verifies', async () => {
    const record = await deploy('first');
    assert.equal(record.provisioningState, 'Succeeded');
    assert.equal(record.outputs['key']?.value, undefined);
    const operations = await azure.deployments.listOperations(record.id);
    const module = operations.find(({ target: one }) => one?.type === 'Microsoft.Resources/deployments');
    assert.ok((await azure.deployments.listOperations(module?.target?.id ?? '')).some(({ target: one }) => one?.type === 'Microsoft.KeyVault/vaults/secrets'));
    const verdicts = await verifyResources({ resources: azure.resources, scope, outputs: { storageId: record.outputs['storageId']?.value ?? null } });
    assert.deepEqual(verdicts.map(({ verdict }) => verdict), ['healthy', 'healthy']);
    assert.equal((await listResourceViews(azure.resources, scope)).length, 2);
  });

  it('shows nothing to change after the baseline, and a real drift of one property is still seen', async () => {
    const noise = recordNoise(await plan());
    const again = await plan({}, noise);
    assert.deepEqual([again.counts.create, again.counts.modify, again.counts.delete], [0, 0, 0]);
    const [storage] = (await azure.resources.listResources(scope)).filter(({ type }) => type === 'Microsoft.Storage/storageAccounts');
    await azure.arm.request('PATCH', `${storage?.id}?api-version=2023-05-01`, { properties: { minimumTlsVersion: 'TLS1_0' } });
    const drifted = await plan({}, noise);
    assert.deepEqual(drifted.changes.flatMap(({ properties }) => properties.filter(isReal).map(({ path, before, after }) => [path, before, after])), [['properties.minimumTlsVersion', 'TLS1_0', 'TLS1_2']]);
    assert.notEqual(drifted.planHash, again.planHash);
  });

  it('sees less redundancy as a high risk', async () => {
    const { risk } = await plan({ sku: { value: 'Standard_LRS' } });
    assert.equal(risk.level, 'high');
    assert.ok(risk.reasons.some((reason) => reason.includes('less redundancy')));
  });

  it('hears a refusal with the service\'s own code', async () => {
    await assert.rejects(azure.deployments.validate({ ...request('bad'), parameters: {} }), (error) => error instanceof LogicError && /^Arm\.InvalidTemplate/.test(error.code));
    assert.equal(await azure.deployments.find(scope, 'never'), undefined);
  });
});

describe('a connection over TLS', () => {
  it('trusts the authority it is given, and no other', async () => {
    const sandbox = await startSandbox({ tls: true });
    try {
      await assert.rejects(connectAzure({ cloud: sandbox.endpoints.resourceManager }), (error) => error instanceof LogicError && error.code === 'Network.CertificateNotTrusted');
      const azure = await connectAzure({ cloud: sandbox.endpoints.resourceManager, ca: await readFile(sandbox.endpoints.caFile ?? '', 'utf8') });
      assert.ok((await azure.resources.listSubscriptions()).length > 0);
    } finally { await sandbox.close(); }
  });

  it('says so when the sandbox is gone', async () => {
    const sandbox = await startSandbox();
    const azure = await connectAzure({ cloud: sandbox.endpoints.resourceManager });
    await sandbox.close();
    await assert.rejects(azure.resources.listSubscriptions(), (error) => error instanceof EnvironmentError && /^Network\.(Refused|Reset)$/.test(error.code));
  });
});
