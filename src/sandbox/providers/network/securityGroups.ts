import type { JsonObject } from '../../../armTemplate';
import { badRequest } from '../../armError';
import { keyOf } from '../../resourceId';
import type { ProviderContext, ProviderRoute, ProviderRouteRequest, ResourceProvider, RouteAnswer } from '../provider';
import { resourceNotFound } from '../../resources/resourceChecks';
import { notFound } from '../../armError';
import { arrayOf, objectOf, sameText, valueAt, withDefaults } from '../shared/json';
import { typed } from '../shared/typed';
import type { TypedRequest } from '../shared/typed';
import { etag, inlineChildren, networkName, shown } from './common';
import { asItem, checkNames, replaceChildren } from './listedChildren';

const ruleDefaults = { protocol: '*', sourcePortRange: '*', destinationPortRange: '*', sourceAddressPrefix: '*', destinationAddressPrefix: '*' };
const defaultRules = [['AllowVnetInBound', 65000, 'Inbound', 'Allow'], ['AllowAzureLoadBalancerInBound', 65001, 'Inbound', 'Allow'], ['DenyAllInBound', 65500, 'Inbound', 'Deny'], ['AllowVnetOutBound', 65000, 'Outbound', 'Allow'], ['AllowInternetOutBound', 65001, 'Outbound', 'Allow'], ['DenyAllOutBound', 65500, 'Outbound', 'Deny']] as const;
const type = 'Microsoft.Network/networkSecurityGroups';

/** @see Network Security Groups - Create Or Update: rules that the body leaves out are gone afterwards */
export const networkSecurityGroups: ResourceProvider = typed({
  type, name: networkName, provisioningMs: 2000,
  check({ properties }) {
    checkNames(properties.securityRules, networkName);
    const rules = arrayOf(properties.securityRules).map(objectOf);
    for (const [index, rule] of rules.entries()) checkPriority(rule, rules.slice(0, index));
  },
  fill(request, context) {
    if (request.existing) replaceChildren([`${request.id.id}/securityRules`], rulesOf(request), request.apiVersion, context);
    return shown(request, context, { ...request.properties, securityRules: inlineChildren(request, 'securityRules'), defaultSecurityRules: ownRules(request.id.id) });
  },
  // Nothing but tags can be patched.
  merge: ({ existing, body }) => ({ ...existing.body, ...(body.tags !== undefined && { tags: body.tags }) }),
  beforeDelete({ id, name }, context) {
    const users = [...context.resources.listByType('Microsoft.Network/virtualNetworks/subnets'), ...context.resources.listByType('Microsoft.Network/networkInterfaces')].filter(({ body }) => keyOf(String(valueAt(body, 'properties.networkSecurityGroup.id') ?? '')) === keyOf(id));
    if (users.length > 0) throw badRequest('InUseNetworkSecurityGroupCannotBeDeleted', `Network security group ${id} cannot be deleted because it is in use by the following resources: ${users.map((user) => user.id).join(', ')}. In order to delete the Network security group ${name}, remove the association with the resource(s).`);
  },
  read: (group, context) => ({ ...group.body, properties: { ...objectOf(group.body.properties), securityRules: context.resources.list(`${group.id}/securityRules`).map(asItem) } }),
  children: ({ body }) => arrayOf(valueAt(body, 'properties.securityRules')).map(objectOf).map((rule) => ({ type: `${type}/securityRules`, name: String(rule.name), body: { properties: objectOf(rule.properties) } })),
});

const rulesOf = ({ id, properties }: TypedRequest) => arrayOf(properties.securityRules).map(objectOf).map((rule) => ({ collectionId: `${id.id}/securityRules`, name: String(rule.name), properties: objectOf(rule.properties) }));

const ownRules = (groupId: string): JsonObject[] => defaultRules.map(([rule, priority, direction, access]) => ({ id: `${groupId}/defaultSecurityRules/${rule}`, name: rule, type: `${type}/defaultSecurityRules`, properties: { ...ruleDefaults, provisioningState: 'Succeeded', priority, direction, access } }));

/** @see Security Rules - Create Or Update */
export const securityRules: ResourceProvider = typed({
  type: `${type}/securityRules`, name: networkName, locations: 'none',
  check({ id, properties }, context) {
    const others = context.resources.list(`${id.parentId ?? ''}/securityRules`).filter((other) => keyOf(other.id) !== keyOf(id.id)).map(asItem);
    checkPriority({ name: id.shortName, properties }, others);
  },
  fill: (request, context) => ({ etag: etag(request, context), properties: withDefaults(request.properties, { sourceAddressPrefixes: [], destinationAddressPrefixes: [], sourcePortRanges: [], destinationPortRanges: [] }) }),
});

function checkPriority(rule: JsonObject, others: readonly JsonObject[]): void {
  const twin = others.find((other) => valueAt(other, 'properties.priority') === valueAt(rule, 'properties.priority') && valueAt(other, 'properties.direction') === valueAt(rule, 'properties.direction'));
  if (twin) throw badRequest('SecurityRuleConflict', `Security rule ${String(rule.name)} conflicts with rule ${String(twin.name)}. Rules cannot have the same Priority and Direction.`);
}

const base = `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/${type}/{group}/defaultSecurityRules`;

export const defaultRuleRoutes: readonly ProviderRoute[] = [
  { method: 'GET', path: base, summary: 'Default Security Rules - List', handle: ({ path }, context) => ({ body: { value: defaultsAt(path, context) } }) },
  { method: 'GET', path: `${base}/{rule}`, summary: 'Default Security Rules - Get', handle: oneDefault },
];

function defaultsAt(path: string, context: ProviderContext): JsonObject[] {
  const groupId = path.slice(0, path.toLowerCase().lastIndexOf('/defaultsecurityrules'));
  const group = context.resources.find(groupId);
  if (!group) throw resourceNotFound(groupId);
  return ownRules(group.id);
}

function oneDefault({ path, parameters: { rule = '' } }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const found = defaultsAt(path, context).find(({ name }) => sameText(name, rule));
  if (!found) throw notFound('NotFound', `The default security rule ${rule} was not found.`);
  return { body: found };
}
