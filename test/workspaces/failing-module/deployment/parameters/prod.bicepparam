using '../main-modular.bicep'

param location = 'eastus'
param environment = 'prod'
