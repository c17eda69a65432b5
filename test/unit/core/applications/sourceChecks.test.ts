import assert from 'node:assert/strict';
import { parseKeyVaultReference } from '../../../../src/core/applications';
import { checkSources } from '../../../../src/core/applications/sourceChecks';
import { identityOf, isPlainSecret, secretNameFor } from '../../../../src/core/secrets/plainSecrets';
import type { CommandAnswer, CommandRequest, WorkspaceFiles } from '../../../../src/core/ports';
import fc from 'fast-check';

/** A computer that answers each command with what the test says; `python3` is not installed unless it is named. */
function checkWith(answers: Readonly<Record<string, CommandAnswer>>, sources: readonly string[] = ['/w/app.py', '/w/tests/test_a.py']) {
  const asked: string[] = [];
  const run = async ({ command, args }: CommandRequest): Promise<CommandAnswer | undefined> => { asked.push([command, ...args].join(' ')); return answers[`${command} ${args[1] ?? ''}`]; };
  const files = { root: '/w', exists: async (file: string) => sources.includes(file), find: async (_: readonly string[], folder: string) => sources.filter((one) => one.startsWith(`${folder}/`)) } as unknown as WorkspaceFiles;
  const act = async () => (await checkSources({ commands: { run }, files }, { name: 'main', root: '/w', settings: {} }, { tests: true, lint: true })).map(({ id, state, reason }) => [id, state, reason]);
  return { act, asked };
}
const said = (exitCode: number, output: string): CommandAnswer => ({ exitCode, output });

describe('Tests and lint before a build', () => {
  it('pass, fail and score as the tools say', async () => {
    const good = checkWith({ 'python pytest': said(0, '....\n4 passed in 0.1s'), 'python pylint': said(4, 'x\nYour code has been rated at 7.25/10 (previous run: 3.00/10)') });
    assert.deepEqual(await good.act(), [['tests', 'pass', '4 passed in 0.1s'], ['lint', 'pass', '7.25/10; more than 5 is wanted.']]);
    assert.deepEqual(good.asked.filter((one) => one.startsWith('python3')).length, 2);
    const bad = checkWith({ 'python3 pytest': said(1, 'E assert\n==== 1 failed, 3 passed in 0.2s ===='), 'python3 pylint': said(0, 'rated at -1.50/10') });
    assert.deepEqual(await bad.act(), [['tests', 'fail', '1 failed, 3 passed in 0.2s'], ['lint', 'fail', '-1.50/10; more than 5 is wanted.']]);
  });

  it('are unknown without the tool, and skipped without anything to check', async () => {
    assert.deepEqual((await checkWith({}).act()).map(([, state]) => state), ['unknown', 'unknown']);
    const missing = checkWith({ 'python3 pytest': said(1, '/usr/bin/python3: No module named pytest'), 'python3 pylint': said(1, "No module named 'pylint'") });
    assert.deepEqual((await missing.act()).map(([, state]) => state), ['unknown', 'unknown']);
    assert.deepEqual((await checkWith({}, []).act()).map(([, state]) => state), ['skipped', 'skipped']);
  });
});

describe('Key Vault references and secrets in plain settings', () => {
  it('are read in both forms', () => {
    const read = (inner: string) => parseKeyVaultReference(`@Microsoft.KeyVault(${inner})`);
    assert.deepEqual(read('VaultName=kv;SecretName=S'), { vault: 'kv', secret: 'S' });
    assert.deepEqual(read('SecretUri=https://kv.vault.azure.net/secrets/S/0123'), { vault: 'kv', secret: 'S', version: '0123' });
    assert.deepEqual([read('VaultName=kv'), read('SecretUri=https://kv/keys/S'), read('VaultName=kv;SecretName=A_B'), parseKeyVaultReference('@Microsoft.KeyVault(x'), parseKeyVaultReference('plain')], ['malformed', 'malformed', 'malformed', 'malformed', undefined]);
    fc.assert(fc.property(fc.string(), (text) => { parseKeyVaultReference(text); parseKeyVaultReference(`@Microsoft.KeyVault(${text})`); isPlainSecret(text, text); assert.match(secretNameFor(text), /^[0-9A-Za-z-]{1,127}$/); }));
  });

  it('are told apart from what is harmless', () => {
    const plain = (name: string, value: string) => isPlainSecret(name, value);
    assert.deepEqual([plain('AZURE_STORAGE_CONNECTION_STRING', 'x'), plain('OTHER', 'AccountName=a;AccountKey=k'), plain('B2C_CLIENT_SECRET', 's')], [true, true, true]);
    assert.deepEqual([plain('AzureWebJobsStorage', 'AccountKey=k'), plain('B2C_CLIENT_SECRET', ''), plain('USE_TOKEN', 'true'), plain('PASSWORD', '@Microsoft.KeyVault(x)'), plain('AOS_LOG_LEVEL', 'INFO')], [false, false, false, false, false]);
    assert.equal(secretNameFor('B2C_CLIENT_SECRET'), 'B2CClientSecret');
  });

  it('of connection strings are the same when they open the same', () => {
    assert.equal(identityOf('DefaultEndpointsProtocol=https;AccountName=A;AccountKey=k==;EndpointSuffix=core.windows.net'), identityOf('AccountKey=k==;AccountName=a'));
    assert.notEqual(identityOf('AccountName=a;AccountKey=k'), identityOf('AccountName=a;AccountKey=l'));
    assert.equal(identityOf('Endpoint=sb://B/;SharedAccessKeyName=r;SharedAccessKey=k'), identityOf('Endpoint=sb://b;SharedAccessKeyName=r;SharedAccessKey=k;'));
  });
});
