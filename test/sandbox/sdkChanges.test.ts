import assert from 'node:assert/strict';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { clientsFor } from './support/clients';
import { group, guid, makeEveryType, scope } from './support/everyType';
import { governanceClientsFor } from './support/governanceClients';
import { all, providerClientsFor } from './support/providerClients';

/** A call of an SDK and, where it matters, a part of what must come back as a model. */
type Step = readonly [name: string, run: () => Promise<unknown>, expected?: unknown];

const rg = 'rg';

describe('every SDK changes and deletes what the sandbox holds', function () {
  this.timeout(60_000);
  let sandbox: StartedSandbox;

  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 5 });
    await makeEveryType(sandbox.endpoints.resourceManager);
    await clientsFor(sandbox.endpoints.resourceManager).locks.managementLocks.deleteAtResourceGroupLevel(rg, 'lock');
  });
  after(() => sandbox.close());

  const areas: readonly (readonly [string, (endpoint: string) => readonly Step[]])[] = [['storage', storageSteps], ['messaging', messagingSteps], ['vaults and identities', vaultSteps], ['hosting', hostingSteps], ['monitoring', monitoringSteps], ['governance', governanceSteps], ['networks, registries and learning', platformSteps]];
  for (const [area, steps] of areas) {
    it(area, async () => {
      const failures: string[] = [];
      for (const [name, run, expected] of steps(sandbox.endpoints.resourceManager)) {
        try { holds(await run(), expected, name); } catch (error) { failures.push(`${name}: ${String(error instanceof Error ? error.message : error).slice(0, 400)}`); }
      }
      assert.deepEqual(failures, []);
    });
  }
});

/** Whether an answer has everything that is expected of it. */
function holds(actual: unknown, expected: unknown, at: string): void {
  if (expected === undefined) return;
  if (typeof expected !== 'object' || expected === null) { assert.equal(actual, expected, at); return; }
  assert.ok(typeof actual === 'object' && actual !== null, `${at} is ${String(actual)}`);
  for (const [key, value] of Object.entries(expected)) holds((actual as Record<string, unknown>)[key], value, `${at}.${key}`);
}

/** Resolves to `gone` when a read answers 404. */
async function gone(read: () => Promise<unknown>): Promise<string> {
  try { await read(); } catch (error) { return (error as { statusCode?: number }).statusCode === 404 ? 'gone' : String(error); }
  return 'still there';
}

const names = async (pages: AsyncIterable<{ name?: string | undefined }>): Promise<(string | undefined)[]> => (await all(pages)).map(({ name }) => name);

function storageSteps(endpoint: string): readonly Step[] {
  const { storage } = providerClientsFor(endpoint);
  const [accounts, account] = [storage.storageAccounts, 'changestore1'];
  return [
    ['create', () => accounts.create(rg, account, { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' } }), { provisioningState: 'Succeeded', kind: 'StorageV2', accessTier: 'Hot' }],
    ['update', () => accounts.update(rg, account, { tags: { a: 'b' }, minimumTlsVersion: 'TLS1_2', networkRuleSet: { defaultAction: 'Deny' } }), { tags: { a: 'b' }, minimumTlsVersion: 'TLS1_2', networkRuleSet: { defaultAction: 'Deny', bypass: 'AzureServices' } }],
    ['keys rotate', () => accounts.regenerateKey(rg, account, { keyName: 'key1' }), { keys: { 0: { keyName: 'key1', permissions: 'FULL' } } }],
    ['SAS', () => accounts.listAccountSAS(rg, account, { services: 'b', resourceTypes: 'o', permissions: 'r', sharedAccessExpiryTime: new Date(Date.now() + 3_600_000) })],
    ['revoke', () => accounts.revokeUserDelegationKeys(rg, account)],
    ['blob service', () => storage.blobServices.setServiceProperties(rg, account, { isVersioningEnabled: true, deleteRetentionPolicy: { enabled: true, days: 7 } }), { isVersioningEnabled: true, deleteRetentionPolicy: { enabled: true, days: 7 } }],
    ['queue service', () => storage.queueServices.setServiceProperties(rg, account, { cors: { corsRules: [] } })],
    ['table service', () => storage.tableServices.setServiceProperties(rg, account, { cors: { corsRules: [] } })],
    ['file service', () => storage.fileServices.setServiceProperties(rg, account, { shareDeleteRetentionPolicy: { enabled: true, days: 5 } }), { shareDeleteRetentionPolicy: { days: 5 } }],
    ['container', () => storage.blobContainers.create(rg, account, 'one', { metadata: { a: 'b' } }), { publicAccess: 'None' }],
    ['container update', () => storage.blobContainers.update(rg, account, 'one', { metadata: { c: 'd' } }), { metadata: { c: 'd' } }],
    ['immutability', () => storage.blobContainers.createOrUpdateImmutabilityPolicy(rg, account, 'one', { parameters: { immutabilityPeriodSinceCreationInDays: 3 } }), { immutabilityPeriodSinceCreationInDays: 3, state: 'Unlocked' }],
    ['immutability read', () => storage.blobContainers.getImmutabilityPolicy(rg, account, 'one'), { immutabilityPeriodSinceCreationInDays: 3 }],
    ['container delete', () => storage.blobContainers.delete(rg, account, 'one')], ['container gone', () => gone(() => storage.blobContainers.get(rg, account, 'one')), 'gone'],
    ['queue', () => storage.queue.create(rg, account, 'one', {})], ['queue update', () => storage.queue.update(rg, account, 'one', { metadata: { a: 'b' } }), { metadata: { a: 'b' } }], ['queue delete', () => storage.queue.delete(rg, account, 'one')],
    ['table', () => storage.table.create(rg, account, 'one')], ['table update', () => storage.table.update(rg, account, 'one')], ['table delete', () => storage.table.delete(rg, account, 'one')],
    ['share', () => storage.fileShares.create(rg, account, 'one', { shareQuota: 10 }), { shareQuota: 10 }], ['share update', () => storage.fileShares.update(rg, account, 'one', { shareQuota: 20 }), { shareQuota: 20 }], ['share delete', () => storage.fileShares.delete(rg, account, 'one')],
    ['lifecycle', () => storage.managementPolicies.createOrUpdate(rg, account, 'default', { policy: { rules: [{ name: 'r', type: 'Lifecycle', enabled: true, definition: { actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 30 } } } } }] } }), { policy: { rules: { 0: { name: 'r' } } } }],
    ['lifecycle delete', () => storage.managementPolicies.delete(rg, account, 'default')],
    ['inventory', () => storage.blobInventoryPolicies.createOrUpdate(rg, account, 'default', { policy: { enabled: true, type: 'Inventory', rules: [{ enabled: true, name: 'r', destination: 'one', definition: { format: 'Csv', schedule: 'Daily', objectType: 'Container', schemaFields: ['Name'] } }] } }), { policy: { enabled: true } }],
    ['inventory list', async () => (await all(storage.blobInventoryPolicies.list(rg, account))).length, 1], ['inventory delete', () => storage.blobInventoryPolicies.delete(rg, account, 'default')],
    ['encryption scope', () => storage.encryptionScopes.put(rg, account, 'scope1', {}), { source: 'Microsoft.Storage', state: 'Enabled' }], ['encryption scope off', () => storage.encryptionScopes.patch(rg, account, 'scope1', { state: 'Disabled' }), { state: 'Disabled' }],
    ['local user', () => storage.localUsers.createOrUpdate(rg, account, 'user1', { permissionScopes: [{ permissions: 'r', service: 'blob', resourceName: 'one' }] }), { hasSshKey: false }], ['local user delete', () => storage.localUsers.delete(rg, account, 'user1')],
    ['SKUs', async () => (await all(storage.skus.list())).length > 100, true],
    ['private links', () => storage.privateLinkResources.listByStorageAccount(rg, account), { value: { 0: { groupId: 'blob', requiredZoneNames: { 0: 'privatelink.blob.core.windows.net' } } } }],
    ['delete', () => accounts.delete(rg, account)], ['gone', () => gone(() => accounts.getProperties(rg, account)), 'gone'], ['deleted', () => names(storage.deletedAccounts.list()), ['changestore1']],
  ];
}

function messagingSteps(endpoint: string): readonly Step[] {
  const { serviceBus: bus } = providerClientsFor(endpoint);
  const ns = 'changebus1';
  return [
    ['namespace', () => bus.namespaces.beginCreateOrUpdateAndWait(rg, ns, { location: 'eastus', sku: { name: 'Standard' } }), { status: 'Active', provisioningState: 'Succeeded' }],
    ['namespace update', () => bus.namespaces.update(rg, ns, { location: 'eastus', tags: { a: 'b' }, sku: { name: 'Standard' } }), { tags: { a: 'b' } }],
    ['network rules', () => bus.namespaces.createOrUpdateNetworkRuleSet(rg, ns, { defaultAction: 'Deny', ipRules: [{ ipMask: '1.2.3.4', action: 'Allow' }] }), { defaultAction: 'Deny' }],
    ['rule', () => bus.namespaces.createOrUpdateAuthorizationRule(rg, ns, 'own', { rights: ['Send'] }), { rights: { 0: 'Send' } }], ['rule keys', () => bus.namespaces.regenerateKeys(rg, ns, 'own', { keyType: 'SecondaryKey' }), { keyName: 'own' }], ['rule delete', () => bus.namespaces.deleteAuthorizationRule(rg, ns, 'own')],
    ['queue', () => bus.queues.createOrUpdate(rg, ns, 'q', { lockDuration: 'PT1M' }), { lockDuration: 'PT1M', status: 'Active' }], ['queue again', () => bus.queues.createOrUpdate(rg, ns, 'q', { maxDeliveryCount: 5 }), { maxDeliveryCount: 5 }],
    ['queue rule', () => bus.queues.createOrUpdateAuthorizationRule(rg, ns, 'q', 'own', { rights: ['Listen'] })], ['queue keys', () => bus.queues.regenerateKeys(rg, ns, 'q', 'own', { keyType: 'PrimaryKey' })], ['queue rule delete', () => bus.queues.deleteAuthorizationRule(rg, ns, 'q', 'own')],
    ['topic', () => bus.topics.createOrUpdate(rg, ns, 't', {}), { status: 'Active' }], ['topic rule', () => bus.topics.createOrUpdateAuthorizationRule(rg, ns, 't', 'own', { rights: ['Send'] })], ['topic keys', () => bus.topics.listKeys(rg, ns, 't', 'own'), { keyName: 'own' }], ['topic rule delete', () => bus.topics.deleteAuthorizationRule(rg, ns, 't', 'own')],
    ['subscription', () => bus.subscriptions.createOrUpdate(rg, ns, 't', 's', { lockDuration: 'PT2M' }), { lockDuration: 'PT2M' }], ['filter', () => bus.rules.createOrUpdate(rg, ns, 't', 's', 'r', { filterType: 'CorrelationFilter', correlationFilter: { label: 'x' } }), { correlationFilter: { label: 'x' } }],
    ['filter delete', () => bus.rules.delete(rg, ns, 't', 's', 'r')], ['subscription delete', () => bus.subscriptions.delete(rg, ns, 't', 's')], ['topic delete', () => bus.topics.delete(rg, ns, 't')], ['queue delete', () => bus.queues.delete(rg, ns, 'q')],
    ['name check', () => bus.namespaces.checkNameAvailability({ name: ns }), { nameAvailable: false }],
    ['delete', () => bus.namespaces.beginDeleteAndWait(rg, ns)], ['gone', () => gone(() => bus.namespaces.get(rg, ns)), 'gone'],
  ];
}

function vaultSteps(endpoint: string): readonly Step[] {
  const { keyVault, identities, authorization } = providerClientsFor(endpoint);
  const tenantId = '5a4d0000-0000-4000-8000-000000000001';
  const properties = { tenantId, sku: { family: 'A', name: 'standard' } as const, accessPolicies: [] };
  const policy = { tenantId, objectId: guid(7), permissions: { secrets: ['get'] } };
  return [
    ['vault', () => keyVault.vaults.createOrUpdate(rg, 'changevault1', { location: 'eastus', properties }), { properties: { enableSoftDelete: true, sku: { name: 'standard' } } }],
    ['vault update', () => keyVault.vaults.update(rg, 'changevault1', { tags: { a: 'b' }, properties: { enabledForTemplateDeployment: true } }), { tags: { a: 'b' }, properties: { enabledForTemplateDeployment: true } }],
    ['access policy', () => keyVault.vaults.updateAccessPolicy(rg, 'changevault1', 'add', { properties: { accessPolicies: [policy] } }), { properties: { accessPolicies: { 0: { objectId: guid(7) } } } }],
    ['access policy taken', () => keyVault.vaults.updateAccessPolicy(rg, 'changevault1', 'remove', { properties: { accessPolicies: [policy] } })],
    ['secret', () => keyVault.secrets.createOrUpdate(rg, 'changevault1', 'one', { properties: { value: 'x' } }), { properties: { attributes: { enabled: true } } }], ['secret update', () => keyVault.secrets.update(rg, 'changevault1', 'one', { tags: { a: 'b' }, properties: { value: 'y' } }), { tags: { a: 'b' } }],
    ['private links', () => keyVault.privateLinkResources.listByVault(rg, 'changevault1'), { value: { 0: { groupId: 'vault' } } }],
    ['delete', () => keyVault.vaults.delete(rg, 'changevault1')], ['deleted', () => keyVault.vaults.getDeleted('changevault1', 'eastus'), { properties: { location: 'eastus' } }], ['purge', () => keyVault.vaults.purgeDeleted('changevault1', 'eastus')], ['purged', () => gone(() => keyVault.vaults.getDeleted('changevault1', 'eastus')), 'gone'],
    ['identity', () => identities.userAssignedIdentities.createOrUpdate(rg, 'change', { location: 'eastus' })], ['identity update', () => identities.userAssignedIdentities.update(rg, 'change', { tags: { a: 'b' } }), { tags: { a: 'b' } }],
    ['federated', () => identities.federatedIdentityCredentials.createOrUpdate(rg, 'change', 'hub', { issuer: 'https://a.b', subject: 's', audiences: ['x'] }), { subject: 's' }], ['federated delete', () => identities.federatedIdentityCredentials.delete(rg, 'change', 'hub')],
    ['own identity of an app', () => identities.systemAssignedIdentities.getByScope(`${group.slice(1)}/providers/Microsoft.Web/sites/sweepapp1`), { type: 'Microsoft.ManagedIdentity/identities' }],
    ['identity delete', () => identities.userAssignedIdentities.delete(rg, 'change')],
    ['assign', () => authorization.roleAssignments.create(group, guid(8), { principalId: guid(9), principalType: 'ServicePrincipal', roleDefinitionId: `${scope}/providers/Microsoft.Authorization/roleDefinitions/b24988ac-6180-42a0-ab88-20f7382dd24c` }), { principalType: 'ServicePrincipal', scope: group }],
    ['assignment by ID', () => authorization.roleAssignments.getById(`${group}/providers/Microsoft.Authorization/roleAssignments/${guid(8)}`), { principalId: guid(9) }], ['unassign', () => authorization.roleAssignments.delete(group, guid(8)), { name: guid(8) }],
    ['role', () => authorization.roleDefinitions.createOrUpdate(scope, guid(10), { roleName: 'Own', description: 'd', roleType: 'CustomRole', permissions: [{ actions: ['*/read'], notActions: [] }], assignableScopes: [scope] }), { roleName: 'Own', roleType: 'CustomRole' }],
    ['role again', () => authorization.roleDefinitions.createOrUpdate(scope, guid(10), { roleName: 'Own', description: 'e', roleType: 'CustomRole', permissions: [{ actions: ['*/read'] }], assignableScopes: [scope] }), { description: 'e' }], ['role delete', () => authorization.roleDefinitions.delete(scope, guid(10)), { roleName: 'Own' }],
    ['operations of a provider', () => authorization.providerOperationsMetadataOperations.get('Microsoft.Storage'), { name: 'Microsoft.Storage' }],
  ];
}

function hostingSteps(endpoint: string): readonly Step[] {
  const { web } = providerClientsFor(endpoint);
  const [apps, plans, app] = [web.webApps, web.appServicePlans, 'changeapp1'];
  const plan = `${group}/providers/Microsoft.Web/serverfarms/changeplan`;
  return [
    ['plan', () => plans.beginCreateOrUpdateAndWait(rg, 'changeplan', { location: 'eastus', kind: 'linux', reserved: true, sku: { name: 'S1' } }), { sku: { tier: 'Standard' } }], ['plan update', () => plans.update(rg, 'changeplan', { perSiteScaling: true }), { perSiteScaling: true }],
    ['app', () => apps.beginCreateOrUpdateAndWait(rg, app, { location: 'eastus', kind: 'functionapp,linux', serverFarmId: plan, siteConfig: { linuxFxVersion: 'Python|3.12' } }), { state: 'Running' }], ['app update', () => apps.update(rg, app, { httpsOnly: true, clientAffinityEnabled: false }), { httpsOnly: true }],
    ['configuration', () => apps.updateConfiguration(rg, app, { alwaysOn: true, minTlsVersion: '1.2' }), { alwaysOn: true }], ['configuration put', () => apps.createOrUpdateConfiguration(rg, app, { http20Enabled: true }), { http20Enabled: true }], ['connection strings', () => apps.updateConnectionStrings(rg, app, { properties: { c: { value: '@Microsoft.KeyVault(VaultName=none;SecretName=s)', type: 'Custom' } } }), { properties: { c: { type: 'Custom' } } }], ['references in them', async () => (await all(apps.listSiteConnectionStringKeyVaultReferences(rg, app)))[0]?.status, 'VaultNotFound'],
    ['sticky', () => apps.updateSlotConfigurationNames(rg, app, { appSettingNames: ['A'] }), { appSettingNames: { 0: 'A' } }], ['metadata', () => apps.updateMetadata(rg, app, { properties: { a: 'b' } }), { properties: { a: 'b' } }], ['logs', () => apps.updateDiagnosticLogsConfig(rg, app, { httpLogs: { fileSystem: { enabled: true, retentionInMb: 35 } } }), { httpLogs: { fileSystem: { enabled: true } } }],
    ['auth', () => apps.updateAuthSettings(rg, app, { enabled: false }), { enabled: false }], ['auth 2', () => apps.updateAuthSettingsV2(rg, app, { platform: { enabled: true } }), { platform: { enabled: true } }], ['scm', () => apps.updateScmAllowed(rg, app, { allow: false }), { allow: false }], ['ftp', () => apps.updateFtpAllowed(rg, app, { allow: false }), { allow: false }],
    ['key', () => apps.createOrUpdateHostSecret(rg, app, 'functionKeys', 'k', { value: 'v' }), { value: 'v' }], ['key delete', () => apps.deleteHostSecret(rg, app, 'functionKeys', 'k')], ['sync status', () => apps.listSyncStatus(rg, app)], ['sync', () => apps.syncFunctions(rg, app)], ['networks', () => apps.listVnetConnections(rg, app), []],
    ['slot', () => apps.beginCreateOrUpdateSlotAndWait(rg, app, 'staging', { location: 'eastus', serverFarmId: plan })], ['slot update', () => apps.updateSlot(rg, app, 'staging', { httpsOnly: true }), { httpsOnly: true }], ['slot differences', async () => (await all(apps.listSlotDifferencesFromProduction(rg, app, { targetSlot: 'staging', preserveVnet: true }))).length > 0, true],
    ['swap', () => apps.beginSwapSlotWithProductionAndWait(rg, app, { targetSlot: 'staging', preserveVnet: true })], ['slot delete', () => apps.deleteSlot(rg, app, 'staging')], ['slots', () => names(apps.listSlots(rg, app)), []],
    ['stacks', async () => (await all(web.provider.listWebAppStacks())).map(({ name }) => name).includes('python'), true], ['snapshots', () => all(apps.listSnapshots(rg, app)), []],
    ['plan SKUs', () => plans.getServerFarmSkus(rg, 'changeplan')], ['capabilities', () => plans.listCapabilities(rg, 'changeplan')],
    ['app delete', () => apps.delete(rg, app)], ['gone', () => gone(() => apps.get(rg, app)), 'gone'], ['deleted', async () => (await all(web.deletedWebApps.list())).some(({ deletedSiteName }) => deletedSiteName === app), true], ['plan delete', () => plans.delete(rg, 'changeplan')],
  ];
}

function monitoringSteps(endpoint: string): readonly Step[] {
  const { workspaces: logs, insights } = providerClientsFor(endpoint);
  const { monitor } = governanceClientsFor(endpoint);
  const store = `${group}/providers/Microsoft.Storage/storageAccounts/sweepstore1`;
  return [
    ['workspace', () => logs.workspaces.beginCreateOrUpdateAndWait(rg, 'changelogs', { location: 'eastus', sku: { name: 'PerGB2018' } }), { provisioningState: 'Succeeded' }], ['workspace update', () => logs.workspaces.update(rg, 'changelogs', { tags: { a: 'b' }, retentionInDays: 60 }), { retentionInDays: 60, tags: { a: 'b' } }],
    ['table', () => logs.tables.beginCreateOrUpdateAndWait(rg, 'changelogs', 'Own_CL', { schema: { name: 'Own_CL', columns: [{ name: 'TimeGenerated', type: 'dateTime' }] } })], ['table update', () => logs.tables.beginUpdateAndWait(rg, 'changelogs', 'Own_CL', { retentionInDays: 45 }), { retentionInDays: 45 }], ['table delete', () => logs.tables.beginDeleteAndWait(rg, 'changelogs', 'Own_CL')],
    ['search', () => logs.savedSearches.createOrUpdate(rg, 'changelogs', 'one', { category: 'c', displayName: 'd', query: 'Heartbeat' }), { displayName: 'd' }], ['search delete', () => logs.savedSearches.delete(rg, 'changelogs', 'one')], ['keys', () => logs.sharedKeysOperations.regenerate(rg, 'changelogs')],
    ['pack on', () => logs.intelligencePacks.enable(rg, 'changelogs', 'Updates')], ['pack', async () => (await logs.intelligencePacks.list(rg, 'changelogs')).find(({ name }) => name === 'Updates')?.enabled, true], ['pack off', () => logs.intelligencePacks.disable(rg, 'changelogs', 'Updates')],
    ['delete', () => logs.workspaces.beginDeleteAndWait(rg, 'changelogs')], ['deleted', () => names(logs.deletedWorkspaces.list()), ['changelogs']],
    ['component', () => insights.components.createOrUpdate(rg, 'change', { location: 'eastus', kind: 'web', applicationType: 'web' } as never)], ['component tags', () => insights.components.updateTags(rg, 'change', { tags: { a: 'b' } }), { tags: { a: 'b' } }], ['component delete', () => insights.components.deleteMethod(rg, 'change')],
    ['web test tags', () => insights.webTests.updateTags(rg, 'wt', { tags: { [`hidden-link:${group}/providers/Microsoft.Insights/components/insights`]: 'Resource', a: 'b' } })], ['web test delete', () => insights.webTests.deleteMethod(rg, 'wt')],
    ['action group', () => monitor.actionGroups.createOrUpdate(rg, 'change', { location: 'Global', groupShortName: 'c', enabled: true }), { groupShortName: 'c' }], ['action group update', () => monitor.actionGroups.update(rg, 'change', { enabled: false }), { enabled: false }], ['action group delete', () => monitor.actionGroups.delete(rg, 'change')],
    ['metric alert update', () => monitor.metricAlerts.update(rg, 'metric', { enabled: false }), { enabled: false }], ['metric alert delete', () => monitor.metricAlerts.delete(rg, 'metric')],
    ['activity log alert update', () => monitor.activityLogAlerts.update(rg, 'activity', { enabled: false }), { enabled: false }], ['activity log alert delete', () => monitor.activityLogAlerts.delete(rg, 'activity')],
    ['query rule delete', () => monitor.scheduledQueryRules.delete(rg, 'query')], ['autoscale update', () => monitor.autoscaleSettings.update(rg, 'auto', { enabled: false }), { enabled: false }], ['autoscale delete', () => monitor.autoscaleSettings.delete(rg, 'auto')],
    ['diagnostics', () => monitor.diagnosticSettings.createOrUpdate(store, 'two', { workspaceId: `${group}/providers/Microsoft.OperationalInsights/workspaces/logs1`, metrics: [{ category: 'Transaction', enabled: true }] }), { name: 'two' }], ['diagnostics delete', () => monitor.diagnosticSettings.delete(store, 'two')],
    ['categories of events', async () => (await all(monitor.eventCategories.list())).some(({ value }) => value === 'Administrative'), true], ['activity log', async () => (await all(monitor.activityLogs.list(`eventTimestamp ge '${new Date(Date.now() - 3_600_000).toISOString()}'`))).length > 0, true],
  ];
}

function governanceSteps(endpoint: string): readonly Step[] {
  const { resources, locks, deployments } = clientsFor(endpoint);
  const { policies, policyInsights, features, portal } = governanceClientsFor(endpoint);
  const rule = { policyType: 'Custom', mode: 'All', policyRule: { if: { field: 'type', equals: 'Microsoft.Network/publicIPAddresses' }, then: { effect: 'audit' } } };
  const definition = `${scope}/providers/Microsoft.Authorization/policyDefinitions/own`;
  const template = { mode: 'Incremental', template: { $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0', resources: [] } } as const;
  const account = `${group}/providers/Microsoft.Storage/storageAccounts/sweepstore1`;
  return [
    ['group', () => resources.resourceGroups.createOrUpdate('change', { location: 'eastus' }), { location: 'eastus' }], ['group update', () => resources.resourceGroups.update('change', { tags: { a: 'b' } }), { tags: { a: 'b' } }],
    ['generic', () => resources.resources.beginCreateOrUpdateByIdAndWait(`${scope}/resourceGroups/change/providers/Microsoft.ManagedIdentity/userAssignedIdentities/gen`, '2023-01-31', { location: 'eastus' })], ['generic update', () => resources.resources.beginUpdateByIdAndWait(`${scope}/resourceGroups/change/providers/Microsoft.ManagedIdentity/userAssignedIdentities/gen`, '2023-01-31', { tags: { a: 'b' } }), { tags: { a: 'b' } }],
    ['exists', () => resources.resources.checkExistenceById(`${scope}/resourceGroups/change/providers/Microsoft.ManagedIdentity/userAssignedIdentities/gen`, '2023-01-31')], ['generic delete', () => resources.resources.beginDeleteByIdAndWait(`${scope}/resourceGroups/change/providers/Microsoft.ManagedIdentity/userAssignedIdentities/gen`, '2023-01-31')],
    ['export', () => resources.resourceGroups.beginExportTemplateAndWait(rg, { resources: ['*'], options: 'IncludeParameterDefaultValue' })],
    ['tag name', () => resources.tagsOperations.createOrUpdate('cost'), { tagName: 'cost' }], ['tag value', () => resources.tagsOperations.createOrUpdateValue('cost', '42'), { tagValue: '42' }], ['tag value delete', () => resources.tagsOperations.deleteValue('cost', '42')], ['tag name delete', () => resources.tagsOperations.delete('cost')],
    ['tags at scope', () => resources.tagsOperations.beginCreateOrUpdateAtScopeAndWait(`${scope}/resourceGroups/change`, { properties: { tags: { x: 'y' } } }), { properties: { tags: { x: 'y' } } }], ['tags merged', () => resources.tagsOperations.beginUpdateAtScopeAndWait(`${scope}/resourceGroups/change`, { operation: 'Merge', properties: { tags: { z: '1' } } }), { properties: { tags: { x: 'y', z: '1' } } }], ['tags off', () => resources.tagsOperations.beginDeleteAtScopeAndWait(`${scope}/resourceGroups/change`)],
    ['register', () => resources.providers.register('Microsoft.Quota'), { registrationState: 'Registered' }], ['unregister', () => resources.providers.unregister('Microsoft.Quota')],
    ['validate', () => deployments.deployments.validate('change', 'd', { properties: template })], ['what-if', () => deployments.deployments.whatIf('change', 'd', { properties: template }), { status: 'Succeeded' }], ['deploy', () => deployments.deployments.createOrUpdate('change', 'd', { properties: template }), { properties: { provisioningState: 'Succeeded' } }], ['deployment delete', () => deployments.deployments.delete('change', 'd')],
    ['lock', () => locks.managementLocks.createOrUpdateAtResourceGroupLevel('change', 'l', { level: 'CanNotDelete' }), { level: 'CanNotDelete' }], ['lock again', () => locks.managementLocks.createOrUpdateAtResourceGroupLevel('change', 'l', { level: 'ReadOnly', notes: 'n' }), { level: 'ReadOnly' }], ['lock delete', () => locks.managementLocks.deleteAtResourceGroupLevel('change', 'l')],
    ['lock of a resource', () => locks.managementLocks.createOrUpdateByScope(account, 'l', { level: 'CanNotDelete' })], ['lock of a resource read', () => locks.managementLocks.getByScope(account, 'l'), { level: 'CanNotDelete' }], ['lock of a resource delete', () => locks.managementLocks.deleteByScope(account, 'l')],
    ['policy', () => policies.policyDefinitions.createOrUpdate('own', rule), { mode: 'All' }], ['policy again', () => policies.policyDefinitions.createOrUpdate('own', { ...rule, description: 'd' }), { description: 'd' }], ['policies', async () => (await all(policies.policyDefinitions.list())).some(({ policyType }) => policyType === 'BuiltIn'), true],
    ['initiative', () => policies.policySetDefinitions.createOrUpdate('set', { policyDefinitions: [{ policyDefinitionId: definition }] }), { policyType: 'Custom' }], ['initiative again', () => policies.policySetDefinitions.createOrUpdate('set', { displayName: 'x', policyDefinitions: [{ policyDefinitionId: definition }] }), { displayName: 'x' }],
    ['assignment', () => policies.policyAssignments.create(group, 'change', { policyDefinitionId: definition, displayName: 'n' }), { enforcementMode: 'Default', scope: group }], ['assignment again', () => policies.policyAssignments.create(group, 'change', { policyDefinitionId: definition, displayName: 'm' }), { displayName: 'm' }], ['assignment update', () => policies.policyAssignments.update(group, 'change', { identity: { type: 'SystemAssigned' }, location: 'eastus' }), { identity: { type: 'SystemAssigned' } }],
    ['assignments', async () => (await all(policies.policyAssignments.listForResourceGroup(rg))).length > 1, true], ['states', async () => (await all(policyInsights.policyStates.listQueryResultsForResourceGroup('latest', scope.slice(15), rg))).length > 0, true], ['summary', () => policyInsights.policyStates.summarizeForResourceGroup('latest', scope.slice(15), rg)], ['evaluation', () => policyInsights.policyStates.beginTriggerResourceGroupEvaluationAndWait(scope.slice(15), rg)],
    ['assignment delete', () => policies.policyAssignments.delete(group, 'change'), { displayName: 'm' }], ['initiative delete', () => policies.policySetDefinitions.delete('set')], ['policy delete', () => policies.policyDefinitions.delete('own')],
    ['feature', () => features.features.get('Microsoft.Compute', 'EncryptionAtHost'), { properties: { state: 'NotRegistered' } }], ['feature on', () => features.features.register('Microsoft.Compute', 'EncryptionAtHost'), { properties: { state: 'Registered' } }], ['features', () => names(features.features.listAll()), ['Microsoft.Compute/EncryptionAtHost']], ['feature off', () => features.features.unregister('Microsoft.Compute', 'EncryptionAtHost')],
    ['dashboard', () => portal.dashboards.createOrUpdate(rg, 'change', { location: 'eastus', lenses: [] })], ['dashboard update', () => portal.dashboards.update(rg, 'change', { tags: { a: 'b' } }), { tags: { a: 'b' } }], ['dashboards', async () => (await all(portal.dashboards.listBySubscription())).length, 2], ['dashboard delete', () => portal.dashboards.delete(rg, 'change')],
    ['group delete', () => resources.resourceGroups.beginDeleteAndWait('change')], ['group gone', () => gone(() => resources.resourceGroups.get('change')), 'gone'],
  ];
}

function platformSteps(endpoint: string): readonly Step[] {
  const { privateDns: dns, trafficManager, registries: acr, learning } = governanceClientsFor(endpoint);
  const zone = 'privatelink.blob.core.windows.net';
  const profile = { location: 'global', trafficRoutingMethod: 'Priority', dnsConfig: { relativeName: 'change-tm-1', ttl: 30 }, monitorConfig: { protocol: 'HTTPS', port: 443, path: '/' } } as const;
  const store = `${group}/providers/Microsoft.Storage/storageAccounts/sweepstore1`;
  return [
    ['zone', () => dns.privateZones.beginCreateOrUpdateAndWait(rg, zone, { location: 'global' }), { numberOfRecordSets: 1 }], ['zone update', () => dns.privateZones.beginUpdateAndWait(rg, zone, { tags: { a: 'b' } }), { tags: { a: 'b' } }],
    ['link', () => dns.virtualNetworkLinks.beginCreateOrUpdateAndWait(rg, zone, 'l', { location: 'global', virtualNetwork: { id: `${group}/providers/Microsoft.Network/virtualNetworks/vnet` }, registrationEnabled: false }), { virtualNetworkLinkState: 'Completed' }], ['link update', () => dns.virtualNetworkLinks.beginUpdateAndWait(rg, zone, 'l', { tags: { a: 'b' } })],
    ['record', () => dns.recordSets.createOrUpdate(rg, zone, 'A', 'h', { ttl: 60, aRecords: [{ ipv4Address: '10.0.0.4' }] }), { fqdn: `h.${zone}.` }], ['record update', () => dns.recordSets.update(rg, zone, 'A', 'h', { ttl: 120 }), { ttl: 120 }], ['records', () => names(dns.recordSets.list(rg, zone)), ['h', '@']], ['records of a type', () => names(dns.recordSets.listByType(rg, zone, 'A')), ['h']],
    ['record delete', () => dns.recordSets.delete(rg, zone, 'A', 'h')], ['link delete', () => dns.virtualNetworkLinks.beginDeleteAndWait(rg, zone, 'l')], ['zone delete', () => dns.privateZones.beginDeleteAndWait(rg, zone)],
    ['profile', () => trafficManager.profiles.createOrUpdate(rg, 'change', profile), { dnsConfig: { fqdn: 'change-tm-1.trafficmanager.net' } }], ['endpoint', () => trafficManager.endpoints.createOrUpdate(rg, 'change', 'ExternalEndpoints', 'e', { target: 'a.example.com', endpointStatus: 'Enabled' }), { target: 'a.example.com', priority: 1 }], ['endpoint update', () => trafficManager.endpoints.update(rg, 'change', 'ExternalEndpoints', 'e', { weight: 5 }), { weight: 5 }],
    ['profile update', () => trafficManager.profiles.update(rg, 'change', { tags: { a: 'b' } }), { tags: { a: 'b' }, endpoints: { 0: { name: 'e' } } }], ['endpoint delete', () => trafficManager.endpoints.delete(rg, 'change', 'ExternalEndpoints', 'e')], ['name check', () => trafficManager.profiles.checkTrafficManagerRelativeDnsNameAvailability({ name: 'change-tm-1', type: 'Microsoft.Network/trafficManagerProfiles' }), { nameAvailable: false }], ['profile delete', () => trafficManager.profiles.delete(rg, 'change')],
    ['registry', () => acr.registries.create(rg, 'changeregistry1', { location: 'eastus', sku: { name: 'Premium' }, adminUserEnabled: true }), { provisioningState: 'Succeeded', networkRuleSet: { defaultAction: 'Allow' } }], ['registry update', () => acr.registries.update(rg, 'changeregistry1', { tags: { a: 'b' }, adminUserEnabled: true }), { tags: { a: 'b' } }], ['credentials', () => acr.registries.regenerateCredential(rg, 'changeregistry1', { name: 'password' }), { username: 'changeregistry1' }], ['usages', () => acr.registries.listUsages(rg, 'changeregistry1'), { value: { 0: { name: 'Size' } } }],
    ['webhook', () => acr.webhooks.create(rg, 'changeregistry1', 'hook1', { location: 'eastus', actions: ['push'], serviceUri: 'https://a.b' }), { actions: { 0: 'push' } }], ['webhook delete', () => acr.webhooks.delete(rg, 'changeregistry1', 'hook1')], ['registry delete', () => acr.registries.delete(rg, 'changeregistry1')],
    ['learning', () => learning.workspaces.beginCreateOrUpdateAndWait(rg, 'change', { location: 'eastus', identity: { type: 'SystemAssigned' }, storageAccount: store, keyVault: `${group}/providers/Microsoft.KeyVault/vaults/sweepvault1` }), { provisioningState: 'Succeeded' }], ['learning update', () => learning.workspaces.beginUpdateAndWait(rg, 'change', { tags: { a: 'b' }, description: 'd' }), { description: 'd', tags: { a: 'b' } }], ['learning keys', () => learning.workspaces.listKeys(rg, 'change'), { userStorageResourceId: store }],
    ['learning delete', () => learning.workspaces.beginDeleteAndWait(rg, 'change')], ['learning gone', () => gone(() => learning.workspaces.get(rg, 'change')), 'gone'],
  ];
}
