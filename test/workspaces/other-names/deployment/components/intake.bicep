param region string
param hubName string

@minValue(1)
@maxValue(32)
param partitions int

param consumers array
param labels object

resource hubs 'Microsoft.EventHub/namespaces@2024-01-01' = {
  name: hubName
  location: region
  tags: labels
  sku: {
    name: 'Standard'
    tier: 'Standard'
    capacity: 1
  }
  properties: {}
}

resource readings 'Microsoft.EventHub/namespaces/eventhubs@2024-01-01' = {
  parent: hubs
  name: 'readings'
  properties: {
    partitionCount: partitions
    messageRetentionInDays: 1
  }
}

@batchSize(1)
resource groups 'Microsoft.EventHub/namespaces/eventhubs/consumergroups@2024-01-01' = [
  for consumer in consumers: {
    parent: readings
    name: consumer
    properties: {
      userMetadata: base64(consumer)
    }
  }
]

resource listenRule 'Microsoft.EventHub/namespaces/eventhubs/authorizationRules@2024-01-01' = {
  parent: readings
  name: 'listen'
  properties: {
    rights: ['Listen']
  }
}

output hubName string = hubs.name
output hubId string = hubs.id

@secure()
output listenConnection string = listenRule.listKeys().primaryConnectionString
