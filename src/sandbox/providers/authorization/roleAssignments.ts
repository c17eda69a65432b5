import type { JsonObject } from '../../../armTemplate';
import { badRequest, conflict } from '../../armError';
import { holdsAt } from '../management/hierarchy';
import { keyOf } from '../../resourceId';
import type { ProviderContext, ProviderRoute, ProviderRouteRequest, ResourceProvider, RouteAnswer, StoredResource } from '../provider';
import { principals } from '../shared/identity';
import { defined, sameText, textOf, valueAt } from '../shared/json';
import { longTime } from '../shared/time';
import { typed } from '../shared/typed';
import type { TypedRequest } from '../shared/typed';
import { findRole } from './roleDefinitions';

export const roleAssignmentType = 'Microsoft.Authorization/roleAssignments';
const type = roleAssignmentType;

/** @see Role Assignments - Create */
export const roleAssignments: ResourceProvider = typed({
  type, locations: 'none', hasProvisioningState: false, showsDeleted: true,
  name: { pattern: /^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/, minLength: 36, maxLength: 36, code: 'InvalidRoleAssignmentId', message: "The role assignment ID '{name}' is not valid. The role assignment ID must be a GUID." },
  check: checkAssignment,
  fill({ id, properties, existing }, context) {
    const now = longTime(context.clock.now());
    const known = principals(context).get(String(properties.principalId).toLowerCase());
    return {
      properties: defined({
        roleDefinitionId: fullRoleId(String(properties.roleDefinitionId), id.id), principalId: properties.principalId, principalType: properties.principalType ?? known?.type ?? 'User', scope: scopeOf(id.id) || '/',
        condition: properties.condition ?? null, conditionVersion: properties.conditionVersion ?? null, description: properties.description, delegatedManagedIdentityResourceId: properties.delegatedManagedIdentityResourceId ?? null,
        createdOn: valueAt(existing?.body, 'properties.createdOn') ?? now, updatedOn: now, createdBy: context.caller.objectId, updatedBy: context.caller.objectId,
      }),
    };
  },
  whatIf: { readOnly: ['properties.scope', 'properties.createdOn', 'properties.updatedOn', 'properties.createdBy', 'properties.updatedBy'], noise: ['properties.condition', 'properties.conditionVersion', 'properties.delegatedManagedIdentityResourceId'] },
});

/** What an extension resource is attached to; empty for the tenant. */
export const scopeOf = (id: string): string => id.slice(0, Math.max(0, id.toLowerCase().lastIndexOf('/providers/microsoft.authorization/')));

/** Role IDs come back below the subscription of the assignment. */
function fullRoleId(roleId: string, assignmentId: string): string {
  const subscription = /^\/subscriptions\/[^/]+/i.exec(assignmentId)?.[0] ?? '';
  return roleId.toLowerCase().startsWith('/subscriptions/') ? roleId : `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${roleId.split('/').at(-1) ?? ''}`;
}

function checkAssignment({ id, properties, existing, unknown = [] }: TypedRequest, context: ProviderContext): void {
  const isKnown = (name: string) => !unknown.some((path) => path === 'properties' || sameText(path, `properties.${name}`));
  if (isKnown('roleDefinitionId')) checkRole(String(properties.roleDefinitionId), context);
  if (isKnown('principalId')) checkPrincipal(String(properties.principalId), textOf(properties.principalType), context);
  if (!isKnown('roleDefinitionId') || !isKnown('principalId')) return;
  const grants = (assignment: StoredResource) => sameText(valueAt(assignment.body, 'properties.principalId'), String(properties.principalId)) && roleGuid(assignment) === lastSegment(String(properties.roleDefinitionId)).toLowerCase();
  if (existing && !grants(existing)) throw badRequest('RoleAssignmentUpdateNotPermitted', 'Tenant ID, application ID, principal ID, and scope are not allowed to be updated.');
  const twin = context.resources.listByType(type).find((other) => keyOf(other.id) !== keyOf(id.id) && keyOf(scopeOf(other.id)) === keyOf(scopeOf(id.id)) && grants(other));
  if (twin) throw conflict('RoleAssignmentExists', `The role assignment already exists. The ID of the conflicting role assignment is ${twin.name.replaceAll('-', '')}.`);
}

function checkRole(roleId: string, context: ProviderContext): void {
  const guid = lastSegment(roleId);
  if (!/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(guid)) throw badRequest('InvalidRoleDefinitionId', `The role definition ID '${roleId}' is not valid. The role definition ID must end in a GUID.`);
  if (!findRole(guid, context)) throw badRequest('RoleDefinitionDoesNotExist', `The specified role definition with ID '${guid.replaceAll('-', '')}' does not exist.`);
}

/** A principal type given by the client skips the look-up of unknown principals, as in Azure, where it bridges replication delays. */
function checkPrincipal(principalId: string, principalType: string | undefined, context: ProviderContext): void {
  if (!/^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i.test(principalId)) throw badRequest('InvalidPrincipalId', `A valid principal ID must be provided for role assignment: '${principalId}' is no GUID.`);
  const known = principals(context).get(principalId.toLowerCase());
  if (known && principalType !== undefined && !sameText(principalType, known.type)) throw badRequest('UnmatchedPrincipalType', `The PrincipalId '${principalId.replaceAll('-', '')}' has type '${known.type}' , which is different from specified PrinciaplType '${principalType}'.`);
  if (known || principalType !== undefined || sameText(context.caller.objectId, principalId)) return;
  throw badRequest('PrincipalNotFound', `Principal ${principalId.replaceAll('-', '')} does not exist in the directory ${context.tenantId}. Check that you have the correct principal ID. If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype`);
}

const lastSegment = (id: string): string => id.split('/').at(-1) ?? '';
export const roleGuid = (assignment: StoredResource): string => lastSegment(String(valueAt(assignment.body, 'properties.roleDefinitionId'))).toLowerCase();

/** Assignments that hold at a scope: made there or above it. */
export function assignmentsAt(scope: string, context: ProviderContext): StoredResource[] {
  return context.resources.listByType(type).filter(({ id }) => holdsAt(scopeOf(id), scope, context));
}

/** A list holds what is assigned at the scope, above it and, without `atScope()`, below it. @see Role Assignments - List For Scope */
function list({ parameters, query }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const scope = parameters.scope ?? '';
  const filter = query.get('$filter') ?? '';
  const above = new Set(assignmentsAt(scope, context));
  const below = (assignment: StoredResource) => !/atScope\(\)/i.test(filter) && keyOf(scopeOf(assignment.id)).startsWith(`${keyOf(scope)}/`);
  const principal = /(?:principalId\s+eq\s+'|assignedTo\(')([^']+)'/i.exec(filter)?.[1];
  const found = context.resources.listByType(type).filter((assignment) => above.has(assignment) || below(assignment));
  const mine = principal === undefined ? found : found.filter(({ body }) => sameText(valueAt(body, 'properties.principalId'), principal));
  return { body: { value: mine.map(({ id, name, body }): JsonObject => ({ ...body, id, name, type })) } };
}

export const roleAssignmentRoutes: readonly ProviderRoute[] = [
  { method: 'GET', path: '/{scope}/providers/Microsoft.Authorization/roleAssignments', summary: 'Role Assignments - List For Scope', handle: list },
];
