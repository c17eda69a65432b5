import assert from 'node:assert/strict';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { send, subscriptionId } from './support/clients';

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;

describe('types without a provider of their own', () => {
  let sandbox: StartedSandbox;
  const call = (method: string, path: string, body?: object) => send(sandbox.endpoints.resourceManager, method, `${path}?api-version=2024-01-01`, body);
  const put = async (path: string, body: object): Promise<Record<string, unknown>> => {
    const { text } = await call('PUT', `${group}/providers/${path}`, body);
    return (JSON.parse(text) as { properties: Record<string, unknown> }).properties;
  };

  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    await call('PUT', `/subscriptions/${subscriptionId}/resourcegroups/rg`, { location: 'eastus' });
  });
  after(() => sandbox.close());

  it('have the read-only properties that templates read', async () => {
    const redis = await put('Microsoft.Cache/redis/Cache1', { location: 'West Europe', properties: { sku: { name: 'Basic', family: 'C', capacity: 0 } } });
    assert.deepEqual([redis['hostName'], redis['sslPort']], ['cache1.redis.cache.windows.net', 6380]);
    const open = await put('Microsoft.App/containerApps/app', { location: 'West Europe', properties: { configuration: { ingress: { external: true } } } });
    assert.deepEqual(open['configuration'], { ingress: { external: true, fqdn: 'app.westeurope.azurecontainerapps.io' } });
    const closed = await put('Microsoft.App/containerApps/closed', { location: 'West Europe', properties: { configuration: {} } });
    assert.deepEqual(closed['configuration'], {});
  });

  it('keep their keys from one call to the next, and hide passwords', async () => {
    const answer = async () => (await call('POST', `${group}/providers/Microsoft.Cache/redis/cache1/listKeys`)).text;
    assert.match(await answer(), /"primaryKey":"\S{40,}"/);
    assert.equal(await answer(), await answer());
    const server = await put('Microsoft.Sql/servers/sql1', { location: 'eastus', properties: { administratorLogin: 'adm', administratorLoginPassword: 'P@ss-hunter2' } });
    assert.deepEqual([server['fullyQualifiedDomainName'], JSON.stringify(server).includes('hunter2')], ['sql1.database.windows.net', false]);
  });

  it('bring the children that always exist', async () => {
    await put('Microsoft.EventHub/namespaces/hub1', { location: 'eastus', sku: { name: 'Standard' }, properties: {} });
    const { text } = await call('POST', `${group}/providers/Microsoft.EventHub/namespaces/hub1/authorizationRules/RootManageSharedAccessKey/listKeys`);
    assert.match(text, /Endpoint=sb:\/\/hub1\.servicebus\.windows\.net\/;SharedAccessKeyName=rootmanagesharedaccesskey;/i);
  });

  it('are known to the providers API before the first of them exists', async () => {
    const { status, text } = await call('GET', `/subscriptions/${subscriptionId}/providers/Microsoft.EventGrid`);
    assert.deepEqual([status, (JSON.parse(text) as { resourceTypes: { resourceType: string }[] }).resourceTypes.some(({ resourceType }) => resourceType === 'topics')], [200, true]);
  });
});
