import { badRequest } from '../../armError';
import { resourceNotFound } from '../../resources/resourceChecks';
import type { ProviderContext, ProviderRoute, ProviderRouteRequest, RouteAnswer, StoredResource } from '../provider';
import { arrayOf, objectOf, sameText, textOf, valueAt } from '../shared/json';

const subnet = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.Network/virtualNetworks/{network}/subnets/{subnet}';
const location = '/subscriptions/{subscriptionId}/providers/Microsoft.Network/locations/{location}';

/** What clients ask before they make public addresses, or change a subnet. */
export const availabilityRoutes: readonly ProviderRoute[] = [
  { method: 'GET', path: `${location}/CheckDnsNameAvailability`, summary: 'Check DNS Name Availability: labels of public addresses', handle: checkLabel },
  { method: 'GET', path: `${location}/autoApprovedPrivateLinkServices`, summary: 'Private Link Services - List Auto Approved; none are here', handle: () => ({ body: { value: [] } }) },
  { method: 'GET', path: `${subnet}/ServiceAssociationLinks`, summary: 'Service Association Links - List: apps that are joined to the subnet', handle: (request, context) => ({ body: { value: associationsOf(found(request, '/ServiceAssociationLinks', context)) } }) },
  { method: 'GET', path: `${subnet}/ResourceNavigationLinks`, summary: 'Resource Navigation Links - List; nothing here makes any', handle: (request, context) => { found(request, '/ResourceNavigationLinks', context); return { body: { value: [] } }; } },
  ...['Prepare', 'Unprepare'].map((verb): ProviderRoute => ({ method: 'POST', path: `${subnet}/${verb}NetworkPolicies`, summary: `Subnets - ${verb} Network Policies`, handle: (request, context) => { found(request, `/${verb}NetworkPolicies`, context); return { status: 200 }; } })),
];

/** A label is taken by any public address of its region. */
function checkLabel({ query, parameters }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const label = query.get('domainNameLabel') ?? '';
  if (!/^[a-z][a-z0-9-]{1,61}[a-z0-9]$/.test(label)) throw badRequest('InvalidDomainNameLabel', `The domain name label ${label} is invalid. It must conform to the following regular expression: ^[a-z][a-z0-9-]{1,61}[a-z0-9]$.`);
  const region = (parameters.location ?? '').replace(/\s/g, '').toLowerCase();
  const isTaken = context.resources.listByType('Microsoft.Network/publicIPAddresses').some(({ body }) => sameText(valueAt(body, 'properties.dnsSettings.domainNameLabel'), label) && sameText(body.location, region));
  return { body: { available: !isTaken } };
}

function found({ path }: ProviderRouteRequest, suffix: string, context: ProviderContext): StoredResource {
  const id = path.slice(0, -suffix.length);
  const resource = context.resources.find(id);
  if (!resource) throw resourceNotFound(id);
  return resource;
}

/** The service that a subnet is delegated to holds it by a link. */
function associationsOf({ id, body }: StoredResource) {
  return arrayOf(valueAt(body, 'properties.delegations')).map(objectOf).flatMap((delegation) => {
    const service = textOf(valueAt(delegation, 'properties.serviceName'));
    return service === undefined ? [] : [{ id: `${id}/serviceAssociationLinks/AppServiceLink`, name: 'AppServiceLink', type: 'Microsoft.Network/virtualNetworks/subnets/serviceAssociationLinks', properties: { provisioningState: 'Succeeded', linkedResourceType: service, allowDelete: false, locations: [] } }];
  });
}
