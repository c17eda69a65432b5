import type { JsonObject } from '../../../armTemplate';
import { keyOf } from '../../resourceId';
import type { ProviderContext, ResourceProvider } from '../provider';
import { arrayOf, objectOf, textOf, valueAt, withDefaults } from '../shared/json';
import { typed } from '../shared/typed';
import type { TypedRequest } from '../shared/typed';
import { inlineChildren, networkName, shown } from './common';
import { parseRange } from './ranges';

/** @see Network Interfaces - Create Or Update */
export const networkInterfaces: ResourceProvider = typed({
  type: 'Microsoft.Network/networkInterfaces', name: networkName, provisioningMs: 2000,
  fill: (request, context) => shown(request, context, withDefaults({ ...request.properties, ipConfigurations: withAddresses(request, 'ipConfigurations', context) }, {
    dnsSettings: { dnsServers: [], appliedDnsServers: [], internalDomainNameSuffix: `${context.random.guid(`network suffix:${keyOf(request.id.id)}`).slice(0, 8)}.internal.cloudapp.net` },
    macAddress: macOf(request, context), enableAcceleratedNetworking: false, enableIPForwarding: false, disableTcpStateTracking: false, hostedWorkloads: [], tapConfigurations: [], nicType: 'Standard', allowPort25Out: true, auxiliaryMode: 'None', auxiliarySku: 'None', vnetEncryptionSupported: false,
  })),
});

/** @see Load Balancers - Create Or Update */
export const loadBalancers: ResourceProvider = typed({
  type: 'Microsoft.Network/loadBalancers', name: networkName, provisioningMs: 4000,
  fill: (request, context) => shown(request, context, {
    ...request.properties, frontendIPConfigurations: withAddresses(request, 'frontendIPConfigurations', context),
    ...Object.fromEntries(['backendAddressPools', 'loadBalancingRules', 'probes', 'inboundNatRules', 'inboundNatPools', 'outboundRules'].map((list) => [list, inlineChildren(request, list)])),
  }),
});

/** Addresses of private configurations, given or taken from their subnet's range. */
function withAddresses(request: TypedRequest, list: string, context: ProviderContext): JsonObject[] {
  return inlineChildren(request, list).map((configuration, index) => {
    const properties = objectOf(configuration.properties);
    const subnet = textOf(valueAt(properties, 'subnet.id'));
    if (subnet === undefined) return configuration;
    return { ...configuration, properties: withDefaults(properties, { privateIPAddress: addressIn(subnet, `${request.id.id}/${String(configuration.name)}`, context), privateIPAllocationMethod: 'Dynamic', privateIPAddressVersion: 'IPv4', ...(list === 'ipConfigurations' && { primary: index === 0 }) }) };
  });
}

/** The service keeps the first four addresses of a subnet and the last one for itself. */
export function addressIn(subnetId: string, owner: string, context: ProviderContext): string {
  const subnet = context.resources.find(subnetId);
  const range = parseRange(textOf(valueAt(subnet?.body, 'properties.addressPrefix')) ?? String(arrayOf(valueAt(subnet?.body, 'properties.addressPrefixes'))[0] ?? '')) ?? { first: 0x0a000000, last: 0x0a0000ff };
  const free = Math.max(1, range.last - range.first - 4);
  const address = range.first + 4 + Math.floor(context.random.fraction(`address:${owner.toLowerCase()}`) * free);
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

const macOf = ({ id }: TypedRequest, context: ProviderContext): string => ['00', '0D', '3A', ...[...context.random.bytes(`mac:${keyOf(id.id)}`, 3)].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase())].join('-');
