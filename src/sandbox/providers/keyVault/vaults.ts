import type { JsonObject, JsonValue } from '../../../armTemplate';
import { badRequest, conflict, notFound } from '../../armError';
import type { ProviderContext, PutResult, ResourceProvider } from '../provider';
import { arrayOf, defined, objectOf, omit, sameText, textOf, valueAt, withDefaults } from '../shared/json';
import { typed } from '../shared/typed';
import type { TypedPatch, TypedRequest } from '../shared/typed';
import { findDeletedVault, forgetDeleted, softDelete } from './deletedVaults';
import { SecretStore } from './secretStore';

/** @see Vaults - Create Or Update */
export const vaults: ResourceProvider = typed({
  type: 'Microsoft.KeyVault/vaults',
  provisioningMs: 15_000,
  name: {
    pattern: /^[a-zA-Z](?!.*--)[a-zA-Z0-9-]*[a-zA-Z0-9]$/, minLength: 3, maxLength: 24, code: 'VaultNameNotValid',
    message: "The vault name '{name}' is invalid. A vault's name must be between 3-24 alphanumeric characters. The name must begin with a letter, end with a letter or digit, and not contain consecutive hyphens. Follow this link for more information: https://go.microsoft.com/fwlink/?linkid=2147742",
    uniqueError: { status: 409, code: 'VaultAlreadyExists', message: "The vault name '{name}' is already in use. Vault names are globally unique so it is possible that the name is already taken. If you are sure that the vault name was not taken then it is possible that a vault with the same name was recently deleted but not purged after being placed in a recoverable state. If the vault is in a recoverable state then the vault will need to be purged before reusing the name. For more information about VaultAlreadyExists, soft delete and purging a vault follow this link https://go.microsoft.com/fwlink/?linkid=2147740." },
  },
  check: checkVault,
  fill: fillVault,
  merge: mergeVault,
  children: ({ name }, context) => new SecretStore(name, context).list().map((secret) => ({ type: 'Microsoft.KeyVault/vaults/secrets', name: secret.name, body: { properties: {} } })),
  // Its port may be another one after a restart.
  read: ({ name, body }, context) => ({ ...body, properties: { ...objectOf(body.properties), vaultUri: `${context.endpoint('keyVault', name)}/` } }),
  afterDelete: softDelete,
  whatIf: { noise: ['properties.enableRbacAuthorization', 'properties.enabledForDeployment', 'properties.publicNetworkAccess'], writeOnly: ['properties.createMode'] },
});

function checkVault(request: TypedRequest, context: ProviderContext): void {
  const { id, properties, existing } = request;
  const deleted = existing ? undefined : findDeletedVault(id.name, context);
  const wantsRecovery = sameText(properties.createMode, 'recover');
  if (deleted && !wantsRecovery) {
    if (!sameText(deleted.subscriptionId, id.subscriptionId ?? '')) throw conflict('VaultAlreadyExists', vaults.name!.uniqueError!.message.replace('{name}', id.name));
    throw conflict('ConflictError', 'A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.');
  }
  if (wantsRecovery && !deleted && !existing) throw notFound('DeletedVaultNotFound', `The deleted vault '${id.name}' to recover does not exist.`);
  if (!wantsRecovery && !(request.unknown ?? []).length) requireVaultProperties(request);
  checkIrreversible(properties, objectOf((existing ?? deleted?.vault)?.body.properties));
}

function requireVaultProperties({ properties }: TypedRequest): void {
  if (valueAt(properties, 'sku.name') === undefined) throw badRequest('BadRequest', "The parameter 'properties.sku' is required.");
  if (properties.accessPolicies === undefined && properties.enableRbacAuthorization !== true) throw badRequest('BadRequest', 'The parameter accessPolicies is not specified.');
  const tooMany = arrayOf(properties.accessPolicies).length > 1024;
  if (tooMany) throw badRequest('BadRequest', 'A vault can have at most 1024 access policies.');
}

/** Protections can be switched on, never off. */
function checkIrreversible(properties: JsonObject, before: JsonObject): void {
  if (properties.enablePurgeProtection === false && before.enablePurgeProtection === true) {
    throw badRequest('BadRequest', 'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.');
  }
  if (properties.enableSoftDelete === false) throw badRequest('BadRequest', 'The property "enableSoftDelete" can be set to false only for creating new vault. Enabling the \'soft delete\' functionality is an irreversible action.');
  const days = properties.softDeleteRetentionInDays;
  if (days !== undefined && (Number(days) < 7 || Number(days) > 90)) throw badRequest('BadRequest', 'The property "softDeleteRetentionInDays" must be between 7 and 90.');
  if (days !== undefined && before.softDeleteRetentionInDays !== undefined && days !== before.softDeleteRetentionInDays) {
    throw badRequest('BadRequest', 'The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.');
  }
}

function fillVault({ id, body, properties, existing }: TypedRequest, context: ProviderContext): PutResult {
  const recovered = existing ? undefined : findDeletedVault(id.name, context)?.vault;
  const before = objectOf((existing ?? recovered)?.body.properties);
  if (recovered) forgetDeleted(id.name, context);
  const given = recovered ? { ...before, ...withoutCreateMode(properties) } : withoutCreateMode(properties);
  const kept = (name: string, value: JsonValue | undefined): JsonValue | undefined => before[name] ?? value;
  const shown = withDefaults(given, {
    sku: { family: 'A' }, tenantId: context.tenantId, accessPolicies: [], enabledForDeployment: false, enableSoftDelete: true,
    softDeleteRetentionInDays: kept('softDeleteRetentionInDays', 90), enableRbacAuthorization: false, enablePurgeProtection: kept('enablePurgeProtection', undefined),
    vaultUri: `${context.endpoint('keyVault', id.name)}/`, publicNetworkAccess: 'Enabled',
  });
  // Purge protection is only shown where it is on.
  if (shown.enablePurgeProtection !== true) delete shown.enablePurgeProtection;
  return { body: defined({ location: body.location ?? recovered?.body.location, tags: body.tags ?? recovered?.body.tags ?? {}, properties: shown }) };
}

/** A PATCH leaves alone what it does not name: access policies too, which have an API of their own. */
function mergeVault(request: TypedPatch, context: ProviderContext): PutResult {
  const before = objectOf(request.existing.body.properties);
  checkIrreversible(request.properties, before);
  return fillVault({ ...request, body: { ...request.existing.body, ...request.body }, properties: { ...withDefaults(request.properties, omit(before, 'vaultUri')) } }, context);
}

const withoutCreateMode = (properties: JsonObject): JsonObject => {
  const { createMode: _createMode, vaultUri: _vaultUri, ...rest } = properties;
  return rest;
};

/** `add`, `replace` or `remove`; the policies become the vault's. There is nothing to read back under this name. @see Vaults - Update Access Policy */
export const accessPolicies: ResourceProvider = typed({
  type: 'Microsoft.KeyVault/vaults/accessPolicies',
  locations: 'none',
  hasProvisioningState: false,
  readable: false,
  name: { pattern: /^(add|replace|remove)$/i, minLength: 3, maxLength: 7, code: 'BadRequest', message: "The operation '{name}' on access policies must be add, replace or remove." },
  fill({ id, properties }, context) {
    const vault = context.resources.find(id.parentId ?? '');
    const policies = combine(id.shortName.toLowerCase(), arrayOf(valueAt(vault?.body, 'properties.accessPolicies')), arrayOf(properties.accessPolicies));
    if (vault) context.resources.update(vault.id, { body: { ...vault.body, properties: { ...objectOf(vault.body.properties), accessPolicies: policies } } });
    return { properties: { accessPolicies: policies } };
  },
});

function combine(operation: string, current: JsonValue[], given: JsonValue[]): JsonValue[] {
  if (operation === 'replace') return given;
  const owner = (policy: JsonValue) => `${textOf(objectOf(policy).objectId) ?? ''}/${textOf(objectOf(policy).applicationId) ?? ''}`.toLowerCase();
  const mine = new Set(given.map(owner));
  const others = current.filter((policy) => !mine.has(owner(policy)));
  return operation === 'remove' ? others : [...others, ...given];
}
