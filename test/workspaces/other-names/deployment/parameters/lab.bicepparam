using '../main-modular.bicep'

param tier = 'lab'
param archiveCount = 1
