using '../main-modular.bicep'

// Production. Replace the four YOUR_... texts before the first deployment, or set enableB2C to false.
// The client secret is better read with az.getSecret() than written here.

param location = 'eastus'
param environment = 'prod'
param namePrefix = 'aos'

param functionAppSku = 'EP1'
param serviceBusSku = 'Premium'
param storageSku = 'Standard_GRS'

param enableB2C = true
param b2cTenantName = 'YOUR_B2C_TENANT_NAME'
param b2cPolicyName = 'YOUR_B2C_POLICY_NAME'
param b2cClientId = 'YOUR_B2C_CLIENT_ID'
param b2cClientSecret = 'YOUR_B2C_CLIENT_SECRET'

param enableAppInsights = true
param enableAzureML = true

param tags = {
  Environment: 'prod'
  Application: 'AgentOperatingSystem'
  ManagedBy: 'Bicep'
  CreatedDate: '2026-02-13'
  CostCenter: 'Engineering'
  Compliance: 'SOC2'
}
