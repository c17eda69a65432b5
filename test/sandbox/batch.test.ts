import assert from 'node:assert/strict';
import { connectAzure } from '../../src/azure';
import { DeployError, LogicError, type EnvironmentError } from '../../src/core/errors';
import type { ArmRequests } from '../../src/core/ports';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { send, subscriptionId } from './support/clients';

const version = 'api-version=2022-12-01';
const group = (name: string): string => `/subscriptions/${subscriptionId}/resourcegroups/${name}?${version}`;

describe('a batch of requests', () => {
  let sandbox: StartedSandbox;
  let arm: ArmRequests;
  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0 });
    arm = (await connectAzure({ cloud: sandbox.endpoints.resourceManager })).arm;
    for (const name of ['rg-a', 'rg-b']) await arm.request('PUT', group(name), { location: 'eastus' });
  });
  after(() => sandbox.close());
  afterEach(() => faults());

  const faults = async (...rules: readonly object[]): Promise<void> => { await fetch(`${sandbox.endpoints.resourceManager}/_sandbox/faults`, { method: 'PUT', body: JSON.stringify({ rules }) }); };
  const names = (answers: Awaited<ReturnType<NonNullable<ArmRequests['batch']>>>) => answers?.map((one) => (one instanceof DeployError ? one.code : (one.body as { readonly name?: string }).name));

  it('answers each part as if it had been asked alone', async () => {
    const answers = await arm.batch!([{ method: 'GET', path: group('rg-a') }, { method: 'GET', path: group('rg-none') }, { method: 'GET', path: `${sandbox.endpoints.resourceManager}${group('rg-b')}` }]);
    assert.deepEqual(names(answers), ['rg-a', 'Arm.ResourceGroupNotFound', 'rg-b']);
    const refused = answers![1];
    assert.ok(refused instanceof LogicError && refused.status === 404);
  });

  it('meets the faults of its parts', async () => {
    await faults({ match: { path: '/*/rg-a' }, fault: { kind: 'throttle', retryAfterSeconds: 7 } }, { match: { path: '/*/rg-b' }, fault: { kind: 'reset' } });
    const answers = await arm.batch!([{ method: 'GET', path: group('rg-a') }, { method: 'GET', path: group('rg-b') }]);
    assert.deepEqual(names(answers), ['Arm.TooManyRequests', 'Arm.BadGateway']);
    assert.equal((answers![0] as EnvironmentError).retryAfterMs, 7_000);
  });

  it('is not understood where the endpoint has none', async () => {
    await faults({ match: { path: '/batch' }, fault: { kind: 'error', status: 404 } });
    assert.equal(await arm.batch!([{ method: 'GET', path: group('rg-a') }]), undefined);
  });

  it('is one line of the request log, with its parts', async () => {
    await arm.batch!([{ method: 'GET', path: group('rg-a') }, { method: 'GET', path: group('rg-none') }]);
    const { requests } = await (await fetch(`${sandbox.endpoints.resourceManager}/_sandbox/requests`)).json() as { readonly requests: readonly { readonly path: string; readonly parts?: readonly { readonly status: number }[] }[] };
    assert.deepEqual([requests.at(-1)?.path, requests.at(-1)?.parts?.map(({ status }) => status)], ['/batch', [200, 404]]);
  });

  it('is refused when it is empty, too large, or of batches', async () => {
    const statusOf = async (body: unknown) => (await send(sandbox.endpoints.resourceManager, 'POST', '/batch?api-version=2020-06-01', body)).status;
    const part = { httpMethod: 'GET', url: group('rg-a') };
    assert.deepEqual([await statusOf({}), await statusOf({ requests: [] }), await statusOf({ requests: Array.from({ length: 21 }, () => part) }), await statusOf({ requests: [{ httpMethod: 'POST', url: '/batch?api-version=2020-06-01' }] }), await statusOf({ requests: [{ httpMethod: 'GET', url: 'https://elsewhere.example/x' }] }), await statusOf({ requests: [part] })], [400, 400, 400, 400, 400, 200]);
  });
});
