import type { JsonObject, JsonValue } from '../../../armTemplate';
import { badRequest, conflict } from '../../armError';
import type { ProviderContext, PutResult, ResourceProvider } from '../provider';
import { forgetPrincipalsOf, identityOf } from '../shared/identity';
import { arrayOf, defined, objectOf, omit, textOf, valueAt, withDefaults } from '../shared/json';
import { typed } from '../shared/typed';
import type { TypedRequest } from '../shared/typed';
import { createdAt } from '../shared/time';
import { keptRotations, listAccountSas, listKeys, regenerateKey } from './accountKeys';
import { failover, migrateToHierarchy, primaryRegionOf } from './failover';
import { pairedRegion } from '../shared/regions';
import { forgetDeletedAccount, rememberDeleted } from './policies';

const skus = ['Standard_LRS', 'Standard_GRS', 'Standard_RAGRS', 'Standard_ZRS', 'Premium_LRS', 'Premium_ZRS', 'Standard_GZRS', 'Standard_RAGZRS', 'StandardV2_LRS', 'StandardV2_GRS', 'StandardV2_ZRS', 'StandardV2_GZRS', 'PremiumV2_LRS', 'PremiumV2_ZRS'];

/** @see Storage Accounts - Create, Get Properties */
export const accounts: ResourceProvider = typed({
  type: 'Microsoft.Storage/storageAccounts',
  provisioningMs: 17_000,
  createdStatus: 200,
  name: {
    pattern: /^[a-z0-9]+$/, minLength: 3, maxLength: 24, code: 'AccountNameInvalid',
    message: '{name} is not a valid storage account name. Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.',
    uniqueError: { status: 409, code: 'StorageAccountAlreadyTaken', message: 'The storage account named {name} is already taken.' },
  },
  refuse: (problem) => badRequest('InvalidValuesForRequestParameters', `Values for request parameters are invalid: ${problem.path}. ${problem.message}`, { target: problem.path }),
  check: checkAccount,
  fill: fillAccount,
  children: () => ['blobServices', 'fileServices', 'queueServices', 'tableServices'].map((kind) => ({ type: `Microsoft.Storage/storageAccounts/${kind}`, name: 'default', body: { properties: {} } })),
  // The data plane's ports may be others after a restart, and the SKU decides about a second region.
  read: ({ name, body, hidden }, context) => ({ ...body, properties: { ...omit(objectOf(body.properties), 'secondaryLocation', 'statusOfSecondary', 'secondaryEndpoints'), ...places({ name, location: primaryRegionOf({ body, hidden }), sku: textOf(valueAt(body, 'sku.name')) ?? '', kind: textOf(body.kind) ?? '' }, context) } }),
  afterDelete(resource, context) {
    forgetPrincipalsOf(resource.id, context);
    rememberDeleted(resource, context);
  },
  // Keys of user delegation are made anew for each request here.
  actions: { listKeys, regenerateKey, listAccountSas, revokeUserDelegationKeys: () => ({ status: 200 }), failover, hnsonmigration: migrateToHierarchy, aborthnsonmigration: () => ({ status: 200 }) },
  whatIf: { noise: ['properties.networkAcls.ipv6Rules', 'properties.encryption.requireInfrastructureEncryption', 'properties.defaultToOAuthAuthentication', 'properties.publicNetworkAccess'] },
});

function checkAccount({ body, existing, unknown = [] }: TypedRequest): void {
  const sku = textOf(valueAt(body, 'sku.name'));
  if (sku !== undefined && !unknown.some((path) => path.startsWith('sku')) && !skus.includes(sku)) throw badRequest('InvalidValuesForRequestParameters', `Values for request parameters are invalid: sku. The SKU '${sku}' is not known; there are ${skus.join(', ')}.`);
  if (textOf(body.kind) === 'BlobStorage' && valueAt(body, 'properties.accessTier') === undefined) throw badRequest('InvalidAccountType', 'The access tier is required for accounts of the kind BlobStorage.');
  if (existing && sku !== undefined && isPremium(sku) !== isPremium(textOf(valueAt(existing.body, 'sku.name')) ?? sku)) {
    throw conflict('StorageAccountTypeConversionNotAllowed', `The storage account cannot change from ${String(valueAt(existing.body, 'sku.name'))} to ${sku}.`);
  }
  if (existing && valueAt(existing.body, 'properties.isHnsEnabled') !== valueAt(body, 'properties.isHnsEnabled') && valueAt(body, 'properties.isHnsEnabled') !== undefined) {
    throw conflict('StorageAccountPropertyCannotBeUpdated', 'The property isHnsEnabled cannot be changed on an existing storage account.');
  }
}

const isPremium = (sku: string): boolean => sku.startsWith('Premium');

function fillAccount(request: TypedRequest, context: ProviderContext): PutResult {
  const { body, properties, existing } = request;
  const sku = textOf(valueAt(body, 'sku.name')) ?? 'Standard_LRS';
  const time = createdAt(request, context);
  const before = objectOf(existing?.body.properties);
  if (!existing) forgetDeletedAccount(request.id.name, context);
  const shown = defined({
    location: body.location, tags: body.tags ?? {}, sku: { name: sku, tier: isPremium(sku) ? 'Premium' : 'Standard' }, kind: body.kind, identity: identityOf(request, context),
    properties: { ...settings(properties, { creationTime: time, ...before }, textOf(body.kind)), ...places({ name: request.id.name, location: textOf(body.location) ?? '', sku, kind: textOf(body.kind) ?? '' }, context), creationTime: before.creationTime ?? time, keyCreationTime: before.keyCreationTime ?? { key1: time, key2: time } },
  });
  return { body: shown, hidden: keptRotations(existing) };
}

/** What was not asked for stays as it was; on a new account it gets the service's defaults. */
function settings(properties: JsonObject, before: JsonObject, kind: string | undefined): JsonObject {
  const enabled = { keyType: 'Account', enabled: true, lastEnabledTime: before.creationTime };
  const defaults: { [name: string]: JsonValue | undefined } = {
    minimumTlsVersion: 'TLS1_0', allowBlobPublicAccess: false, allowCrossTenantReplication: false, allowSharedKeyAccess: undefined, supportsHttpsTrafficOnly: true,
    networkAcls: { ipv6Rules: [], bypass: 'AzureServices', virtualNetworkRules: [], ipRules: [], defaultAction: 'Allow' },
    encryption: { services: { file: defined(enabled), blob: defined(enabled) }, keySource: 'Microsoft.Storage' },
    accessTier: kind === 'StorageV2' || kind === 'BlobStorage' ? 'Hot' : undefined, privateEndpointConnections: [],
  };
  const filled = withDefaults(properties, withDefaults(before, defaults));
  filled.networkAcls = normalisedRules(objectOf(filled.networkAcls));
  return filled;
}

/** Rules come back with an action and, for networks, with a state. */
function normalisedRules(acls: JsonObject): JsonObject {
  const allow = (state: boolean) => (rule: JsonValue): JsonValue => withDefaults(objectOf(rule), { action: 'Allow', ...(state && { state: 'Succeeded' }) });
  return { ...acls, virtualNetworkRules: arrayOf(acls.virtualNetworkRules).map(allow(true)), ipRules: arrayOf(acls.ipRules).map(allow(false)) };
}

function places({ name, location, sku, kind }: { name: string; location: string; sku: string; kind: string }, context: ProviderContext): JsonObject {
  const services = kind === 'BlobStorage' ? ['blob', 'dfs'] : kind === 'FileStorage' ? ['file'] : ['dfs', 'web', 'blob', 'queue', 'table', 'file'];
  const endpoints = (account: string) => Object.fromEntries(services.map((service) => [service, `${context.endpoint('storage', account, service)}/`]));
  const secondary: JsonObject = sku.includes('GRS') || sku.includes('GZRS') ? { secondaryLocation: pairedRegion(location), statusOfSecondary: 'available' } : {};
  return {
    primaryEndpoints: endpoints(name), primaryLocation: location, statusOfPrimary: 'available', ...secondary,
    ...(sku.includes('_RA') ? { secondaryEndpoints: endpoints(`${name}-secondary`) } : {}),
  };
}
