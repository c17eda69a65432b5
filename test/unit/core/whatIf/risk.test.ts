import assert from 'node:assert/strict';
import type { WhatIfChange } from '../../../../src/core/ports/arm';
import { riskRules } from '../../../../src/core/whatIf';
import { change, modify, object, planOf } from './planFixtures';

const storage = 'Microsoft.Storage/storageAccounts';
const vault = 'Microsoft.KeyVault/vaults';
const bus = 'Microsoft.ServiceBus/namespaces';
const plan = 'Microsoft.Web/serverfarms';
const site = 'Microsoft.Web/sites';
const role = 'Microsoft.Authorization/roleAssignments';

const one = (type: string, path: string, before: string | number | boolean | undefined, after: string | number | boolean | undefined): WhatIfChange =>
  change(type, type.split('/').length > 2 ? 'x/y' : 'x', 'Modify', { delta: [before === undefined ? { path, propertyChangeType: 'Create', after } : after === undefined ? { path, propertyChangeType: 'Delete', before } : modify(path, before, after)] });

/** One case for each rule at least: the change, the level, a word of the reason. */
const cases: Readonly<Record<string, readonly [WhatIfChange, 'high' | 'low' | 'none', string]>> = {
  'lock-removed': [change('Microsoft.Authorization/locks', 'l', 'Delete'), 'high', 'lock'],
  'delete-data': [change(storage, 'x', 'Delete'), 'high', 'with the data'],
  'delete': [change('Microsoft.Web/sites', 'x', 'Delete'), 'high', 'deleted'],
  'lock-weakened': [one('Microsoft.Authorization/locks', 'properties.level', 'ReadOnly', 'CanNotDelete'), 'high', 'weakened'],
  'replace-location': [one(site, 'location', 'eastus', 'westus'), 'high', 'replaced'],
  'replace-storage': [one(storage, 'properties.isHnsEnabled', false, true), 'high', 'replaced'],
  'replace-identity': [one(vault, 'properties.tenantId', 'a', 'b'), 'high', 'tenant'],
  'replace-bus': [one(bus, 'sku.name', 'Premium', 'Standard'), 'high', 'replaced'],
  'replace-bus-up': [one(bus, 'sku.name', 'Standard', 'Premium'), 'high', 'replaced'],
  'replace-queue': [one(`${bus}/queues`, 'properties.requiresSession', false, true), 'high', 'replaced'],
  'replace-os': [one(plan, 'properties.reserved', true, false), 'high', 'replaced'],
  'replace-role-assignment': [one(role, 'properties.principalId', 'a', 'b'), 'high', 'in place'],
  'sku-down-plan': [one(plan, 'sku.name', 'EP1', 'Y1'), 'high', 'from EP1 to Y1'],
  'sku-down-tier': [one('Microsoft.ContainerRegistry/registries', 'sku.name', 'Premium', 'Basic'), 'high', 'goes down'],
  'capacity-down': [one(plan, 'sku.capacity', 3, 1), 'low', 'less capacity'],
  'redundancy-down': [one(storage, 'sku.name', 'Standard_GRS', 'Standard_LRS'), 'high', 'less redundancy'],
  'zone-redundancy-off': [one(plan, 'properties.zoneRedundant', true, false), 'high', 'loses'],
  'public-access-on': [one(vault, 'properties.publicNetworkAccess', 'Disabled', 'Enabled'), 'high', 'Network opened'],
  'network-default-allow': [one(storage, 'properties.networkAcls.defaultAction', 'Deny', 'Allow'), 'high', 'Network opened'],
  'network-rules-gone': [one(storage, 'properties.networkAcls.defaultAction', 'Deny', undefined), 'high', 'Network opened'],
  'any-address': [one(storage, 'properties.networkAcls.ipRules[value=0.0.0.0/0].value', undefined, '0.0.0.0/0'), 'high', 'any address'],
  'address-added': [one(storage, 'properties.networkAcls.ipRules[value=1.2.3.4].value', undefined, '1.2.3.4'), 'low', 'opened a little'],
  'address-restriction-gone': [one(site, 'properties.ipSecurityRestrictions[name=a].action', 'Allow', undefined), 'high', 'loses a restriction'],
  'blob-public': [one(storage, 'properties.allowBlobPublicAccess', false, true), 'high', 'without signing in'],
  'https-off': [one(site, 'properties.httpsOnly', true, false), 'high', 'unencrypted'],
  'tls-down': [one(site, 'properties.siteConfig.minTlsVersion', '1.2', '1.0'), 'high', 'older TLS'],
  'ftp-on': [one(site, 'properties.siteConfig.ftpsState', 'Disabled', 'AllAllowed'), 'high', 'FTP'],
  'local-auth-on': [one(bus, 'properties.disableLocalAuth', true, false), 'low', 'accepts keys'],
  'shared-key-on': [one(storage, 'properties.allowSharedKeyAccess', false, true), 'low', 'shared keys'],
  'role-powerful': [change(role, 'r', 'Create', { after: object({ properties: { roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/8e3af657-a8ff-443c-a75c-2fe8c4bcb635' } }) }), 'high', 'Role widened'],
  'role-assigned': [change(role, 'r', 'Create', { after: object({ properties: { roleDefinitionId: '/x/4633458b-17de-408a-b874-0445c86b69e6' } }) }), 'low', 'Role widened'],
  'role-definition-wider': [one('Microsoft.Authorization/roleDefinitions', 'properties.permissions[0].actions', undefined, '*'), 'high', 'more permissions'],
  'access-policy-wider': [one(vault, 'properties.accessPolicies[objectId=a].permissions.secrets', undefined, 'get'), 'low', 'access policies'],
  'rbac-model-off': [one(vault, 'properties.enableRbacAuthorization', true, false), 'high', 'access model'],
  'federated-credential': [change('Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials', 'a/b', 'Create', { after: object({ properties: { issuer: 'x' } }) }), 'high', 'sign in as'],
  'purge-protection-off': [one(vault, 'properties.enablePurgeProtection', true, false), 'high', 'purge protection'],
  'soft-delete-off': [one(`${storage}`, 'properties.deleteRetentionPolicy.enabled', true, false), 'high', 'protection against deletion'],
  'retention-down': [one('Microsoft.OperationalInsights/workspaces', 'properties.retentionInDays', 90, 30), 'low', 'shorter time'],
  'identity-gone': [one(site, 'identity.type', 'SystemAssigned', 'None'), 'high', 'loses its identity'],
  'data-touched': [one(storage, 'tags.a', 'x', 'y'), 'low', 'holds data'],
};

describe('the risk of a change', () => {
  for (const [rule, [input, level, word]] of Object.entries(cases)) {
    it(`${rule}: ${level}`, () => {
      const [judged] = planOf([input]).changes;
      assert.equal(judged?.risk.level, level);
      assert.ok(judged?.risk.reasons.some((reason) => reason.includes(word)), JSON.stringify(judged?.risk));
    });
  }

  it('has a case for every rule', () => { assert.deepEqual(riskRules.map(({ id }) => id).filter((id) => !(id in cases)), []); });

  it('is none for the way back: up, tighter, longer', () => {
    for (const input of [one(plan, 'sku.name', 'Y1', 'EP1'), one(site, 'properties.httpsOnly', false, true), one(site, 'properties.siteConfig.minTlsVersion', '1.0', '1.2'), one(site, 'tags.x', 'a', 'b'), change(site, 'x', 'Create', { after: object({ location: 'eastus' }) })]) {
      assert.deepEqual(planOf([input]).changes[0]?.risk, { level: 'none', reasons: [] });
    }
  });

  it('of a plan is the worst of its changes, with every reason once', () => {
    const { risk } = planOf([one(storage, 'tags.a', 'x', 'y'), change(site, 'gone', 'Delete')]);
    assert.deepEqual([risk.level, risk.reasons.length], ['high', 2]);
  });

  it('names the role that is granted, not the subscription it is defined in', () => {
    const grant = change(role, 'r', 'Create', { after: object({ properties: { roleDefinitionId: '/subscriptions/22222222-2222-2222-2222-222222222222/providers/Microsoft.Authorization/roleDefinitions/4633458b-17de-408a-b874-0445c86b69e6' } }) });
    assert.deepEqual(planOf([grant]).risk.reasons, ['Role widened: the role Key Vault Secrets User is granted.']);
  });

  it('of a value that only the deployment knows is not judged', () => {
    assert.equal(planOf([one(vault, 'properties.publicNetworkAccess', 'Disabled', `[reference('x').y]`)]).risk.level, 'none');
  });
});
