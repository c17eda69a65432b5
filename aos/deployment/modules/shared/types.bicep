metadata description = 'Types that several modules share.'

@export()
@description('Stage of an environment.')
type stage = 'dev' | 'staging' | 'prod'

@export()
@description('App Service plan SKUs on which the function apps may run.')
type functionPlanSku = 'Y1' | 'EP1' | 'EP2' | 'EP3'

@export()
@description('Tiers of the Service Bus namespace.')
type busTier = 'Basic' | 'Standard' | 'Premium'

@export()
@description('Redundancy of the storage account.')
type storageRedundancy = 'Standard_LRS' | 'Standard_GRS' | 'Standard_RAGRS' | 'Premium_LRS'

@export()
@description('Tags as Azure keeps them: text by name.')
type tagSet = {
  *: string
}

@export()
@description('Values of application settings by name.')
type appSettingValues = {
  *: string
}

@export()
@description('A function app: what it is for, its name, and the settings it alone has.')
@sealed()
type functionAppPlan = {
  role: 'main' | 'mcp' | 'realm'

  @minLength(2)
  @maxLength(60)
  name: string

  @description('Settings beside those that all function apps share.')
  extraSettingNames: string[]

  @description('Text of the tag Component.')
  component: string?
}

@export()
@description('Identity of a function app, as role assignments need it.')
type appPrincipal = {
  role: string
  appName: string
  principalId: string
}

@export()
@description('How queues hold messages. Durations are ISO 8601.')
type queueSettings = {
  lockDuration: string

  @minValue(1024)
  @maxValue(5120)
  maxSizeInMegabytes: int

  defaultMessageTimeToLive: string

  @minValue(1)
  maxDeliveryCount: int

  deadLetteringOnMessageExpiration: bool
}
