import { badRequest } from '../../armError';
import { normaliseLocation } from '../../resources/locations';
import { keyOf } from '../../resourceId';
import type { JsonObject } from '../../../armTemplate';
import type { ProviderContext, ProviderModule, ResourceProvider } from '../provider';
import { arrayOf, defined, objectOf, textOf, valueAt, withDefaults } from '../shared/json';
import { typed } from '../shared/typed';
import type { TypedRequest } from '../shared/typed';
import { etag, inlineChildren, networkName, shown } from './common';
import { availabilityRoutes } from './availability';
import { countRecordSets, recordListRoutes, recordSets, startOfAuthority } from './dnsRecords';
import { addressIn, loadBalancers, networkInterfaces } from './interfaces';
import { defaultRuleRoutes, networkSecurityGroups, securityRules } from './securityGroups';
import { trafficManagerEndpoints, trafficManagerProfiles, trafficManagerRoutes } from './trafficManager';
import { networkRoutes, subnets, virtualNetworks } from './virtualNetworks';

const privateEndpoints: ResourceProvider = typed({
  type: 'Microsoft.Network/privateEndpoints', name: networkName, provisioningMs: 20_000,
  check({ properties, unknown = [] }, context) {
    const interfaceName = textOf(properties.customNetworkInterfaceName) ?? '';
    if (interfaceName !== '' && !unknown.includes('properties.customNetworkInterfaceName') && !networkName.pattern.test(interfaceName)) throw badRequest(networkName.code, networkName.message.replace('{name}', interfaceName));
    const subnet = textOf(valueAt(properties, 'subnet.id'));
    if (subnet !== undefined && unknown.length === 0 && !context.resources.find(subnet)) throw badRequest('InvalidResourceReference', `Resource ${subnet} referenced by the private endpoint was not found. Please make sure that the referenced resource exists, and that both resources are in the same region.`);
  },
  fill: (request, context) => shown(request, context, withDefaults({
    ...request.properties,
    privateLinkServiceConnections: inlineChildren(request, 'privateLinkServiceConnections').map((connection) => ({ ...connection, properties: withDefaults(objectOf(connection.properties), { privateLinkServiceConnectionState: { status: 'Approved', description: 'Auto-Approved', actionsRequired: 'None' } }) })),
  }, { manualPrivateLinkServiceConnections: [], customDnsConfigs: [], networkInterfaces: [interfaceOf(request, context)], ipConfigurations: [] })),
  afterDelete({ body }, context) { for (const { id } of arrayOf(valueAt(body, 'properties.networkInterfaces')).map(objectOf)) context.resources.delete(String(id)); },
});

/** Every private endpoint brings a network interface in its group. */
function interfaceOf(request: TypedRequest, context: ProviderContext) {
  const known = arrayOf(valueAt(request.existing?.body, 'properties.networkInterfaces')).map(objectOf)[0];
  if (known) return { id: String(known.id) };
  const name = textOf(request.properties.customNetworkInterfaceName) || `${request.id.shortName}.nic.${context.random.guid(`endpoint:${keyOf(request.id.id)}`)}`;
  const id = `/subscriptions/${request.id.subscriptionId ?? ''}/resourceGroups/${request.id.resourceGroup ?? ''}/providers/Microsoft.Network/networkInterfaces/${name}`;
  const subnet = textOf(valueAt(request.properties, 'subnet.id')) ?? '';
  context.resources.put(id, { location: request.body.location ?? '', properties: { ipConfigurations: [{ name: 'privateEndpointIpConfig', properties: { subnet: { id: subnet }, privateIPAddress: addressIn(subnet, request.id.id, context), privateIPAllocationMethod: 'Dynamic' } }] } });
  return { id };
}

const dnsZoneGroups: ResourceProvider = typed({ type: 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups', locations: 'none' });

const privateDnsZones: ResourceProvider = typed({
  type: 'Microsoft.Network/privateDnsZones', locations: 'global', tracked: true,
  check({ body }) { if (body.location !== undefined && String(body.location).toLowerCase() !== 'global') throw badRequest('LocationNotAvailableForResourceType', "The location of a private DNS zone must be 'global'."); },
  fill: (request, context) => defined({ location: 'global', tags: request.body.tags, etag: etag(request, context), properties: { maxNumberOfRecordSets: 25000, maxNumberOfVirtualNetworkLinks: 1000, maxNumberOfVirtualNetworkLinksWithRegistration: 100, numberOfRecordSets: 1, numberOfVirtualNetworkLinks: 0, numberOfVirtualNetworkLinksWithRegistration: 0 } }),
  read(zone, context) {
    const links = context.resources.list(`${zone.id}/virtualNetworkLinks`);
    return { ...zone.body, properties: { ...objectOf(zone.body.properties), numberOfRecordSets: countRecordSets(zone.id, context), numberOfVirtualNetworkLinks: links.length, numberOfVirtualNetworkLinksWithRegistration: links.filter(({ body }) => valueAt(body, 'properties.registrationEnabled') === true).length } };
  },
  children: () => [startOfAuthority],
});

const zoneLinks: ResourceProvider = typed({
  type: 'Microsoft.Network/privateDnsZones/virtualNetworkLinks', locations: 'global',
  fill: (request, context) => defined({ location: 'global', tags: request.body.tags, etag: etag(request, context), properties: withDefaults(request.properties, { registrationEnabled: false, virtualNetworkLinkState: 'Completed' }) }),
});

const publicIPAddresses: ResourceProvider = typed({
  type: 'Microsoft.Network/publicIPAddresses', name: networkName, provisioningMs: 2000,
  fill(request, context) {
    const [a = 0, b = 0, c = 0] = context.random.bytes(`address:${keyOf(request.id.id)}`, 3);
    const method = textOf(request.properties.publicIPAllocationMethod) ?? (valueAt(request.body, 'sku.name') === 'Standard' ? 'Static' : 'Dynamic');
    const label = textOf(valueAt(request.properties, 'dnsSettings.domainNameLabel'));
    const dnsSettings: JsonObject = label === undefined ? {} : { dnsSettings: { ...objectOf(request.properties.dnsSettings), fqdn: `${label}.${normaliseLocation(textOf(request.body.location) ?? '')}.cloudapp.azure.com` } };
    return shown(request, context, withDefaults({ ...request.properties, ...dnsSettings }, { publicIPAddressVersion: 'IPv4', publicIPAllocationMethod: method, idleTimeoutInMinutes: 4, ipAddress: method === 'Static' ? `20.${a}.${b}.${c}` : undefined, ipTags: [] }));
  },
});

/** Virtual networks and what is beside them. */
export const networkModule: ProviderModule = {
  types: [virtualNetworks, subnets, networkSecurityGroups, securityRules, privateEndpoints, dnsZoneGroups, privateDnsZones, zoneLinks, ...recordSets, trafficManagerProfiles, ...trafficManagerEndpoints, publicIPAddresses, networkInterfaces, loadBalancers],
  routes: [...networkRoutes, ...availabilityRoutes, ...defaultRuleRoutes, ...recordListRoutes, ...trafficManagerRoutes],
};
