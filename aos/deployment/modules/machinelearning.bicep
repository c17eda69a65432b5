metadata description = 'Azure Machine Learning workspace and its container registry, for LoRA adapters.'

import { tagSet } from 'shared/types.bicep'

@description('May differ from the region of the other resources.')
param location string

@minLength(3)
@maxLength(33)
param workspaceName string

@minLength(5)
@maxLength(50)
param registryName string

param storageAccountId string
param keyVaultId string

@description('Empty when the environment has no Application Insights.')
param appInsightsId string

param tags tagSet

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' = {
  name: registryName
  location: location
  tags: tags
  sku: {
    name: 'Standard'
  }
  properties: {
    adminUserEnabled: true
  }
}

resource workspace 'Microsoft.MachineLearningServices/workspaces@2024-04-01' = {
  name: workspaceName
  location: location
  tags: tags
  identity: {
    type: 'SystemAssigned'
  }
  sku: {
    name: 'Basic'
    tier: 'Basic'
  }
  properties: {
    friendlyName: 'Agent Operating System ${workspaceName}'
    storageAccount: storageAccountId
    keyVault: keyVaultId
    applicationInsights: empty(appInsightsId) ? null : appInsightsId
    containerRegistry: registry.id
    publicNetworkAccess: 'Enabled'
  }
}

output id string = workspace.id
output name string = workspace.name
output registryId string = registry.id
output principalId string = workspace.identity.principalId
