metadata description = 'Resource names. Every name of an environment is made here, so that it can be previewed.'

@description('Prefix, stage and suffix, parted by hyphens.')
func hyphenated(parts string[]) string => toLower(join(filter(parts, part => !empty(part)), '-'))

@export()
@description('aos-dev-<suffix>: the stem of most names.')
func baseName(prefix string, stageName string, suffix string) string => hyphenated([prefix, stageName, suffix])

@export()
@description('Lower-case letters and digits only, for storage accounts and container registries.')
func compactName(prefix string, stageName string, kind string, suffix string) string =>
  replace(hyphenated([prefix, stageName, kind, suffix]), '-', '')

@export()
@description('Key Vault allows 24 characters, so the suffix may lose its tail.')
func vaultName(prefix string, stageName string, suffix string) string =>
  take(hyphenated([prefix, stageName, 'kv', suffix]), 24)
