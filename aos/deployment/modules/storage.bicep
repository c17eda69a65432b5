metadata description = 'Storage account: data of the agents, and the files of the function apps.'

import { storageRedundancy, tagSet } from 'shared/types.bicep'

@description('Region of the account.')
param location string

@minLength(3)
@maxLength(24)
@description('Name of the account, unique in all of Azure.')
param storageAccountName string

@description('Redundancy of the account.')
param sku storageRedundancy

@description('Private blob containers to create.')
param containerNames string[] = ['aos-data']

@minValue(1)
@maxValue(365)
@description('Days for which deleted blobs and containers can be restored.')
param retentionDays int = 7

param tags tagSet

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: storageAccountName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: {
    name: sku
  }
  properties: {
    accessTier: 'Hot'
    supportsHttpsTrafficOnly: true
    minimumTlsVersion: 'TLS1_2'
    allowBlobPublicAccess: false
    allowSharedKeyAccess: true
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: 'Allow'
    }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2023-05-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: {
      enabled: true
      days: retentionDays
    }
    containerDeleteRetentionPolicy: {
      enabled: true
      days: retentionDays
    }
  }

  resource containers 'containers' = [
    for containerName in containerNames: {
      name: containerName
      properties: {
        publicAccess: 'None'
      }
    }
  ]
}

output id string = account.id
output name string = account.name
output blobEndpoint string = account.properties.primaryEndpoints.blob

@secure()
output connectionString string = 'DefaultEndpointsProtocol=https;AccountName=${account.name};AccountKey=${account.listKeys().keys[0].value};EndpointSuffix=${environment().suffixes.storage}'
