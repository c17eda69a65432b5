import type { JsonObject, JsonValue } from '../../../armTemplate';
import { badRequest } from '../../armError';
import { keyOf } from '../../resourceId';
import type { ProviderContext, ResourceProvider, StoredResource } from '../provider';
import { arrayOf, isObject, objectOf, textOf, valueAt, withDefaults } from '../shared/json';
import { typed } from '../shared/typed';
import type { TypedRequest } from '../shared/typed';
import { etag, inlineChildren, networkName, shown } from './common';
import { contains, parseRange } from './ranges';

export const virtualNetworks: ResourceProvider = typed({
  type: 'Microsoft.Network/virtualNetworks', name: networkName, provisioningMs: 4000,
  check({ properties, id }) {
    const prefixes = arrayOf(valueAt(properties, 'addressSpace.addressPrefixes')).map(String);
    if (prefixes.length === 0) throw badRequest('InvalidRequestFormat', `The address space of the virtual network ${id.shortName} is empty.`);
    for (const prefix of prefixes) if (!parseRange(prefix)) throw badRequest('InvalidAddressPrefixFormat', `Address prefix ${prefix} of resource ${id.id} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.`);
    for (const subnet of arrayOf(properties.subnets).map(objectOf)) checkSubnet(String(subnet.name), objectOf(subnet.properties), prefixes, id.id);
  },
  fill(request, context) {
    if (request.existing && request.properties.subnets !== undefined) replaceSubnets(request, context);
    const subnets = request.properties.subnets === undefined ? context.resources.list(`${request.id.id}/subnets`).map(asItem) : inlineChildren(request, 'subnets');
    return shown(request, context, withDefaults({ ...request.properties, subnets }, { virtualNetworkPeerings: [], enableDdosProtection: false }));
  },
  read: (network, context) => ({ ...network.body, properties: { ...objectOf(network.body.properties), subnets: context.resources.list(`${network.id}/subnets`).map(asItem) } }),
  children: ({ body }) => arrayOf(valueAt(body, 'properties.subnets')).map(objectOf).map((subnet) => ({ type: 'Microsoft.Network/virtualNetworks/subnets', name: String(subnet.name), body: { properties: objectOf(subnet.properties) } })),
});

/** A later PUT with a list of subnets makes it the whole list: changed, added, and the others deleted. */
function replaceSubnets({ id, properties, apiVersion }: TypedRequest, context: ProviderContext): void {
  const given = arrayOf(properties.subnets).map(objectOf);
  const kept = new Set(given.map((subnet) => keyOf(`${id.id}/subnets/${String(subnet.name)}`)));
  for (const old of context.resources.list(`${id.id}/subnets`)) if (!kept.has(keyOf(old.id))) context.resources.delete(old.id);
  for (const subnet of given) context.resources.put(`${id.id}/subnets/${String(subnet.name)}`, { properties: objectOf(subnet.properties) }, apiVersion);
}

const asItem = ({ id, name: full, type, body }: StoredResource): JsonObject => ({ id, name: full.split('/').at(-1) ?? '', type, ...body });

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
