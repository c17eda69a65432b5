metadata description = 'Key Vault whose secrets are guarded by role assignments.'

import { tagSet } from 'shared/types.bicep'

param location string

@minLength(3)
@maxLength(24)
param vaultName string

@minValue(7)
@maxValue(90)
@description('Days for which a deleted secret, or the deleted vault, can be recovered.')
param softDeleteRetentionInDays int = 7

param tags tagSet

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: vaultName
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: softDeleteRetentionInDays
    publicNetworkAccess: 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: 'Allow'
    }
  }
}

output id string = vault.id
output name string = vault.name
output uri string = vault.properties.vaultUri
