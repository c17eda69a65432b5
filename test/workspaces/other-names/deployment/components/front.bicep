param region string
param stem string

@secure()
param signingKey string

@secure()
param hubConnection string

param subnetId string
param labels object

resource plan 'Microsoft.Web/serverfarms@2022-09-01' = {
  name: '${stem}-seats'
  location: region
  tags: labels
  sku: {
    name: 'B1'
  }
  kind: 'linux'
  properties: {
    reserved: true
  }
}

resource site 'Microsoft.Web/sites@2022-09-01' = {
  name: '${stem}-front'
  location: region
  tags: labels
  kind: 'app,linux'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    serverFarmId: plan.id
    virtualNetworkSubnetId: subnetId
    siteConfig: {
      linuxFxVersion: 'NODE|20-lts'
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: {
      STATION_HUB: hubConnection
      SIGNING_KEY: signingKey
    }
  }
}

module cache 'edge/cache.bicep' = {
  name: 'edge-cache'
  params: {
    profileName: '${stem}-edge'
    originHost: site.properties.defaultHostName
    labels: labels
  }
}

output url string = 'https://${site.properties.defaultHostName}'
output principalId string = site.identity.principalId
output edgeHost string = cache.outputs.host
