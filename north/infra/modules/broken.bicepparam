using './nothing.bicep'
