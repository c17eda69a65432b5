using '../main-modular.bicep'

var owner = 'stations@example.com'

param tier = 'field'
param codeName = 'wxf'
param archiveCount = 3
param labels = {
  system: 'weather'
  owner: owner
}
