using '../main-modular.bicep'

param location = 'eastus'
