import assert from 'node:assert/strict';
import { send, subscriptionId } from './clients';

export const scope = `/subscriptions/${subscriptionId}`;
/** The group that holds them. */
export const group = `${scope}/resourceGroups/rg`;
export const guid = (last: number): string => `44444444-4444-4444-8444-${String(last).padStart(12, '0')}`;

/** First of this month, or of one that lies `ahead`. */
const firstOfMonth = (ahead: number): string => { const now = new Date(); return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + ahead, 1)).toISOString(); };

/** One resource of every type that the sandbox knows, by path below a group's providers, in the order in which they can be made. */
export const everyType: readonly (readonly [path: string, body: object])[] = [
  ['Microsoft.Storage/storageAccounts/sweepstore1', { location: 'eastus', sku: { name: 'Standard_LRS' }, kind: 'StorageV2', properties: {} }],
  ['Microsoft.Storage/storageAccounts/sweepstore1/blobServices/default/containers/cont1', { properties: {} }],
  ['Microsoft.Storage/storageAccounts/sweepstore1/queueServices/default/queues/queue1', { properties: {} }],
  ['Microsoft.Storage/storageAccounts/sweepstore1/tableServices/default/tables/table1', { properties: {} }],
  ['Microsoft.Storage/storageAccounts/sweepstore1/fileServices/default/shares/share1', { properties: {} }],
  ['Microsoft.Storage/storageAccounts/sweepstore1/managementPolicies/default', { properties: { policy: { rules: [{ name: 'r', enabled: true, type: 'Lifecycle', definition: { actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 30 } } }, filters: { blobTypes: ['blockBlob'] } } }] } } }],
  ['Microsoft.ServiceBus/namespaces/sweepbus1', { location: 'eastus', sku: { name: 'Standard', tier: 'Standard' }, properties: {} }],
  ['Microsoft.ServiceBus/namespaces/sweepbus1/authorizationRules/own', { properties: { rights: ['Listen'] } }],
  ['Microsoft.ServiceBus/namespaces/sweepbus1/queues/q', { properties: {} }],
  ['Microsoft.ServiceBus/namespaces/sweepbus1/queues/q/authorizationRules/own', { properties: { rights: ['Send'] } }],
  ['Microsoft.ServiceBus/namespaces/sweepbus1/topics/t', { properties: {} }],
  ['Microsoft.ServiceBus/namespaces/sweepbus1/topics/t/subscriptions/s', { properties: {} }],
  ['Microsoft.ServiceBus/namespaces/sweepbus1/topics/t/subscriptions/s/rules/r', { properties: { filterType: 'SqlFilter', sqlFilter: { sqlExpression: 'a=1' } } }],
  ['Microsoft.KeyVault/vaults/sweepvault1', { location: 'eastus', properties: { tenantId: '5a4d0000-0000-4000-8000-000000000001', sku: { family: 'A', name: 'standard' }, accessPolicies: [] } }],
  ['Microsoft.KeyVault/vaults/sweepvault1/secrets/one', { properties: { value: 'x' } }],
  ['Microsoft.Web/serverfarms/plan', { location: 'eastus', kind: 'linux', sku: { name: 'S1' }, properties: { reserved: true } }],
  ['Microsoft.Web/sites/sweepapp1', { location: 'eastus', kind: 'functionapp,linux', identity: { type: 'SystemAssigned' }, properties: { serverFarmId: `${group}/providers/Microsoft.Web/serverfarms/plan`, siteConfig: { appSettings: [{ name: 'A', value: '1' }] } } }],
  ['Microsoft.Web/sites/sweepapp1/slots/staging', { location: 'eastus', properties: { serverFarmId: `${group}/providers/Microsoft.Web/serverfarms/plan` } }],
  ['Microsoft.ManagedIdentity/userAssignedIdentities/uai', { location: 'eastus' }],
  ['Microsoft.ManagedIdentity/userAssignedIdentities/uai/federatedIdentityCredentials/github', { properties: { issuer: 'https://token.actions.githubusercontent.com', subject: 'repo:a/b:ref:refs/heads/main', audiences: ['api://AzureADTokenExchange'] } }],
  ['Microsoft.OperationalInsights/workspaces/logs1', { location: 'eastus', properties: { sku: { name: 'PerGB2018' } } }],
  ['Microsoft.OperationalInsights/workspaces/logs1/savedSearches/one', { properties: { category: 'c', displayName: 'd', query: 'Heartbeat' } }],
  ['Microsoft.OperationalInsights/workspaces/logs1/tables/Mine_CL', { properties: { schema: { name: 'Mine_CL', columns: [{ name: 'TimeGenerated', type: 'datetime' }] } } }],
  ['Microsoft.Insights/components/insights', { location: 'eastus', kind: 'web', properties: { Application_Type: 'web' } }],
  ['Microsoft.Insights/actionGroups/ag', { location: 'Global', properties: { groupShortName: 'ag', enabled: true, emailReceivers: [{ name: 'e', emailAddress: 'a@b.com' }] } }],
  ['Microsoft.Insights/metricAlerts/metric', { location: 'global', properties: { severity: 2, enabled: true, scopes: [`${group}/providers/Microsoft.Storage/storageAccounts/sweepstore1`], evaluationFrequency: 'PT1M', windowSize: 'PT5M', criteria: { 'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria', allOf: [{ criterionType: 'StaticThresholdCriterion', name: 'c', metricName: 'Availability', operator: 'LessThan', threshold: 99, timeAggregation: 'Average' }] } } }],
  ['Microsoft.Insights/activityLogAlerts/activity', { location: 'global', properties: { scopes: [scope], condition: { allOf: [{ field: 'category', equals: 'ServiceHealth' }] }, actions: { actionGroups: [] } } }],
  ['Microsoft.Insights/scheduledQueryRules/query', { location: 'eastus', properties: { severity: 3, enabled: true, scopes: [`${group}/providers/Microsoft.OperationalInsights/workspaces/logs1`], evaluationFrequency: 'PT5M', windowSize: 'PT5M', criteria: { allOf: [{ query: 'Heartbeat', timeAggregation: 'Count', operator: 'GreaterThan', threshold: 0 }] } } }],
  ['Microsoft.Insights/autoscalesettings/auto', { location: 'eastus', properties: { targetResourceUri: `${group}/providers/Microsoft.Web/serverfarms/plan`, enabled: true, profiles: [{ name: 'p', capacity: { minimum: '1', maximum: '2', default: '1' }, rules: [] }] } }],
  [`Microsoft.Insights/workbooks/${guid(1)}`, { location: 'eastus', kind: 'shared', properties: { displayName: 'w', category: 'workbook', serializedData: '{}' } }],
  ['Microsoft.Insights/webtests/wt', { location: 'eastus', kind: 'ping', tags: { [`hidden-link:${group}/providers/Microsoft.Insights/components/insights`]: 'Resource' }, properties: { SyntheticMonitorId: 'wt', Name: 'wt', Enabled: true, Kind: 'ping', Locations: [{ Id: 'emea-nl-ams-azr' }], Configuration: { WebTest: '<x/>' } } }],
  [`Microsoft.Storage/storageAccounts/sweepstore1/providers/Microsoft.Insights/diagnosticSettings/diag`, { properties: { workspaceId: `${group}/providers/Microsoft.OperationalInsights/workspaces/logs1`, metrics: [{ category: 'Transaction', enabled: true }] } }],
  [`Microsoft.Authorization/roleAssignments/${guid(2)}`, { properties: { principalId: guid(3), principalType: 'ServicePrincipal', roleDefinitionId: `${scope}/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7` } }],
  ['Microsoft.Network/networkSecurityGroups/nsg', { location: 'eastus', properties: { securityRules: [{ name: 'web', properties: { priority: 100, direction: 'Inbound', access: 'Allow', protocol: 'Tcp', sourcePortRange: '*', destinationPortRange: '443', sourceAddressPrefix: '*', destinationAddressPrefix: '*' } }] } }],
  ['Microsoft.Network/virtualNetworks/vnet', { location: 'eastus', properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] }, subnets: [{ name: 'apps', properties: { addressPrefix: '10.0.1.0/24' } }] } }],
  ['Microsoft.Network/virtualNetworks/vnet/subnets/links', { properties: { addressPrefix: '10.0.2.0/24' } }],
  ['Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net', { location: 'global' }],
  ['Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net/virtualNetworkLinks/link', { location: 'global', properties: { registrationEnabled: false, virtualNetwork: { id: `${group}/providers/Microsoft.Network/virtualNetworks/vnet` } } }],
  ['Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net/A/host', { properties: { ttl: 300, aRecords: [{ ipv4Address: '10.0.2.4' }] } }],
  ['Microsoft.Network/privateEndpoints/pe', { location: 'eastus', properties: { subnet: { id: `${group}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/links` }, privateLinkServiceConnections: [{ name: 'vault', properties: { privateLinkServiceId: `${group}/providers/Microsoft.KeyVault/vaults/sweepvault1`, groupIds: ['vault'] } }] } }],
  ['Microsoft.Network/privateEndpoints/pe/privateDnsZoneGroups/default', { properties: { privateDnsZoneConfigs: [{ name: 'vault', properties: { privateDnsZoneId: `${group}/providers/Microsoft.Network/privateDnsZones/privatelink.vaultcore.azure.net` } }] } }],
  ['Microsoft.Network/publicIPAddresses/ip', { location: 'eastus', sku: { name: 'Standard' }, properties: { publicIPAllocationMethod: 'Static' } }],
  ['Microsoft.Network/trafficManagerProfiles/tm', { location: 'global', properties: { trafficRoutingMethod: 'Priority', dnsConfig: { relativeName: 'sweep-tm-1', ttl: 30 }, monitorConfig: { protocol: 'HTTPS', port: 443, path: '/api/health' }, endpoints: [{ name: 'first', type: 'Microsoft.Network/trafficManagerProfiles/externalEndpoints', properties: { target: 'a.example.com', endpointStatus: 'Enabled', priority: 1 } }] } }],
  ['Microsoft.ContainerRegistry/registries/sweepregistry1', { location: 'eastus', sku: { name: 'Premium' }, properties: { adminUserEnabled: true } }],
  ['Microsoft.MachineLearningServices/workspaces/learning', { location: 'eastus', identity: { type: 'SystemAssigned' }, properties: { storageAccount: `${group}/providers/Microsoft.Storage/storageAccounts/sweepstore1`, keyVault: `${group}/providers/Microsoft.KeyVault/vaults/sweepvault1`, applicationInsights: `${group}/providers/Microsoft.Insights/components/insights` } }],
  ['Microsoft.Portal/dashboards/board', { location: 'eastus', properties: { lenses: [], metadata: {} } }],
  ['Microsoft.Consumption/budgets/budget', { properties: { category: 'Cost', amount: 100, timeGrain: 'Monthly', timePeriod: { startDate: firstOfMonth(0), endDate: firstOfMonth(12) } } }],
  ['Microsoft.Authorization/policyAssignments/assigned', { properties: { policyDefinitionId: '/providers/Microsoft.Authorization/policyDefinitions/404c3081-a854-4457-ae30-26a93ef643f9' } }],
  ['Microsoft.Authorization/locks/lock', { properties: { level: 'CanNotDelete' } }],
];

/** Makes the group and all of them, with the requests of a plain client. */
export async function makeEveryType(endpoint: string): Promise<void> {
  await send(endpoint, 'PUT', `${group}?api-version=2022-09-01`, { location: 'eastus', tags: { env: 'test' } });
  for (const [path, body] of everyType) {
    const { status, text } = await send(endpoint, 'PUT', `${group}/providers/${path}?api-version=2024-01-01`, body);
    assert.ok(status < 300, `${path}: ${status} ${text}`);
  }
}
