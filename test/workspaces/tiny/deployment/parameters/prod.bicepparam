using '../main-modular.bicep'

param location = 'westeurope'
param environment = 'prod'
