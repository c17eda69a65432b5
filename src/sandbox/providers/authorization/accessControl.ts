import type { JsonObject, JsonValue } from '../../../armTemplate';
import { ArmError, badRequest } from '../../armError';
import type { AuthorizationRequest, ProviderContext, ProviderRoute, ProviderRouteRequest, RouteAnswer } from '../provider';
import { registerPrincipal } from '../shared/identity';
import { arrayOf, objectOf, property, sameText, textOf, valueAt } from '../shared/json';
import { linkedAccess } from './linkedAccess';
import { assignmentsAt, roleGuid } from './roleAssignments';
import { builtInRoles, findRole } from './roleDefinitions';
import type { RoleDefinition } from './roleDefinitions';

interface Enforcement { readonly enforced: boolean }

const settings = (context: ProviderContext) => context.table<Enforcement>('Microsoft.Authorization/enforcement');
export const isEnforced = (context: ProviderContext): boolean => settings(context).get('rbac')?.enforced === true;

/** Whether a caller may act: everybody may, until role checks are switched on. @throws ArmError 403 AuthorizationFailed */
export function authorizeByRole({ action, scope, method, body }: AuthorizationRequest, context: ProviderContext): void {
  if (!isEnforced(context)) return;
  const { objectId, userPrincipalName, appId } = context.caller;
  if (allows(rolesOf(objectId, scope, context), action)) {
    const refused = method === 'PUT' || method === 'PATCH' ? linkedAccess(body).filter((linked) => !allows(rolesOf(objectId, linked.scope, context), linked.action)) : [];
    if (refused.length === 0) return;
    throw new ArmError(403, 'LinkedAuthorizationFailed', `The client '${userPrincipalName ?? appId ?? objectId}' with object id '${objectId}' has permission to perform action '${action}' on scope '${scope}'; however, it does not have permission to perform action(s) '${refused.map((linked) => linked.action).join(',')}' on the linked scope(s) '${refused.map((linked) => linked.scope).join(',')}' (respectively) or the linked scope(s) are invalid.`);
  }
  throw new ArmError(403, 'AuthorizationFailed', `The client '${userPrincipalName ?? appId ?? objectId}' with object id '${objectId}' does not have authorization to perform action '${action}' over scope '${scope || '/'}' or the scope is invalid. If access was recently granted, please refresh your credentials.`);
}

/** For data planes. True while role checks are off. */
export function mayUseData(objectId: string, dataAction: string, scope: string, context: ProviderContext): boolean {
  return !isEnforced(context) || rolesOf(objectId, scope, context).some((role) => matchesAny(role.dataActions, dataAction) && !matchesAny(role.notDataActions, dataAction));
}

/** For data planes whose operations ARM's own actions allow. True while role checks are off. */
export const mayAct = (objectId: string, action: string, scope: string, context: ProviderContext): boolean => !isEnforced(context) || allows(rolesOf(objectId, scope, context), action);

function rolesOf(objectId: string, scope: string, context: ProviderContext): RoleDefinition[] {
  const mine = assignmentsAt(scope, context).filter(({ body }) => sameText(valueAt(body, 'properties.principalId'), objectId));
  return mine.flatMap((assignment) => findRole(roleGuid(assignment), context) ?? []);
}

const allows = (roles: readonly RoleDefinition[], action: string): boolean => roles.some((role) => matchesAny(role.actions, action) && !matchesAny(role.notActions, action));
const matchesAny = (patterns: readonly string[], action: string): boolean => patterns.some((pattern) => asExpression(pattern).test(action));
const asExpression = (pattern: string): RegExp => new RegExp(`^${pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 'i');

/** @see Permissions - List For Resource Group, List For Resource */
function permissions({ parameters }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const scope = parameters.scope ? `/${parameters.scope.replace(/^\/+/, '')}` : '';
  const roles = isEnforced(context) ? rolesOf(context.caller.objectId, scope, context) : builtInRoles.slice(0, 1);
  return { body: { value: roles.map(({ actions, notActions, dataActions, notDataActions }) => ({ actions: [...actions], notActions: [...notActions], dataActions: [...dataActions], notDataActions: [...notDataActions] })) } };
}

/** Whether a principal may do what the request names: `{"Subject": {"Attributes": {"ObjectId"}}, "Actions": [{"Id", "IsDataAction"?}]}`. Answers one decision for each action; without a subject the caller is meant. */
function checkAccess({ parameters, body }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const scope = parameters.scope ? `/${parameters.scope.replace(/^\/+/, '')}` : '';
  const subject = textOf(property(property(property(body, 'subject'), 'attributes'), 'objectId')) ?? context.caller.objectId;
  const actions = arrayOf(property(body, 'actions')).map(objectOf);
  if (actions.length === 0) throw badRequest('InvalidCheckAccessRequest', "The request needs at least one of 'Actions', each with an 'Id'.");
  const roles = rolesOf(subject, scope, context);
  return { body: actions.map((given): JsonObject => {
    const [action, isData] = [textOf(property(given, 'id')) ?? '', property(given, 'isDataAction') === true];
    const isAllowed = isData ? roles.some((role) => matchesAny(role.dataActions, action) && !matchesAny(role.notDataActions, action)) : allows(roles, action);
    return { actionId: action, isDataAction: isData, accessDecision: isAllowed || !isEnforced(context) ? 'Allowed' : 'NotAllowed', denyAssignment: null, roleAssignment: null, timeToLiveInMs: 300_000 };
  }) };
}

/** Switches role checks on or off, and grants what `assignments` names: `{"enforced": true, "assignments": [{"principalId", "roleName", "scope"}]}`. @throws ArmError 400 */
export function configureAccess(body: JsonValue | undefined, context: ProviderContext): { readonly enforced: boolean } {
  for (const given of arrayOf(property(body, 'assignments')).map(objectOf)) grant(given, context);
  const enforced = property(body, 'enforced');
  if (typeof enforced === 'boolean') settings(context).set('rbac', { enforced });
  return { enforced: isEnforced(context) };
}

function grant(given: JsonObject, context: ProviderContext): void {
  const role = builtInRoles.find(({ roleName, guid }) => sameText(given.roleName, roleName) || sameText(given.roleName, guid));
  const principalId = textOf(given.principalId);
  if (!role || principalId === undefined) throw badRequest('InvalidAssignment', `The assignment ${JSON.stringify(given)} needs a principalId and the name of a built-in role.`);
  const scope = (textOf(given.scope) ?? '').replace(/\/+$/, '');
  registerPrincipal({ objectId: principalId, type: given.principalType === 'User' ? 'User' : 'ServicePrincipal' }, context);
  const name = context.random.guid(`assignment:${scope}:${principalId}:${role.guid}`);
  context.resources.put(`${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`, { properties: { roleDefinitionId: `/providers/Microsoft.Authorization/roleDefinitions/${role.guid}`, principalId } });
}

export const accessControlRoutes: readonly ProviderRoute[] = [
  { method: 'GET', path: '/{scope}/providers/Microsoft.Authorization/permissions', summary: 'Permissions - List', handle: permissions },
  { method: 'POST', path: '/{scope}/providers/Microsoft.Authorization/checkAccess', summary: 'Whether a principal may act at a scope', handle: checkAccess },
];
