param region string

@minLength(3)
@maxLength(24)
param archiveName string

param redundancy string

@description('Empty: nobody may read the archive yet.')
param readerPrincipalId string

param labels object

var blobReader = subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1')

resource account 'Microsoft.Storage/storageAccounts@2022-09-01' = {
  name: archiveName
  location: region
  tags: labels
  kind: 'StorageV2'
  sku: {
    name: redundancy
  }
  properties: {
    isHnsEnabled: true
    minimumTlsVersion: 'TLS1_2'
  }
}

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2022-09-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'cool-down'
          type: 'Lifecycle'
          definition: {
            filters: {
              blobTypes: ['blockBlob']
            }
            actions: {
              baseBlob: {
                tierToCool: {
                  daysAfterModificationGreaterThan: 30
                }
              }
            }
          }
        }
      ]
    }
  }
}

// The name follows the principal: known only when the deployment runs, so the assignment sits in a module of its own.
module reader 'pieces/reader.bicep' = if (!empty(readerPrincipalId)) {
  name: '${archiveName}-reader'
  params: {
    accountName: account.name
    principalId: readerPrincipalId
    roleDefinitionId: blobReader
  }
}

output name string = account.name
