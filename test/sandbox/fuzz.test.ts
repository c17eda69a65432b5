import assert from 'node:assert/strict';
import { connect } from 'node:net';
import fc from 'fast-check';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { bearer, send, subscriptionId } from './support/clients';
import { bodyOf, Draws, fuzzSeed, randomTemplate, resource } from './support/fuzzing';
import { deployment, nested, template } from './support/templates';
import { Wire } from './support/wire';

const seedOf = (index: number): number => fuzzSeed * 1_000_003 + index;
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

describe('whatever clients send', function () {
  this.timeout(180_000);
  let sandbox: StartedSandbox;
  let endpoint: string;
  let wire: Wire;

  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    endpoint = sandbox.endpoints.resourceManager;
    wire = new Wire(endpoint);
    await send(endpoint, 'PUT', `${group}?api-version=2021-04-01`, { location: 'eastus' });
  });
  after(async () => { wire.close(); await sandbox.close(); });

  /** Whatever comes, the answer is an answer: no 500, and an error has ARM's form. */
  async function expectAnswer(verb: string, url: string, body?: string): Promise<number> {
    const { status, text } = await wire.send(verb, url, verb === 'GET' || verb === 'HEAD' ? undefined : body);
    const asked = `${verb} ${url} ${body ?? ''}`;
    assert.notEqual(status, 500, `${asked}\n${text}`);
    if (status < 400 || verb === 'HEAD') return status;
    const code = (JSON.parse(text) as { error?: { code?: unknown } }).error?.code;
    assert.equal(typeof code, 'string', `${asked}: ${status} ${text}`);
    return status;
  }

  it('4,000 paths and queries of any kind are answered', () => {
    const requests = fc.sample(fc.tuple(method, path, query, fc.option(fc.json({ maxDepth: 3 }), { nil: undefined })), { numRuns: 4000, seed: seedOf(1) });
    return wire.each(requests.length, async (index) => { const [verb, url, search, body] = requests[index]!; await expectAnswer(verb, url + search, body); });
  });

  it('3,000 broken deployments are answered', () => {
    const bodies = fc.sample(fc.oneof(mangled, misshapen), { numRuns: 3000, seed: seedOf(2) });
    return wire.each(bodies.length, async (index) => {
      const verb = ['/validate', '/whatIf', ''][index % 3]!;
      await expectAnswer(verb === '' ? 'PUT' : 'POST', `${group}/providers/Microsoft.Resources/deployments/fuzz${index % 500}${verb}?api-version=2022-09-01`, bodies[index]);
    });
  });

  it('3,000 bodies for resources of all types are answered, and the resources stay readable', async () => {
    let accepted = 0;
    await wire.each(3000, async (index) => {
      const draws = new Draws(seedOf(index), index % 2 ? 0 : 0.04);
      const { type, name, apiVersion, ...body } = resource(draws);
      const [namespace, ...kinds] = type.split('/');
      const url = `${group}/providers/${namespace}/${kinds.map((kind, at) => `${kind}/${encodeURIComponent(name.split('/')[at] || 'x')}`).join('/')}`;
      const search = `?api-version=${String(apiVersion)}`;
      const text = JSON.stringify(draws.chance(0.9) ? body : bodyOf(undefined, draws));
      if (await expectAnswer(draws.pick(['PUT', 'PUT', 'PUT', 'PATCH']), url + search, text) < 300) accepted++;
      await expectAnswer(draws.pick(['GET', 'GET', 'DELETE', 'POST']), url + (draws.chance(0.3) ? draws.pick(['/listKeys', '/list', '/slotsswap', '/publishxml', '/x']) : '') + search, text);
    });
    assert.ok(accepted > 100, String(accepted));
  });

  it('10,000 random templates are refused or deployed', async () => {
    const outcomes = new Map<string, number>();
    await wire.each(10_000, async (index) => {
      const verb = ['/validate', '/whatIf', '', ''][index % 4]!;
      const status = await expectAnswer(verb === '' ? 'PUT' : 'POST', `${group}/providers/Microsoft.Resources/deployments/random${index % 400}${verb}?api-version=2022-09-01`, JSON.stringify(deployment(randomTemplate(new Draws(seedOf(index), index % 8 < 4 ? 0 : 0.04)))));
      const outcome = `${verb} ${status < 300 ? 'accepted' : 'refused'}`;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    });
    // A generator whose templates are all refused would show nothing.
    for (const verb of ['/validate', '/whatIf', '']) assert.ok((outcomes.get(`${verb} accepted`) ?? 0) > 200, JSON.stringify([...outcomes]));
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
