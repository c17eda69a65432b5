import assert from 'node:assert/strict';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { apiVersionsOf } from '../../src/sandbox/providers/types/typeData';
import { send } from './support/clients';
import { everyType, group, makeEveryType } from './support/everyType';

type Body = Record<string, unknown> & { readonly properties?: Record<string, unknown> };

/** Times and tags of versions change with every write; so does what is counted from the present. */
const moving = new Set(['etag', 'eTag', 'tags', 'updatedAt', 'lastModifiedTimeUtc', 'modifiedDate', 'timeModified', 'quotaNextResetTime', 'lastModifiedTime', 'updatedOn', 'updatedBy', 'lastEnabledTime', 'systemData']);
const still = (value: unknown): unknown => (Array.isArray(value) ? value.map(still) : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).filter(([name]) => !moving.has(name)).map(([name, item]) => [name, still(item)])) : value);
const typeOf = (path: string): string => { const [namespace, ...rest] = path.slice(path.toLowerCase().lastIndexOf('/providers/') < 0 ? 0 : path.toLowerCase().lastIndexOf('/providers/') + 11).split('/'); return [namespace, ...rest.filter((_, index) => index % 2 === 0)].join('/'); };

describe('changes of what is there', function () {
  this.timeout(60_000);
  let sandbox: StartedSandbox;
  let endpoint: string;
  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 5 });
    endpoint = sandbox.endpoints.resourceManager;
    await makeEveryType(endpoint);
    await send(endpoint, 'DELETE', `${group}/providers/Microsoft.Authorization/locks/lock?api-version=2020-05-01`);
  });
  after(() => sandbox.close());

  // Nobody uses the stable versions of diagnostic settings any more.
  const versionOf = (path: string): string => (/\/diagnosticSettings\//i.test(path) ? '2021-05-01-preview' : undefined) ?? apiVersionsOf(typeOf(path)).find((version) => !version.includes('preview')) ?? '2024-01-01';
  const read = async (id: string, version: string): Promise<Body> => (await send(endpoint, 'GET', `${id}?api-version=${version}`)).json as Body;

  it('a PATCH of tags changes nothing else, of any type', async () => {
    const { json } = await send(endpoint, 'GET', `${group}/resources?api-version=2021-04-01`);
    for (const { id } of (json as { value: { id: string }[] }).value) {
      const version = versionOf(id);
      const before = await read(id, version);
      const { status, text } = await send(endpoint, 'PATCH', `${id}?api-version=${version}`, { tags: { ...(before.tags as object), p: 'q' } });
      assert.equal(status, 200, `${id}: ${text}`);
      const after = await read(id, version);
      assert.equal((after.tags as { p?: string }).p, 'q', id);
      assert.deepEqual(still(after), still(before), id);
    }
  });

  it('putting back what was read changes nothing, of any type', async () => {
    const problems: string[] = [];
    for (const [path] of everyType) {
      const [id, version] = [`${group}/providers/${path}`, versionOf(path)];
      // No read shows a secret's value, and the lock is gone.
      if (/\/(secrets|locks)\//.test(path)) continue;
      const before = await read(id, version);
      const { status, text } = await send(endpoint, 'PUT', `${id}?api-version=${version}`, before);
      if (status >= 300) { problems.push(`${path}: ${status} ${text.slice(0, 200)}`); continue; }
      try { assert.deepEqual(still(await read(id, version)), still(before)); } catch (error) { problems.push(`${path}: ${String(error instanceof Error ? error.message : error).split('\n').filter((line) => /^[+-] /.test(line)).join(' ').slice(0, 300)}`); }
    }
    assert.deepEqual(problems, []);
  });

  it('a PATCH keeps what other APIs have changed: tags, access policies, subnets', async () => {
    const vault = `${group}/providers/Microsoft.KeyVault/vaults/sweepvault1`;
    await send(endpoint, 'PUT', `${vault}/accessPolicies/add?api-version=2023-07-01`, { properties: { accessPolicies: [{ tenantId: '5a4d0000-0000-4000-8000-000000000001', objectId: '99999999-0000-4000-8000-000000000001', permissions: { secrets: ['get'] } }] } });
    await send(endpoint, 'PUT', `${vault}/providers/Microsoft.Resources/tags/default?api-version=2021-04-01`, { properties: { tags: { x: 'y' } } });
    const { json } = await send(endpoint, 'PATCH', `${vault}?api-version=2023-07-01`, { properties: { enabledForDeployment: true } });
    const { tags, properties } = json as Body;
    assert.deepEqual([tags, (properties?.accessPolicies as unknown[]).length, properties?.enabledForDeployment], [{ x: 'y' }, 1, true]);
    const network = await send(endpoint, 'PATCH', `${group}/providers/Microsoft.Network/virtualNetworks/vnet?api-version=2023-11-01`, { tags: { x: 'y' } });
    assert.deepEqual(((network.json as Body).properties?.subnets as { name: string }[]).map(({ name }) => name), ['apps', 'links']);
  });

  it('a PATCH is judged as the whole that it makes', async () => {
    const code = async (path: string, body: object) => ((await send(endpoint, 'PATCH', `${group}/providers/${path}?api-version=2023-07-01`, body)).json as { error: { code: string } }).error.code;
    assert.equal(await code('Microsoft.Storage/storageAccounts/sweepstore1', { sku: { name: 'Huge_LRS' } }), 'InvalidValuesForRequestParameters');
    await send(endpoint, 'PATCH', `${group}/providers/Microsoft.KeyVault/vaults/sweepvault1?api-version=2023-07-01`, { properties: { enablePurgeProtection: true } });
    assert.equal(await code('Microsoft.KeyVault/vaults/sweepvault1', { properties: { enablePurgeProtection: false } }), 'BadRequest');
  });
});
