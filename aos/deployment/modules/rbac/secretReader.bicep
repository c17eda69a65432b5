metadata description = 'Lets one app read the secrets of the vault.'

import { appPrincipal } from '../shared/types.bicep'

param keyVaultName string
param roleDefinitionGuid string
param principal appPrincipal

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' existing = {
  name: keyVaultName
}

resource assignment 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, principal.appName, roleDefinitionGuid)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roleDefinitionGuid)
    principalId: principal.principalId
    principalType: 'ServicePrincipal'
    description: '${principal.appName} reads secrets.'
  }
}

output id string = assignment.id
