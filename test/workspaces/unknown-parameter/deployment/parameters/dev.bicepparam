using '../main-modular.bicep'

param location = 'eastus'
param storageSku = 'Standard_GRS'
