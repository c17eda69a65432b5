import { badRequest } from '../../armError';
import type { ProviderContext, ProviderRoute, ProviderRouteRequest, ResourceProvider, RouteAnswer } from '../provider';
import { defined, withDefaults } from '../shared/json';
import { typed } from '../shared/typed';
import { etag } from './common';

const zone = 'Microsoft.Network/privateDnsZones';
const recordTypes = ['A', 'AAAA', 'CNAME', 'MX', 'PTR', 'SOA', 'SRV', 'TXT'] as const;

/** Record sets of a private zone, one type for each kind of record. @see Record Sets - Create Or Update */
export const recordSets: readonly ResourceProvider[] = recordTypes.map((recordType) => typed({
  type: `${zone}/${recordType}`, locations: 'none', hasProvisioningState: false, ...(recordType === 'SOA' && { deletable: false }),
  check({ id, properties }, context) {
    if (properties.ttl !== undefined && Number(properties.ttl) < 0) throw badRequest('BadRequest', `The TTL of the record set '${id.shortName}' must not be negative.`);
    const other = recordType === 'CNAME' ? recordTypes.filter((type) => type !== 'CNAME' && type !== 'SOA') : ['CNAME'];
    if (other.some((type) => context.resources.find(`${id.parentId ?? ''}/${type}/${id.shortName}`))) throw badRequest('CannotUpdateRecordSet', `The record set '${id.shortName}' cannot be a CNAME and have records of other types.`);
  },
  fill: (request, context) => defined({ etag: etag(request, context), properties: withDefaults(request.properties, { metadata: undefined, ttl: 3600, fqdn: `${request.id.shortName === '@' ? '' : `${request.id.shortName}.`}${request.id.name.split('/')[0] ?? ''}.`, isAutoRegistered: false }) }),
}));

/** The record that every zone begins with. */
export const startOfAuthority = { type: `${zone}/SOA`, name: '@', body: { properties: { ttl: 3600, soaRecord: { host: 'azureprivatedns.net', email: 'azureprivatedns-host.microsoft.com', serialNumber: 1, refreshTime: 3600, retryTime: 300, expireTime: 2_419_200, minimumTtl: 10 } } } };

/** How many record sets a zone has. */
export const countRecordSets = (zoneId: string, context: ProviderContext): number => recordTypes.reduce((sum, type) => sum + context.resources.list(`${zoneId}/${type}`).length, 0);

/** @see Record Sets - List: all types at once, those with the suffix when one is given */
export const recordListRoutes: readonly ProviderRoute[] = ['ALL', 'recordSets'].map((word): ProviderRoute => ({
  method: 'GET', path: `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/${zone}/{zone}/${word}`, summary: 'Record Sets - List', handle: listAll,
}));

function listAll({ path, query }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const zoneId = path.slice(0, path.lastIndexOf('/'));
  const suffix = (query.get('$recordsetnamesuffix') ?? '').toLowerCase();
  const found = recordTypes.flatMap((type) => context.resources.list(`${zoneId}/${type}`)).map(({ id, name, type, body }) => ({ ...body, id, name: name.slice(name.indexOf('/') + 1), type }));
  return { body: { value: found.filter(({ name }) => name.toLowerCase().endsWith(suffix)) } };
}

