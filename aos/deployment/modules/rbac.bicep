metadata description = 'What the function apps may do with the data of the environment.'

import { appPrincipal } from 'shared/types.bicep'

param keyVaultName string
param storageAccountName string
param serviceBusNamespaceName string

@description('Every function app; all of them read secrets.')
param principals appPrincipal[]

@description('Name and identity of the app that also writes blobs and owns the messages.')
param mainApp appPrincipal

var roleIds = {
  keyVaultSecretsUser: '4633458b-17de-408a-b874-0445c86b69e6'
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  serviceBusDataOwner: '090c5cfd-751d-490a-894a-3ce6f1109419'
}

resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: storageAccountName
}

resource bus 'Microsoft.ServiceBus/namespaces@2022-10-01-preview' existing = {
  name: serviceBusNamespaceName
}

module secretReaders 'rbac/secretReader.bicep' = [
  for index in range(0, 3): {
    name: 'rbac-secrets-${index}-deployment'
    params: {
      keyVaultName: keyVaultName
      roleDefinitionGuid: roleIds.keyVaultSecretsUser
      principal: principals[index]
    }
  }
]

// Named after the app and not after its principal: a plan can then tell the name before the app exists.
resource blobContributor 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: storage
  name: guid(storage.id, mainApp.appName, roleIds.storageBlobDataContributor)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.storageBlobDataContributor)
    principalId: mainApp.principalId
    principalType: 'ServicePrincipal'
    description: '${mainApp.appName} keeps its state in blobs.'
  }
}

resource busOwner 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: bus
  name: guid(bus.id, mainApp.appName, roleIds.serviceBusDataOwner)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleIds.serviceBusDataOwner)
    principalId: mainApp.principalId
    principalType: 'ServicePrincipal'
    description: '${mainApp.appName} sends and receives messages.'
  }
}

output roleAssignmentIds string[] = [blobContributor.id, busOwner.id]
