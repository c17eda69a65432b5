metadata name = 'Agent Operating System'
metadata description = 'One environment of the Agent Operating System: storage, messages, secrets, monitoring, three function apps and, if wanted, machine learning.'

targetScope = 'resourceGroup'

import { baseName, compactName, vaultName } from 'modules/shared/naming.bicep'

// Parameters

@allowed([
  'eastus'
  'eastus2'
  'westus'
  'westus2'
  'westus3'
  'centralus'
  'northcentralus'
  'southcentralus'
  'westcentralus'
  'canadacentral'
  'canadaeast'
  'brazilsouth'
  'northeurope'
  'westeurope'
  'uksouth'
  'ukwest'
  'francecentral'
  'germanywestcentral'
  'norwayeast'
  'swedencentral'
  'switzerlandnorth'
  'polandcentral'
  'southeastasia'
  'eastasia'
  'australiaeast'
  'australiasoutheast'
  'japaneast'
  'japanwest'
  'koreacentral'
  'centralindia'
  'uaenorth'
  'southafricanorth'
])
@description('Region of the environment.')
param location string

@description('Region of the machine learning resources.')
param locationML string = location

@allowed(['dev', 'staging', 'prod'])
@description('Stage that this environment serves.')
param environment string = 'dev'

@minLength(3)
@maxLength(13)
@description('Makes names unique across Azure. The same resource group always gets the same suffix.')
param uniqueSuffix string = uniqueString(resourceGroup().id)

@minLength(2)
@maxLength(8)
@description('First part of every name.')
param namePrefix string = 'aos'

@allowed(['Y1', 'EP1', 'EP2', 'EP3'])
@description('Plan of the function apps: Y1 is Consumption, EP1 to EP3 are Elastic Premium.')
param functionAppSku string = 'Y1'

@allowed(['Basic', 'Standard', 'Premium'])
@description('Tier of the Service Bus namespace. Basic has no topics; virtual networks need Premium.')
param serviceBusSku string = 'Standard'

@allowed(['Standard_LRS', 'Standard_GRS', 'Standard_RAGRS', 'Premium_LRS'])
@description('Redundancy of the storage account.')
param storageSku string = 'Standard_LRS'

@description('Lets customers sign in through Azure AD B2C. Needs a configured tenant.')
param enableB2C bool = false

@description('Name of the B2C tenant.')
param b2cTenantName string = ''

@description('Name of the B2C sign-in policy.')
param b2cPolicyName string = ''

@secure()
@description('Application ID registered in the B2C tenant.')
param b2cClientId string = ''

@secure()
@description('Secret of that application.')
param b2cClientSecret string = ''

@description('Creates Application Insights and its Log Analytics workspace.')
param enableAppInsights bool = true

@description('Creates the machine learning workspace, where the region has it. Only LoRA adapters need it.')
param enableAzureML bool = true

@description('Tags of every resource; they win over those that the template adds.')
param tags object = {}

// What the region can do, and what is deployed instead where it cannot

var regions = loadJsonContent('modules/shared/regions.json')

var azureMLSupported = contains(regions.machineLearning, location)
var functionsPremiumSupported = contains(regions.functionsPremium, location)
var serviceBusPremiumSupported = contains(regions.serviceBusPremium, location)

var wantsFunctionsPremium = startsWith(functionAppSku, 'EP')
var effectiveFunctionSku = wantsFunctionsPremium && !functionsPremiumSupported ? 'Y1' : functionAppSku
var effectiveServiceBusSku = serviceBusSku == 'Premium' && !serviceBusPremiumSupported ? 'Standard' : serviceBusSku
var deployAzureML = enableAzureML && azureMLSupported

// Names and tags

var base = baseName(namePrefix, environment, uniqueSuffix)

var names = {
  storage: compactName(namePrefix, environment, '', uniqueSuffix)
  registry: compactName(namePrefix, environment, 'acr', uniqueSuffix)
  keyVault: vaultName(namePrefix, environment, uniqueSuffix)
  serviceBus: '${base}-bus'
  plan: '${base}-plan'
  appInsights: '${base}-ai'
  logAnalytics: '${base}-la'
  identity: '${base}-identity'
  machineLearning: '${base}-ml'
}

var allTags = union(
  {
    Environment: environment
    Application: 'AgentOperatingSystem'
    ManagedBy: 'Bicep'
  },
  tags
)

// Modules

module storage 'modules/storage.bicep' = {
  name: 'storage-deployment'
  params: {
    location: location
    storageAccountName: names.storage
    sku: storageSku
    tags: allTags
  }
}

module monitoring 'modules/monitoring.bicep' = if (enableAppInsights) {
  name: 'monitoring-deployment'
  params: {
    location: location
    workspaceName: names.logAnalytics
    appInsightsName: names.appInsights
    tags: allTags
  }
}

module serviceBus 'modules/servicebus.bicep' = {
  name: 'servicebus-deployment'
  params: {
    location: location
    namespaceName: names.serviceBus
    sku: effectiveServiceBusSku
    tags: allTags
  }
}

module keyVault 'modules/keyvault.bicep' = {
  name: 'keyvault-deployment'
  params: {
    location: location
    vaultName: names.keyVault
    tags: allTags
  }
}

module identity 'modules/identity.bicep' = {
  name: 'identity-deployment'
  params: {
    location: location
    identityName: names.identity
    tags: allTags
  }
}

module compute 'modules/compute.bicep' = {
  name: 'compute-deployment'
  params: {
    location: location
    planName: names.plan
    appBaseName: base
    sku: effectiveFunctionSku
    stageName: environment
    userAssignedIdentityId: identity.outputs.id
    storageAccountName: storage.outputs.name
    storageConnectionString: storage.outputs.connectionString
    serviceBusConnectionString: serviceBus.outputs.connectionString
    keyVaultUri: keyVault.outputs.uri
    appInsightsConnectionString: enableAppInsights ? monitoring!.outputs.connectionString : ''
    b2c: enableB2C ? { tenant: b2cTenantName, policy: b2cPolicyName } : {}
    b2cClientId: enableB2C ? b2cClientId : ''
    b2cClientSecret: enableB2C ? b2cClientSecret : ''
    tags: allTags
  }
}

module machineLearning 'modules/machinelearning.bicep' = if (deployAzureML) {
  name: 'ml-deployment'
  params: {
    location: locationML
    workspaceName: names.machineLearning
    registryName: names.registry
    storageAccountId: storage.outputs.id
    keyVaultId: keyVault.outputs.id
    appInsightsId: enableAppInsights ? monitoring!.outputs.appInsightsId : ''
    tags: allTags
  }
}

module rbac 'modules/rbac.bicep' = {
  name: 'rbac-deployment'
  params: {
    keyVaultName: keyVault.outputs.name
    storageAccountName: storage.outputs.name
    serviceBusNamespaceName: serviceBus.outputs.name
    principals: compute.outputs.principals
    mainApp: compute.outputs.principals[0]
  }
}

// Outputs

output resourceGroupName string = resourceGroup().name
output location string = location
output locationML string = locationML
output environment string = environment

output storageAccountName string = storage.outputs.name
output storageAccountId string = storage.outputs.id
@secure()
output storageConnectionString string = storage.outputs.connectionString

output serviceBusNamespaceName string = serviceBus.outputs.name
output serviceBusNamespaceId string = serviceBus.outputs.id
@secure()
output serviceBusConnectionString string = serviceBus.outputs.connectionString

output keyVaultName string = keyVault.outputs.name
output keyVaultId string = keyVault.outputs.id
output keyVaultUri string = keyVault.outputs.uri

output appInsightsName string = enableAppInsights ? monitoring!.outputs.appInsightsName : ''
output appInsightsId string = enableAppInsights ? monitoring!.outputs.appInsightsId : ''
output appInsightsInstrumentationKey string = enableAppInsights ? monitoring!.outputs.instrumentationKey : ''
output appInsightsConnectionString string = enableAppInsights ? monitoring!.outputs.connectionString : ''

output functionAppName string = compute.outputs.appNames[0]
output functionAppId string = compute.outputs.appIds[0]
output functionAppUrl string = compute.outputs.appUrls[0]
output mcpServerFunctionAppName string = compute.outputs.appNames[1]
output mcpServerFunctionAppUrl string = compute.outputs.appUrls[1]
output realmFunctionAppName string = compute.outputs.appNames[2]
output realmFunctionAppUrl string = compute.outputs.appUrls[2]

output azureMLWorkspaceName string = machineLearning.?outputs.name ?? ''
output azureMLWorkspaceId string = machineLearning.?outputs.id ?? ''

output userAssignedIdentityId string = identity.outputs.id
output userAssignedIdentityPrincipalId string = identity.outputs.principalId
output userAssignedIdentityClientId string = identity.outputs.clientId

@description('What the region made different from what was asked for.')
output deploymentWarnings object = {
  azureMLDisabledDueToRegion: enableAzureML && !azureMLSupported
  functionSkuDowngradedDueToRegion: effectiveFunctionSku != functionAppSku
  serviceBusSkuDowngradedDueToRegion: effectiveServiceBusSku != serviceBusSku
  effectiveFunctionSku: effectiveFunctionSku
  effectiveServiceBusSku: effectiveServiceBusSku
  azureMLSupported: azureMLSupported
  functionsPremiumSupported: functionsPremiumSupported
  serviceBusPremiumSupported: serviceBusPremiumSupported
  multiRegionDeployment: location != locationML
  recommendedRegionsForFullCapability: regions.recommended
}
