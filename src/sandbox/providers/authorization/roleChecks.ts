import { keyOf } from '../../resourceId';
import { holdsAt } from '../management/hierarchy';
import type { ProviderContext } from '../provider';
import { sameText, valueAt } from '../shared/json';
import { assignmentsAt, roleAssignmentType, roleGuid, scopeOf } from './roleAssignments';
import { findRole } from './roleDefinitions';
import type { RoleDefinition } from './roleDefinitions';

export interface Enforcement { readonly enforced: boolean }

export const enforcement = (context: ProviderContext) => context.table<Enforcement>('Microsoft.Authorization/enforcement');
export const isEnforced = (context: ProviderContext): boolean => enforcement(context).get('rbac')?.enforced === true;

/** Roles that somebody has at a scope, given there or above it. */
export function rolesOf(objectId: string, scope: string, context: ProviderContext): RoleDefinition[] {
  const mine = assignmentsAt(scope, context).filter(({ body }) => sameText(valueAt(body, 'properties.principalId'), objectId));
  return mine.flatMap((assignment) => findRole(roleGuid(assignment), context) ?? []);
}

export const allows = (roles: readonly RoleDefinition[], action: string): boolean => roles.some((role) => matchesAny(role.actions, action) && !matchesAny(role.notActions, action));
export const matchesAny = (patterns: readonly string[], action: string): boolean => patterns.some((pattern) => asExpression(pattern).test(action));

// A star stands for any text, and between slashes also for nothing: `vaults/*/read` reads the vault itself.
const asExpression = (pattern: string): RegExp => new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*').replaceAll('/.*/', '/(?:.*/)?')}$`, 'i');

/** What the caller may read, for lists that show each reader his own: everything while role checks are off. */
export function readableBy(context: ProviderContext): (id: string, type: string) => boolean {
  if (!isEnforced(context)) return () => true;
  const mine = assignmentsOf(context).flatMap((assignment) => { const role = findRole(roleGuid(assignment), context); return role ? [{ scope: keyOf(scopeOf(assignment.id)), role }] : []; });
  return (id, type) => {
    return allows(mine.filter(({ scope }) => holdsAt(scope, id, context)).map(({ role }) => role), `${type}/read`);
  };
}

/** Whether the caller has any role at a scope, above it or somewhere below it. */
export function hasRoleWithin(scope: string, context: ProviderContext): boolean {
  const key = keyOf(scope);
  return assignmentsOf(context).some(({ id }) => { const own = keyOf(scopeOf(id)); return own.startsWith(`${key}/`) || holdsAt(own, scope, context); });
}

const assignmentsOf = (context: ProviderContext) => context.resources.listByType(roleAssignmentType).filter(({ body }) => sameText(valueAt(body, 'properties.principalId'), context.caller.objectId));
