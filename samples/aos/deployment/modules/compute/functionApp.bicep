metadata description = 'A function app on Linux with Python.'

import { appSetting, stage, tagSet } from '../shared/types.bicep'

param location string

@minLength(2)
@maxLength(60)
param appName string

@description('Plan in the same resource group.')
param planName string

@minValue(0)
@description('Instances that stay warm; 0 on the Consumption plan.')
param alwaysReady int

param stageName stage

param userAssignedIdentityId string

@secure()
param storageConnectionString string

param appInsightsConnectionString string

@secure()
@description('Settings that this app alone has, as {list: [...]}. An object, because only objects and texts can be secure.')
param roleSettings {
  list: appSetting[]
}

@description('Python of the worker, as <major>.<minor>.')
param pythonVersion string = '3.11'

param tags tagSet

var hostSettings appSetting[] = [
  { name: 'AzureWebJobsStorage', value: storageConnectionString }
  { name: 'WEBSITE_CONTENTAZUREFILECONNECTIONSTRING', value: storageConnectionString }
  { name: 'WEBSITE_CONTENTSHARE', value: toLower(appName) }
  { name: 'FUNCTIONS_EXTENSION_VERSION', value: '~4' }
  { name: 'FUNCTIONS_WORKER_RUNTIME', value: 'python' }
  { name: 'AZURE_STORAGE_CONNECTION_STRING', value: storageConnectionString }
  { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: appInsightsConnectionString }
  { name: 'APP_ENVIRONMENT', value: stageName }
]

resource plan 'Microsoft.Web/serverfarms@2023-12-01' existing = {
  name: planName
}

resource app 'Microsoft.Web/sites@2023-12-01' = {
  name: appName
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'SystemAssigned, UserAssigned'
    userAssignedIdentities: {
      '${userAssignedIdentityId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    reserved: true
    httpsOnly: true
    siteConfig: {
      linuxFxVersion: 'Python|${pythonVersion}'
      minTlsVersion: '1.2'
      ftpsState: 'Disabled'
      minimumElasticInstanceCount: alwaysReady
      appSettings: concat(hostSettings, roleSettings.list)
    }
  }
}

output id string = app.id
output url string = 'https://${app.properties.defaultHostName}'
output principalId string = app.identity.principalId
