import type { JsonObject, JsonValue } from '../../../armTemplate';
import { notFound } from '../../armError';
import type { ProviderContext, ProviderModule, ProviderRouteRequest, RouteAnswer, StoredResource } from '../provider';
import { property, textOf, valueAt } from '../shared/json';
import { ensureRoot, managementGroups, memberships } from './groups';
import { ancestorsOf, childrenOf, descendantsOf, groupId, groupType, membershipType, type Descendant } from './hierarchy';

const one = `/providers/${groupType}/{groupId}`;

/** Management groups with the subscriptions below them. @see Management Groups REST API */
export const managementModule: ProviderModule = {
  types: [managementGroups, memberships],
  routes: [
    { method: 'GET', path: `/providers/${groupType}`, summary: 'Management Groups - List', handle: (_request, context) => { ensureRoot(context); return { body: { value: context.resources.listByType(groupType).map((group) => summaryOf(group)) } }; } },
    { method: 'GET', path: one, summary: 'Management Groups - Get, with children, path and ancestors on request', handle: get },
    { method: 'GET', path: `${one}/descendants`, summary: 'Management Groups - Get Descendants', handle: (request, context) => ({ body: { value: descendantsOf(found(request, context).id, context).map(({ id, type, name, displayName, parentId }) => ({ id, type, name, properties: { displayName, parent: { id: parentId } } })) } }) },
    { method: 'GET', path: `${one}/subscriptions`, summary: 'Management Group Subscriptions - Get Subscriptions Under Management Group', handle: (request, context) => {
      const { id } = found(request, context);
      const value = childrenOf(id, context).filter(({ type }) => type === '/subscriptions').map(({ name, displayName }) => ({ id: `${id}/subscriptions/${name}`, type: membershipType, name, properties: { tenant: context.tenantId, displayName, parent: { id }, state: 'Active' } }));
      return { body: { value } };
    } },
    { method: 'PUT', path: `/providers/${groupType}/{groupId}/subscriptions/{subscriptionId}`, summary: 'Management Group Subscriptions - Create', handle: (request, context) => {
      const { id } = found(request, context);
      const { name, ...made } = context.resources.put(`${id}/subscriptions/${request.parameters.subscriptionId ?? ''}`, {});
      return { body: { id: made.id, type: made.type, name: name.split('/').at(-1) ?? '', ...made.body } };
    } },
    { method: 'POST', path: '/providers/Microsoft.Management/getEntities', summary: 'Entities - List', handle: (_request, context) => ({ body: { value: entities(context), count: entities(context).length } }) },
    { method: 'POST', path: '/providers/Microsoft.Management/checkNameAvailability', summary: 'Management Groups - Check Name Availability', handle: checkName },
    { method: 'POST', path: '/providers/Microsoft.Management/startTenantBackfill', summary: 'Tenant Backfill - Start; all subscriptions are there', handle: (_request, { tenantId }) => ({ body: { tenantId, status: 'Completed' } }) },
    { method: 'POST', path: '/providers/Microsoft.Management/tenantBackfillStatus', summary: 'Tenant Backfill - Status', handle: (_request, { tenantId }) => ({ body: { tenantId, status: 'Completed' } }) },
  ],
};

/** @throws ArmError 404. */
function found({ parameters: { groupId: name = '' } }: ProviderRouteRequest, context: ProviderContext): StoredResource {
  ensureRoot(context);
  const group = context.resources.find(groupId(name));
  if (!group) throw notFound('NotFound', `'${groupId(name)}' not found`);
  return group;
}

const summaryOf = ({ id, name, type, body }: StoredResource): JsonObject => ({ id, name, type, properties: { tenantId: valueAt(body, 'properties.tenantId') ?? null, displayName: valueAt(body, 'properties.displayName') ?? name } });

function get(request: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const { id, name, type, body } = found(request, context);
  const expand = (request.query.get('$expand') ?? '').toLowerCase();
  const recurse = request.query.get('$recurse')?.toLowerCase() === 'true';
  const above = expand === 'path' || expand === 'ancestors' ? ancestorsOf(id, context).map((ancestor) => context.resources.find(ancestor)).filter((group) => group !== undefined).map((group) => ({ name: group.name, displayName: valueAt(group.body, 'properties.displayName') ?? group.name })) : [];
  const details = { ...(body.properties as JsonObject).details as JsonObject, ...(expand === 'path' && { path: [...above].reverse() }), ...(expand === 'ancestors' && { managementGroupAncestors: above.map((group) => group.name), managementGroupAncestorsChain: above }) };
  return { body: { id, type, name, properties: { ...(body.properties as JsonObject), details, ...(expand === 'children' && { children: childrenBodies(id, recurse, context) }) } } };
}

/** A group without children shows null, as the service does. */
function childrenBodies(id: string, recurse: boolean, context: ProviderContext): JsonValue {
  const children = childrenOf(id, context);
  if (children.length === 0) return null;
  return children.map((child: Descendant) => ({ id: child.id, type: child.type, name: child.name, displayName: child.displayName, ...(recurse && child.type === groupType && { children: childrenBodies(child.id, recurse, context) }) }));
}

function entities(context: ProviderContext): JsonObject[] {
  const root = ensureRoot(context);
  const all: readonly Descendant[] = [{ id: root.id, type: groupType, name: root.name, displayName: 'Tenant Root Group', parentId: '' }, ...descendantsOf(root.id, context)];
  return all.map(({ id, type, name, displayName, parentId }) => {
    const chain = ancestorsOf(id, context);
    const below = type === groupType ? descendantsOf(id, context) : [];
    const children = below.filter((child) => child.parentId === id);
    return {
      id, type, name,
      properties: {
        tenantId: context.tenantId, displayName, parent: parentId === '' ? null : { id: parentId }, permissions: 'delete', inheritedPermissions: 'delete', numberOfDescendants: below.length, numberOfChildren: children.length,
        numberOfChildGroups: children.filter((child) => child.type === groupType).length, parentDisplayNameChain: [...chain].reverse().map((ancestor) => textOf(valueAt(context.resources.find(ancestor)?.body, 'properties.displayName')) ?? ancestor), parentNameChain: [...chain].reverse().map((ancestor) => ancestor.split('/').at(-1) ?? ''),
      },
    };
  });
}

function checkName({ body }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const name = textOf(property(body, 'name')) ?? '';
  ensureRoot(context);
  const rule = managementGroups.name;
  if (rule && (name.length < rule.minLength || name.length > rule.maxLength || !rule.pattern.test(name))) return { body: { nameAvailable: false, reason: 'Invalid', message: (rule.message ?? '').replace('{name}', name) } };
  if (context.resources.find(groupId(name))) return { body: { nameAvailable: false, reason: 'AlreadyExists', message: 'The group with the specified name already exists' } };
  return { body: { nameAvailable: true } };
}
