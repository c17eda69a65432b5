using '../main-modular.bicep'

param location = 'moonbase'
