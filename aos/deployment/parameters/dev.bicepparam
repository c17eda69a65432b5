using '../main-modular.bicep'

// Development: cheap, open, deployed many times a day.

param location = 'eastus'
param environment = 'dev'
param namePrefix = 'aos'

param functionAppSku = 'Y1'
param serviceBusSku = 'Standard'
param storageSku = 'Standard_LRS'

param enableB2C = false
param enableAppInsights = true
param enableAzureML = true

param tags = {
  Environment: 'dev'
  Application: 'AgentOperatingSystem'
  ManagedBy: 'Bicep'
  CreatedDate: '2026-02-13'
  CostCenter: 'Guarded'
}
