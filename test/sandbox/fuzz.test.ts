import assert from 'node:assert/strict';
import { connect } from 'node:net';
import fc from 'fast-check';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { bearer, send, subscriptionId } from './support/clients';
import { deployment, nested, template } from './support/templates';

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;
const words = ['subscriptions', subscriptionId, 'resourceGroups', 'rg', 'providers', 'Microsoft.Resources', 'deployments', 'main', 'operations', 'Microsoft.Storage', 'storageAccounts', 'Microsoft.Web', 'sites', 'config', 'web', 'Microsoft.Authorization', 'locks', 'roleAssignments', 'tags', 'default', 'listKeys', 'whatIf', 'validate', 'cancel', 'resources', 'x', '..', '%2e%2e', '%00', '%zz', '', ' ', 'ü', '%25', '__proto__', 'constructor', "'", 'a'.repeat(300)];
const segment = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...words) }, { weight: 1, arbitrary: fc.string({ maxLength: 12 }) });
const path = fc.array(segment, { maxLength: 12 }).map((parts) => `/${parts.join('/')}`.replace(/[\u0000-\u0020\u007f-\uffff#]/g, encodeURIComponent));
const query = fc.constantFrom('', '?api-version=2021-04-01', '?api-version=', '?API-VERSION=2021-04-01&$filter=name eq', "?api-version=2021-04-01&$filter=(((name eq 'x'", '?api-version=2021-04-01&$top=-1', '?api-version=2021-04-01&$top=1&$skiptoken=zz', '?api-version=nonsense').map((text) => text.replaceAll(' ', '%20'));
const method = fc.constantFrom('GET', 'PUT', 'POST', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS');

const whole = template({
  parameters: { a: { type: 'string', defaultValue: 'x' } }, variables: { v: { copy: [{ name: 'list', count: 2, input: '[copyIndex(\'list\')]' }] } },
  resources: [{ type: 'Microsoft.Storage/storageAccounts', apiVersion: '2023-01-01', name: 'fuzzedaccount', location: 'eastus', sku: { name: 'Standard_LRS' }, kind: 'StorageV2', properties: {} }, nested('inner', template({ resources: [] }))],
  outputs: { o: { type: 'string', value: "[parameters('a')]" } },
});
const bodyText = JSON.stringify(deployment(whole));

/** A deployment's text with pieces cut out, doubled or replaced. */
const mangled = fc.array(fc.record({ at: fc.nat(bodyText.length), length: fc.nat(40), text: fc.oneof(fc.constantFrom('null', '[]', '{}', '"', '[', '}', '1e999', "[parameters('", '\u0000', '/*'), fc.string({ maxLength: 6 })) }), { minLength: 1, maxLength: 4 })
  .map((edits) => edits.reduce((text, { at, length, text: replacement }) => text.slice(0, at) + replacement + text.slice(at + length), bodyText));

/** Any JSON in the place of a template's member. */
const misshapen = fc.tuple(fc.constantFrom('parameters', 'variables', 'resources', 'outputs', '$schema', 'functions', 'definitions', 'languageVersion'), fc.jsonValue({ maxDepth: 4 }))
  .map(([name, value]) => JSON.stringify(deployment({ ...whole, [name]: value })));

describe('mangled requests', function () {
  this.timeout(120_000);
  let sandbox: StartedSandbox;
  let endpoint: string;

  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    endpoint = sandbox.endpoints.resourceManager;
    await send(endpoint, 'PUT', `${group}?api-version=2021-04-01`, { location: 'eastus' });
  });
  after(() => sandbox.close());

  /** Whatever comes, the answer is an answer: no 500, and an error has ARM's form. */
  async function expectAnswer(verb: string, url: string, body?: string): Promise<void> {
    const answer = await send(endpoint, verb, url, verb === 'GET' || verb === 'HEAD' ? undefined : body);
    assert.notEqual(answer.status, 500, `${verb} ${url} ${body ?? ''}\n${answer.text}`);
    if (answer.status < 400 || verb === 'HEAD') return;
    const code = (answer.json as { error?: { code?: unknown } } | undefined)?.error?.code;
    assert.equal(typeof code, 'string', `${verb} ${url}: ${answer.status} ${answer.text}`);
  }

  it('answer paths and queries of any kind', () => fc.assert(fc.asyncProperty(method, path, query, fc.option(fc.json({ maxDepth: 3 }), { nil: undefined }), (verb, url, search, body) => expectAnswer(verb, url + search, body)), { numRuns: 1500 }));

  for (const verb of ['validate', 'whatIf'] as const) {
    it(`answer broken bodies of ${verb}`, () => fc.assert(fc.asyncProperty(fc.oneof(mangled, misshapen), (body) => expectAnswer('POST', `${group}/providers/Microsoft.Resources/deployments/fuzz/${verb}?api-version=2022-09-01`, body)), { numRuns: 400 }));
  }

  it('answer broken deployments', () => {
    let count = 0;
    return fc.assert(fc.asyncProperty(fc.oneof(mangled, misshapen), (body) => expectAnswer('PUT', `${group}/providers/Microsoft.Resources/deployments/fuzz${count++ % 500}?api-version=2022-09-01`, body)), { numRuns: 400 });
  });

  it('survive connections that say nothing sensible', async () => {
    const { port } = new URL(endpoint);
    for (const bytes of ['\u0000\u0001\u0002', 'GET', `PUT ${group} HTTP/1.1\r\nhost: x\r\nauthorization: ${bearer()}\r\ncontent-length: 100\r\n\r\n{"loc`, 'GET / HTTP/9.9\r\n\r\n']) {
      await new Promise<void>((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => { socket.end(bytes); });
        socket.on('error', () => undefined).on('close', () => { resolve(); }).resume();
      });
    }
    assert.equal((await send(endpoint, 'GET', '/_sandbox/health')).status, 200);
  });
});
