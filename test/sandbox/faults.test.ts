import assert from 'node:assert/strict';
import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readFileSync } from 'node:fs';
import { FaultFileError, startSandbox, type StartedSandbox } from '../../src/sandbox';
import { bearer, send, subscriptionId } from './support/clients';
import { deployment, template } from './support/templates';

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;
const url = `${group}?api-version=2021-04-01`;
const codeOf = (json: unknown): string => (json as { error: { code: string } }).error.code;

describe('faults over HTTP', () => {
  let sandbox: StartedSandbox;
  let endpoint: string;
  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    endpoint = sandbox.endpoints.resourceManager;
    await send(endpoint, 'PUT', url, { location: 'eastus' });
  });
  after(() => sandbox.close());
  afterEach(() => send(endpoint, 'PUT', '/_sandbox/faults', { rules: [] }));
  const misbehave = async (...rules: object[]): Promise<void> => { assert.equal((await send(endpoint, 'PUT', '/_sandbox/faults', { rules })).status, 200); };

  it('throttles with Retry-After, and only as often as asked', async () => {
    await misbehave({ fault: { kind: 'throttle', retryAfterSeconds: 7 }, times: 1 });
    const first = await send(endpoint, 'GET', url);
    assert.deepEqual([first.status, first.headers.get('retry-after'), codeOf(first.json)], [429, '7', 'TooManyRequests']);
    assert.equal((await send(endpoint, 'GET', url)).status, 200);
  });

  it('answers any status with ARM’s body, HTML instead of JSON, and bodies that end early', async () => {
    await misbehave({ fault: { kind: 'error', status: 503 }, times: 1 });
    assert.deepEqual([(await send(endpoint, 'GET', url)).status], [503]);
    await misbehave({ fault: { kind: 'notJson', status: 502 } });
    const page = await send(endpoint, 'GET', url);
    assert.deepEqual([page.status, page.headers.get('content-type')], [502, 'text/html']);
    await misbehave({ fault: { kind: 'truncate', bytes: 10 } });
    await assert.rejects(send(endpoint, 'GET', url));
  });

  it('breaks connections before acting or after it', async () => {
    const box = (name: string) => `${group}/providers/Contoso.Things/boxes/${name}?api-version=2024-01-01`;
    await misbehave({ match: { method: 'PUT' }, fault: { kind: 'reset', when: 'before' } });
    await assert.rejects(send(endpoint, 'PUT', box('before'), {}));
  });

  it('acts although the connection breaks after it', async () => {
    const box = `${group}/providers/Contoso.Things/boxes/after?api-version=2024-01-01`;
    await misbehave({ match: { method: 'PUT', path: '*/boxes/*' }, fault: { kind: 'reset', when: 'after' } });
    await assert.rejects(send(endpoint, 'PUT', box, {}));
    assert.equal((await send(endpoint, 'GET', box)).status, 200);
    assert.equal((await send(endpoint, 'GET', box.replace('after?', 'before?'))).status, 404);
  });

  it('fails a resource at the end of its provisioning, through operation and state', async () => {
    await misbehave({ match: { name: 'late' }, fault: { kind: 'failResource', code: 'Exploded', message: 'Bang.', late: true } });
    const put = await send(endpoint, 'PUT', `${group}/providers/Contoso.Things/boxes/late?api-version=2024-01-01`, {});
    assert.equal(put.status, 201);
    const poll = (put.headers.get('azure-asyncoperation') ?? '').slice(endpoint.length);
    let status = await send(endpoint, 'GET', poll);
    while ((status.json as { status: string }).status === 'InProgress') status = await send(endpoint, 'GET', poll);
    assert.deepEqual([(status.json as { status: string }).status, codeOf(status.json)], ['Failed', 'Exploded']);
    const read = await send(endpoint, 'GET', `${group}/providers/Contoso.Things/boxes/late?api-version=2024-01-01`);
    assert.equal((read.json as { properties: { provisioningState: string } }).properties.provisioningState, 'Failed');
  });

  it('tells a wrong fault file with file, line and cause, and keeps the faults in force', async () => {
    await misbehave({ fault: { kind: 'latency', ms: 1 } });
    const answer = await send(endpoint, 'PUT', '/_sandbox/faults', '{"rules": [\n{"fault": {"kind": "nonsense"}}]}');
    assert.deepEqual([answer.status, codeOf(answer.json)], [400, 'InvalidFaults']);
    assert.match(answer.text, /faults:2:/);
    assert.equal(((await send(endpoint, 'GET', '/_sandbox/faults')).json as { rules: object[] }).rules.length, 1);
    const folder = mkdtempSync(path.join(tmpdir(), 'aos-faults-'));
    try {
      const file = path.join(folder, 'faults.json');
      writeFileSync(file, '{"rules": [{"fault": {"kind": "error"}}]}');
      await assert.rejects(startSandbox({ faultFile: file }), (error: Error) => error instanceof FaultFileError && error.message.includes(`${file}:1:`));
      await assert.rejects(startSandbox({ faultFile: path.join(folder, 'none.json') }), (error: Error) => error instanceof FaultFileError && /no such file/i.test(error.message));
    } finally { rmSync(folder, { recursive: true }); }
  });

  it('lists requests without their secrets, and turns web pages away', async () => {
    await send(endpoint, 'PUT', `${group}/providers/Microsoft.Resources/deployments/logged?api-version=2022-09-01&code=in-the-query`, deployment(template({ parameters: { p: { type: 'securestring' } }, resources: [] }), { p: { value: 'in-the-body' } }));
    const log = (await send(endpoint, 'GET', '/_sandbox/requests')).text;
    assert.match(log, /deployments\/logged/);
    for (const secret of ['in-the-query', 'in-the-body', bearer().slice(7)]) assert.ok(!log.includes(secret));
    assert.equal((await send(endpoint, 'POST', '/_sandbox/shutdown', undefined, { origin: 'https://example.org' })).status, 403);
  });
});

describe('the sandbox over TLS', () => {
  it('serves under its own authority', async () => {
    const sandbox = await startSandbox({ tls: true, provisioningDelay: 0 });
    try {
      const { resourceManager, caFile = '' } = sandbox.endpoints;
      assert.match(resourceManager, /^https:\/\/localhost:/);
      const status = await new Promise<number | undefined>((resolve, reject) => {
        request(`${resourceManager}/metadata/endpoints?api-version=2022-09-01`, { ca: readFileSync(caFile), agent: false }, (answer) => { answer.resume(); resolve(answer.statusCode); }).on('error', reject).end();
      });
      assert.equal(status, 200);
      await assert.rejects(fetch(`${resourceManager}/metadata/endpoints`));
    } finally { await sandbox.close(); }
  });
});
