using '../main-modular.bicep'

param environment = 'dev'
