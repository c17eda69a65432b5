import assert from 'node:assert/strict';
import { connectAzure } from '../../../src/azure';
import { DeployError, EnvironmentError, InputError, LogicError } from '../../../src/core/errors';
import type { AzureConnection } from '../../../src/core/ports/arm';
import { startArmServer, type Answer, type Handler, type SeenRequest } from './armServer';

const scope = { subscriptionId: '11111111-1111-1111-1111-111111111111', resourceGroup: 'rg-aos-dev' };
const request = { ...scope, name: 'aos-deploy-1', template: { resources: [] }, parameters: {}, mode: 'Incremental' as const };
const groupRoot = `/subscriptions/${scope.subscriptionId}/resourcegroups/rg-aos-dev`;

async function withServer<T>(handler: Handler, work: (azure: AzureConnection, server: { url: string; seen: SeenRequest[] }) => Promise<T>): Promise<T> {
  const server = await startArmServer(handler);
  try { return await work(await connectAzure({ cloud: server.url }), server); } finally { await server.close(); }
}

const always = (answer: Answer): Handler => () => answer;
const rejected = async (work: Promise<unknown>): Promise<DeployError> => work.then(() => assert.fail('should have failed'), (error: unknown) => { assert.ok(error instanceof DeployError, String(error)); return error; });

describe('a connection', () => {
  it('takes endpoint, token service and audience from the metadata of a URL', () => withServer(always({ body: { value: [{ subscriptionId: 'a', displayName: 'A', state: 'Enabled', tenantId: 't' }] } }), async (azure, server) => {
    assert.deepEqual(azure.cloud, { name: server.url, resourceManager: server.url, isSandbox: true, graph: `${server.url}/graph`, logs: `${server.url}/logs` });
    assert.deepEqual(await azure.resources.listSubscriptions(), [{ subscriptionId: 'a', displayName: 'A', state: 'Enabled', tenantId: 't' }]);
    const listed = server.seen.find(({ path }) => path.startsWith('/subscriptions'));
    assert.equal(listed?.authorization, 'Bearer test-token');
    assert.equal(server.seen.filter(({ path }) => path.includes('token')).length, 1);
  }));

  for (const [cloud, resourceManager] of [['azure', 'https://management.azure.com'], ['usgov', 'https://management.usgovcloudapi.net'], ['china', 'https://management.chinacloudapi.cn']] as const) {
    it(`knows ${cloud} without asking, and asks for a token only when one is needed`, async () => {
      const azure = await connectAzure({ cloud, tokenProvider: (known) => ({ getToken: () => { assert.fail(`no token is needed for ${known.name}`); } }) });
      assert.deepEqual([azure.cloud.resourceManager, azure.cloud.isSandbox], [resourceManager, false]);
    });
  }

  it('gives the token provider the authority and the scope of the cloud', async () => {
    const seen: unknown[] = [];
    const azure = await connectAzure({ cloud: 'usgov', tokenProvider: ({ authority }) => ({ getToken: (scopes) => { seen.push(authority, scopes); return Promise.resolve(null); } }) });
    assert.equal((await rejected(azure.resources.listSubscriptions())).code, 'Auth.SignInNeeded');
    assert.deepEqual(seen, ['https://login.microsoftonline.us', 'https://management.usgovcloudapi.net/.default']);
  });

  it('does not wait forever for an answer: an endpoint that went silent is an outage that may be tried again', async () => {
    const server = await startArmServer(always({ silent: true }));
    try {
      const azure = await connectAzure({ cloud: server.url, patienceMs: 100 });
      const asked = [azure.resources.listSubscriptions(), azure.deployments.find(scope, 'x'), azure.deployments.begin(request), azure.deployments.validate(request), azure.deployments.whatIf(request)];
      for (const error of await Promise.all(asked.map(rejected))) assert.ok(error instanceof EnvironmentError && error.code === 'Network.Timeout' && error.isRetryable, `${error.code}: ${error.message}`);
      const patient = await connectAzure({ cloud: server.url });
      const abort = new AbortController();
      const waiting = rejected(patient.resources.listSubscriptions(abort.signal));
      abort.abort();
      assert.equal((await waiting).kind, 'cancelled');
    } finally {
      await server.close();
    }
  });

  it('refuses a name that is no cloud, and plain http outside of this machine', async () => {
    const unknown = await rejected(connectAzure({ cloud: 'moon' }));
    assert.ok(unknown instanceof InputError && unknown.code === 'Cloud.Unknown');
    assert.equal((await rejected(connectAzure({ cloud: 'http://example.test' }))).code, 'Cloud.NotEncrypted');
  });

  it('says that nothing listens', async () => {
    const server = await startArmServer(always({}));
    await server.close();
    const error = await rejected(connectAzure({ cloud: server.url }));
    assert.ok(error instanceof EnvironmentError);
    assert.equal(error.code, 'Network.Refused');
  });

  it('on this machine goes past any proxy', async () => {
    const before = process.env['HTTP_PROXY'];
    process.env['HTTP_PROXY'] = 'http://127.0.0.1:9';
    try {
      await withServer(always({ body: { value: [] } }), async (azure) => { assert.deepEqual([await azure.resources.listSubscriptions(), await azure.deployments.list(scope)], [[], []]); });
    } finally {
      if (before === undefined) delete process.env['HTTP_PROXY']; else process.env['HTTP_PROXY'] = before;
    }
  });

  it('asks for another token after one was refused', async () => {
    let given = 0;
    const server = await startArmServer(({ authorization }) => (authorization === 'Bearer t1' ? { status: 401, body: { error: { code: 'ExpiredAuthenticationToken', message: 'x' } } } : { body: { value: [] } }));
    try {
      const azure = await connectAzure({ cloud: server.url, tokenProvider: () => ({ getToken: () => Promise.resolve({ token: `t${++given}`, expiresOnTimestamp: Date.now() + 3_600_000 }) }) });
      assert.equal((await rejected(azure.resources.listSubscriptions())).code, 'Arm.ExpiredAuthenticationToken');
      assert.deepEqual(await azure.resources.listSubscriptions(), []);
    } finally { await server.close(); }
  });

  it('answers a challenge for more claims at once', async () => {
    const asked: unknown[] = [];
    const challenge = `Bearer realm="", authorization_uri="x", error="insufficient_claims", claims="${Buffer.from('{"access_token":{}}').toString('base64')}"`;
    const server = await startArmServer(({ authorization }) => (authorization === 'Bearer plain' ? { status: 401, headers: { 'WWW-Authenticate': challenge }, body: {} } : { body: { value: [] } }));
    try {
      const azure = await connectAzure({ cloud: server.url, tokenProvider: () => ({ getToken: (_scopes, options) => { asked.push(options?.claims); return Promise.resolve({ token: options?.claims ? 'more' : 'plain', expiresOnTimestamp: Date.now() + 3_600_000 }); } }) });
      assert.deepEqual(await azure.resources.listSubscriptions(), []);
      assert.deepEqual(asked, [undefined, '{"access_token":{}}']);
    } finally { await server.close(); }
  });

  it('does not send the token to another host, wherever a next page may point', () => withServer(({ path }) => (path.startsWith('/subscriptions') ? { body: { value: [], nextLink: 'http://localhost:1/elsewhere' } } : { status: 404 }), async (azure, server) => {
    await rejected(azure.resources.listSubscriptions());
    assert.ok(server.seen.every(({ path, authorization }) => authorization === undefined || path.startsWith('/subscriptions')));
  }));

  it('follows pages to the end, and stops at a page that names itself', () => withServer(({ path }) => {
    if (path.startsWith('/p2')) return { body: { value: [{ id: '2', name: 'b', type: 't' }] } };
    return path.includes('rg-loop') ? { body: { value: [], nextLink: path } } : { body: { value: [{ id: '1', name: 'a', type: 't' }], nextLink: '/p2' } };
  }, async (azure) => {
    assert.deepEqual((await azure.resources.listResources(scope)).map(({ id }) => id), ['1', '2']);
    assert.equal((await rejected(azure.resources.listResources({ ...scope, resourceGroup: 'rg-loop' }))).code, 'Arm.EndlessPages');
  }));
});

describe('deployments over the SDK', () => {
  it('polls a what-if to its end and keeps every nested property change', () => withServer(({ method, path }) => {
    if (method === 'POST') return { status: 202, headers: { Location: `${groupRoot}/operationresults/1?api-version=1`, 'Retry-After': '0' } };
    return path.includes('operationresults') ? { body: { status: 'Succeeded', properties: { changes: [{ resourceId: '/subscriptions/s/resourceGroups/r/providers/A.B/c/d', changeType: 'Modify', before: { a: 1 }, after: { a: 2 }, delta: [{ path: 'properties', propertyChangeType: 'Modify', children: [{ path: 'a', propertyChangeType: 'Modify', before: 1, after: 2 }] }], symbolicName: 'c' }], diagnostics: [{ code: 'X', level: 'Warning', message: 'm' }] } } } : { status: 404 };
  }, async (azure, server) => {
    const result = await azure.deployments.whatIf(request);
    assert.deepEqual(result.changes[0]?.delta?.[0]?.children?.[0], { path: 'a', propertyChangeType: 'Modify', before: 1, after: 2 });
    assert.equal(result.changes[0]?.symbolicName, 'c');
    assert.deepEqual(result.diagnostics, [{ code: 'X', level: 'Warning', message: 'm' }]);
    assert.ok(JSON.parse(server.seen.find(({ path }) => path.includes('/whatIf'))?.body ?? '').properties.whatIfSettings.resultFormat === 'FullResourcePayloads');
  }));

  it('reports a what-if that failed with its nested causes, never as no changes', () => withServer(always({ body: { status: 'Failed', error: { code: 'InvalidTemplateDeployment', message: 'outer', details: [{ code: 'SkuNotAvailable', message: 'inner' }] } } }), async (azure) => {
    const error = await rejected(azure.deployments.whatIf(request));
    assert.ok(error instanceof LogicError);
    assert.equal(error.code, 'Arm.InvalidTemplateDeployment');
    assert.equal(error.details[0]?.details?.[0]?.code, 'SkuNotAvailable');
  }));

  it('refuses a what-if answer without changes', () => withServer(always({ body: { status: 'Succeeded', properties: {} } }), async (azure) => {
    assert.equal((await rejected(azure.deployments.whatIf(request))).code, 'Arm.WhatIfEmpty');
  }));

  it('begins a deployment and returns as soon as it is accepted', () => withServer(({ method }) => (method === 'PUT' ? { status: 201, headers: { 'Azure-AsyncOperation': `${groupRoot}/operationStatuses/1` }, body: { id: `${groupRoot}/providers/Microsoft.Resources/deployments/aos-deploy-1`, name: 'aos-deploy-1', properties: { provisioningState: 'Accepted', correlationId: 'c1', timestamp: '2026-01-01T00:00:00Z' } } } : { status: 500 }), async (azure, server) => {
    const record = await azure.deployments.begin(request);
    assert.deepEqual([record.name, record.provisioningState, record.correlationId, record.timestamp], ['aos-deploy-1', 'Accepted', 'c1', '2026-01-01T00:00:00Z']);
    assert.deepEqual(server.seen.filter(({ path }) => path.startsWith('/subscriptions')).map(({ method }) => method), ['PUT']);
  }));

  it('unwraps the error of an operation down to the resource', () => withServer(always({ body: { value: [{ operationId: 'o', properties: { provisioningOperation: 'Create', provisioningState: 'Failed', statusCode: 'Conflict', targetResource: { id: '/x', resourceType: 'A/b', resourceName: 'x' }, statusMessage: { status: 'Failed', error: { code: 'ResourceDeploymentFailure', message: 'outer', details: [{ code: 'VaultAlreadyExists', message: 'taken' }] } } } }] } }), async (azure) => {
    const [operation] = await azure.deployments.listOperations(`${groupRoot}/providers/Microsoft.Resources/deployments/m`);
    assert.equal(operation?.error?.details?.[0]?.code, 'VaultAlreadyExists');
    assert.equal(operation?.target?.name, 'x');
  }));

  it('finds nothing where there is no such deployment', () => withServer(always({ status: 404, body: { error: { code: 'DeploymentNotFound', message: 'no' } } }), async (azure) => {
    assert.equal(await azure.deployments.find(scope, 'x'), undefined);
  }));

  it('stops when it is cancelled', () => withServer(({ method }) => (method === 'POST' ? { status: 202, headers: { Location: `${groupRoot}/operationresults/1`, 'Retry-After': '30' } } : { status: 202 }), async (azure) => {
    const controller = new AbortController();
    const pending = rejected(azure.deployments.whatIf(request, controller.signal));
    controller.abort();
    assert.equal((await pending).kind, 'cancelled');
  }));

  it('does not retry by itself', () => withServer(always({ status: 503, body: { error: { code: 'ServerBusy', message: 'busy' } } }), async (azure, server) => {
    assert.ok(await rejected(azure.deployments.find(scope, 'x')) instanceof EnvironmentError);
    assert.equal(server.seen.filter(({ path }) => path.startsWith('/subscriptions')).length, 1);
  }));
});

describe('failures of the endpoint', () => {
  const cases: readonly (readonly [string, Answer, string, string])[] = [
    ['401', { status: 401, body: { error: { code: 'ExpiredAuthenticationToken', message: 'The access token expiry UTC time is earlier than current UTC time.' } } }, 'logic', 'Arm.ExpiredAuthenticationToken'],
    ['403', { status: 403, body: { error: { code: 'AuthorizationFailed', message: 'The client does not have authorization to perform action.' } } }, 'logic', 'Arm.AuthorizationFailed'],
    ['409 DeploymentActive', { status: 409, body: { error: { code: 'DeploymentActive', message: 'The deployment is active.' } } }, 'logic', 'Arm.DeploymentActive'],
    ['409 AnotherOperationInProgress', { status: 409, body: { error: { code: 'AnotherOperationInProgress', message: 'busy' } } }, 'environment', 'Arm.AnotherOperationInProgress'],
    ['429', { status: 429, headers: { 'Retry-After': '17' }, body: { error: { code: 'TooManyRequests', message: 'slow down' } } }, 'environment', 'Arm.TooManyRequests'],
    ['500 without a body', { status: 500 }, 'environment', 'Arm.Http500'],
    ['502 with a page of a proxy', { status: 502, text: '<html><body>Bad <b>gateway</b></body></html>', headers: { 'Content-Type': 'text/html' } }, 'environment', 'Arm.Http502'],
    ['501', { status: 501, body: { error: { code: 'NotImplemented', message: 'not here' } } }, 'logic', 'Arm.NotImplemented'],
    ['a sign-in page instead of JSON', { status: 200, text: '<html>Sign in</html>', headers: { 'Content-Type': 'text/html' } }, 'environment', 'Arm.NotJson'],
    ['a body cut in the middle', { status: 200, text: '{"value": [' }, 'environment', 'Arm.NotJson'],
    ['a dropped connection', { drop: true }, 'environment', 'Network.Reset'],
  ];
  for (const [name, answer, kind, code] of cases) {
    it(`${name} becomes ${code}`, () => withServer(always(answer), async (azure) => {
      for (const call of [() => azure.resources.listResources(scope), () => azure.deployments.list(scope), () => azure.deployments.begin(request)]) {
        const error = await rejected(call());
        assert.deepEqual([error.kind, error.code], [kind, code]);
        assert.ok(error.message.length > 10);
      }
    }));
  }

  it('carries the wait that the service asks for', () => withServer(always({ status: 429, headers: { 'Retry-After': '17' }, body: { error: { code: 'TooManyRequests', message: 'x' } } }), async (azure) => {
    const error = await rejected(azure.deployments.list(scope));
    assert.ok(error instanceof EnvironmentError && error.retryAfterMs === 17_000);
  }));
});

describe('reading one resource', () => {
  it('uses the newest stable API version of its provider, asked once', () => withServer(({ path }) => {
    if (/\/providers\/Microsoft\.Storage\?/.test(path)) return { body: { namespace: 'Microsoft.Storage', resourceTypes: [{ resourceType: 'storageAccounts', apiVersions: ['2025-01-01-preview', '2023-05-01', '2024-01-01'] }] } };
    return path.includes('absent') ? { status: 404, body: { error: { code: 'ResourceNotFound', message: 'x' } } } : { body: { id: path.split('?')[0], name: 'st', type: 'Microsoft.Storage/storageAccounts', properties: { provisioningState: 'Succeeded' } } };
  }, async (azure, server) => {
    const id = `${groupRoot}/providers/Microsoft.Storage/storageAccounts/st`;
    assert.equal((await azure.resources.findResource(id))?.provisioningState, 'Succeeded');
    assert.equal(await azure.resources.findResource(`${id}absent`), undefined);
    assert.deepEqual(server.seen.filter(({ path }) => path.startsWith('/subscriptions')).map(({ path }) => path.split('api-version=')[1]), ['2024-11-01', '2024-01-01', '2024-01-01']);
  }));
});
