using '../main-modular.bicep'

// Staging: the last stop before production, and as close to it as the budget allows.

param location = 'eastus'
param environment = 'staging'
param namePrefix = 'aos'

param functionAppSku = 'EP1'
param serviceBusSku = 'Standard'
// Geo-redundant storage is what a staging environment should have; AOS Deploy points it out.
param storageSku = 'Standard_LRS'

param enableB2C = false
param enableAppInsights = true
param enableAzureML = true

param tags = {
  Environment: 'staging'
  Application: 'AgentOperatingSystem'
  ManagedBy: 'Bicep'
  CreatedDate: '2026-02-13'
  CostCenter: 'Engineering'
}
