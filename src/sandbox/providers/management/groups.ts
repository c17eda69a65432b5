import type { JsonObject, JsonValue } from '../../../armTemplate';
import { badRequest, notFound } from '../../armError';
import { isGuid, type SubscriptionRecord } from '../../subscriptions';
import type { ProviderContext, PutRequest, ResourceProvider, StoredResource } from '../provider';
import { longTime } from '../shared/time';
import { objectOf, sameText, textOf, valueAt } from '../shared/json';
import { ancestorsOf, childrenOf, groupId, groupType, membershipType, parentOf } from './hierarchy';

const proxy = { locations: 'none', tracked: false, hasProvisioningState: false, createdStatus: 200, apiVersions: ['2023-04-01', '2021-04-01', '2020-05-01', '2020-02-01', '2019-11-01', '2018-03-01-preview'] } as const;
/** Levels below the root; subscriptions do not count. @see Azure management groups, hierarchy */
const mostLevels = 6;

/** The root of a tenant is there without being made, under the tenant's own name. */
export function ensureRoot(context: ProviderContext): StoredResource {
  const id = groupId(context.tenantId);
  return context.resources.find(id) ?? context.resources.put(id, { properties: { displayName: 'Tenant Root Group' } });
}

export const managementGroups: ResourceProvider = {
  ...proxy, type: groupType, deletedStatus: 204,
  name: { pattern: /^[-\w().]*[-\w()]$/, minLength: 1, maxLength: 90, code: 'BadRequest', message: "The management group ID '{name}' is not valid. It may have up to 90 letters, digits, '-', '_', '.', '(' and ')', and not end with a period." },
  validate(request, context) {
    const parent = wantedParent(request);
    if (isRoot(request, context) || parent === undefined || request.unknown?.some((path) => path.startsWith('properties'))) return;
    if (!context.resources.find(parent) && !sameText(parent, groupId(context.tenantId))) throw groupNotFound(parent.split('/').at(-1) ?? '');
    if (sameText(parent, request.id.id) || ancestorsOf(parent, context).some((id) => sameText(id, request.id.id))) throw badRequest('BadRequest', `The management group '${request.id.shortName}' cannot be below itself.`);
    if (ancestorsOf(parent, context).length + 1 > mostLevels) throw badRequest('BadRequest', `The hierarchy of management groups may have ${mostLevels} levels below the root; the group '${request.id.shortName}' would exceed them.`);
  },
  put: (request, context) => ({ body: bodyOf(request, objectOf(request.body.properties), context) }),
  patch({ body, existing, ...request }, context) {
    const parent = textOf(body.parentGroupId);
    const properties: JsonObject = { displayName: body.displayName ?? valueAt(existing.body, 'properties.displayName') ?? null, details: { parent: { id: parent ?? parentOf(existing) ?? null } } };
    const changed = { ...request, existing, body: { properties } };
    managementGroups.validate?.(changed, context);
    return { body: bodyOf(changed, properties, context) };
  },
  beforeDelete({ id, name }, context) {
    if (sameText(id, groupId(context.tenantId))) throw badRequest('BadRequest', 'The root management group cannot be deleted.');
    if (childrenOf(id, context).length > 0) throw badRequest('BadRequest', `The management group '${name}' cannot be deleted: it has children. Move them to another group first.`);
  },
};

/** A subscription under a group: it goes there from wherever it was, and back to the root when it is taken away. */
export const memberships: ResourceProvider = {
  ...proxy, type: membershipType,
  validate({ id }) { if (!isGuid(id.shortName)) throw badRequest('InvalidSubscriptionId', `The provided subscription identifier '${id.shortName}' is malformed or invalid.`); },
  put({ id }, context) {
    for (const other of context.resources.listByType(membershipType)) if (sameText(other.name.split('/').at(-1), id.shortName) && !sameText(other.id, id.id)) context.resources.delete(other.id);
    const record = context.table<SubscriptionRecord>('subscriptions').get(id.shortName.toLowerCase());
    return { body: { properties: { tenant: context.tenantId, displayName: record?.displayName ?? `Sandbox ${id.shortName.slice(0, 8)}`, parent: { id: id.parentId ?? '' }, state: 'Active' } } };
  },
};

export const groupNotFound = (name: string): Error => notFound('ManagementGroupNotFound', `The management group '${name}' cannot be found.`);

const isRoot = ({ id }: Pick<PutRequest, 'id'>, context: ProviderContext): boolean => sameText(id.id, groupId(context.tenantId));

/** An ID, or the bare name of a group. */
function wantedParent({ body }: PutRequest): string | undefined {
  const id = textOf(valueAt(body, 'properties.details.parent.id'));
  return id === undefined || id.includes('/') ? id : groupId(id);
}

function bodyOf(request: PutRequest, properties: JsonObject, context: ProviderContext): JsonObject {
  const root = groupId(context.tenantId);
  const parentId = isRoot(request, context) ? undefined : wantedParent({ ...request, body: { properties } }) ?? (request.existing && parentOf(request.existing)) ?? root;
  const parent = parentId === undefined ? undefined : context.resources.find(parentId) ?? ensureRoot(context);
  const version = Number(valueAt(request.existing?.body, 'properties.details.version') ?? 0) + 1;
  const shown: JsonValue | undefined = parent && { id: parent.id, name: parent.name, displayName: valueAt(parent.body, 'properties.displayName') ?? parent.name };
  return { properties: { tenantId: context.tenantId, displayName: textOf(properties.displayName) ?? request.id.shortName, details: { version, updatedTime: longTime(request.at ?? context.clock.now()), updatedBy: context.caller.objectId, ...(shown && { parent: shown }) } } };
}
