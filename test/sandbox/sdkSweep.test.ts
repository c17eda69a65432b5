import assert from 'node:assert/strict';
import { MonitorClient } from '@azure/arm-monitor';
import type { Pipeline } from '@azure/core-rest-pipeline';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { bearer, clientsFor, send, subscriptionId } from './support/clients';
import { group, guid, makeEveryType, scope } from './support/everyType';
import { all, providerClientsFor } from './support/providerClients';

/** One call of an SDK that must come back as a model: a value, or all pages of a list with at least `least` items. */
type Call = readonly [name: string, run: () => Promise<unknown>, least?: number];

describe('every SDK reads what the sandbox answers', function () {
  this.timeout(60_000);
  let sandbox: StartedSandbox;
  let calls: readonly Call[];

  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 5 });
    const endpoint = sandbox.endpoints.resourceManager;
    await makeEveryType(endpoint);
    await send(endpoint, 'PUT', `${group}/providers/Microsoft.Resources/deployments/d?api-version=2022-09-01`, { properties: { mode: 'Incremental', template: { $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0', resources: [] } } });
    calls = [...hosting(endpoint), ...messagingAndStorage(endpoint), ...governance(endpoint), ...monitoring(endpoint)];
  });
  after(() => sandbox.close());

  it('lists with what was made, and single ones by name', async () => {
    const failures: string[] = [];
    for (const [name, run, least] of calls) {
      try {
        const answer = await run();
        if (least !== undefined && (!Array.isArray(answer) || answer.length < least)) failures.push(`${name}: ${Array.isArray(answer) ? answer.length : typeof answer} of ${least}`);
      } catch (error) { failures.push(`${name}: ${String(error instanceof Error ? error.message : error).slice(0, 300)}`); }
    }
    assert.deepEqual(failures, []);
  });
});

const rg = 'rg';

function hosting(endpoint: string): readonly Call[] {
  const { web } = providerClientsFor(endpoint);
  const [apps, plans, app, slot] = [web.webApps, web.appServicePlans, 'sweepapp1', 'staging'];
  return [
    ['plans list', () => all(plans.list()), 1], ['plans of group', () => all(plans.listByResourceGroup(rg)), 1], ['plan', () => plans.get(rg, 'plan')], ['apps of plan', () => all(plans.listWebApps(rg, 'plan')), 1],
    ['apps list', () => all(apps.list()), 1], ['apps of group', () => all(apps.listByResourceGroup(rg)), 1], ['app', () => apps.get(rg, app)], ['slots', () => all(apps.listSlots(rg, app)), 1], ['slot', () => apps.getSlot(rg, app, slot)],
    ['app settings', () => apps.listApplicationSettings(rg, app)], ['app settings of slot', () => apps.listApplicationSettingsSlot(rg, app, slot)], ['connection strings', () => apps.listConnectionStrings(rg, app)], ['metadata', () => apps.listMetadata(rg, app)],
    ['configuration', () => apps.getConfiguration(rg, app)], ['configuration of slot', () => apps.getConfigurationSlot(rg, app, slot)], ['configurations', () => all(apps.listConfigurations(rg, app)), 1], ['sticky names', () => apps.listSlotConfigurationNames(rg, app)], ['logs', () => apps.getDiagnosticLogsConfiguration(rg, app)],
    ['auth settings', () => apps.getAuthSettings(rg, app)], ['auth settings 2', () => apps.getAuthSettingsV2(rg, app)], ['functions', () => all(apps.listFunctions(rg, app))], ['host keys', () => apps.listHostKeys(rg, app)], ['deployments', () => all(apps.listDeployments(rg, app))],
    ['publishing credentials', () => apps.beginListPublishingCredentialsAndWait(rg, app)], ['publishing policies', () => all(apps.listBasicPublishingCredentialsPolicies(rg, app)), 2], ['scm policy', () => apps.getScmAllowed(rg, app)], ['ftp policy', () => apps.getFtpAllowed(rg, app)], ['host names', () => all(apps.listHostNameBindings(rg, app)), 1],
    ['references', () => all(apps.listAppSettingsKeyVaultReferences(rg, app))],
    ['name check', () => web.checkNameAvailability('free-name-1', 'Microsoft.Web/sites')], ['stacks', () => all(web.provider.listFunctionAppStacks()), 5], ['regions', () => all(web.listGeoRegions()), 20],
    ['settings update', () => apps.updateApplicationSettings(rg, app, { properties: { B: '2' } })], ['restart', () => apps.restart(rg, app)], ['stop', () => apps.stop(rg, app)], ['start', () => apps.start(rg, app)], ['triggers', () => apps.syncFunctionTriggers(rg, app)],
  ];
}

function messagingAndStorage(endpoint: string): readonly Call[] {
  const { storage, serviceBus: bus, keyVault } = providerClientsFor(endpoint);
  const [account, ns] = ['sweepstore1', 'sweepbus1'];
  return [
    ['accounts', () => all(storage.storageAccounts.list()), 1], ['accounts of group', () => all(storage.storageAccounts.listByResourceGroup(rg)), 1], ['account', () => storage.storageAccounts.getProperties(rg, account)], ['keys', () => storage.storageAccounts.listKeys(rg, account)],
    ['blob services', () => all(storage.blobServices.list(rg, account)), 1], ['blob service', () => storage.blobServices.getServiceProperties(rg, account)], ['containers', () => all(storage.blobContainers.list(rg, account)), 1], ['container', () => storage.blobContainers.get(rg, account, 'cont1')],
    ['queue service', () => storage.queueServices.getServiceProperties(rg, account)], ['queues', () => all(storage.queue.list(rg, account)), 1], ['table service', () => storage.tableServices.getServiceProperties(rg, account)], ['tables', () => all(storage.table.list(rg, account)), 1],
    ['file service', () => storage.fileServices.getServiceProperties(rg, account)], ['shares', () => all(storage.fileShares.list(rg, account)), 1], ['lifecycle', () => storage.managementPolicies.get(rg, account, 'default')], ['storage usages', () => all(storage.usages.listByLocation('eastus')), 1],
    ['storage name check', () => storage.storageAccounts.checkNameAvailability({ name: account, type: 'Microsoft.Storage/storageAccounts' })],
    ['container made', () => storage.blobContainers.create(rg, account, 'cont2', {})],
    ['namespaces', () => all(bus.namespaces.list()), 1], ['namespaces of group', () => all(bus.namespaces.listByResourceGroup(rg)), 1], ['namespace', () => bus.namespaces.get(rg, ns)], ['rules', () => all(bus.namespaces.listAuthorizationRules(rg, ns)), 2], ['rule keys', () => bus.namespaces.listKeys(rg, ns, 'RootManageSharedAccessKey')], ['network rules', () => bus.namespaces.getNetworkRuleSet(rg, ns)],
    ['bus queues', () => all(bus.queues.listByNamespace(rg, ns)), 1], ['bus queue', () => bus.queues.get(rg, ns, 'q')], ['queue rules', () => all(bus.queues.listAuthorizationRules(rg, ns, 'q')), 1], ['queue keys', () => bus.queues.listKeys(rg, ns, 'q', 'own')], ['topics', () => all(bus.topics.listByNamespace(rg, ns)), 1], ['topic', () => bus.topics.get(rg, ns, 't')],
    ['subscriptions', () => all(bus.subscriptions.listByTopic(rg, ns, 't')), 1], ['subscription', () => bus.subscriptions.get(rg, ns, 't', 's')], ['filters', () => all(bus.rules.listBySubscriptions(rg, ns, 't', 's')), 1], ['filter', () => bus.rules.get(rg, ns, 't', 's', 'r')],
    ['queue made and changed', async () => { await bus.queues.createOrUpdate(rg, ns, 'q2', { maxDeliveryCount: 3 }); await bus.queues.createOrUpdate(rg, ns, 'q2', { maxDeliveryCount: 4 }); }],
    ['vaults', () => all(keyVault.vaults.list()), 1], ['vaults of subscription', () => all(keyVault.vaults.listBySubscription()), 1], ['vaults of group', () => all(keyVault.vaults.listByResourceGroup(rg)), 1], ['vault', () => keyVault.vaults.get(rg, 'sweepvault1')], ['secrets', () => all(keyVault.secrets.list(rg, 'sweepvault1')), 1], ['secret', () => keyVault.secrets.get(rg, 'sweepvault1', 'one')],
    ['deleted vaults', () => all(keyVault.vaults.listDeleted())], ['vault name check', () => keyVault.vaults.checkNameAvailability({ name: 'free-vault-1', type: 'Microsoft.KeyVault/vaults' })],
  ];
}

function governance(endpoint: string): readonly Call[] {
  const { identities, authorization, health } = providerClientsFor(endpoint);
  const { resources, locks, deployments } = clientsFor(endpoint);
  return [
    ['groups', () => all(resources.resourceGroups.list()), 1], ['group', () => resources.resourceGroups.get(rg)], ['group exists', () => resources.resourceGroups.checkExistence(rg)], ['resources', () => all(resources.resources.list()), 10], ['resources of group', () => all(resources.resources.listByResourceGroup(rg, { filter: "resourceType eq 'Microsoft.Web/sites'" })), 1],
    ['resource by ID', () => resources.resources.getById(`${group}/providers/Microsoft.Web/sites/sweepapp1`, '2023-12-01')], ['providers', () => all(resources.providers.list()), 100], ['provider', () => resources.providers.get('Microsoft.Web')], ['tags', () => all(resources.tagsOperations.list()), 1], ['tags at scope', () => resources.tagsOperations.getAtScope(group)],
    ['deployments', () => all(deployments.deployments.listByResourceGroup(rg)), 1], ['deployment', () => deployments.deployments.get(rg, 'd')], ['deployment operations', () => all(deployments.deploymentOperations.list(rg, 'd'))], ['exported template', () => deployments.deployments.exportTemplate(rg, 'd')],
    ['locks', () => all(locks.managementLocks.listAtSubscriptionLevel()), 1], ['locks of group', () => all(locks.managementLocks.listAtResourceGroupLevel(rg)), 1], ['lock', () => locks.managementLocks.getAtResourceGroupLevel(rg, 'lock')],
    ['identities', () => all(identities.userAssignedIdentities.listBySubscription()), 1], ['identities of group', () => all(identities.userAssignedIdentities.listByResourceGroup(rg)), 1], ['identity', () => identities.userAssignedIdentities.get(rg, 'uai')], ['federated', () => all(identities.federatedIdentityCredentials.list(rg, 'uai')), 1],
    ['roles', () => all(authorization.roleDefinitions.list(scope)), 30], ['assignments', () => all(authorization.roleAssignments.listForScope(group)), 1], ['assignments of subscription', () => all(authorization.roleAssignments.listForSubscription()), 1], ['assignments of group', () => all(authorization.roleAssignments.listForResourceGroup(rg)), 1], ['assignment', () => authorization.roleAssignments.get(group, guid(2))], ['permissions', () => all(authorization.permissions.listForResourceGroup(rg)), 1],
    ['health of group', () => all(health.availabilityStatuses.listByResourceGroup(rg)), 1], ['health of one', () => health.availabilityStatuses.getByResource(`${group}/providers/Microsoft.Storage/storageAccounts/sweepstore1`)],
  ];
}

function monitoring(endpoint: string): readonly Call[] {
  const { workspaces: logs, insights } = providerClientsFor(endpoint);
  const signing = { signRequest: <T extends { readonly headers: { set(name: string, value: string): void } }>(request: T): Promise<T> => { request.headers.set('authorization', bearer()); return Promise.resolve(request); } };
  const monitor = new MonitorClient(signing as never, subscriptionId, { endpoint, $host: endpoint, baseUri: endpoint, allowInsecureConnection: true } as never);
  if ('pipeline' in monitor) trusted(monitor as unknown as { readonly pipeline: Pipeline });
  const store = `${group}/providers/Microsoft.Storage/storageAccounts/sweepstore1`;
  return [
    ['workspaces', () => all(logs.workspaces.list()), 1], ['workspaces of group', () => all(logs.workspaces.listByResourceGroup(rg)), 1], ['workspace', () => logs.workspaces.get(rg, 'logs1')], ['workspace keys', () => logs.sharedKeysOperations.getSharedKeys(rg, 'logs1')], ['tables of workspace', () => all(logs.tables.listByWorkspace(rg, 'logs1')), 1], ['saved searches', () => logs.savedSearches.listByWorkspace(rg, 'logs1')],
    ['components', () => insights.components.list()], ['components of group', () => insights.components.listByResourceGroup(rg)], ['component', () => insights.components.get(rg, 'insights')], ['web tests', () => insights.webTests.listByResourceGroup(rg)], ['workbooks', () => insights.workbooks.listByResourceGroup(rg, 'workbook')],
    ['action groups', () => listed(monitor.actionGroups.listByResourceGroup(rg)), 1], ['action group', () => monitor.actionGroups.get(rg, 'ag')], ['metric alerts', () => listed(monitor.metricAlerts.listByResourceGroup(rg)), 1], ['metric alert', () => monitor.metricAlerts.get(rg, 'metric')],
    ['activity log alerts', () => listed(monitor.activityLogAlerts.listByResourceGroup(rg)), 1], ['query rules', () => listed(monitor.scheduledQueryRules.listByResourceGroup(rg)), 1], ['autoscale', () => listed(monitor.autoscaleSettings.listByResourceGroup(rg)), 1],
    ['diagnostic settings', () => listed(monitor.diagnosticSettings.list(store))], ['diagnostic setting', () => monitor.diagnosticSettings.get(store, 'diag')], ['diagnostic categories', () => listed(monitor.diagnosticSettingsCategory.list(store))],
  ];
}

/** Both generations of SDKs: pages to walk, or one answer. */
const listed = async (answer: unknown): Promise<unknown> => (typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer ? all(answer as AsyncIterable<unknown>) : answer);

function trusted<T extends { readonly pipeline: Pipeline }>(client: T): T {
  client.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
  client.pipeline.addPolicy({ name: 'testBearer', sendRequest: (request, next) => { request.headers.set('authorization', bearer()); return next(request); } });
  return client;
}
