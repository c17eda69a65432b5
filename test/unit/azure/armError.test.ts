import assert from 'node:assert/strict';
import { readRetryAfter, toResponseError, toThrownError } from '../../../src/azure';
import { CancelledError, EnvironmentError } from '../../../src/core/errors';

const answer = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Parameters<typeof toResponseError>[0] =>
  ({ status, body: typeof body === 'string' ? body : JSON.stringify(body), method: 'PUT', url: 'https://management.azure.com/subscriptions/s/resourceGroups/rg?api-version=1&sig=secret', headers: { get: (name) => headers[name.toLowerCase()] } });

/** Bodies as ARM and the services behind it write them: status, body, kind, code, next step. */
const bodies: readonly (readonly [number, unknown, string, string, RegExp])[] = [
  [400, { error: { code: 'InvalidTemplate', message: "Deployment template validation failed: 'x'.", additionalInfo: [{ type: 'TemplateViolation', info: { lineNumber: 1 } }] } }, 'logic', 'Arm.InvalidTemplate', /^$/],
  [400, { code: 'BadRequest', message: 'bare' }, 'logic', 'Arm.BadRequest', /^$/],
  [401, { error: { code: 'InvalidAuthenticationTokenTenant', message: 'wrong issuer' } }, 'logic', 'Arm.InvalidAuthenticationTokenTenant', /tenant/],
  [401, '', 'logic', 'Arm.Http401', /Sign in/],
  [403, { error: { code: 'AuthorizationFailed', message: 'no' } }, 'logic', 'Arm.AuthorizationFailed', /role/],
  [404, { error: { code: 'ResourceGroupNotFound', message: 'no' } }, 'logic', 'Arm.ResourceGroupNotFound', /creates it/],
  [404, { error: { code: 'SubscriptionNotFound', message: 'no' } }, 'logic', 'Arm.SubscriptionNotFound', /subscription/],
  [409, { error: { code: 'DeploymentActive', message: 'active' } }, 'logic', 'Arm.DeploymentActive', /cancel/],
  [409, { error: { code: 'AnotherOperationInProgress', message: 'busy' } }, 'environment', 'Arm.AnotherOperationInProgress', /^$/],
  [409, { error: { code: 'ResourceGroupBeingDeleted', message: 'x' } }, 'environment', 'Arm.ResourceGroupBeingDeleted', /^$/],
  [412, { error: { code: 'PreconditionFailed', message: 'etag' } }, 'logic', 'Arm.PreconditionFailed', /^$/],
  [429, { error: { code: 'SubscriptionRequestsThrottled', message: 'slow' } }, 'environment', 'Arm.SubscriptionRequestsThrottled', /slow down/],
  [500, { error: { code: 'InternalServerError', message: 'x' } }, 'environment', 'Arm.InternalServerError', /^$/],
  [502, '<html><title>502 Bad Gateway</title></html>', 'environment', 'Arm.Http502', /^$/],
  [503, { Message: 'The service is unavailable.' }, 'environment', 'Arm.Http503', /^$/],
  [501, { error: { code: 'NotImplemented', message: 'x' } }, 'logic', 'Arm.NotImplemented', /does not offer/],
];

describe('an answer with an error', () => {
  for (const [status, body, kind, code, nextStep] of bodies) {
    it(`${status} ${JSON.stringify(body).slice(0, 50)} is ${kind} ${code}`, () => {
      const error = toResponseError(answer(status, body));
      assert.deepEqual([error.kind, error.code, error.status], [kind, code, status]);
      assert.match(error.nextStep ?? '', nextStep);
      assert.ok(error.message.startsWith('/subscriptions/s/resourceGroups/rg: ') && !error.message.includes('sig='));
      assert.ok(!error.message.includes('<'));
    });
  }

  it('keeps ARM\'s nested details', () => {
    const error = toResponseError(answer(400, { error: { code: 'InvalidTemplateDeployment', message: 'outer', details: [{ code: 'PreflightValidationCheckFailed', message: 'middle', details: [{ code: 'AccountNameInvalid', message: 'leaf', target: 'st' }] }] } }));
    assert.equal(error.details[0]?.details?.[0]?.details?.[0]?.code, 'AccountNameInvalid');
  });

  it('asks to wait in seconds, milliseconds or until a date', () => {
    const wait = (headers: Readonly<Record<string, string>>): number | undefined => readRetryAfter({ get: (name) => headers[name] }, Date.parse('2026-01-01T00:00:00Z'));
    assert.deepEqual([wait({ 'retry-after': '17' }), wait({ 'retry-after-ms': '250' }), wait({ 'x-ms-retry-after-ms': '90', 'retry-after': '1' }), wait({ 'retry-after': 'Thu, 01 Jan 2026 00:00:05 GMT' }), wait({ 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }), wait({ 'retry-after': 'soon' }), wait({})], [17_000, 250, 90, 5_000, 0, undefined, undefined]);
    assert.deepEqual(['-5', '+5', '5s', 'soon 5', '1e3', '', ' ', 'Infinity', '0x10'].map((value) => wait({ 'retry-after': value })), Array.from({ length: 9 }, () => undefined), 'what is no wait is none, and the own backoff counts');
    assert.deepEqual([wait({ 'retry-after': '0' }), wait({ 'retry-after': ' 2.5 ' }), wait({ 'retry-after-ms': '-1', 'retry-after': '4' })], [0, 2_500, 4_000]);
    assert.equal(wait({ 'retry-after': 'Thu, 01 Jan 2026 01:00:05 GMT', date: 'Thu, 01 Jan 2026 01:00:00 GMT' }), 5_000, 'this computer is an hour behind');
    const error = toResponseError(answer(503, '', { 'retry-after': '3' }));
    assert.ok(error instanceof EnvironmentError && error.retryAfterMs === 3_000);
  });
});

describe('a request without an answer', () => {
  const thrown = (code: string, depth = 0): Error => Object.assign(new Error('failed'), depth === 0 ? { code } : { code: 'REQUEST_SEND_ERROR', cause: Object.assign(new AggregateError([thrown(code)]), {}) });
  for (const [code, expected, kind] of [['ECONNREFUSED', 'Network.Refused', 'environment'], ['ECONNRESET', 'Network.Reset', 'environment'], ['ENOTFOUND', 'Network.HostNotFound', 'environment'], ['ETIMEDOUT', 'Network.Timeout', 'environment'], ['DEPTH_ZERO_SELF_SIGNED_CERT', 'Network.CertificateNotTrusted', 'logic'], ['CERT_HAS_EXPIRED', 'Network.CertificateNotTrusted', 'logic']] as const) {
    it(`${code} is ${expected}`, () => {
      for (const depth of [0, 1]) {
        const error = toThrownError(thrown(code, depth), 'https://management.azure.com/x?sig=secret');
        assert.deepEqual([error.kind, error.code], [kind, expected]);
        assert.ok(error.nextStep && error.message.includes('management.azure.com') && !error.message.includes('secret'));
      }
    });
  }

  it('is cancelled, needs a sign-in, or failed somehow', () => {
    assert.ok(toThrownError(Object.assign(new Error('x'), { name: 'AbortError' }), 'https://a') instanceof CancelledError);
    assert.equal(toThrownError(Object.assign(new Error('x'), { name: 'CredentialUnavailableError' }), 'https://a').code, 'Auth.SignInNeeded');
    const chain = toThrownError(Object.assign(new Error('ChainedTokenCredential authentication failed.\nEnvironmentCredential is unavailable.\nAuthenticationError: unauthorized_client: AADSTS700016: Application with identifier \'x\' was not found. Trace ID: 1\r\nTimestamp: 2'), { name: 'AggregateAuthenticationError' }), 'https://a');
    assert.deepEqual([chain.message, chain.details], ["No credential was accepted: AADSTS700016: Application with identifier 'x' was not found.", [{ code: 'AADSTS700016', message: "AADSTS700016: Application with identifier 'x' was not found." }]]);
    assert.equal(toThrownError(new Error('socket hang up'), 'https://a').code, 'Network.Reset');
    assert.equal(toThrownError('odd', 'https://a').code, 'Network.Failed');
  });
});
