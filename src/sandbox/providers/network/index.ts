import type { JsonObject, JsonValue } from '../../../armTemplate';
import { badRequest, conflict } from '../../armError';
import { keyOf } from '../../resourceId';
import type { ProviderContext, ProviderModule, ResourceProvider, StoredResource } from '../provider';
import { arrayOf, defined, isObject, objectOf, textOf, valueAt, withDefaults } from '../shared/json';
import { typed } from '../shared/typed';
import type { TypedRequest } from '../shared/typed';
import { contains, parseRange } from './ranges';

const name = { pattern: /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_])?$/, minLength: 1, maxLength: 80, code: 'InvalidResourceName', message: "Resource name {name} is invalid. The name can be up to 80 characters long. It must begin with a word character, and it must end with a word character or with '_'. The name may contain word characters or '.', '-', '_'." };

const etag = ({ id }: TypedRequest, context: ProviderContext): string => `W/"${context.random.guid(`etag:${keyOf(id.id)}:${context.clock.now().toISOString()}`)}"`;
const guidOf = ({ id }: TypedRequest, context: ProviderContext): string => context.random.guid(`network:${keyOf(id.id)}`);

/** The body of a network resource with the properties all of them have. */
const shown = (request: TypedRequest, context: ProviderContext, properties: JsonObject): JsonObject => defined({
  location: request.body.location, tags: request.body.tags, sku: request.body.sku, zones: request.body.zones, etag: etag(request, context), properties: { ...properties, resourceGuid: guidOf(request, context) },
});

/** Items that stand in a parent's list become children of their own, with IDs. */
const inlineChildren = (parent: TypedRequest, list: string): JsonObject[] => arrayOf(parent.properties[list]).map((item) => {
  const child = objectOf(item);
  return { ...child, id: `${parent.id.id}/${list}/${String(child.name)}`, type: `${parent.id.type}/${list}`, properties: { provisioningState: 'Succeeded', ...objectOf(child.properties) } };
});

const virtualNetworks: ResourceProvider = typed({
  type: 'Microsoft.Network/virtualNetworks', name, provisioningMs: 4000,
  check({ properties, id }) {
    const prefixes = arrayOf(valueAt(properties, 'addressSpace.addressPrefixes')).map(String);
    if (prefixes.length === 0) throw badRequest('InvalidRequestFormat', `The address space of the virtual network ${id.shortName} is empty.`);
    for (const prefix of prefixes) if (!parseRange(prefix)) throw badRequest('InvalidAddressPrefixFormat', `Address prefix ${prefix} of resource ${id.id} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.`);
    for (const subnet of arrayOf(properties.subnets).map(objectOf)) checkSubnet(String(subnet.name), objectOf(subnet.properties), prefixes, id.id);
  },
  fill(request, context) {
    const subnets = request.properties.subnets === undefined ? context.resources.list(`${request.id.id}/subnets`).map(asItem) : inlineChildren(request, 'subnets');
    return shown(request, context, withDefaults({ ...request.properties, subnets }, { virtualNetworkPeerings: [], enableDdosProtection: false }));
  },
  read: (network, context) => ({ ...network.body, properties: { ...objectOf(network.body.properties), subnets: context.resources.list(`${network.id}/subnets`).map(asItem) } }),
  children: ({ body }) => arrayOf(valueAt(body, 'properties.subnets')).map(objectOf).map((subnet) => ({ type: 'Microsoft.Network/virtualNetworks/subnets', name: String(subnet.name), body: { properties: objectOf(subnet.properties) } })),
});

const asItem = ({ id, name: full, type, body }: StoredResource): JsonObject => ({ id, name: full.split('/').at(-1) ?? '', type, ...body });

function checkSubnet(subnet: string, properties: JsonObject, networkPrefixes: readonly string[], networkId: string): void {
  const prefixes = [textOf(properties.addressPrefix), ...arrayOf(properties.addressPrefixes).map(String)].filter((prefix) => prefix !== undefined);
  for (const prefix of prefixes) {
    const range = parseRange(prefix);
    if (!range) throw badRequest('InvalidAddressPrefixFormat', `Address prefix ${prefix} of subnet ${subnet} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.`);
    if (networkPrefixes.length > 0 && !networkPrefixes.some((outer) => contains(parseRange(outer), range))) throw badRequest('NetcfgInvalidSubnet', `Subnet '${subnet}' is not valid because its IP address range is outside the IP address range of virtual network '${networkId.split('/').at(-1) ?? ''}'.`);
  }
}

const subnets: ResourceProvider = typed({
  type: 'Microsoft.Network/virtualNetworks/subnets', name, locations: 'none',
  check({ id, properties }, context) {
    const network = context.resources.find(id.parentId ?? '');
    checkSubnet(id.shortName, properties, arrayOf(valueAt(network?.body, 'properties.addressSpace.addressPrefixes')).map(String), id.parentId ?? '');
    const own = parseRange(textOf(properties.addressPrefix) ?? '');
    const overlapping = own && context.resources.list(`${id.parentId ?? ''}/subnets`).find((other) => keyOf(other.id) !== keyOf(id.id) && overlaps(own, other));
    if (overlapping) throw badRequest('NetcfgSubnetRangesOverlap', `Subnet '${id.shortName}' is not valid because its IP address range overlaps with that of an existing subnet in virtual network '${(id.parentId ?? '').split('/').at(-1) ?? ''}'.`);
  },
  fill: (request, context) => ({ etag: etag(request, context), properties: withDefaults({ ...request.properties, delegations: delegationsOf(request) }, { privateEndpointNetworkPolicies: 'Disabled', privateLinkServiceNetworkPolicies: 'Enabled' }) }),
  beforeDelete({ id }, context) {
    const user = context.resources.listByType('Microsoft.Network/privateEndpoints').find(({ body }) => keyOf(textOf(valueAt(body, 'properties.subnet.id')) ?? '') === keyOf(id));
    if (user) throw badRequest('InUseSubnetCannotBeDeleted', `Subnet ${id.split('/').at(-1) ?? ''} is in use by ${user.id} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet.`);
  },
});

const overlaps = (range: { first: number; last: number }, other: StoredResource): boolean => {
  const theirs = parseRange(textOf(valueAt(other.body, 'properties.addressPrefix')) ?? '');
  return theirs !== undefined && theirs.first <= range.last && range.first <= theirs.last;
};

const delegationsOf = ({ id, properties }: TypedRequest): JsonValue[] => arrayOf(properties.delegations).filter(isObject).map((delegation) => ({
  ...delegation, id: `${id.id}/delegations/${String(delegation.name)}`, type: 'Microsoft.Network/virtualNetworks/subnets/delegations', properties: { provisioningState: 'Succeeded', ...objectOf(delegation.properties), actions: ['Microsoft.Network/virtualNetworks/subnets/action'] },
}));

const ruleDefaults = { protocol: '*', sourcePortRange: '*', destinationPortRange: '*', sourceAddressPrefix: '*', destinationAddressPrefix: '*' };
const defaultRules = [['AllowVnetInBound', 65000, 'Inbound', 'Allow'], ['AllowAzureLoadBalancerInBound', 65001, 'Inbound', 'Allow'], ['DenyAllInBound', 65500, 'Inbound', 'Deny'], ['AllowVnetOutBound', 65000, 'Outbound', 'Allow'], ['AllowInternetOutBound', 65001, 'Outbound', 'Allow'], ['DenyAllOutBound', 65500, 'Outbound', 'Deny']] as const;

const networkSecurityGroups: ResourceProvider = typed({
  type: 'Microsoft.Network/networkSecurityGroups', name, provisioningMs: 2000,
  check({ properties }) {
    const rules = arrayOf(properties.securityRules).map(objectOf);
    for (const [index, rule] of rules.entries()) {
      const twin = rules.slice(0, index).find((other) => valueAt(other, 'properties.priority') === valueAt(rule, 'properties.priority') && valueAt(other, 'properties.direction') === valueAt(rule, 'properties.direction'));
      if (twin) throw badRequest('SecurityRuleConflict', `Security rule ${String(rule.name)} conflicts with rule ${String(twin.name)}. Rules cannot have the same Priority and Direction.`);
    }
  },
  fill: (request, context) => shown(request, context, {
    ...request.properties, securityRules: inlineChildren(request, 'securityRules'),
    defaultSecurityRules: defaultRules.map(([rule, priority, direction, access]) => ({ id: `${request.id.id}/defaultSecurityRules/${rule}`, name: rule, properties: { ...ruleDefaults, provisioningState: 'Succeeded', priority, direction, access } })),
  }),
});

const privateEndpoints: ResourceProvider = typed({
  type: 'Microsoft.Network/privateEndpoints', name, provisioningMs: 20_000,
  check({ properties, unknown = [] }, context) {
    const subnet = textOf(valueAt(properties, 'subnet.id'));
    if (subnet !== undefined && unknown.length === 0 && !context.resources.find(subnet)) throw badRequest('InvalidResourceReference', `Resource ${subnet} referenced by the private endpoint was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`);
  },
  fill: (request, context) => shown(request, context, withDefaults({
    ...request.properties,
    privateLinkServiceConnections: inlineChildren(request, 'privateLinkServiceConnections').map((connection) => ({ ...connection, properties: withDefaults(objectOf(connection.properties), { privateLinkServiceConnectionState: { status: 'Approved', description: 'Auto-Approved', actionsRequired: 'None' } }) })),
  }, { manualPrivateLinkServiceConnections: [], customDnsConfigs: [], networkInterfaces: [], ipConfigurations: [] })),
});

const dnsZoneGroups: ResourceProvider = typed({ type: 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups', locations: 'none' });

const privateDnsZones: ResourceProvider = typed({
  type: 'Microsoft.Network/privateDnsZones', locations: 'global', tracked: true,
  check({ body }) { if (body.location !== undefined && String(body.location).toLowerCase() !== 'global') throw badRequest('LocationNotAvailableForResourceType', "The location of a private DNS zone must be 'global'."); },
  fill: (request, context) => defined({ location: 'global', tags: request.body.tags, etag: etag(request, context), properties: { maxNumberOfRecordSets: 25000, maxNumberOfVirtualNetworkLinks: 1000, maxNumberOfVirtualNetworkLinksWithRegistration: 100, numberOfRecordSets: 1, numberOfVirtualNetworkLinks: 0, numberOfVirtualNetworkLinksWithRegistration: 0 } }),
  read: (zone, context) => ({ ...zone.body, properties: { ...objectOf(zone.body.properties), numberOfVirtualNetworkLinks: context.resources.list(`${zone.id}/virtualNetworkLinks`).length } }),
});

const zoneLinks: ResourceProvider = typed({
  type: 'Microsoft.Network/privateDnsZones/virtualNetworkLinks', locations: 'global',
  fill: (request, context) => defined({ location: 'global', tags: request.body.tags, etag: etag(request, context), properties: withDefaults(request.properties, { registrationEnabled: false, virtualNetworkLinkState: 'Completed' }) }),
});

const trafficManagerProfiles: ResourceProvider = typed({
  type: 'Microsoft.Network/trafficManagerProfiles', locations: 'global', tracked: true, hasProvisioningState: false,
  check({ id, properties }, context) {
    const dnsName = textOf(valueAt(properties, 'dnsConfig.relativeName'));
    const twin = context.resources.listByType('Microsoft.Network/trafficManagerProfiles').find((other) => keyOf(other.id) !== keyOf(id.id) && dnsName !== undefined && valueAt(other.body, 'properties.dnsConfig.relativeName') === dnsName);
    if (twin) throw conflict('Conflict', `Domain name ${dnsName ?? ''}.trafficmanager.net already exists. Please choose a different DNS prefix.`);
  },
  fill(request) {
    const endpoints = arrayOf(request.properties.endpoints).map(objectOf).map((endpoint, index) => ({ ...endpoint, id: `${request.id.id}/${String(endpoint.type).split('/').at(-1) ?? 'externalEndpoints'}/${String(endpoint.name)}`, properties: withDefaults(objectOf(endpoint.properties), { endpointStatus: 'Enabled', endpointMonitorStatus: 'CheckingEndpoint', weight: 1, priority: index + 1 }) }));
    const dnsName = textOf(valueAt(request.properties, 'dnsConfig.relativeName')) ?? request.id.shortName;
    return defined({ location: 'global', tags: request.body.tags ?? {}, properties: withDefaults({ ...request.properties, endpoints }, { profileStatus: 'Enabled', trafficRoutingMethod: 'Performance', dnsConfig: { relativeName: dnsName, fqdn: `${dnsName}.trafficmanager.net`, ttl: 60 }, monitorConfig: { profileMonitorStatus: 'CheckingEndpoints', protocol: 'HTTP', port: 80, path: '/', intervalInSeconds: 30, timeoutInSeconds: 10, toleratedNumberOfFailures: 3 }, trafficViewEnrollmentStatus: 'Disabled', maxReturn: 0 }) });
  },
});

const publicIPAddresses: ResourceProvider = typed({
  type: 'Microsoft.Network/publicIPAddresses', name, provisioningMs: 2000,
  fill(request, context) {
    const [a = 0, b = 0, c = 0] = context.random.bytes(`address:${keyOf(request.id.id)}`, 3);
    const method = textOf(request.properties.publicIPAllocationMethod) ?? (valueAt(request.body, 'sku.name') === 'Standard' ? 'Static' : 'Dynamic');
    return shown(request, context, withDefaults(request.properties, { publicIPAddressVersion: 'IPv4', publicIPAllocationMethod: method, idleTimeoutInMinutes: 4, ipAddress: method === 'Static' ? `20.${a}.${b}.${c}` : undefined, ipTags: [] }));
  },
});

/** Virtual networks and what is beside them. */
export const networkModule: ProviderModule = { types: [virtualNetworks, subnets, networkSecurityGroups, privateEndpoints, dnsZoneGroups, privateDnsZones, zoneLinks, trafficManagerProfiles, publicIPAddresses] };
