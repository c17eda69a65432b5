@allowed(['eastus', 'westeurope'])
@description('Region of the account.')
param location string

@allowed(['dev', 'prod'])
param environment string = 'dev'

@minLength(2)
@maxLength(7)
param namePrefix string = 'tiny'

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: toLower('${namePrefix}${environment}${uniqueString(resourceGroup().id)}')
  location: location
  kind: 'StorageV2'
  sku: {
    name: 'Standard_LRS'
  }
  tags: {
    Environment: environment
  }
  properties: {
    minimumTlsVersion: 'TLS1_2'
    allowBlobPublicAccess: false
  }
}

output storageAccountName string = acount.name
output blobEndpoint string = account.properties.primaryEndpoints.blob
