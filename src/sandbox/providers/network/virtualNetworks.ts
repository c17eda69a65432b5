import type { JsonObject, JsonValue } from '../../../armTemplate';
import { badRequest } from '../../armError';
import { keyOf } from '../../resourceId';
import type { ProviderContext, ProviderRoute, ProviderRouteRequest, ResourceProvider, RouteAnswer, StoredResource } from '../provider';
import { resourceNotFound } from '../../resources/resourceChecks';
import { arrayOf, isObject, objectOf, textOf, valueAt, withDefaults } from '../shared/json';
import { typed } from '../shared/typed';
import type { TypedRequest } from '../shared/typed';
import { etag, inlineChildren, networkName, shown } from './common';
import { asItem, checkNames, replaceChildren } from './listedChildren';
import { contains, parseRange } from './ranges';

export const virtualNetworks: ResourceProvider = typed({
  type: 'Microsoft.Network/virtualNetworks', name: networkName, provisioningMs: 4000,
  check({ properties, id }) {
    checkNames(properties.subnets, networkName);
    const prefixes = arrayOf(valueAt(properties, 'addressSpace.addressPrefixes')).map(String);
    if (prefixes.length === 0) throw badRequest('InvalidRequestFormat', `The address space of the virtual network ${id.shortName} is empty.`);
    for (const prefix of prefixes) if (!parseRange(prefix)) throw badRequest('InvalidAddressPrefixFormat', `Address prefix ${prefix} of resource ${id.id} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.`);
    for (const subnet of arrayOf(properties.subnets).map(objectOf)) checkSubnet(String(subnet.name), objectOf(subnet.properties), prefixes, id.id);
  },
  fill(request, context) {
    if (request.existing && request.properties.subnets !== undefined) replaceChildren([`${request.id.id}/subnets`], subnetsOf(request), request.apiVersion, context);
    const subnets = request.properties.subnets === undefined ? context.resources.list(`${request.id.id}/subnets`).map(asItem) : inlineChildren(request, 'subnets');
    return shown(request, context, withDefaults({ ...request.properties, subnets }, { virtualNetworkPeerings: [], enableDdosProtection: false }));
  },
  // Nothing but tags can be patched.
  merge: ({ existing, body }) => ({ ...existing.body, ...(body.tags !== undefined && { tags: body.tags }) }),
  read: (network, context) => ({ ...network.body, properties: { ...objectOf(network.body.properties), subnets: context.resources.list(`${network.id}/subnets`).map(asItem) } }),
  children: ({ body }) => arrayOf(valueAt(body, 'properties.subnets')).map(objectOf).map((subnet) => ({ type: 'Microsoft.Network/virtualNetworks/subnets', name: String(subnet.name), body: { properties: objectOf(subnet.properties) } })),
});

const subnetsOf = ({ id, properties }: TypedRequest) => arrayOf(properties.subnets).map(objectOf).map((subnet) => ({ collectionId: `${id.id}/subnets`, name: String(subnet.name), properties: objectOf(subnet.properties) }));

function checkSubnet(subnet: string, properties: JsonObject, networkPrefixes: readonly string[], networkId: string): void {
  const prefixes = [textOf(properties.addressPrefix), ...arrayOf(properties.addressPrefixes).map(String)].filter((prefix) => prefix !== undefined);
  for (const prefix of prefixes) {
    const range = parseRange(prefix);
    if (!range) throw badRequest('InvalidAddressPrefixFormat', `Address prefix ${prefix} of subnet ${subnet} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.`);
    if (networkPrefixes.length > 0 && !networkPrefixes.some((outer) => contains(parseRange(outer), range))) throw badRequest('NetcfgInvalidSubnet', `Subnet '${subnet}' is not valid because its IP address range is outside the IP address range of virtual network '${networkId.split('/').at(-1) ?? ''}'.`);
  }
}

export const subnets: ResourceProvider = typed({
  type: 'Microsoft.Network/virtualNetworks/subnets', name: networkName, locations: 'none',
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

const network = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.Network/virtualNetworks/{network}';

export const networkRoutes: readonly ProviderRoute[] = [
  { method: 'GET', path: `${network}/usages`, summary: 'Virtual Networks - List Usage', handle: subnetUsage },
  { method: 'GET', path: `${network}/checkIPAddressAvailability`, summary: 'Virtual Networks - Check IP Address Availability', handle: addressAvailability },
];

function networkAt(path: string, context: ProviderContext): StoredResource {
  const id = path.slice(0, path.lastIndexOf('/'));
  const found = context.resources.find(id);
  if (!found) throw resourceNotFound(id);
  return found;
}

/** Addresses that network interfaces hold in each subnet; the service keeps five for itself. */
function subnetUsage({ path }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const value = context.resources.list(`${networkAt(path, context).id}/subnets`).map(({ id, body }) => {
    const range = parseRange(textOf(valueAt(body, 'properties.addressPrefix')) ?? '');
    return { id, name: { value: 'SubnetSpace', localizedValue: 'Subnet size and usage' }, unit: 'Count', currentValue: addressesIn(id, context).length, limit: range ? Math.max(0, range.last - range.first + 1 - 5) : 0 };
  });
  return { body: { value } };
}

const addressesIn = (subnetId: string, context: ProviderContext): string[] => context.resources.listByType('Microsoft.Network/networkInterfaces').flatMap(({ body }) => arrayOf(valueAt(body, 'properties.ipConfigurations')))
  .filter((configuration) => keyOf(textOf(valueAt(configuration, 'properties.subnet.id')) ?? '') === keyOf(subnetId)).flatMap((configuration) => textOf(valueAt(configuration, 'properties.privateIPAddress')) ?? []);

function addressAvailability({ path, query }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const asked = query.get('ipAddress') ?? '';
  const address = parseRange(`${asked}/32`);
  if (!address) throw badRequest('InvalidIPAddress', `'${asked}' is no IPv4 address.`);
  const subnet = context.resources.list(`${networkAt(path, context).id}/subnets`).find(({ body }) => contains(parseRange(textOf(valueAt(body, 'properties.addressPrefix')) ?? ''), address));
  const available = subnet !== undefined && !addressesIn(subnet.id, context).includes(asked);
  return { body: { available, availableIPAddresses: [], isPlatformReserved: false } };
}
