using '../platform.bicep'
