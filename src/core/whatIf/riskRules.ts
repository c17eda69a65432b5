import type { RiskLevel } from './plan';

/** When a rule fires. All given conditions must hold; patterns ignore case. */
export interface RiskRule {
  readonly id: string;
  readonly level: Exclude<RiskLevel, 'none'>;
  /** Of the resource. */
  readonly type?: RegExp;
  readonly changeType?: readonly ('Create' | 'Delete' | 'Modify')[];
  /** Of one property; absent: the rule is about the resource as a whole. */
  readonly path?: RegExp;
  readonly propertyChange?: readonly ('Create' | 'Delete' | 'Modify')[];
  readonly before?: RegExp;
  readonly after?: RegExp;
  /** Values from worst to best; fires when the change goes down in this order. */
  readonly ranking?: readonly string[];
  /** Fires when the number goes down (or up). */
  readonly number?: 'down' | 'up';
  /** `{name}`, `{type}`, `{path}`, `{before}`, `{after}` are filled in, and `{role}` for role assignments. */
  readonly reason: string;
}

/** Types whose loss or change touches what people stored. */
export const dataBearing = /^microsoft\.(storage\/storageaccounts(\/.*)?|keyvault\/(vaults|managedhsms)(\/(secrets|keys))?|servicebus\/namespaces(\/(queues|topics)(\/subscriptions)?)?|eventhub\/namespaces(\/eventhubs)?|sql\/servers(\/databases)?|documentdb\/.*|dbfor\w+\/.*|cache\/redis|containerregistry\/registries|machinelearningservices\/workspaces|operationalinsights\/workspaces|appconfiguration\/configurationstores|recoveryservices\/vaults|search\/searchservices|compute\/disks)$/i;

const storageRedundancy = ['Standard_LRS', 'Premium_LRS', 'Standard_ZRS', 'Premium_ZRS', 'Standard_GRS', 'Standard_RAGRS', 'Standard_GZRS', 'Standard_RAGZRS'];
const plans = ['F1', 'D1', 'Y1', 'FC1', 'B1', 'B2', 'B3', 'S1', 'S2', 'S3', 'EP1', 'EP2', 'EP3', 'P1v2', 'P2v2', 'P3v2', 'P0v3', 'P1v3', 'P2v3', 'P3v3', 'I1v2', 'I2v2', 'I3v2'];
const tiers = ['Free', 'Shared', 'Dynamic', 'Basic', 'Standard', 'ElasticPremium', 'Premium', 'PremiumV2', 'PremiumV3', 'Isolated'];
/** Owner, Contributor, User Access Administrator, Role Based Access Control Administrator. */
const powerfulRoles = /(8e3af657-a8ff-443c-a75c-2fe8c4bcb635|b24988ac-6180-42a0-ab88-20f7382dd24c|18d7d88d-d35e-4fb5-a5c3-7773c20a72d9|f58310d9-a9f6-439a-9e8d-f62e7b41a168)/;

export const riskRules: readonly RiskRule[] = [
  { id: 'lock-removed', level: 'high', type: /^microsoft\.authorization\/locks$/, changeType: ['Delete'], reason: 'The lock {name} is removed.' },
  { id: 'delete-data', level: 'high', type: dataBearing, changeType: ['Delete'], reason: '{name} is deleted, with the data in it.' },
  { id: 'delete', level: 'high', changeType: ['Delete'], reason: '{name} ({type}) is deleted.' },
  { id: 'lock-weakened', level: 'high', type: /^microsoft\.authorization\/locks$/, path: /^properties\.level$/, before: /readonly/, after: /cannotdelete|notspecified/, reason: 'The lock {name} is weakened from {before} to {after}.' },

  { id: 'replace-location', level: 'high', changeType: ['Modify'], path: /^location$/, propertyChange: ['Modify'], reason: '{name} would have to be replaced: its location cannot change.' },
  { id: 'replace-storage', level: 'high', type: /^microsoft\.storage\/storageaccounts$/, path: /^properties\.(isHnsEnabled|isNfsV3Enabled|encryption\.requireInfrastructureEncryption)$|^kind$/, propertyChange: ['Modify'], reason: '{name} would have to be replaced: {path} cannot change.' },
  { id: 'replace-identity', level: 'high', type: /^microsoft\.(keyvault\/vaults|managedidentity\/.*)$/, path: /^properties\.tenantId$/, propertyChange: ['Modify'], reason: 'The tenant of {name} changes; nobody keeps access.' },
  { id: 'replace-bus', level: 'high', type: /^microsoft\.(servicebus|eventhub)\/namespaces$/, path: /^sku\.(name|tier)$/, propertyChange: ['Modify'], before: /premium/, reason: '{name} would have to be replaced: a Premium namespace cannot change its tier.' },
  { id: 'replace-bus-up', level: 'high', type: /^microsoft\.(servicebus|eventhub)\/namespaces$/, path: /^sku\.(name|tier)$/, propertyChange: ['Modify'], after: /premium/, reason: '{name} would have to be replaced or migrated: a namespace cannot become Premium in place.' },
  { id: 'replace-queue', level: 'high', type: /^microsoft\.servicebus\/namespaces\/(queues|topics)$/, path: /^properties\.(enablePartitioning|requiresSession|requiresDuplicateDetection)$/, propertyChange: ['Modify'], reason: '{name} would have to be replaced: {path} cannot change.' },
  { id: 'replace-os', level: 'high', type: /^microsoft\.web\/(serverfarms|sites)$/, path: /^(properties\.reserved|kind)$/, propertyChange: ['Modify'], reason: '{name} would have to be replaced: {path} cannot change.' },
  { id: 'replace-role-assignment', level: 'high', type: /^microsoft\.authorization\/roleassignments$/, path: /^properties\.(principalId|roleDefinitionId)$/, propertyChange: ['Modify'], reason: 'The role assignment {name} cannot be changed in place.' },

  { id: 'sku-down-plan', level: 'high', type: /^microsoft\.web\/serverfarms$/, path: /^sku\.name$/, ranking: plans, reason: '{name} goes down from {before} to {after}.' },
  { id: 'sku-down-tier', level: 'high', path: /^sku\.(name|tier)$/, ranking: tiers, reason: '{name} goes down from {before} to {after}.' },
  { id: 'capacity-down', level: 'low', path: /^(sku\.capacity|properties\.(capacity|throughput|maximumElasticWorkerCount|minimumElasticInstanceCount|siteConfig\.minimumElasticInstanceCount))$/, number: 'down', reason: '{name} gets less capacity: {before} to {after}.' },

  { id: 'redundancy-down', level: 'high', type: /^microsoft\.storage\/storageaccounts$/, path: /^sku\.name$/, ranking: storageRedundancy, reason: '{name} gets less redundancy: {before} to {after}.' },
  { id: 'zone-redundancy-off', level: 'high', path: /(zoneRedundan(t|cy)|geoRedundantBackup|enableAutomaticFailover)$/, before: /^(true|enabled)$/, after: /^(false|disabled)?$/, reason: '{name} loses {path}.' },

  { id: 'public-access-on', level: 'high', path: /(^|\.)publicNetworkAccess(ForIngestion|ForQuery)?$/, after: /^enabled/, before: /^(disabled|securedbyperimeter)/, reason: 'Network opened: {name} becomes reachable from public networks.' },
  { id: 'network-default-allow', level: 'high', path: /networkAcls\.defaultAction$|networkRuleSet\.defaultAction$|(ip|scmIp)SecurityRestrictionsDefaultAction$/, after: /^allow$/, before: /^deny$/, reason: 'Network opened: the default of {name} goes from {before} to {after}.' },
  { id: 'network-rules-gone', level: 'high', path: /networkAcls(\.|$)|networkRuleSet(\.|$)/, propertyChange: ['Delete'], before: /^deny$/, reason: 'Network opened: {name} loses its network rules.' },
  { id: 'any-address', level: 'high', path: /(ipRules|firewallRules|ipSecurityRestrictions|sourceAddressPrefix|addressPrefix|startIpAddress|ipAddress|\bvalue)/, after: /^(0\.0\.0\.0(\/0)?|\*|internet|any)$/, type: /^(?!microsoft\.(web\/sites\/config|network\/virtualnetworks|network\/routetables)$)/, reason: 'Network opened: {name} admits any address ({path}).' },
  { id: 'address-added', level: 'low', path: /(ipRules|firewallRules|ipSecurityRestrictions|virtualNetworkRules)\[[^\]]*\]/, propertyChange: ['Create'], changeType: ['Modify'], reason: 'Network opened a little: {name} gets a rule ({path}).' },
  { id: 'address-restriction-gone', level: 'high', path: /(ipSecurityRestrictions|privateEndpointConnections)(\[|$)/, propertyChange: ['Delete'], reason: 'Network opened: {name} loses a restriction ({path}).' },
  { id: 'blob-public', level: 'high', path: /(allowBlobPublicAccess|properties\.publicAccess)$/, after: /^(true|blob|container)$/, reason: 'Network opened: blobs of {name} may be read without signing in.' },
  { id: 'https-off', level: 'high', path: /(httpsOnly|supportsHttpsTrafficOnly)$/, after: /^false$/, before: /^true$/, reason: '{name} accepts unencrypted traffic again.' },
  { id: 'tls-down', level: 'high', path: /(minimumTlsVersion|minTlsVersion|scmMinTlsVersion)$/, ranking: ['1.0', 'TLS1_0', '1.1', 'TLS1_1', '1.2', 'TLS1_2', '1.3', 'TLS1_3'], reason: '{name} accepts an older TLS version: {before} to {after}.' },
  { id: 'ftp-on', level: 'high', path: /ftpsState$/, before: /^(disabled|ftpsonly)$/, after: /^allallowed$/, reason: '{name} accepts plain FTP.' },
  { id: 'local-auth-on', level: 'low', path: /(disableLocalAuth)$/, before: /^true$/, after: /^false$/, reason: '{name} accepts keys again, besides signing in.' },
  { id: 'shared-key-on', level: 'low', path: /(allowSharedKeyAccess|adminUserEnabled)$/, before: /^false$/, after: /^true$/, reason: '{name} accepts shared keys again.' },

  { id: 'role-powerful', level: 'high', type: /^microsoft\.authorization\/roleassignments$/, changeType: ['Create', 'Modify'], path: /^properties\.roleDefinitionId$/, after: powerfulRoles, reason: 'Role widened: {role} is granted, which can change everything or grant access.' },
  { id: 'role-assigned', level: 'low', type: /^microsoft\.authorization\/roleassignments$/, changeType: ['Create'], reason: 'Role widened: {role} is granted.' },
  { id: 'role-definition-wider', level: 'high', type: /^microsoft\.authorization\/roledefinitions$/, path: /(actions|dataActions|assignableScopes)/i, propertyChange: ['Create', 'Modify'], changeType: ['Modify'], reason: 'Role widened: the role {name} gets more permissions.' },
  { id: 'access-policy-wider', level: 'low', type: /^microsoft\.keyvault\/vaults(\/accesspolicies)?$/, changeType: ['Modify'], path: /accessPolicies/, propertyChange: ['Create', 'Modify'], reason: 'Role widened: access policies of {name} change ({path}).' },
  { id: 'rbac-model-off', level: 'high', type: /^microsoft\.keyvault\/vaults$/, path: /enableRbacAuthorization$/, propertyChange: ['Modify', 'Delete'], reason: 'The access model of {name} changes; who could read its secrets may not, and others may.' },
  { id: 'federated-credential', level: 'high', type: /\/federatedidentitycredentials$/, changeType: ['Create', 'Modify'], reason: 'Role widened: somebody outside may sign in as {name}.' },

  { id: 'purge-protection-off', level: 'high', path: /enablePurgeProtection$/, before: /^true$/, after: /^(false)?$/, reason: 'The purge protection of {name} is removed.' },
  { id: 'soft-delete-off', level: 'high', path: /(enableSoftDelete|deleteRetentionPolicy\.enabled|containerDeleteRetentionPolicy\.enabled|isVersioningEnabled)$/, before: /^true$/, after: /^(false)?$/, reason: '{name} loses its protection against deletion ({path}).' },
  { id: 'retention-down', level: 'low', path: /(softDeleteRetentionInDays|deleteRetentionPolicy\.days|retentionInDays|backupRetentionDays)$/, number: 'down', reason: '{name} keeps deleted or recorded data for a shorter time: {before} to {after} days.' },
  { id: 'identity-gone', level: 'high', path: /^identity(\.type)?$/, propertyChange: ['Delete', 'Modify'], after: /^(none)?$/, reason: '{name} loses its identity, and with it its access.' },

  { id: 'data-touched', level: 'low', type: dataBearing, changeType: ['Modify'], reason: '{name} holds data and is changed.' },
];

/** Names of built-in roles that deployments grant. @see https://learn.microsoft.com/azure/role-based-access-control/built-in-roles */
export const roleNames: Readonly<Record<string, string>> = {
  '8e3af657-a8ff-443c-a75c-2fe8c4bcb635': 'Owner',
  'b24988ac-6180-42a0-ab88-20f7382dd24c': 'Contributor',
  'acdd72a7-3385-48ef-bd42-f606fba81ae7': 'Reader',
  '18d7d88d-d35e-4fb5-a5c3-7773c20a72d9': 'User Access Administrator',
  'f58310d9-a9f6-439a-9e8d-f62e7b41a168': 'Role Based Access Control Administrator',
  '00482a5a-887f-4fb3-b363-3b7fe8e74483': 'Key Vault Administrator',
  'b86a8fe4-44ce-4948-aee5-eccb2c155cd7': 'Key Vault Secrets Officer',
  '4633458b-17de-408a-b874-0445c86b69e6': 'Key Vault Secrets User',
  'b7e6dc6d-f1e8-4753-8033-0f276bb0955b': 'Storage Blob Data Owner',
  'ba92f5b4-2d11-453d-a403-e96b0029c9fe': 'Storage Blob Data Contributor',
  '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1': 'Storage Blob Data Reader',
  '974c5e8b-45b9-4653-ba55-5f855dd0fb88': 'Storage Queue Data Contributor',
  '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3': 'Storage Table Data Contributor',
  '090c5cfd-751d-490a-894a-3ce6f1109419': 'Azure Service Bus Data Owner',
  '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39': 'Azure Service Bus Data Sender',
  '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0': 'Azure Service Bus Data Receiver',
  '7f951dda-4ed3-4680-a7ca-43fe172d538d': 'AcrPull',
  '8311e382-0749-4cb8-b61a-304f252e45ec': 'AcrPush',
  '3913510d-42f4-4e42-8a64-420c390055eb': 'Monitoring Metrics Publisher',
  'f6c7c914-8db3-469d-8ca1-694a8f32e121': 'AzureML Data Scientist',
};
