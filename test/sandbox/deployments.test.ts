import assert from 'node:assert/strict';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { clientsFor, send, subscriptionId, type Clients } from './support/clients';
import { deployment, nested, template } from './support/templates';

const group = 'rg-tests';
const groupId = `/subscriptions/${subscriptionId}/resourceGroups/${group}`;

describe('deployments over the SDK', () => {
  let sandbox: StartedSandbox;
  let clients: Clients;
  let endpoint: string;

  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    endpoint = sandbox.endpoints.resourceManager;
    clients = clientsFor(endpoint);
    await clients.resources.resourceGroups.createOrUpdate(group, { location: 'East US' });
  });
  after(() => sandbox.close());

  const run = (name: string, body: ReturnType<typeof deployment>) => clients.deployments.deployments.createOrUpdate(group, name, body).pollUntilDone();
  const operationsOf = async (name: string) => {
    const operations = [];
    for await (const operation of clients.deployments.deploymentOperations.list(group, name)) operations.push(operation);
    return operations;
  };

  it('deploys resources, keeps outputs, and lists one operation per resource', async () => {
    const done = await run('plain', deployment(template({ resources: [{ type: 'Contoso.Things/boxes', apiVersion: '2024-01-01', name: 'box', location: '[resourceGroup().location]', properties: { size: 3 } }], outputs: { size: { type: 'int', value: "[reference('Contoso.Things/boxes/box', '2024-01-01').size]" } } })));
    assert.equal(done.properties?.provisioningState, 'Succeeded');
    assert.deepEqual(done.properties?.outputs, { size: { type: 'Int', value: 3 } });
    const [create, outputs] = await operationsOf('plain');
    assert.equal(create?.properties?.targetResource?.id, `${groupId}/providers/Contoso.Things/boxes/box`);
    assert.equal(create?.properties?.statusCode, 'Created');
    assert.equal(outputs?.properties?.provisioningOperation, 'EvaluateDeploymentOutput');
  });

  it('never shows secure parameters or outputs', async () => {
    const secret = 'hunter2-the-second';
    const body = deployment(template({
      parameters: { password: { type: 'securestring' } },
      resources: [{ type: 'Contoso.Things/safes', apiVersion: '2024-01-01', name: 'safe', properties: { hint: "[concat('x', parameters('password'))]" } }],
      outputs: { password: { type: 'securestring', value: "[parameters('password')]" }, open: { type: 'string', value: 'yes' } },
    }), { password: { value: secret } });
    const done = await run('secret', body);
    assert.deepEqual(done.properties?.outputs, { password: { type: 'SecureString' }, open: { type: 'String', value: 'yes' } });
    for (const path of ['', '/operations']) assert.ok(!(await send(endpoint, 'GET', `${groupId}/providers/Microsoft.Resources/deployments/secret${path}?api-version=2024-11-01`)).text.includes(secret), path);
    const predicted = await send(endpoint, 'POST', `${groupId}/providers/Microsoft.Resources/deployments/secret/whatIf?api-version=2024-11-01`, body);
    assert.equal(predicted.status, 200);
    assert.ok(!predicted.text.includes(secret));
    const values = await send(endpoint, 'POST', `${groupId}/providers/Microsoft.Resources/deployments/secret/listOutputsWithSecureValues?api-version=2024-11-01`);
    assert.deepEqual((values.json as { password: object }).password, { type: 'securestring', value: secret });
  });

  it('runs nested deployments as deployments of their own and hands outputs on', async () => {
    const inner = template({ parameters: { size: { type: 'int' } }, resources: [{ type: 'Contoso.Things/boxes', apiVersion: '2024-01-01', name: 'inner', properties: { size: "[parameters('size')]" } }], outputs: { id: { type: 'string', value: "[resourceId('Contoso.Things/boxes', 'inner')]" } } });
    const done = await run('outer', deployment(template({ resources: [nested('child', inner, { size: { value: 7 } })], outputs: { id: { type: 'string', value: "[reference('child').outputs.id.value]" } } })));
    assert.deepEqual(done.properties?.outputs, { id: { type: 'String', value: `${groupId}/providers/Contoso.Things/boxes/inner` } });
    const child = await clients.deployments.deployments.get(group, 'child');
    assert.equal(child.properties?.correlationId, done.properties?.correlationId);
    assert.equal((await operationsOf('child')).length, 2);
  });

  it('reports the failure inside a module leaf last, with ARM’s codes around it', async () => {
    await send(endpoint, 'PUT', '/_sandbox/faults', { rules: [{ match: { name: 'broken' }, fault: { kind: 'failResource', code: 'QuotaExceeded', message: 'No more boxes.' } }] });
    const inner = template({ resources: [{ type: 'Contoso.Things/boxes', apiVersion: '2024-01-01', name: 'broken', properties: {} }] });
    await assert.rejects(run('failing', deployment(template({ resources: [nested('failing-child', inner)] }))), /DeploymentFailed|At least one resource deployment operation failed/);
    await send(endpoint, 'PUT', '/_sandbox/faults', { rules: [] });
    const failed = await clients.deployments.deployments.get(group, 'failing');
    const codes: string[] = [];
    for (let error = failed.properties?.error; error; error = error.details?.[0]) codes.push(error.code ?? '');
    assert.deepEqual(codes, ['DeploymentFailed', 'ResourceDeploymentFailure', 'DeploymentFailed', 'QuotaExceeded']);
    const [operation] = await operationsOf('failing-child');
    assert.equal(operation?.properties?.statusCode, 'Conflict');
    assert.equal(operation?.properties?.statusMessage?.error?.message, 'No more boxes.');
  });

  it('runs serial copies one batch after the other, and what does not depend on a failure', async () => {
    const resources = [
      { type: 'Contoso.Things/boxes', apiVersion: '2024-01-01', name: "[concat('copy', copyIndex())]", copy: { name: 'loop', count: 4, mode: 'serial', batchSize: 2 }, properties: {} },
      { type: 'Contoso.Things/boxes', apiVersion: '2024-01-01', name: 'after', dependsOn: ['loop'], properties: {} },
    ];
    await run('copies', deployment(template({ resources })));
    assert.deepEqual((await operationsOf('copies')).map(({ properties }) => properties?.targetResource?.resourceName).filter(Boolean), ['copy0', 'copy1', 'copy2', 'copy3', 'after']);
  });

  it('refuses a template with a missing parameter as InvalidTemplate, in validate and what-if too', async () => {
    const body = deployment(template({ parameters: { needed: { type: 'string' } }, resources: [] }));
    await assert.rejects(run('refused', body), (error: { code?: string; statusCode?: number }) => error.code === 'InvalidTemplate' && error.statusCode === 400);
    const validated = await send(endpoint, 'POST', `${groupId}/providers/Microsoft.Resources/deployments/refused/validate?api-version=2024-11-01`, body);
    assert.deepEqual([validated.status, (validated.json as { error: { code: string } }).error.code], [400, 'InvalidTemplate']);
    const predicted = await clients.deployments.deployments.whatIf(group, 'refused', body).pollUntilDone();
    assert.equal(predicted.error?.code, 'InvalidTemplate');
  });

  it('refuses a second run of an active deployment and tells which is active; cancels it, and only it', async () => {
    await send(endpoint, 'PUT', '/_sandbox/faults', { rules: [{ match: { name: 'stuck' }, fault: { kind: 'stuckOperation' } }] });
    const body = deployment(template({ resources: [nested('slow-child', template({ resources: [{ type: 'Contoso.Things/boxes', apiVersion: '2024-01-01', name: 'stuck', properties: {} }] }))] }));
    const first = await send(endpoint, 'PUT', `${groupId}/providers/Microsoft.Resources/deployments/slow?api-version=2024-11-01`, body);
    assert.equal(first.status, 201);
    assert.match(first.headers.get('retry-after') ?? '', /^\d+$/);
    const second = await send(endpoint, 'PUT', `${groupId}/providers/Microsoft.Resources/deployments/slow?api-version=2024-11-01`, body);
    assert.equal(second.status, 409);
    assert.equal((second.json as { error: { code: string } }).error.code, 'DeploymentActive');
    await send(endpoint, 'PUT', '/_sandbox/faults', { rules: [] });
    await clients.deployments.deployments.cancel(group, 'slow');
    for (const name of ['slow', 'slow-child']) assert.equal((await clients.deployments.deployments.get(group, name)).properties?.provisioningState, 'Canceled');
    await assert.rejects(clients.deployments.deployments.cancel(group, 'slow'), { code: 'DeploymentCannotBeCancelled' });
    const status = await send(endpoint, 'GET', (first.headers.get('azure-asyncoperation') ?? '').slice(endpoint.length));
    assert.equal((status.json as { status: string }).status, 'Canceled');
  });

  it('deletes in Complete mode what the template leaves out, and what-if says so before', async () => {
    await clients.resources.resourceGroups.createOrUpdate('rg-complete', { location: 'westeurope' });
    const box = (name: string) => ({ type: 'Contoso.Things/boxes', apiVersion: '2024-01-01', name, properties: {} });
    const put = (mode: 'Incremental' | 'Complete', ...names: string[]) => ({ properties: { ...deployment(template({ resources: names.map(box) })).properties, mode } });
    await clients.deployments.deployments.createOrUpdate('rg-complete', 'one', put('Incremental', 'a', 'b')).pollUntilDone();
    const predicted = await clients.deployments.deployments.whatIf('rg-complete', 'two', put('Complete', 'b')).pollUntilDone();
    assert.deepEqual(predicted.changes?.map(({ changeType, resourceId }) => `${changeType} ${resourceId?.slice(-1)}`), ['NoChange b', 'Delete a']);
    await clients.locks.managementLocks.createOrUpdateByScope(`/subscriptions/${subscriptionId}/resourceGroups/rg-complete/providers/Contoso.Things/boxes/a`, 'keep', { level: 'CanNotDelete' });
    await assert.rejects(clients.deployments.deployments.createOrUpdate('rg-complete', 'two', put('Complete', 'b')).pollUntilDone());
    await clients.locks.managementLocks.deleteByScope(`/subscriptions/${subscriptionId}/resourceGroups/rg-complete/providers/Contoso.Things/boxes/a`, 'keep');
    await clients.deployments.deployments.createOrUpdate('rg-complete', 'two', put('Complete', 'b')).pollUntilDone();
    assert.equal((await send(endpoint, 'GET', `/subscriptions/${subscriptionId}/resourceGroups/rg-complete/providers/Contoso.Things/boxes/a?api-version=2024-01-01`)).status, 404);
  });

  it('creates resource groups at subscription scope and deploys into them', async () => {
    const inner = template({ resources: [{ type: 'Contoso.Things/boxes', apiVersion: '2024-01-01', name: 'far', properties: {} }] });
    const body = {
      location: 'westeurope',
      properties: { mode: 'Incremental' as const, template: template({ scope: 'subscription', resources: [
        { type: 'Microsoft.Resources/resourceGroups', apiVersion: '2022-09-01', name: 'rg-made', location: 'westeurope' },
        { ...nested('into', inner), resourceGroup: 'rg-made', dependsOn: ["[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'rg-made')]"] },
      ] }) },
    };
    const predicted = await clients.deployments.deployments.whatIfAtSubscriptionScope('sub', body).pollUntilDone();
    assert.deepEqual(predicted.changes?.map(({ changeType }) => changeType), ['Create', 'Create']);
    const done = await clients.deployments.deployments.createOrUpdateAtSubscriptionScope('sub', body).pollUntilDone();
    assert.equal(done.properties?.provisioningState, 'Succeeded');
    assert.equal((await clients.resources.resourceGroups.get('rg-made')).location, 'westeurope');
    assert.equal((await clients.deployments.deployments.get('rg-made', 'into')).properties?.provisioningState, 'Succeeded');
    await assert.rejects(clients.deployments.deployments.createOrUpdateAtSubscriptionScope('sub', { ...body, location: 'eastus' }).pollUntilDone(), { code: 'InvalidDeploymentLocation' });
  });

  it('takes a child of what comes with a parent of the same template, also from a module, and refuses one of a parent that never comes', async () => {
    const containerOf = (account: string) => nested(`containers-${account}`, template({ resources: [{ type: 'Microsoft.Storage/storageAccounts/blobServices/containers', apiVersion: '2023-05-01', name: `${account}/default/inbox` }] }));
    const body = (account: string) => deployment(template({ resources: [
      { type: 'Microsoft.Storage/storageAccounts', apiVersion: '2023-05-01', name: 'staoschildren', location: 'eastus', sku: { name: 'Standard_LRS' }, kind: 'StorageV2' },
      { ...containerOf(account), dependsOn: ['Microsoft.Storage/storageAccounts/staoschildren'] },
    ] }));
    const done = await run('children', body('staoschildren'));
    assert.equal(done.properties?.provisioningState, 'Succeeded');
    const { json } = await send(endpoint, 'POST', `${groupId}/providers/Microsoft.Resources/deployments/orphans/validate?api-version=2024-03-01`, body('staosnobody'));
    assert.deepEqual((json as { error: { details: { code: string }[] } }).error.details.map(({ code }) => code), ['ParentResourceNotFound']);
  });

  it('tells a missing group, a policy’s refusal and no capacity as ARM does', async () => {
    const body = deployment(template({ resources: [{ type: 'Contoso.Things/boxes', apiVersion: '2024-01-01', name: 'denied', location: 'eastus', properties: {} }] }));
    await assert.rejects(clients.deployments.deployments.createOrUpdate('nowhere', 'x', body).pollUntilDone(), { code: 'ResourceGroupNotFound', statusCode: 404 });
    for (const [fault, code] of [[{ kind: 'denyPolicy', policy: 'no-boxes' }, 'RequestDisallowedByPolicy'], [{ kind: 'noCapacity' }, 'SkuNotAvailable']] as const) {
      await send(endpoint, 'PUT', '/_sandbox/faults', { rules: [{ match: { type: 'Contoso.Things/*' }, fault }] });
      const answer = await send(endpoint, 'POST', `${groupId}/providers/Microsoft.Resources/deployments/x/validate?api-version=2024-11-01`, body);
      const { error } = answer.json as { error: { code: string; details: { code: string }[] } };
      assert.deepEqual([answer.status, error.code, error.details[0]?.code], [400, 'InvalidTemplateDeployment', code]);
    }
    await send(endpoint, 'PUT', '/_sandbox/faults', { rules: [] });
  });

  it('reads the old spelling of paths and bodies as the Azure CLI writes them', async () => {
    const loose = `{"properties": {template: {"$schema": "x#", // a comment
      "contentVersion": "1.0.0.0", "resources": [], "outputs": {"a": {"type": "string", "value": "two
lines"}}}, "mode": 'Incremental', }}`;
    const put = await send(endpoint, 'PUT', `/Subscriptions/${subscriptionId.toUpperCase()}//resourcegroups/RG-TESTS/deployments/loose/?api-version=2015-01-01`, loose);
    assert.equal(put.status, 201, put.text);
    const listed = await send(endpoint, 'GET', `/subscriptions/${subscriptionId}/resourcegroups/${group}/deployments/loose/operations?api-version=2026-06-01`);
    assert.equal(listed.status, 200);
    assert.equal((put.json as { properties: { outputs: { a: { value: string } } } }).properties.outputs.a.value, 'two\nlines');
  });
});
