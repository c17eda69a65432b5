metadata description = 'App Service plan and the three function apps on it.'

import { appPrincipal, functionAppPlan, functionPlanSku, stage, tagSet } from 'shared/types.bicep'

param location string

@minLength(1)
@maxLength(40)
param planName string

@minLength(2)
@maxLength(49)
@description('Stem of the names of the function apps.')
param appBaseName string

param sku functionPlanSku

param stageName stage

param userAssignedIdentityId string

param storageAccountName string

@secure()
param storageConnectionString string

@secure()
param serviceBusConnectionString string

param keyVaultUri string

@description('Empty when the environment has no Application Insights.')
param appInsightsConnectionString string

@description('Tenant and policy for sign-in of customers; empty texts switch it off.')
param b2c {
  tenant: string?
  policy: string?
}

@secure()
param b2cClientId string = ''

@secure()
param b2cClientSecret string = ''

param tags tagSet

var onConsumption = sku == 'Y1'

var apps functionAppPlan[] = [
  {
    role: 'main'
    name: '${appBaseName}-func'
    extraSettingNames: [
      'AZURE_SERVICEBUS_CONNECTION_STRING'
      'AZURE_STORAGE_ACCOUNT'
      'KEY_VAULT_URL'
      'B2C_TENANT'
      'B2C_POLICY'
      'B2C_CLIENT_ID'
      'B2C_CLIENT_SECRET'
    ]
  }
  {
    role: 'mcp'
    name: '${appBaseName}-mcp-func'
    extraSettingNames: ['KEY_VAULT_URL']
    component: 'MCPServers'
  }
  {
    role: 'realm'
    name: '${appBaseName}-realm-func'
    extraSettingNames: ['AZURE_SERVICEBUS_CONNECTION_STRING']
    component: 'RealmOfAgents'
  }
]

resource plan 'Microsoft.Web/serverfarms@2023-12-01' = {
  name: planName
  location: location
  tags: tags
  kind: onConsumption ? 'functionapp' : 'elastic'
  sku: {
    name: sku
    tier: onConsumption ? 'Dynamic' : 'ElasticPremium'
  }
  properties: {
    reserved: true
    maximumElasticWorkerCount: onConsumption ? null : 20
  }
}

// Three apps at once on one new plan meet its lock; two go through.
@batchSize(2)
module functionApps 'compute/functionApp.bicep' = [
  for (app, index) in apps: {
    name: 'functionapp-${app.role}-deployment'
    params: {
      location: location
      appName: app.name
      planName: plan.name
      alwaysReady: onConsumption ? 0 : (index == 0 ? 2 : 1)
      stageName: stageName
      userAssignedIdentityId: userAssignedIdentityId
      storageConnectionString: storageConnectionString
      serviceBusConnectionString: serviceBusConnectionString
      appInsightsConnectionString: appInsightsConnectionString
      storageAccountName: storageAccountName
      keyVaultUri: keyVaultUri
      b2cTenantName: b2c.?tenant ?? ''
      b2cPolicyName: b2c.?policy ?? ''
      b2cClientId: b2cClientId
      b2cClientSecret: b2cClientSecret
      extraSettingNames: app.extraSettingNames
      tags: union(tags, { Component: app.?component ?? 'AgentOperatingSystem' })
    }
  }
]

output planId string = plan.id
output appIds string[] = [for (app, index) in apps: functionApps[index].outputs.id]
output appNames string[] = map(apps, app => app.name)
output appUrls string[] = [for (app, index) in apps: functionApps[index].outputs.url]
output principals appPrincipal[] = [
  for (app, index) in apps: {
    role: app.role
    appName: app.name
    principalId: functionApps[index].outputs.principalId
  }
]
