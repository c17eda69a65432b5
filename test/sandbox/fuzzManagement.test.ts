import assert from 'node:assert/strict';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import type { JsonValue } from '../../src/armTemplate';
import { coverage } from '../../src/sandbox/coverage';
import { everyType, group, guid, makeEveryType, scope } from './support/everyType';
import { Draws, fuzzSeed, mutated } from './support/fuzzing';
import { Wire } from './support/wire';

const seedOf = (index: number): number => fuzzSeed * 1_000_003 + index;
const version = 'api-version=2023-01-01';

/** What stands in the place of a route's placeholders: names that exist, names that may not, and nonsense. */
const values = ['sweepstore1', 'sweepbus1', 'sweepvault1', 'sweepapp1', 'rg', 'eastus', 'default', 'cont1', 'queue1', 'table1', 'q', 't', 's', 'own', 'one', 'plan', 'staging', 'logs1', 'insights', 'learning', 'Microsoft.Storage', 'storageAccounts', 'RootManageSharedAccessKey', 'x', guid(2), 'ü', '%20', '..', '__proto__', 'a'.repeat(300), "'", '$', '%2F', 'latest', '2024-01-01', '-1', '0'];
const scopes = ['', scope, group, `${group}/providers/Microsoft.Storage/storageAccounts/sweepstore1`, `${group}/providers/Microsoft.Web/sites/sweepapp1`, '/providers/Microsoft.Management/managementGroups/mg', '/x/y'];
const expressions = ["resourceType eq 'Microsoft.Storage/storageAccounts'", "name eq 'x' and location ne 'eastus'", "tagName eq 'env' and tagValue eq 'test'", "substringof('s', name)", "startswith(name,'s')", "startswith(name", "((((name eq 'x'", 'not', "name eq 'x' or", "atScope()", "assignedTo('x')", "principalId eq 'x'", "eventTimestamp ge '2024-01-01' and eventTimestamp le 'zz'", "name eq ''''", '\u0001', '  ', 'a'.repeat(3000)];

function queryOf(draws: Draws): string {
  const parts = [version];
  const some = (probability: number, name: string, choices: readonly string[]): void => { if (draws.chance(probability)) parts.push(`${name}=${encodeURIComponent(draws.pick(choices))}`); };
  some(0.3, '$filter', expressions);
  some(0.2, '$top', ['1', '0', '-1', 'x', '1e9', '99999999999', ' 2', '1.5']);
  some(0.2, '$skiptoken', ['1', '-1', 'zz', '999999999', 'MS4y', '%00', '[]']);
  some(0.1, '$expand', ['createdTime', 'x', 'tags,x', '$']);
  some(0.1, '$select', ['name', '', 'x,y']);
  some(0.1, '$orderby', ['name desc', 'x']);
  some(0.1, 'timespan', ['PT1H', '2024-01-01/2024-01-02', 'x', '/']);
  some(0.1, 'interval', ['PT1M', 'FULL', '0', 'PT0S', 'x']);
  some(0.1, 'metricnames', ['Availability', 'x,y', '']);
  return parts.join('&');
}

const pipes = ["where type =~ 'microsoft.storage/storageaccounts'", 'where name contains', 'project id, name', 'project properties.x.y[0].z', 'summarize count() by type', 'summarize', 'summarize make_list(properties) by tostring(tags)', 'order by name desc', 'order by', 'take 5', 'take -1', 'limit x', 'top 3 by name', 'extend a = properties.sku', 'extend a = 1/0, b = strlen(properties)', "extend a = split(name, '')[99]", 'mv-expand tags', 'mv-expand x = properties.zones to typeof(string)', 'mvexpand properties', 'join kind=inner (resourcecontainers) on subscriptionId', 'join (resources | project id) on id', 'union healthresources', 'distinct type', 'count', "where properties matches regex '('", "parse name with a 'x' b", 'project-away id', 'project-rename n = name', 'where isnull(', 'where bag_keys(tags) has', 'render x', 'evaluate y', "where name in~ ('a', 1, dynamic([1]))", 'summarize percentile(strlen(name), 101)', 'where todatetime(name) > ago(1d)', 'where 1 between (name .. 2)'];

describe('whatever clients ask of the services', function () {
  this.timeout(180_000);
  let sandbox: StartedSandbox;
  let wire: Wire;

  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    wire = new Wire(sandbox.endpoints.resourceManager);
    await makeEveryType(sandbox.endpoints.resourceManager);
  });
  after(async () => { wire.close(); await sandbox.close(); });

  async function expectAnswer(method: string, url: string, body?: JsonValue): Promise<number> {
    const path = url.replace(/[\u0000-\u0020\u007f-\uffff#]/g, encodeURIComponent);
    const sent = body === undefined || method === 'GET' || method === 'HEAD' ? undefined : JSON.stringify(body);
    const { status, text } = await wire.send(method, path, sent);
    const asked = `${method} ${path} ${sent ?? ''}`.slice(0, 3000);
    assert.notEqual(status, 500, `${asked}\n${text}`);
    if (status < 400 || method === 'HEAD') return status;
    assert.ok(text.startsWith('{'), `${asked}: ${status} ${text}`);
    assert.equal(typeof (JSON.parse(text) as { error?: { code?: unknown } }).error?.code, 'string', `${asked}: ${status} ${text}`);
    return status;
  }

  it('every route of the resource manager bears any name, filter and body', async () => {
    const routes = coverage().operations.filter(({ path }) => !/^\/(_sandbox|adfs|graph|common|\{tenant\})/.test(path) && /^\/(subscriptions|providers|\{scope\}|tenants|batch|metadata)/.test(path));
    assert.ok(routes.length > 100, String(routes.length));
    await wire.each(4000, async (index) => {
      const draws = new Draws(seedOf(index));
      const { method, path } = routes[index % routes.length]!;
      const url = path.replace(/^\/\{scope\}/, () => draws.pick(scopes)).replace('{subscriptionId}', () => scope.split('/')[2]!).replace(/\{resourceGroup\}/, () => (draws.chance(0.9) ? 'rg' : draws.pick(values))).replace(/\{\w+\}/g, () => draws.pick(values));
      await expectAnswer(method, `${url || '/'}?${queryOf(draws)}`, draws.chance(0.9) ? mutated({ properties: {}, name: 'x', type: 'Microsoft.Storage/storageAccounts', resources: [], location: 'eastus' }, draws) : undefined);
    });
  });

  it('resources of the services are changed by anything, and never break what is asked after', async () => {
    let accepted = 0;
    const actions = coverage().types.flatMap(({ type, actions: names }) => names.map((name) => [type.toLowerCase(), name] as const));
    await wire.each(4000, async (index) => {
      const draws = new Draws(seedOf(index));
      const [path, body] = draws.pick(everyType);
      const url = `${group}/providers/${path}`;
      const type = path.split('/').filter((_, at) => at === 0 || at % 2 === 1).join('/').toLowerCase();
      if (await expectAnswer(draws.pick(['PUT', 'PUT', 'PATCH']), `${url}?${version}`, mutated(body as JsonValue, draws)) < 300) accepted++;
      const own = actions.filter(([owner]) => owner === type);
      if (own.length > 0) await expectAnswer('POST', `${url}/${draws.pick(own)[1]}?${queryOf(draws)}`, mutated({ keyName: 'key1', name: 'x', targetSlot: 'staging', keyType: 'PrimaryKey' }, draws));
      await expectAnswer('GET', `${draws.pick([url, url.slice(0, url.lastIndexOf('/')), `${scope}/providers/${path.split('/').slice(0, 2).join('/')}`, `${group}/resources`, `${scope}/resources`])}?${queryOf(draws)}`);
    });
    assert.ok(accepted > 500, String(accepted));
    for (const list of [`${group}/resources`, `${scope}/resources`, `${scope}/resourceGroups`]) assert.equal(await expectAnswer('GET', `${list}?${version}`), 200);
  });

  it('Resource Graph answers or refuses any query, subscription and option', async () => {
    let answered = 0;
    await wire.each(2000, async (index) => {
      const draws = new Draws(seedOf(index));
      const query = [draws.pick(['resources', 'Resources', 'resourcecontainers', 'healthresources', 'policyresources', 'authorizationresources', 'advisorresources', 'x', '']), ...draws.list(4, () => draws.pick(pipes))].join(draws.chance(0.95) ? ' | ' : draws.pick(['', '|', '\n', ';', '\u0000']));
      const cut = draws.chance(0.15) ? query.slice(0, draws.below(query.length + 1)) : query;
      const odd = (value: JsonValue): JsonValue => (draws.chance(0.1) ? mutated(value, draws) : value);
      const body = odd({ query: cut, subscriptions: odd([scope.split('/')[2]!]), options: odd({ ...(draws.chance(0.3) && { $top: draws.pick<JsonValue>([1, 2, 0, -1, 'x', 1001, 1.5, null]) }), ...(draws.chance(0.2) && { $skip: draws.pick<JsonValue>([0, 1, -1, 'x', 1e9, 0.5, null]) }), ...(draws.chance(0.1) && { $skipToken: draws.pick(['', 'x', 'MS4xLjE', 'MC4wLjA']) }), ...(draws.chance(0.2) && { resultFormat: draws.pick(['table', 'objectArray', 'x']) }) }) });
      if (await expectAnswer('POST', `/providers/Microsoft.ResourceGraph/resources?api-version=${draws.pick(['2022-10-01', '2019-04-01', '2021-03-01'])}`, body) === 200) answered++;
    });
    assert.ok(answered > 100, String(answered));
  });
});
