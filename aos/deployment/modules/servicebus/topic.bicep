metadata description = 'A topic with the subscription that every listener starts from.'

param namespaceName string
param topicName string
param maxSizeInMegabytes int
param defaultMessageTimeToLive string
param lockDuration string
param maxDeliveryCount int

@minLength(1)
param subscriptionNames string[] = ['default-subscription']

resource namespace 'Microsoft.ServiceBus/namespaces@2022-10-01-preview' existing = {
  name: namespaceName
}

resource topic 'Microsoft.ServiceBus/namespaces/topics@2022-10-01-preview' = {
  parent: namespace
  name: topicName
  properties: {
    maxSizeInMegabytes: maxSizeInMegabytes
    defaultMessageTimeToLive: defaultMessageTimeToLive
    supportOrdering: true
  }
}

resource subscriptions 'Microsoft.ServiceBus/namespaces/topics/subscriptions@2022-10-01-preview' = [
  for name in subscriptionNames: {
    parent: topic
    name: name
    properties: {
      lockDuration: lockDuration
      maxDeliveryCount: maxDeliveryCount
      defaultMessageTimeToLive: defaultMessageTimeToLive
      deadLetteringOnMessageExpiration: true
    }
  }
]

output id string = topic.id
output subscriptionIds string[] = [for (name, index) in subscriptionNames: subscriptions[index].id]
