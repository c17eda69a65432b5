import { badRequest, conflict } from '../../armError';
import { normaliseLocation } from '../../resources/locations';
import { keyOf } from '../../resourceId';
import type { JsonObject } from '../../../armTemplate';
import type { ProviderContext, ProviderModule, ResourceProvider } from '../provider';
import { arrayOf, defined, objectOf, textOf, valueAt, withDefaults } from '../shared/json';
import { typed } from '../shared/typed';
import type { TypedRequest } from '../shared/typed';
import { etag, inlineChildren, networkName, shown } from './common';
import { addressIn, loadBalancers, networkInterfaces } from './interfaces';
import { subnets, virtualNetworks } from './virtualNetworks';

const ruleDefaults = { protocol: '*', sourcePortRange: '*', destinationPortRange: '*', sourceAddressPrefix: '*', destinationAddressPrefix: '*' };
const defaultRules = [['AllowVnetInBound', 65000, 'Inbound', 'Allow'], ['AllowAzureLoadBalancerInBound', 65001, 'Inbound', 'Allow'], ['DenyAllInBound', 65500, 'Inbound', 'Deny'], ['AllowVnetOutBound', 65000, 'Outbound', 'Allow'], ['AllowInternetOutBound', 65001, 'Outbound', 'Allow'], ['DenyAllOutBound', 65500, 'Outbound', 'Deny']] as const;

const networkSecurityGroups: ResourceProvider = typed({
  type: 'Microsoft.Network/networkSecurityGroups', name: networkName, provisioningMs: 2000,
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
  type: 'Microsoft.Network/privateEndpoints', name: networkName, provisioningMs: 20_000,
  check({ properties, unknown = [] }, context) {
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
  const name = textOf(request.properties.customNetworkInterfaceName) ?? `${request.id.shortName}.nic.${context.random.guid(`endpoint:${keyOf(request.id.id)}`)}`;
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
export const networkModule: ProviderModule = { types: [virtualNetworks, subnets, networkSecurityGroups, privateEndpoints, dnsZoneGroups, privateDnsZones, zoneLinks, trafficManagerProfiles, publicIPAddresses, networkInterfaces, loadBalancers] };
