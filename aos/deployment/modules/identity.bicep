metadata description = 'Managed identity that all function apps of the environment share.'

import { tagSet } from 'shared/types.bicep'

param location string

@minLength(3)
@maxLength(128)
param identityName string

param tags tagSet

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: identityName
  location: location
  tags: tags
}

output id string = identity.id
output principalId string = identity.properties.principalId
output clientId string = identity.properties.clientId
