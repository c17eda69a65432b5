param location string
param accountName string
param ownerPrincipalId string

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: accountName
  location: location
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
  tags: {
    OwnerPrincipalId: ownerPrincipalId
  }
}

output name string = account.name
