@allowed(['eastus', 'westeurope'])
param location string

@allowed(['dev', 'prod'])
param environment string = 'dev'

param namePrefix string = 'shaky'

@description('Parts the words of names. A hyphen is fine for most resources, but not for storage accounts.')
param separator string = ''

module identity 'modules/identity.bicep' = {
  name: 'identity-deployment'
  params: {
    location: location
    identityName: '${namePrefix}-${environment}-identity'
  }
}

module data 'modules/data.bicep' = {
  name: 'data-deployment'
  params: {
    location: location
    words: [namePrefix, environment, take(identity.outputs.principalId, 8)]
    separator: separator
    ownerPrincipalId: identity.outputs.principalId
  }
}

output storageAccountName string = data.outputs.storageAccountName
