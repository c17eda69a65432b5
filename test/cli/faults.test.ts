import assert from 'node:assert/strict';
import { rmSync, writeFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { runCliProcess, type ProcessAnswer } from '../support/cliProcess';
import { InstantArm, type InstantFault } from '../support/instantArm';
import { parseDocument } from '../support/schemas';
import { useTemporaryFolder } from '../support/temporaryFolder';

const arm = (status: number, code: string, headers?: Record<string, string>): InstantFault['answer'] => ({ status, body: { error: { code, message: `${code} says the service.` } }, headers });

describe('aos-deploy against an endpoint that misbehaves', function () {
  this.timeout(180_000);
  const folder = useTemporaryFolder();
  let server: InstantArm;
  beforeEach(async () => {
    server = new InstantArm();
    await server.start();
    const deployment = path.join(folder(), 'deployment');
    mkdirSync(path.join(deployment, 'parameters'), { recursive: true });
    writeFileSync(path.join(deployment, 'main-modular.bicep'), "param location string\nresource st 'Microsoft.Storage/storageAccounts@2023-05-01' = {\n  name: 'st1'\n  location: location\n  sku: { name: 'Standard_LRS' }\n  kind: 'StorageV2'\n}\n");
    writeFileSync(path.join(deployment, 'parameters', 'dev.bicepparam'), "using '../main-modular.bicep'\nparam location = 'eastus'\n");
    server.groups.set('rg-aos-dev', { id: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-aos-dev', name: 'rg-aos-dev', location: 'eastus', properties: { provisioningState: 'Succeeded' } });
  });
  afterEach(() => server.stop());

  const deploy = (...more: readonly string[]): Promise<ProcessAnswer> => runCliProcess('deploy', '--workspace', folder(), '--environment', 'dev', '--cloud', server.url, '--yes', '--json', ...more);
  const outcome = async (answer: ProcessAnswer): Promise<readonly [number | null, unknown, string | undefined]> => {
    const document = parseDocument('deploy', answer.out) as { state: string; error?: { code: string } };
    return [answer.code, document.state, document.error?.code];
  };

  it('deploys when it does not', async () => {
    assert.deepEqual(await outcome(await deploy()), [0, 'completed', undefined]);
    assert.equal(server.requests.filter((line) => line.startsWith('PUT')).length, 1);
  });

  const refusals: readonly (readonly [string, InstantFault, number, string])[] = [
    ['401 on the plan', { on: /whatIf/, answer: arm(401, 'ExpiredAuthenticationToken'), times: 9 }, 1, 'Arm.ExpiredAuthenticationToken'],
    ['403 on the plan', { on: /whatIf/, answer: arm(403, 'AuthorizationFailed') }, 1, 'Arm.AuthorizationFailed'],
    ['a plan that fails', { on: /whatIf/, answer: { status: 200, body: { status: 'Failed', error: { code: 'InvalidTemplate', message: 'No.' } } } }, 1, 'Arm.InvalidTemplate'],
    ['a template that Azure refuses', { on: /validate/, answer: arm(400, 'InvalidTemplate') }, 1, 'Arm.InvalidTemplate'],
    ['409 DeploymentActive', { on: /^PUT .*deployments/, answer: arm(409, 'DeploymentActive') }, 1, 'Arm.DeploymentActive'],
  ];
  for (const [name, fault, code, errorCode] of refusals) {
    it(`stops on ${name}, deploying nothing`, async () => {
      server.faults.push(fault);
      assert.deepEqual(await outcome(await deploy()), [code, 'failed', errorCode]);
      assert.equal(server.deployments.size, 0);
    });
  }

  const passing: readonly (readonly [string, InstantFault])[] = [
    ['429 with Retry-After', { on: /whatIf/, answer: arm(429, 'TooManyRequests', { 'retry-after': '1' }) }],
    ['500 after the server acted', { on: /^PUT .*deployments/, answer: arm(500, 'InternalServerError', { 'retry-after': '0' }), acted: true }],
    ['a connection that breaks after the server acted', { on: /^PUT .*deployments/, answer: 'drop', acted: true }],
    ['a body that is not JSON', { on: /^GET .*resourcegroups\/rg-aos-dev$/i, answer: { status: 200, text: '<html>Sign in</html>' } }],
  ];
  for (const [name, fault] of passing) {
    it(`gets over ${name}, deploying once`, async () => {
      server.faults.push(fault);
      assert.deepEqual(await outcome(await deploy()), [0, 'completed', undefined]);
      assert.equal(server.requests.filter((line) => line.startsWith('PUT') && line.includes('/deployments/')).length, 1);
    });
  }

  it('names the leaf of a failure inside a module first', async () => {
    server.ending = { state: 'Failed', error: { code: 'DeploymentFailed', message: 'See details.', details: [{ code: 'Conflict', message: JSON.stringify({ status: 'Failed', error: { code: 'ResourceDeploymentFailure', message: 'Ended badly.', details: [{ code: 'StorageAccountAlreadyTaken', message: 'The name st1 is taken.' }] } }) }] } };
    const answer = await deploy();
    const { error } = parseDocument('deploy', answer.out) as { error: { code: string; message: string; details: { code: string }[] } };
    assert.deepEqual([answer.code, error.code, error.details[0]?.code], [1, 'Arm.StorageAccountAlreadyTaken', 'StorageAccountAlreadyTaken']);
    assert.match(error.message, /The name st1 is taken/);
  });

  it('changes nothing when the audit folder cannot be written', async () => {
    rmSync(path.join(folder(), 'deployment', 'audit'), { recursive: true, force: true });
    writeFileSync(path.join(folder(), 'deployment', 'audit'), '');
    const answer = await deploy();
    assert.equal(answer.code, 2);
    assert.equal((parseDocument('error', answer.out)['error'] as { code: string }).code, 'Audit.Unwritable');
    assert.deepEqual(server.requests, []);
  });

  it('refuses the second of two runs at once, naming the first', async () => {
    server.faults.push({ on: /whatIf/, answer: arm(429, 'TooManyRequests', { 'retry-after': '6' }) });
    const first = deploy();
    await server.seen(/whatIf/);
    const second = await deploy();
    const { error } = parseDocument('error', second.out) as { error: { code: string; message: string } };
    assert.deepEqual([second.code, error.code], [1, 'Run.Locked']);
    const document = parseDocument('deploy', (await first).out);
    assert.equal(document['state'], 'completed');
    assert.ok(error.message.includes(String(document['deploymentId'])));
  });

  it('says that nothing listens, as a failure that may be tried again', async () => {
    const { url } = server;
    await server.stop();
    const answer = await runCliProcess('resources', '--workspace', folder(), '--environment', 'dev', '--cloud', url, '--json', '--timeout', '60');
    assert.deepEqual([answer.code, (parseDocument('error', answer.out)['error'] as { code: string }).code], [5, 'Network.Refused']);
    await server.start();
  });
});
