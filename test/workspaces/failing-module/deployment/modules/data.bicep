param location string
param words string[]
param separator string
param ownerPrincipalId string

module account 'data/account.bicep' = {
  name: 'account-deployment'
  params: {
    location: location
    accountName: join(words, separator)
    ownerPrincipalId: ownerPrincipalId
  }
}

output storageAccountName string = account.outputs.name
