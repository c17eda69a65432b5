metadata description = 'Service Bus namespace with the queues and topics over which the applications talk.'

import { busTier, queueSettings, tagSet } from 'shared/types.bicep'

param location string

@maxLength(50)
param namespaceName string

@description('Topics need Standard or Premium.')
param sku busTier

param queueNames string[] = ['aos-requests', 'businessinfinity-responses']

param topicNames string[] = ['agent-events', 'system-events']

param settings queueSettings = {
  lockDuration: 'PT5M'
  maxSizeInMegabytes: 1024
  defaultMessageTimeToLive: 'P14D'
  maxDeliveryCount: 10
  deadLetteringOnMessageExpiration: true
}

param tags tagSet

resource namespace 'Microsoft.ServiceBus/namespaces@2022-10-01-preview' = {
  name: namespaceName
  location: location
  tags: tags
  sku: {
    name: sku
    tier: sku
    capacity: sku == 'Premium' ? 1 : null
  }
  properties: {
    minimumTlsVersion: '1.2'
    publicNetworkAccess: 'Enabled'
    disableLocalAuth: false
  }

  // Azure creates this rule together with the namespace.
  resource rootRule 'AuthorizationRules' existing = {
    name: 'RootManageSharedAccessKey'
  }
}

resource queues 'Microsoft.ServiceBus/namespaces/queues@2022-10-01-preview' = [
  for queueName in queueNames: {
    parent: namespace
    name: queueName
    properties: settings
  }
]

// A namespace refuses parallel changes of its topics now and then, so they go one by one.
@batchSize(1)
module topics 'servicebus/topic.bicep' = [
  for (topicName, index) in topicNames: {
    name: 'servicebus-topic-${index}-deployment'
    params: {
      namespaceName: namespace.name
      topicName: topicName
      maxSizeInMegabytes: settings.maxSizeInMegabytes
      defaultMessageTimeToLive: settings.defaultMessageTimeToLive
      lockDuration: settings.lockDuration
      maxDeliveryCount: settings.maxDeliveryCount
    }
  }
]

output id string = namespace.id
output name string = namespace.name
output endpoint string = namespace.properties.serviceBusEndpoint
output topicIds string[] = [for (topicName, index) in topicNames: topics[index].outputs.id]

@secure()
output connectionString string = namespace::rootRule.listKeys().primaryConnectionString
