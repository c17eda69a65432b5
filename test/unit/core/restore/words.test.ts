import assert from 'node:assert/strict';
import type { Environment } from '../../../../src/core/environments';
import { DeployError } from '../../../../src/core/errors';
import { vaultCollectors } from '../../../../src/core/evidence/collect/collectors/vault';
import type { AzureConnection } from '../../../../src/core/ports';
import { findVaultOf, openBackupAccount, openData, VaultRecovery } from '../../../../src/core/restore';
import { createSecretVault } from '../../../../src/azure/secretVault';
import { BackupFiles } from '../../../../src/local/backups/backupFiles';
import { FakeClock } from '../../../support/fakeClock';
import { useTemporaryFolder } from '../../../support/temporaryFolder';

const scope = { subscriptionId: 's', resourceGroup: 'rg' };
const environment: Environment = { name: 'dev', parametersFile: '', templateFile: '', resourceGroup: 'rg', isProtected: false };
type Answer = readonly [status: number, body?: unknown];

/** What somebody reads: code, sentence, next step. */
async function wordsOf(work: Promise<unknown>): Promise<readonly [string, string, string | undefined]> {
  try { await work; } catch (error) {
    assert.ok(error instanceof DeployError, String(error));
    return [error.code, error.message, error.nextStep];
  }
  return assert.fail('It went well.');
}

/** A vault that answers by method and path; 404 to the rest. */
function vault(answers: Readonly<Record<string, Answer>>, isPurgeProtected = false): VaultRecovery {
  const send = async ({ method, url }: { readonly method: string; readonly url: string }) => {
    const [status, body = {}] = answers[`${method} ${new URL(url).pathname}`] ?? [404];
    return { status, headers: {}, body: typeof body === 'string' ? body : JSON.stringify(body) };
  };
  return new VaultRecovery({ id: '/kv', name: 'kv', uri: 'https://kv.vault.azure.net', isPurgeProtected }, { dataPlanes: { send } } as unknown as AzureConnection, new FakeClock());
}

const place = (names: readonly string[], accounts: readonly { readonly name: string; readonly blob?: string }[] = []) => ({
  environment, scope,
  connection: {
    deployments: { list: async () => [], find: async () => undefined, listOperations: async () => [] },
    resources: { listResources: async () => names.map((name) => ({ id: `/v/${name}`, name, type: 'Microsoft.KeyVault/vaults' })), findResource: async (id: string) => ({ id, name: id.split('/').at(-1), type: 'x', properties: {} }) },
    dataPlanes: {}, arm: { request: async () => ({ status: 200, headers: {}, body: { value: accounts.map(({ name, blob }) => ({ id: `/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/${name}`, name, properties: { primaryEndpoints: { ...(blob !== undefined && { blob }) } } })) } }) },
  } as unknown as AzureConnection,
});

describe('what restoring says when it cannot', () => {
  it('find the vault', async () => {
    assert.deepEqual(await wordsOf(findVaultOf(place([]).connection, scope)), ['Restore.NoVault', 'rg holds no Key Vault.', 'A vault that was deleted as a whole is recovered first: az keyvault recover.']);
    assert.deepEqual((await wordsOf(findVaultOf(place(['a']).connection, scope, 'b')))[1], 'The Key Vault b is not in rg.');
    assert.deepEqual(await wordsOf(findVaultOf(place(['a', 'b', 'aosrt-0123456789ab']).connection, scope)), ['Restore.ManyVaults', 'rg holds 2 vaults: a, b.', 'Name one with --vault.']);
  });

  it('find the account', async () => {
    assert.deepEqual(await wordsOf(openData(place([]), 'aos-data')), ['Restore.NoAccount', 'rg holds no storage account.', 'Roll back the infrastructure first: it makes the account anew.']);
    assert.equal((await wordsOf(openData({ ...place([], [{ name: 'one' }]), environment: { ...environment, storageAccount: 'two' } }, 'aos-data')))[1], 'rg holds no storage account two.');
    assert.deepEqual(await wordsOf(openData(place([], [{ name: 'one' }, { name: 'two' }]), 'aos-data')), ['Restore.ManyAccounts', 'rg holds 2 storage accounts, and no deployment says which one holds the data.', 'Name it in aos.yaml: storageAccount.']);
    assert.deepEqual(await wordsOf(openData(place([], [{ name: 'files' }]), 'aos-data')), ['Restore.NoBlobs', 'The storage account files serves no blobs.', 'Name an account of kind StorageV2.']);
    assert.equal((await wordsOf(openBackupAccount(place([]), 'copy', 'aos-data')))[0], 'Restore.NoBackupAccount');
  });

  it('bring a secret back', async () => {
    assert.deepEqual(await wordsOf(vault({}).recover('a')), ['Restore.NotDeleted', 'kv keeps no deleted secret a.', 'It was never deleted, or was purged: restore its backup.']);
    assert.deepEqual(await wordsOf(vault({ 'POST /deletedsecrets/a/recover': [200], 'GET /secrets/a': [200, { attributes: { enabled: false } }] }).recover('a')), ['Restore.Disabled', 'a is there again, but disabled.', 'Enable it in the vault when it should be used.']);
    assert.deepEqual(await wordsOf(vault({ 'POST /deletedsecrets/a/recover': [200] }).recover('a')), ['Restore.NotThere', 'a is not there a minute after it was brought back.', 'Look at the vault in a few minutes.']);
    const versions: Answer = [200, { value: [{ id: 'https://kv/secrets/a/v1', attributes: { created: 1 } }] }];
    assert.deepEqual(await wordsOf(vault({ 'GET /secrets/a/versions': versions, 'GET /secrets/a/v1': [200, {}] }).setFromVersion('a', 'v1')), ['Restore.NoValue', 'The version v1 of a has no value.', 'Choose another version.']);
  });

  it('make room for a backup, and why: a protected vault in words of its own', async () => {
    const deleted: Answer = [200, { value: [{ recoveryId: 'https://kv/deletedsecrets/a', scheduledPurgeDate: 1_772_600_000 }] }];
    const restore = (isProtected: boolean) => wordsOf(vault({ 'GET /deletedsecrets': deleted }, isProtected).restoreBackup('a', 'sealed'));
    const recover = 'Recover it: aos-deploy restore secrets a.';
    assert.deepEqual(await restore(false), ['Restore.SecretDeleted', 'kv keeps a deleted secret a, which stands in the way of its backup.', recover]);
    assert.deepEqual(await restore(true), ['Restore.PurgeProtected', 'kv keeps a deleted secret a until 2026-03-04T04:53:20.000Z, and is protected against purging: before that nobody can make room for its backup.', recover]);
    assert.equal((await wordsOf(vault({ 'GET /secrets/a': [200, {}] }).restoreBackup('a', 'sealed')))[0], 'Restore.SecretExists');
    assert.equal((await wordsOf(vault({ 'GET /deletedsecrets': [200, { value: [] }], 'POST /secrets/restore': [400] }).restoreBackup('a', 'sealed')))[0], 'Restore.BadBackup');
  });

  it('be let in by the vault', async () => {
    const listing = (...answer: Answer) => wordsOf(vault({ 'GET /secrets': answer }).listNames());
    assert.deepEqual(await listing(403), ['Vault.Denied', 'Who is signed in may not do this with the secrets of kv.', 'Ask for the role Key Vault Secrets User on the vault.']);
    assert.equal((await wordsOf(vault({ 'POST /secrets/a/backup': [401] }).backup('a')))[2], 'Ask for the role Key Vault Secrets Officer on the vault.');
    assert.deepEqual(await listing(403, 'Client address is not authorized'), ['Vault.NotReachable', 'The vault kv takes no requests from this network.', 'Allow this address in the firewall of the vault, or work from inside its network.']);
    assert.deepEqual(await listing(503), ['Vault.Unavailable', 'The vault kv answered 503.', 'Try again later: what is restored stays.']);
    assert.deepEqual(await listing(409), ['Vault.Refused', 'The vault kv answered 409.', 'Look at the vault in the portal.']);
    assert.deepEqual(await wordsOf(vault({ 'POST /secrets/a/backup': [200] }).backup('a')), ['Backup.NoValue', 'kv gave no backup of a.', 'Ask for the role Key Vault Secrets Officer, then repeat.']);
  });

  it('read a secret for the checklist', async () => {
    const send = async () => ({ status: 200, headers: {}, body: '{}' });
    const collecting = { connection: async () => ({ dataPlanes: { send } }), answer: async () => ({ name: 'kv', properties: { vaultUri: 'https://kv/' } }) };
    assert.deepEqual(await wordsOf(vaultCollectors['secretValue']!({ name: 'a' }, collecting as never)), ['Vault.NoValue', 'The secret a has no value.', 'Set it again.']);
  });

  it('write a secret over a deleted one', async () => {
    const secrets = createSecretVault('https://kv.vault.azure.net/', async () => ({ status: 409, headers: { get: () => undefined }, body: '{"error":{"code":"Conflict","innererror":{"code":"ObjectIsDeletedButRecoverable"}}}' }));
    assert.deepEqual(await wordsOf(secrets.set('a', 'b')), ['Vault.SecretDeleted', 'The vault kv keeps a deleted secret of this name.', 'Recover or purge it, then repeat.']);
  });
});

describe('what backups on disk say when they cannot', () => {
  const folder = useTemporaryFolder();

  it('be read, or be named so', async () => {
    const files = new BackupFiles(folder());
    const [code, sentence, next] = await wordsOf(files.read('set', 'x.blob'));
    assert.deepEqual([code, next], ['Backup.NoFile', 'List backups with "aos-deploy backup --history".']);
    assert.match(sentence, /^The backup set has no file x\.blob: ENOENT/);
    for (const name of ['../x', 'a//b', '..', 'a\\b']) assert.deepEqual((await wordsOf(files.write('set', name, new Uint8Array()))).slice(0, 1).concat((await wordsOf(files.write('set', name, new Uint8Array())))[2] ?? ''), ['Backup.BadName', 'Rename the blob or the secret.'], name);
  });
});
