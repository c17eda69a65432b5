import assert from 'node:assert/strict';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { clientsFor, send, subscriptionId, type Clients } from './support/clients';

const subscription = `/subscriptions/${subscriptionId}`;
const codeOf = (json: unknown): string => (json as { error: { code: string } }).error.code;

describe('groups and resources over the SDK', () => {
  let sandbox: StartedSandbox;
  let clients: Clients;
  let endpoint: string;

  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    endpoint = sandbox.endpoints.resourceManager;
    clients = clientsFor(endpoint);
    await clients.resources.resourceGroups.createOrUpdate('rg', { location: 'westeurope', tags: { team: 'a' } });
  });
  after(() => sandbox.close());

  const putBox = (name: string, body: object = { location: 'westeurope', properties: { size: 1 } }) => send(endpoint, 'PUT', `${subscription}/resourceGroups/rg/providers/Contoso.Things/boxes/${name}?api-version=2024-01-01`, body);

  it('creates, finds, changes, lists and deletes groups', async () => {
    assert.equal((await clients.resources.resourceGroups.checkExistence('nope')).body, false);
    assert.equal((await clients.resources.resourceGroups.checkExistence('RG')).body, true);
    assert.deepEqual((await clients.resources.resourceGroups.update('rg', { tags: { team: 'b' } })).tags, { team: 'b' });
    await clients.resources.resourceGroups.createOrUpdate('rg-gone', { location: 'westeurope' });
    const names: (string | undefined)[] = [];
    for await (const group of clients.resources.resourceGroups.list()) names.push(group.name);
    assert.deepEqual(names, ['rg', 'rg-gone']);
    await clients.resources.resourceGroups.beginDeleteAndWait('rg-gone');
    await assert.rejects(clients.resources.resourceGroups.get('rg-gone'), { code: 'ResourceGroupNotFound' });
    await assert.rejects(clients.resources.resourceGroups.createOrUpdate('rg', { location: 'eastus' }), { code: 'InvalidResourceGroupLocation' });
    await assert.rejects(clients.resources.resourceGroups.createOrUpdate('bad.', { location: 'eastus' }), { code: 'InvalidResourceGroup' });
  });

  it('keeps resources of any type, by ID without case', async () => {
    assert.equal((await putBox('Box1')).status, 201);
    assert.equal((await putBox('box1', { location: 'West Europe', properties: { size: 2 } })).status, 200);
    const read = await clients.resources.resources.getById(`${subscription}/resourceGroups/RG/providers/contoso.things/BOXES/BOX1`, '2024-01-01');
    assert.deepEqual([read.name, read.type, read.location, read.properties], ['Box1', 'Contoso.Things/boxes', 'westeurope', { size: 2, provisioningState: 'Succeeded' }]);
    const patched = await send(endpoint, 'PATCH', `${subscription}/resourceGroups/rg/providers/Contoso.Things/boxes/box1?api-version=2024-01-01`, { tags: { a: 'b' }, properties: { color: 'red' } });
    assert.deepEqual((patched.json as { properties: object }).properties, { size: 2, color: 'red', provisioningState: 'Succeeded' });
    assert.equal(codeOf((await putBox('box1', { location: 'eastus' })).json), 'InvalidResourceLocation');
    assert.equal(codeOf((await send(endpoint, 'PUT', `${subscription}/resourceGroups/rg/providers/Contoso.Things/boxes/none/lids/top?api-version=2024-01-01`, {})).json), 'ParentResourceNotFound');
    await clients.resources.resources.beginDeleteByIdAndWait(`${subscription}/resourceGroups/rg/providers/Contoso.Things/boxes/box1`, '2024-01-01');
    assert.equal((await clients.resources.resources.checkExistenceById(`${subscription}/resourceGroups/rg/providers/Contoso.Things/boxes/box1`, '2024-01-01')).body, false);
  });

  it('lists by filter, in pages', async () => {
    for (let index = 0; index < 5; index++) await putBox(`many${index}`, { location: 'westeurope', tags: { parity: index % 2 === 0 ? 'even' : 'odd' } });
    const first = await send(endpoint, 'GET', `${subscription}/resources?api-version=2021-04-01&$top=2&$filter=${encodeURIComponent("resourceType eq 'Contoso.Things/boxes' and tagName eq 'parity' and tagValue eq 'even'")}`);
    assert.equal((first.json as { value: object[] }).value.length, 2);
    const all: (string | undefined)[] = [];
    for await (const page of clients.resources.resources.listByResourceGroup('rg', { top: 2, filter: "substringof('many', name)", expand: 'createdTime,provisioningState' }).byPage()) {
      assert.ok(page.length <= 2);
      for (const resource of page) { all.push(resource.name); assert.equal(resource.provisioningState, 'Succeeded'); assert.ok(resource.createdTime); }
    }
    assert.deepEqual(all, ['many0', 'many1', 'many2', 'many3', 'many4']);
    assert.equal(codeOf((await send(endpoint, 'GET', `${subscription}/resources?api-version=2021-04-01&$filter=nonsense`)).json), 'InvalidFilterInQueryString');
  });

  it('blocks what locks forbid, in groups too, and nothing else', async () => {
    await putBox('held');
    await clients.locks.managementLocks.createOrUpdateAtResourceLevel('rg', 'Contoso.Things', '', 'boxes', 'held', 'keep', { level: 'CanNotDelete' });
    await assert.rejects(clients.resources.resources.beginDeleteByIdAndWait(`${subscription}/resourceGroups/rg/providers/Contoso.Things/boxes/held`, '2024-01-01'), { code: 'ScopeLocked', statusCode: 409 });
    await assert.rejects(clients.resources.resourceGroups.beginDeleteAndWait('rg'), { code: 'ScopeLocked' });
    assert.equal((await putBox('held')).status, 200);
    await clients.locks.managementLocks.createOrUpdateAtResourceGroupLevel('rg', 'frozen', { level: 'ReadOnly' });
    assert.equal(codeOf((await putBox('held')).json), 'ScopeLocked');
    const names: (string | undefined)[] = [];
    for await (const lock of clients.locks.managementLocks.listAtResourceGroupLevel('rg')) names.push(lock.name);
    assert.deepEqual(names.sort(), ['frozen', 'keep']);
    await clients.locks.managementLocks.deleteAtResourceGroupLevel('rg', 'frozen');
    await clients.locks.managementLocks.deleteAtResourceLevel('rg', 'Contoso.Things', '', 'boxes', 'held', 'keep');
    await assert.rejects(clients.locks.managementLocks.createOrUpdateAtResourceGroupLevel('rg', 'odd', { level: 'NotSpecified' }), { code: 'InvalidLockLevel' });
  });

  it('keeps tags as resources of their own', async () => {
    await putBox('tagged', { location: 'westeurope', tags: { a: '1' } });
    const scope = `${subscription}/resourceGroups/rg/providers/Contoso.Things/boxes/tagged`.slice(1);
    assert.deepEqual((await clients.resources.tagsOperations.beginUpdateAtScopeAndWait(scope, { operation: 'Merge', properties: { tags: { b: '2' } } })).properties?.tags, { a: '1', b: '2' });
    assert.deepEqual((await clients.resources.tagsOperations.beginUpdateAtScopeAndWait(scope, { operation: 'Delete', properties: { tags: { a: '1' } } })).properties?.tags, { b: '2' });
    assert.deepEqual((await clients.resources.resources.getById(`/${scope}`, '2024-01-01')).tags, { b: '2' });
  });

  it('gives every subscription and tenant an empty place of its own', async () => {
    const other = clientsFor(endpoint, 'aaaaaaaa-2222-4333-8444-555555555555');
    const groups = [];
    for await (const group of other.resources.resourceGroups.list()) groups.push(group);
    assert.deepEqual(groups, []);
    const list = async (path: string) => ((await send(endpoint, 'GET', `${path}?api-version=2022-12-01`)).json as { value: Record<string, string>[] }).value;
    assert.ok((await list('/subscriptions')).some((item) => item.subscriptionId === subscriptionId && item.state === 'Enabled'));
    assert.ok((await list('/tenants')).length > 0);
    assert.ok((await list(`${subscription}/locations`)).some(({ name }) => name === 'westeurope'));
    assert.equal(codeOf((await send(endpoint, 'GET', '/subscriptions/none/resourceGroups?api-version=2021-04-01')).json), 'InvalidSubscriptionId');
  });

  it('knows its providers and registers them', async () => {
    const provider = await clients.resources.providers.get('microsoft.storage');
    assert.equal(provider.registrationState, 'Registered');
    assert.ok(provider.resourceTypes?.some(({ resourceType }) => resourceType === 'storageAccounts'));
    assert.equal((await clients.resources.providers.unregister('Microsoft.Storage')).registrationState, 'Unregistered');
    assert.equal((await clients.resources.providers.register('Microsoft.Storage')).registrationState, 'Registered');
    await assert.rejects(clients.resources.providers.get('Contoso.Nothing'), { code: 'InvalidResourceNamespace', statusCode: 404 });
  });

  it('wants a token, an API version and JSON, and says so', async () => {
    const plain = await fetch(`${endpoint}${subscription}/resourceGroups?api-version=2021-04-01`);
    assert.equal(plain.status, 401);
    assert.match(plain.headers.get('www-authenticate') ?? '', /^Bearer authorization_uri="http:/);
    assert.equal(codeOf(await plain.json()), 'AuthenticationFailed');
    assert.equal(codeOf((await send(endpoint, 'GET', `${subscription}/resourceGroups`)).json), 'MissingApiVersionParameter');
    assert.equal(codeOf((await putBox('x', 'this is no JSON' as unknown as object)).json), 'InvalidRequestContent');
    const unknown = await send(endpoint, 'PUT', `${subscription}/resourceGroups/rg/providers/Microsoft.Resources/deploymentStacks/s?api-version=2024-03-01`, {});
    assert.deepEqual([unknown.status, codeOf(unknown.json)], [501, 'NotImplementedInSandbox']);
    const answered = await send(endpoint, 'GET', `${subscription}?api-version=2021-04-01`, undefined, { 'x-ms-correlation-request-id': 'abcdefab-1111-4111-8111-abcdefabcdef' });
    assert.equal(answered.headers.get('x-ms-correlation-request-id'), 'abcdefab-1111-4111-8111-abcdefabcdef');
    assert.ok(answered.headers.get('x-ms-request-id') && answered.headers.get('x-ms-ratelimit-remaining-subscription-reads'));
  });

  it('gives out tokens as AD FS and Entra ID do', async () => {
    for (const [path, tenant] of [['/adfs', '5a4d0000-0000-4000-8000-000000000001'], ['/cccccccc-2222-4333-8444-555555555555/v2.0', 'cccccccc-2222-4333-8444-555555555555']] as const) {
      const configuration = await (await fetch(`${endpoint}${path}/.well-known/openid-configuration`)).json() as { token_endpoint: string; jwks_uri: string };
      const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'app', client_secret: 'x', scope: `${endpoint}/.default` });
      const token = await (await fetch(configuration.token_endpoint, { method: 'POST', body: form })).json() as { access_token: string; expires_in: number };
      const claims = JSON.parse(Buffer.from(token.access_token.split('.')[1] ?? '', 'base64url').toString()) as { tid: string; appid: string; oid: string };
      assert.deepEqual([claims.tid, claims.appid], [tenant, 'app']);
      assert.equal((await (await fetch(configuration.jwks_uri)).json() as { keys: unknown[] }).keys.length, 1);
    }
    for (const version of ['2015-01-01', '2018-05-01', '2019-05-01', '2022-09-01']) assert.match(await (await fetch(`${endpoint}/metadata/endpoints?api-version=${version}`)).text(), /\/adfs"/);
  });
});
