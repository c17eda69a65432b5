import assert from 'node:assert/strict';
import { SecretClient } from '@azure/keyvault-secrets';
import type { PipelinePolicy } from '@azure/core-rest-pipeline';
import type { StartedSandbox } from '../../src/sandbox';
import { bearer } from './support/clients';
import { startWithGroup } from './support/group';
import { all, providerClientsFor, type ProviderClients } from './support/providerClients';

const tenantId = '5a4d0000-0000-4000-8000-000000000001';
const vaultBody = { location: 'eastus', properties: { tenantId, sku: { family: 'A', name: 'standard' } as const, enableRbacAuthorization: true, softDeleteRetentionInDays: 7 } };

describe('key vaults and their secrets', () => {
  let sandbox: StartedSandbox;
  let clients: ProviderClients;
  let secrets: SecretClient;

  before(async () => {
    ({ sandbox } = await startWithGroup());
    clients = providerClientsFor(sandbox.endpoints.resourceManager);
    const vault = await clients.keyVault.vaults.beginCreateOrUpdateAndWait('rg', 'kv-team', vaultBody);
    secrets = secretClient(vault.properties.vaultUri ?? '');
  });
  after(() => sandbox.close());

  /** The SDK's own policy for challenges refuses plain http, so one that sets the header stands in. */
  function secretClient(vaultUri: string): SecretClient {
    const policy: PipelinePolicy = { name: 'testBearer', sendRequest: (request, next) => { request.headers.set('authorization', bearer()); return next(request); } };
    const options = { disableChallengeResourceVerification: true, allowInsecureConnection: true, retryOptions: { maxRetries: 0 }, additionalPolicies: [{ policy, position: 'perCall' as const }, { policy: allowHttp, position: 'perCall' as const }] };
    const client = new SecretClient(vaultUri, { getToken: () => Promise.resolve(null) }, options);
    const { pipeline } = (client as unknown as { client: { pipeline: { removePolicy(options: { name: string }): unknown; getOrderedPolicies(): PipelinePolicy[] } } }).client;
    for (const { name } of pipeline.getOrderedPolicies()) if (/authentication/i.test(name)) pipeline.removePolicy({ name });
    return client;
  }
  const allowHttp: PipelinePolicy = { name: 'allowHttp', sendRequest: (request, next) => { request.allowInsecureConnection = true; return next(request); } };

  it('challenges who comes without a token', async () => {
    const { properties } = await clients.keyVault.vaults.get('rg', 'kv-team');
    const answer = await fetch(`${properties.vaultUri}secrets/x?api-version=7.5`);
    assert.equal(answer.status, 401);
    assert.match(answer.headers.get('www-authenticate') ?? '', new RegExp(`^Bearer authorization="http.*/${tenantId}", resource="http.*"$`));
  });

  it('keeps versions, attributes and tags', async () => {
    const first = await secrets.setSecret('Bus', 'one', { tags: { team: 'a' }, contentType: 'text/plain' });
    const second = await secrets.setSecret('Bus', 'two');
    assert.equal((await secrets.getSecret('Bus')).value, 'two');
    const { value, properties } = await secrets.getSecret('Bus', { version: first.properties.version });
    assert.deepEqual([value, properties.tags, properties.contentType, properties.recoveryLevel], ['one', { team: 'a' }, 'text/plain', 'CustomizedRecoverable+Purgeable']);
    assert.deepEqual((await all(secrets.listPropertiesOfSecretVersions('Bus'))).map(({ version }) => version), [first.properties.version, second.properties.version]);
    await secrets.updateSecretProperties('Bus', second.properties.version ?? '', { enabled: false });
    await assert.rejects(secrets.getSecret('Bus'), { statusCode: 403 });
  });

  it('deletes softly, recovers and purges', async () => {
    await secrets.setSecret('Gone', 'x');
    await (await secrets.beginDeleteSecret('Gone', { intervalInMs: 1 })).pollUntilDone();
    await assert.rejects(secrets.getSecret('Gone'), { code: 'SecretNotFound' });
    await assert.rejects(secrets.setSecret('Gone', 'again'), { statusCode: 409 });
    await (await secrets.beginRecoverDeletedSecret('Gone', { intervalInMs: 1 })).pollUntilDone();
    assert.equal((await secrets.getSecret('Gone')).value, 'x');
    await (await secrets.beginDeleteSecret('Gone', { intervalInMs: 1 })).pollUntilDone();
    await secrets.purgeDeletedSecret('Gone');
    assert.deepEqual((await all(secrets.listDeletedSecrets())).map(({ name }) => name), []);
  });

  it('restores a backup under its own name alone', async () => {
    await secrets.setSecret('Saved', 'v');
    const backup = await secrets.backupSecret('Saved');
    assert.ok(backup && !Buffer.from(backup).includes('"v"'));
    await assert.rejects(secrets.restoreSecretBackup(backup), { statusCode: 409 });
    await (await secrets.beginDeleteSecret('Saved', { intervalInMs: 1 })).pollUntilDone();
    await secrets.purgeDeletedSecret('Saved');
    await secrets.restoreSecretBackup(backup);
    assert.equal((await secrets.getSecret('Saved')).value, 'v');
    await assert.rejects(secrets.restoreSecretBackup(new Uint8Array([1, 2, 3])), { statusCode: 400 });
  });

  it('pages long lists', async () => {
    for (let index = 0; index < 30; index++) await secrets.setSecret(`Many${index}`, 'x');
    const pages: number[] = [];
    for await (const page of secrets.listPropertiesOfSecrets().byPage()) pages.push(page.length);
    assert.equal(pages.length, 2);
    assert.equal(pages[0], 25);
  });

  it('shares secrets with ARM, without their values', async () => {
    await clients.keyVault.secrets.createOrUpdate('rg', 'kv-team', 'ByArm', { properties: { value: 'from arm' } });
    assert.equal((await secrets.getSecret('ByArm')).value, 'from arm');
    await secrets.setSecret('ByClient', 'y');
    const listed = await all(clients.keyVault.secrets.list('rg', 'kv-team'));
    assert.ok(listed.some(({ name }) => name === 'ByClient'));
    assert.ok(listed.every(({ properties }) => properties.value === undefined));
  });

  it('brings a deleted vault back with its secrets, and refuses its name meanwhile', async () => {
    await clients.keyVault.vaults.delete('rg', 'kv-team');
    assert.equal((await clients.keyVault.vaults.getDeleted('kv-team', 'eastus')).properties?.vaultId?.endsWith('/kv-team'), true);
    await assert.rejects(clients.keyVault.vaults.beginCreateOrUpdateAndWait('rg', 'kv-team', vaultBody), { code: 'ConflictError' });
    await clients.keyVault.vaults.beginCreateOrUpdateAndWait('rg', 'kv-team', { ...vaultBody, properties: { ...vaultBody.properties, createMode: 'recover' } });
    assert.equal((await secrets.getSecret('ByClient')).value, 'y');
  });

  it('never takes purge protection back', async () => {
    const body = { ...vaultBody, properties: { ...vaultBody.properties, enablePurgeProtection: true } };
    await clients.keyVault.vaults.beginCreateOrUpdateAndWait('rg', 'kv-locked', body);
    await assert.rejects(clients.keyVault.vaults.beginCreateOrUpdateAndWait('rg', 'kv-locked', { ...body, properties: { ...body.properties, enablePurgeProtection: false } }), /irreversible/);
    await clients.keyVault.vaults.delete('rg', 'kv-locked');
    await assert.rejects(clients.keyVault.vaults.beginPurgeDeletedAndWait('kv-locked', 'eastus'), { statusCode: 405 });
    await clients.keyVault.vaults.delete('rg', 'kv-team');
    await clients.keyVault.vaults.beginPurgeDeletedAndWait('kv-team', 'eastus');
    assert.deepEqual((await all(clients.keyVault.vaults.listDeleted())).map(({ name }) => name), ['kv-locked']);
  });
});
