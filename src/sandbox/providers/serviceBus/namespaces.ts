import type { JsonObject } from '../../../armTemplate';
import { badRequest } from '../../armError';
import type { ChildResource, ProviderContext, ResourceProvider } from '../provider';
import { forgetPrincipalsOf, identityOf } from '../shared/identity';
import { defined, objectOf, textOf, valueAt, withDefaults } from '../shared/json';
import { typed } from '../shared/typed';
import type { TypedRequest } from '../shared/typed';
import { createdAt, longTime } from '../shared/time';

const tiers = ['Basic', 'Standard', 'Premium'];
const refused = (message: string) => badRequest('BadRequest', message);

/** @see Namespaces - Create Or Update */
export const namespaces: ResourceProvider = typed({
  type: 'Microsoft.ServiceBus/namespaces',
  provisioningMs: 60_000,
  deletingMs: 15_000,
  name: {
    pattern: /^[A-Za-z](?!.*(-sb|-mgmt)$)[A-Za-z0-9-]*[A-Za-z0-9]$/, minLength: 6, maxLength: 50, code: 'BadRequest',
    message: "The specified service namespace is invalid. '{name}' must have 6 to 50 letters, digits and hyphens, start with a letter, end with a letter or digit, and not end in -sb or -mgmt.",
    uniqueError: { status: 400, code: 'BadRequest', message: "Namespace '{name}' is not available: the specified service namespace is already in use. SubCode=40900." },
  },
  check: checkNamespace,
  fill: fillNamespace,
  children: (): ChildResource[] => [
    { type: 'Microsoft.ServiceBus/namespaces/authorizationRules', name: 'RootManageSharedAccessKey', body: { properties: { rights: ['Listen', 'Manage', 'Send'] } } },
    { type: 'Microsoft.ServiceBus/namespaces/networkRuleSets', name: 'default', body: { properties: {} } },
  ],
  afterDelete: (resource, context) => forgetPrincipalsOf(resource.id, context),
  whatIf: { noise: ['properties.premiumMessagingPartitions', 'properties.disableLocalAuth', 'properties.zoneRedundant'] },
});

function checkNamespace({ body, existing, unknown = [] }: TypedRequest): void {
  const sku = textOf(valueAt(body, 'sku.name'));
  if (unknown.some((path) => path.startsWith('sku')) || sku === undefined) return;
  if (!tiers.includes(sku)) throw refused(`The SKU '${sku}' is not valid. Allowed values: ${tiers.join(', ')}.`);
  const before = textOf(valueAt(existing?.body, 'sku.name'));
  if (before !== undefined && (before === 'Premium') !== (sku === 'Premium')) throw refused(`Cannot change the SKU of a namespace from ${before} to ${sku}: Premium and the others do not convert. SubCode=40000.`);
  if (sku !== 'Premium' && valueAt(body, 'properties.zoneRedundant') === true && !existing) throw refused(`Zone redundancy needs the SKU Premium; the namespace asks for ${sku}.`);
  const capacity = valueAt(body, 'sku.capacity');
  if (sku === 'Premium' && capacity !== undefined && ![1, 2, 4, 8, 16].includes(Number(capacity))) throw refused(`The capacity ${String(capacity)} is not valid for the SKU Premium; allowed are 1, 2, 4, 8 and 16.`);
}

function fillNamespace(request: TypedRequest, context: ProviderContext): JsonObject {
  const { body, properties, id } = request;
  const sku = withDefaults(objectOf(body.sku), { name: 'Standard' });
  return defined({
    location: body.location, tags: body.tags ?? {}, identity: identityOf(request, context),
    sku: defined({ name: sku.name, tier: sku.name, capacity: sku.name === 'Premium' ? sku.capacity ?? 1 : undefined }),
    properties: withDefaults(properties, {
      premiumMessagingPartitions: sku.name === 'Premium' ? 1 : 0, minimumTlsVersion: '1.2', publicNetworkAccess: 'Enabled', disableLocalAuth: false, zoneRedundant: sku.name === 'Premium',
      privateEndpointConnections: [], status: 'Active', createdAt: createdAt(request, context), updatedAt: longTime(context.clock.now()),
      serviceBusEndpoint: `${context.endpoint('serviceBus', id.name)}/`, metricId: `${context.subscriptionId ?? id.subscriptionId ?? ''}:${id.name.toLowerCase()}`,
    }),
  });
}

export const networkRuleSets = typed({
  type: 'Microsoft.ServiceBus/namespaces/networkRuleSets', locations: 'none', hasProvisioningState: false, singletons: ['default'], deletable: false,
  fill: ({ properties }) => ({ properties: withDefaults(properties, { publicNetworkAccess: 'Enabled', defaultAction: 'Allow', virtualNetworkRules: [], ipRules: [], trustedServiceAccessEnabled: false }) }),
});
