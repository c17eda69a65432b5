import { badRequest } from '../../armError';
import { allRegions } from '../../resources/locations';
import type { ProviderContext, ProviderRoute, ResourceProvider, StoredResource } from '../provider';
import { sameText, withDefaults } from '../shared/json';
import { createdAt, longTime } from '../shared/time';
import { typed } from '../shared/typed';

const proxy = { locations: 'none', hasProvisioningState: false, createdStatus: 200 } as const;
const account = 'Microsoft.Storage/storageAccounts';
const onlyDefault = { pattern: /^default$/i, minLength: 7, maxLength: 7, code: 'InvalidResourceName', message: "The name must be 'default'." };

/** Named keys of an account's encryption; they are switched off, never deleted. @see Encryption Scopes - Put */
export const encryptionScopes: ResourceProvider = typed({
  ...proxy, createdStatus: 201, type: `${account}/encryptionScopes`, deletable: false,
  name: { pattern: /^[a-zA-Z0-9](?!.*--)[a-zA-Z0-9-]*[a-zA-Z0-9]$/, minLength: 3, maxLength: 63, code: 'InvalidResourceName', message: 'The specified resource name contains invalid characters.' },
  fill: (request, context) => ({ properties: withDefaults(request.properties, { source: 'Microsoft.Storage', state: 'Enabled', requireInfrastructureEncryption: undefined, creationTime: createdAt(request, context), lastModifiedTime: longTime(context.clock.now()) }) }),
});

/** Lists of what an account holds, written to a container day by day. @see Blob Inventory Policies - Create Or Update */
export const inventoryPolicies: ResourceProvider = typed({
  ...proxy, type: `${account}/inventoryPolicies`, name: onlyDefault,
  fill: ({ properties }, context) => ({ properties: { ...properties, lastModifiedTime: longTime(context.clock.now()) } }),
});

/** @see Object Replication Policies - Create Or Update */
export const objectReplicationPolicies: ResourceProvider = typed({
  ...proxy, type: `${account}/objectReplicationPolicies`,
  fill: ({ properties, id }, context) => ({ properties: { ...properties, policyId: sameText(id.shortName, 'default') ? context.random.guid(`replication:${id.id.toLowerCase()}`) : id.shortName, enabledTime: longTime(context.clock.now()) } }),
});

/** Users of SFTP. @see Local Users - Create Or Update */
export const localUsers: ResourceProvider = typed({
  ...proxy, type: `${account}/localUsers`,
  fill: ({ properties }) => ({ properties: withDefaults(properties, { hasSharedKey: false, hasSshKey: false, hasSshPassword: false }) }),
});

/** Days in which nothing of a container can be changed. @see Blob Containers - Create Or Update Immutability Policy */
export const immutabilityPolicies: ResourceProvider = typed({
  ...proxy, type: `${account}/blobServices/containers/immutabilityPolicies`, name: onlyDefault,
  check({ properties }) {
    const days = properties.immutabilityPeriodSinceCreationInDays;
    if (days !== undefined && (Number(days) < 1 || Number(days) > 146_000)) throw badRequest('InvalidImmutabilityPeriod', 'The immutability period must be 1 to 146000 days.');
  },
  fill: ({ properties, id }, context) => ({ etag: `"${context.random.bytes(`etag:${id.id.toLowerCase()}:${context.clock.now().toISOString()}`, 7).toString('hex')}"`, properties: withDefaults(properties, { state: 'Unlocked' }) }),
});

interface DeletedAccount { readonly account: StoredResource; readonly deletedAt: string }

const deleted = (context: ProviderContext) => context.table<DeletedAccount>('Microsoft.Storage/deletedAccounts');

export function rememberDeleted(resource: StoredResource, context: ProviderContext): void { deleted(context).set(resource.name, { account: resource, deletedAt: longTime(context.clock.now()) }); }

/** A name that is in use again cannot be brought back. */
export function forgetDeletedAccount(name: string, context: ProviderContext): void { if (deleted(context).get(name)) deleted(context).delete(name); }

/** Deleted accounts can be brought back for 14 days. */
const keptMs = 14 * 86_400_000;

const subscription = '/subscriptions/{subscriptionId}/providers/Microsoft.Storage';
const kindsOfTier = { Standard: ['Storage', 'StorageV2', 'BlobStorage'], Premium: ['StorageV2', 'BlockBlobStorage', 'FileStorage'] } as const;
const offered = { Standard: ['Standard_LRS', 'Standard_GRS', 'Standard_RAGRS', 'Standard_ZRS', 'Standard_GZRS', 'Standard_RAGZRS'], Premium: ['Premium_LRS', 'Premium_ZRS'] } as const;

export const accountListRoutes: readonly ProviderRoute[] = [
  {
    method: 'GET', path: `${subscription}/skus`, summary: 'SKUs - List: every region has each of them',
    handle: () => ({ body: { value: (['Standard', 'Premium'] as const).flatMap((tier) => offered[tier].flatMap((name) => kindsOfTier[tier].flatMap((kind) => allRegions.map((region) => ({ resourceType: 'storageAccounts', name, tier, kind, locations: [region.name], capabilities: [], restrictions: [] }))))) } }),
  },
  {
    method: 'GET', path: `${subscription}/deletedAccounts`, summary: 'Deleted Accounts - List',
    handle: ({ parameters: { subscriptionId = '' } }, context) => ({
      body: {
        value: [...deleted(context).entries()].map(([, record]) => record)
          .filter(({ account: { id }, deletedAt }) => id.toLowerCase().startsWith(`/subscriptions/${subscriptionId.toLowerCase()}/`) && Date.parse(deletedAt) + keptMs > context.clock.now().getTime())
          .map(({ account: { id, name, body, createdAt: creationTime }, deletedAt }) => ({
            id: `/subscriptions/${subscriptionId}/providers/Microsoft.Storage/locations/${String(body.location)}/deletedAccounts/${name}`, name, type: 'Microsoft.Storage/deletedAccounts',
            properties: { storageAccountResourceId: id, location: body.location ?? '', restoreReference: `${name}|${creationTime}`, creationTime, deletionTime: deletedAt },
          })),
      },
    }),
  },
];
