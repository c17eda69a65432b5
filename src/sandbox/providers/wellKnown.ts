import type { JsonObject } from '../../armTemplate';

/** What the service of a generic type adds to a resource, and what its `list*` actions answer. */
export interface WellKnown {
  readonly type: string;
  /** Read-only properties. A name that ends in `?` is only added where the body has that object. */
  readonly adds?: JsonObject;
  /** Names of properties that no GET shows. */
  readonly secrets?: readonly string[];
  readonly actions?: Readonly<Record<string, JsonObject>>;
  /** Children that come with the resource, by type and name. */
  readonly children?: Readonly<Record<string, string>>;
}

/** Services that answer the PUT that creates a resource with 200; their SDKs take no 201. */
export const createsWithOk = /^microsoft\.(documentdb|compute\/(disks|snapshots|diskencryptionsets|diskaccesses)$)/i;

const twoKeys = { key1: '{key:1}', key2: '{key:2}' };
const primaryKeys = { primaryKey: '{key:1}', secondaryKey: '{key:2}' };
const busKeys = (host: string): JsonObject => ({
  ...primaryKeys, keyName: '{name}',
  primaryConnectionString: `Endpoint=sb://${host}/;SharedAccessKeyName={name};SharedAccessKey={key:1}`,
  secondaryConnectionString: `Endpoint=sb://${host}/;SharedAccessKeyName={name};SharedAccessKey={key:2}`,
});
const connectionKeys = (host: string): JsonObject => ({
  ...primaryKeys,
  primaryConnectionString: `Endpoint=https://${host};AccessKey={key:1};Version=1.0;`,
  secondaryConnectionString: `Endpoint=https://${host};AccessKey={key:2};Version=1.0;`,
});
const flexibleServer = (type: string, domain: string): WellKnown => ({ type: `Microsoft.${type}/flexibleServers`, adds: { fullyQualifiedDomainName: `{name}.${domain}.database.azure.com`, state: 'Ready' }, secrets: ['administratorLoginPassword'] });

/**
 * Types without a provider of their own whose read-only properties and keys templates often read. `{name}`, `{parent}`, `{group}` and `{location}` stand for those of the
 * resource, `{guid}` for an ID and `{key:N}` for a key of its own.
 * @see the response of each type's Get in its REST reference
 */
export const wellKnownTypes: readonly WellKnown[] = [
  { type: 'Microsoft.Cache/redis', adds: { hostName: '{name}.redis.cache.windows.net', port: 6379, sslPort: 6380 }, actions: { listKeys: primaryKeys } },
  {
    type: 'Microsoft.DocumentDB/databaseAccounts', adds: { documentEndpoint: 'https://{name}.documents.azure.com:443/', instanceId: '{guid}' },
    actions: {
      listKeys: { primaryMasterKey: '{key:1}', secondaryMasterKey: '{key:2}', primaryReadonlyMasterKey: '{key:3}', secondaryReadonlyMasterKey: '{key:4}' },
      readonlykeys: { primaryReadonlyMasterKey: '{key:3}', secondaryReadonlyMasterKey: '{key:4}' },
      listConnectionStrings: { connectionStrings: ['1', '2'].map((key) => ({ connectionString: `AccountEndpoint=https://{name}.documents.azure.com:443/;AccountKey={key:${key}};`, description: `${key === '1' ? 'Primary' : 'Secondary'} SQL Connection String` })) },
    },
  },
  { type: 'Microsoft.Sql/servers', adds: { fullyQualifiedDomainName: '{name}.database.windows.net', state: 'Ready', version: '12.0' }, secrets: ['administratorLoginPassword'] },
  { type: 'Microsoft.Sql/servers/databases', adds: { status: 'Online', databaseId: '{guid}' } },
  flexibleServer('DBforPostgreSQL', 'postgres'),
  flexibleServer('DBforMySQL', 'mysql'),
  { type: 'Microsoft.EventHub/namespaces', adds: { serviceBusEndpoint: 'https://{name}.servicebus.windows.net:443/', status: 'Active' }, children: { 'Microsoft.EventHub/namespaces/authorizationRules': 'RootManageSharedAccessKey' } },
  { type: 'Microsoft.EventHub/namespaces/eventhubs', adds: { status: 'Active' } },
  { type: 'Microsoft.EventHub/namespaces/authorizationRules', actions: { listKeys: busKeys('{parent}.servicebus.windows.net') } },
  { type: 'Microsoft.EventHub/namespaces/eventhubs/authorizationRules', actions: { listKeys: busKeys('{parent}.servicebus.windows.net') } },
  { type: 'Microsoft.EventGrid/topics', adds: { endpoint: 'https://{name}.{location}-1.eventgrid.azure.net/api/events' }, actions: { listKeys: twoKeys } },
  { type: 'Microsoft.EventGrid/domains', adds: { endpoint: 'https://{name}.{location}-1.eventgrid.azure.net/api/events' }, actions: { listKeys: twoKeys } },
  { type: 'Microsoft.CognitiveServices/accounts', adds: { endpoint: 'https://{name}.cognitiveservices.azure.com/' }, actions: { listKeys: twoKeys } },
  { type: 'Microsoft.Search/searchServices', adds: { status: 'running' }, actions: { listAdminKeys: primaryKeys, listQueryKeys: { value: [{ name: null, key: '{key:3}' }] } } },
  { type: 'Microsoft.ApiManagement/service', adds: { gatewayUrl: 'https://{name}.azure-api.net', managementApiUrl: 'https://{name}.management.azure-api.net', developerPortalUrl: 'https://{name}.developer.azure-api.net' } },
  { type: 'Microsoft.App/managedEnvironments', adds: { defaultDomain: '{name}.{location}.azurecontainerapps.io', staticIp: '20.0.0.4' } },
  {
    type: 'Microsoft.App/containerApps',
    adds: { latestRevisionName: '{name}--0000001', outboundIpAddresses: ['20.0.0.4'], 'configuration?': { 'ingress?': { fqdn: '{name}.{location}.azurecontainerapps.io' } } },
  },
  { type: 'Microsoft.ContainerService/managedClusters', 
    adds: {
      fqdn: '{name}.hcp.{location}.azmk8s.io', azurePortalFQDN: '{name}.portal.hcp.{location}.azmk8s.io', nodeResourceGroup: 'MC_{group}_{name}_{location}', powerState: { code: 'Running' }, maxAgentPools: 100,
      identityProfile: { kubeletidentity: { resourceId: '/subscriptions/{subscription}/resourceGroups/MC_{group}_{name}_{location}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}-agentpool', clientId: '{guid:client}', objectId: '{guid:object}' } },
      'oidcIssuerProfile?': { issuerURL: 'https://{location}.oic.prod-aks.azure.com/{tenant}/{guid}/' },
    },
    actions: {
      listClusterUserCredential: { kubeconfigs: [{ name: 'clusterUser', value: '{key:1}' }] }, listClusterAdminCredential: { kubeconfigs: [{ name: 'clusterAdmin', value: '{key:2}' }] },
    },
  },
  { type: 'Microsoft.Compute/virtualMachines', adds: { vmId: '{guid}' } },
  { type: 'Microsoft.Compute/virtualMachineScaleSets', adds: { uniqueId: '{guid}' } },
  { type: 'Microsoft.Compute/disks', adds: { uniqueId: '{guid}', diskState: 'Unattached' } },
  { type: 'Microsoft.Network/natGateways', adds: { resourceGuid: '{guid}' } },
  { type: 'Microsoft.Network/applicationGateways', adds: { operationalState: 'Running', resourceGuid: '{guid}' } },
  { type: 'Microsoft.Network/bastionHosts', adds: { dnsName: 'bst-{guid}.bastion.azure.com' } },
  { type: 'Microsoft.Network/azureFirewalls', adds: { threatIntelMode: 'Alert' } },
  { type: 'Microsoft.Automation/automationAccounts', adds: { state: 'Ok', automationHybridServiceUrl: 'https://{guid}.jrds.{location}.azure-automation.net/automationAccounts/{guid}' }, actions: { listKeys: { keys: [{ KeyName: 'Primary', Permissions: 'Full', Value: '{key:1}' }, { KeyName: 'Secondary', Permissions: 'Full', Value: '{key:2}' }] } } },
  { type: 'Microsoft.RecoveryServices/vaults', adds: { privateEndpointStateForBackup: 'None', privateEndpointStateForSiteRecovery: 'None' } },
  { type: 'Microsoft.DataFactory/factories', adds: { version: '2018-06-01' } },
  { type: 'Microsoft.Batch/batchAccounts', adds: { accountEndpoint: '{name}.{location}.batch.azure.com', nodeManagementEndpoint: '{guid}.{location}.service.batch.azure.com' }, actions: { listKeys: { accountName: '{name}', primary: '{key:1}', secondary: '{key:2}' } } },
  { type: 'Microsoft.Maps/accounts', adds: { uniqueId: '{guid}' }, actions: { listKeys: primaryKeys } },
  { type: 'Microsoft.Web/staticSites', adds: { defaultHostname: '{name}.azurestaticapps.net', contentDistributionEndpoint: 'https://content-{location}.infrastructure.azurestaticapps.net' }, actions: { listSecrets: { properties: { apiKey: '{key:1}' } } } },
  { type: 'Microsoft.NotificationHubs/namespaces', adds: { serviceBusEndpoint: 'https://{name}.servicebus.windows.net:443/', status: 'Active' } },
  { type: 'Microsoft.Relay/namespaces', adds: { serviceBusEndpoint: 'https://{name}.servicebus.windows.net:443/', status: 'Active' } },
  { type: 'Microsoft.Purview/accounts', adds: { endpoints: { catalog: 'https://{name}.purview.azure.com/catalog', scan: 'https://{name}.purview.azure.com/scan' } } },
  { type: 'Microsoft.ContainerInstance/containerGroups', adds: { 'ipAddress?': { ip: '20.0.0.5' } } },
  { type: 'Microsoft.AppConfiguration/configurationStores', adds: { endpoint: 'https://{name}.azconfig.io' }, actions: { listKeys: { value: [{ id: '{guid}', name: 'Primary', value: '{key:1}', connectionString: 'Endpoint=https://{name}.azconfig.io;Id={guid};Secret={key:1}', readOnly: false }] } } },
  { type: 'Microsoft.SignalRService/signalR', adds: { hostName: '{name}.service.signalr.net', publicPort: 443, serverPort: 443 }, actions: { listKeys: connectionKeys('{name}.service.signalr.net') } },
  { type: 'Microsoft.SignalRService/webPubSub', adds: { hostName: '{name}.webpubsub.azure.com', publicPort: 443, serverPort: 443 }, actions: { listKeys: connectionKeys('{name}.webpubsub.azure.com') } },
  { type: 'Microsoft.Communication/communicationServices', adds: { hostName: '{name}.communication.azure.com', immutableResourceId: '{guid}' } },
  { type: 'Microsoft.Devices/IotHubs', adds: { hostName: '{name}.azure-devices.net', state: 'Active' } },
  { type: 'Microsoft.Kusto/clusters', adds: { uri: 'https://{name}.{location}.kusto.windows.net', state: 'Running' } },
  { type: 'Microsoft.Synapse/workspaces', adds: { connectivityEndpoints: { web: 'https://web.azuresynapse.net?workspace={name}', dev: 'https://{name}.dev.azuresynapse.net', sql: '{name}.sql.azuresynapse.net', sqlOnDemand: '{name}-ondemand.sql.azuresynapse.net' } }, secrets: ['sqlAdministratorLoginPassword'] },
  { type: 'Microsoft.Databricks/workspaces', adds: { workspaceUrl: 'adb-{name}.azuredatabricks.net', workspaceId: '{guid}' } },
  { type: 'Microsoft.Dashboard/grafana', adds: { endpoint: 'https://{name}.grafana.azure.com' } },
  { type: 'Microsoft.Cdn/profiles', adds: { frontDoorId: '{guid}' } },
  { type: 'Microsoft.Cdn/profiles/afdEndpoints', adds: { hostName: '{name}.z01.azurefd.net' } },
  { type: 'Microsoft.Cdn/profiles/endpoints', adds: { hostName: '{name}.azureedge.net' } },
  { type: 'Microsoft.Network/dnsZones', adds: { nameServers: ['ns1-01.azure-dns.com.', 'ns2-01.azure-dns.net.'], numberOfRecordSets: 2 } },
  { type: 'Microsoft.Logic/workflows', adds: { state: 'Enabled', accessEndpoint: 'https://prod-00.{location}.logic.azure.com:443/workflows/{guid}' } },
  { type: 'Microsoft.Subscription/aliases', adds: { subscriptionId: '{guid}' } },
];
