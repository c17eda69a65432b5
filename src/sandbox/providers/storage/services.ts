import type { JsonObject } from '../../../armTemplate';
import { badRequest, conflict } from '../../armError';
import type { ProviderContext, ResourceAction, ResourceProvider } from '../provider';
import { arrayOf, defined, objectOf, property, valueAt, withDefaults } from '../shared/json';
import { typed } from '../shared/typed';
import type { TypedRequest } from '../shared/typed';
import { longTime } from '../shared/time';

const none = { locations: 'none', hasProvisioningState: false, createdStatus: 200 } as const;

/** `default` of each service of an account: made with it, updated by PUT, never deleted. */
const service = (kind: string, defaults: JsonObject, check?: (request: TypedRequest) => void): ResourceProvider => typed({
  ...none, type: `Microsoft.Storage/storageAccounts/${kind}`, singletons: ['default'], deletable: false, ...(check && { check }),
  fill: ({ properties, id, body }, context) => defined({ sku: accountSku(id.parentId, context) ?? body.sku, properties: withDefaults(properties, defaults) }),
});

const accountSku = (account: string | undefined, context: ProviderContext) => valueAt(account === undefined ? undefined : context.resources.find(account)?.body, 'sku');

function checkRetention({ properties }: TypedRequest): void {
  for (const name of ['deleteRetentionPolicy', 'containerDeleteRetentionPolicy']) {
    const policy = objectOf(properties[name]);
    if (policy.enabled === true && policy.days === undefined) throw badRequest('InvalidXmlDocument', `XML specified is not syntactically valid: ${name} needs days (1 to 365) when it is enabled.`);
  }
}

export const blobServices = service('blobServices', { cors: { corsRules: [] }, deleteRetentionPolicy: { allowPermanentDelete: false, enabled: false } }, checkRetention);
export const fileServices = service('fileServices', { protocolSettings: { smb: {} }, cors: { corsRules: [] }, shareDeleteRetentionPolicy: { enabled: true, days: 7 } });
export const queueServices = service('queueServices', { cors: { corsRules: [] } });
export const tableServices = service('tableServices', { cors: { corsRules: [] } });

/** `"0x8D…"`, another one after each change. */
const etagOf = (id: string, context: ProviderContext): string => `"0x8D${context.random.bytes(`etag:${id.toLowerCase()}:${context.clock.now().toISOString()}`, 6).toString('hex').toUpperCase()}"`;

const lease = { leaseStatus: 'Unlocked', leaseState: 'Available' };

/** Tags that hold a container. @see Blob Containers - Set Legal Hold, Clear Legal Hold */
const holdBy = (change: (held: readonly string[], asked: readonly string[]) => readonly string[]): ResourceAction => ({ resource, body }, context) => {
  const asked = arrayOf(property(body, 'tags')).map((tag) => String(tag).toLowerCase());
  if (asked.length === 0 || asked.some((tag) => !/^[a-z0-9]{3,23}$/.test(tag))) throw badRequest('InvalidLegalHoldTag', 'A legal hold needs tags of 3 to 23 letters and digits.');
  const properties = objectOf(resource.body.properties);
  const tags = change(arrayOf(valueAt(properties, 'legalHold.tags')).map((held) => String(objectOf(held).tag)), asked);
  const legalHold = { hasLegalHold: tags.length > 0, tags: tags.map((tag) => ({ tag, timestamp: longTime(context.clock.now()), tenantId: context.tenantId })) };
  context.resources.update(resource.id, { body: { ...resource.body, properties: { ...properties, hasLegalHold: tags.length > 0, legalHold } } });
  return { body: { hasLegalHold: tags.length > 0, tags: [...tags] } };
};

/** @see Blob Containers - Create */
export const containers = typed({
  ...none, createdStatus: 201, type: 'Microsoft.Storage/storageAccounts/blobServices/containers',
  name: { pattern: /^(\$root|\$web|\$logs|[a-z0-9](?!.*--)[a-z0-9-]*[a-z0-9])$/, minLength: 3, maxLength: 63, code: 'InvalidResourceName', message: 'The specified resource name contains invalid characters.' },
  fill: ({ properties, existing, id }, context) => ({
    etag: etagOf(id.id, context), properties: withDefaults(properties, {
      defaultEncryptionScope: '$account-encryption-key', denyEncryptionScopeOverride: false, immutableStorageWithVersioning: undefined, publicAccess: 'None', deleted: false, remainingRetentionDays: 0,
      ...lease, hasImmutabilityPolicy: false, hasLegalHold: false, lastModifiedTime: existing ? valueAt(existing.body, 'properties.lastModifiedTime') : longTime(context.clock.now()),
    }),
  }),
  beforeDelete({ id, body }) {
    if (valueAt(body, 'properties.hasLegalHold') === true) throw conflict('ContainerOperationFailure', `The container '${id.slice(id.lastIndexOf('/') + 1)}' cannot be deleted: it has a legal hold.`);
  },
  actions: { setLegalHold: holdBy((held, asked) => [...new Set([...held, ...asked])]), clearLegalHold: holdBy((held, asked) => held.filter((tag) => !asked.includes(tag))) },
  check({ id, properties }, context) {
    const account = context.resources.find(id.id.split('/').slice(0, -4).join('/'));
    const wants = properties.publicAccess !== undefined && properties.publicAccess !== 'None';
    if (wants && valueAt(account?.body, 'properties.allowBlobPublicAccess') === false) throw badRequest('PublicAccessNotPermitted', `Public access is not permitted on this storage account: container '${id.shortName}' asks for ${String(properties.publicAccess)}.`);
  },
});

export const queues = typed({
  ...none, type: 'Microsoft.Storage/storageAccounts/queueServices/queues', deletedStatus: 204,
  name: { pattern: /^[a-z0-9]([a-z0-9]|(-(?!-)))*[a-z0-9]$/, minLength: 3, maxLength: 63, code: 'InvalidResourceName', message: 'The specified resource name contains invalid characters.' },
  fill: ({ properties }) => ({ properties: withDefaults(properties, { metadata: {}, approximateMessageCount: 0 }) }),
});

export const tables = typed({
  ...none, type: 'Microsoft.Storage/storageAccounts/tableServices/tables', deletedStatus: 204,
  name: { pattern: /^[A-Za-z][A-Za-z0-9]*$/, minLength: 3, maxLength: 63, code: 'InvalidResourceName', message: 'The specified resource name contains invalid characters.' },
  fill: ({ properties, id }) => ({ properties: { ...properties, tableName: id.shortName } }),
});

export const shares = typed({
  ...none, createdStatus: 201, type: 'Microsoft.Storage/storageAccounts/fileServices/shares',
  name: { pattern: /^[a-z0-9](?!.*--)[a-z0-9-]*[a-z0-9]$/, minLength: 3, maxLength: 63, code: 'InvalidResourceName', message: 'The specified resource name contains invalid characters.' },
  fill: ({ properties, id }, context) => ({
    etag: etagOf(id.id, context), properties: withDefaults(properties, { shareQuota: 5120, accessTier: 'TransactionOptimized', enabledProtocols: 'SMB', ...lease, lastModifiedTime: longTime(context.clock.now()) }),
  }),
});

/** @see Management Policies - Create Or Update: the only policy is named `default`. */
export const managementPolicies = typed({
  ...none, type: 'Microsoft.Storage/storageAccounts/managementPolicies',
  name: { pattern: /^default$/i, minLength: 7, maxLength: 7, code: 'InvalidResourceName', message: "The name of a management policy must be 'default'." },
  fill: ({ properties }, context) => ({ properties: { ...properties, lastModifiedTime: longTime(context.clock.now()) } }),
});
