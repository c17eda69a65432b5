using '../main-moduler.bicep'

param location = 'eastus'
