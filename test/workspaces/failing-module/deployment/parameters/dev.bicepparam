using '../main-modular.bicep'

param location = 'eastus'
// Refused by Azure, and by nobody before: the name only takes shape while the deployment runs.
param separator = '-'
