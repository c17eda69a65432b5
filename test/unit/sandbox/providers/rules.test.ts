import assert from 'node:assert/strict';
import { builtInRoles } from '../../../../src/sandbox/providers/authorization/roleDefinitions';
import { contains, parseRange } from '../../../../src/sandbox/providers/network/ranges';
import { holds } from '../../../../src/sandbox/providers/policy/rule';
import { parseReference } from '../../../../src/sandbox/providers/web/keyVaultReferences';

describe('rules of providers', () => {
  it('read references to secrets in both forms', () => {
    const reference = { vaultName: 'kv', secretName: 'Bus', secretVersion: '' };
    assert.deepEqual(parseReference('@Microsoft.KeyVault(VaultName=kv;SecretName=Bus)'), reference);
    assert.deepEqual(parseReference('@Microsoft.KeyVault(SecretUri=https://kv.vault.azure.net/secrets/Bus/)'), reference);
    assert.deepEqual(parseReference('@Microsoft.KeyVault(SecretUri=http://localhost:1/_keyvault/kv/secrets/Bus/abc)'), { ...reference, secretVersion: 'abc' });
    assert.deepEqual(['@Microsoft.KeyVault(SecretName=Bus)', '@Microsoft.KeyVault(SecretUri=nonsense)', '@Microsoft.KeyVault'].map(parseReference), [null, null, null]);
    assert.equal(parseReference('plain'), undefined);
  });

  it('read address ranges', () => {
    assert.deepEqual(parseRange('10.0.1.7/24'), { first: 0x0a000100, last: 0x0a0001ff });
    assert.equal(contains(parseRange('10.0.0.0/16'), parseRange('10.0.255.0/24')!), true);
    assert.deepEqual(['10.0.0.0', '10.0.0.256/8', '10.0.0.0/33', 'x'].map(parseRange), [undefined, undefined, undefined, undefined]);
  });

  it('evaluate policy rules, and say so when they cannot', () => {
    const subject = { type: 'Microsoft.Storage/storageAccounts', name: 'a', id: '/x', body: { location: 'East US', tags: { Env: 'dev' }, properties: { minimumTlsVersion: 'TLS1_0' } } };
    const verdict = (condition: Parameters<typeof holds>[0]) => holds(condition, subject, { regions: { value: ['eastus'] } });
    assert.equal(verdict({ field: 'location', in: "[parameters('regions')]" }), true);
    assert.equal(verdict({ allOf: [{ field: 'type', equals: 'microsoft.storage/storageaccounts' }, { field: 'Microsoft.Storage/storageAccounts/minimumTlsVersion', notEquals: 'TLS1_2' }] }), true);
    assert.equal(verdict({ not: { field: "tags['env']", exists: 'true' } }), false);
    assert.equal(verdict({ anyOf: [{ field: 'name', like: 'b*' }, { field: 'name', like: 'a*' }] }), true);
    assert.equal(verdict({ value: '[field(\'x\')]', equals: 'y' }), undefined);
  });

  it('know built-in roles once each, by name and GUID', () => {
    assert.equal(new Set(builtInRoles.map(({ guid }) => guid)).size, builtInRoles.length);
    assert.equal(new Set(builtInRoles.map(({ roleName }) => roleName)).size, builtInRoles.length);
    assert.ok(builtInRoles.every(({ guid }) => /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(guid)));
  });
});
