metadata description = 'Weather station network: intake, web front and archive.'

@description('Empty means: where the resource group is.')
param region string = resourceGroup().location

@allowed(['lab', 'field'])
param tier string = 'lab'

@minLength(2)
@maxLength(6)
param codeName string = 'wx'

@minValue(1)
@maxValue(4)
param archiveCount int = 2

param frontEnabled bool = true

@secure()
@description('Signs calls between stations. A new one for each deployment unless given.')
param signingKey string = newGuid()

param deployedOn string = utcNow('yyyy-MM-dd')

param labels object = {
  system: 'weather'
}

var suffix = substring(uniqueString(subscription().id, resourceGroup().name, codeName), 0, 6)
var stem = '${codeName}${tier}${suffix}'
var archives = [for i in range(0, archiveCount): '${stem}arc${padLeft(i, 2, '0')}']

resource vnet 'Microsoft.Network/virtualNetworks@2023-11-01' = {
  name: '${stem}-vnet'
  location: region
  tags: labels
  properties: {
    addressSpace: {
      addressPrefixes: ['10.20.0.0/16']
    }
    subnets: [
      for i in range(0, 3): {
        name: 'subnet-${i}'
        properties: {
          addressPrefix: cidrSubnet('10.20.0.0/16', 24, i)
        }
      }
    ]
  }
}

module intake 'components/intake.bicep' = {
  name: '${deployment().name}-intake'
  params: {
    region: region
    hubName: '${stem}-hub'
    partitions: tier == 'field' ? 8 : 2
    consumers: ['archiver', 'alarms', 'front']
    labels: labels
  }
}

module archive 'components/archive.bicep' = [
  for (archiveName, i) in archives: {
    name: 'archive-${i}'
    params: {
      region: region
      archiveName: archiveName
      redundancy: tier == 'field' && i == 0 ? 'Standard_GRS' : 'Standard_LRS'
      readerPrincipalId: front.?outputs.principalId ?? ''
      labels: union(labels, { archive: string(i) })
    }
  }
]

module front 'components/front.bicep' = if (frontEnabled) {
  name: 'front-stage'
  params: {
    region: region
    stem: stem
    signingKey: signingKey
    hubConnection: intake.outputs.listenConnection
    subnetId: vnet.properties.subnets[1].id
    labels: labels
  }
}

// A type that no list of well-known types names.
resource console 'Microsoft.Portal/dashboards@2020-09-01-preview' = if (tier == 'field') {
  name: '${stem}-console'
  location: region
  tags: union(labels, { 'hidden-title': 'Stations of ${codeName}' })
  properties: {
    lenses: []
    metadata: {}
  }
}

output hub string = intake.outputs.hubName
output hubId string = intake.outputs.hubId
output archiveNames array = [for i in range(0, archiveCount): archive[i].outputs.name]
output frontUrl string = front.?outputs.url ?? ''
output identityOfFront string = front.?outputs.principalId ?? ''
output consoleTitle string = tier == 'field' ? console!.tags['hidden-title'] : ''
output stationLabels object = union(labels, { deployedOn: deployedOn })
