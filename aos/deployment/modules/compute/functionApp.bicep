metadata description = 'A function app on Linux with Python.'

import { appSettingValues, stage, tagSet } from '../shared/types.bicep'

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

@secure()
param serviceBusConnectionString string

param appInsightsConnectionString string

param storageAccountName string

param keyVaultUri string

param b2cTenantName string

param b2cPolicyName string

@secure()
param b2cClientId string

@secure()
param b2cClientSecret string

@description('Names of the settings that this app has beside those of every function app.')
param extraSettingNames string[]

@description('Python of the worker, as <major>.<minor>.')
param pythonVersion string = '3.11'

param tags tagSet

// Names are fixed and only values wait for other resources: so a plan shows the settings one by one.
var settingValues appSettingValues = {
  AzureWebJobsStorage: storageConnectionString
  WEBSITE_CONTENTAZUREFILECONNECTIONSTRING: storageConnectionString
  WEBSITE_CONTENTSHARE: toLower(appName)
  FUNCTIONS_EXTENSION_VERSION: '~4'
  FUNCTIONS_WORKER_RUNTIME: 'python'
  AZURE_SERVICEBUS_CONNECTION_STRING: serviceBusConnectionString
  AZURE_STORAGE_CONNECTION_STRING: storageConnectionString
  AZURE_STORAGE_ACCOUNT: storageAccountName
  KEY_VAULT_URL: keyVaultUri
  APPLICATIONINSIGHTS_CONNECTION_STRING: appInsightsConnectionString
  APP_ENVIRONMENT: stageName
  B2C_TENANT: b2cTenantName
  B2C_POLICY: b2cPolicyName
  B2C_CLIENT_ID: b2cClientId
  B2C_CLIENT_SECRET: b2cClientSecret
}

var settingNames = concat(
  [
    'AzureWebJobsStorage'
    'WEBSITE_CONTENTAZUREFILECONNECTIONSTRING'
    'WEBSITE_CONTENTSHARE'
    'FUNCTIONS_EXTENSION_VERSION'
    'FUNCTIONS_WORKER_RUNTIME'
    'AZURE_STORAGE_CONNECTION_STRING'
    'APPLICATIONINSIGHTS_CONNECTION_STRING'
    'APP_ENVIRONMENT'
  ],
  extraSettingNames
)

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
      appSettings: [
        for settingName in settingNames: {
          name: settingName
          value: settingValues[settingName]
        }
      ]
    }
  }
}

output id string = app.id
output url string = 'https://${app.properties.defaultHostName}'
output principalId string = app.identity.principalId
