import type { JsonObject, JsonValue } from '../../../armTemplate';
import { ArmError, badRequest } from '../../armError';
import type { AuthorizationRequest, ProviderContext, ProviderRoute, ProviderRouteRequest, RouteAnswer } from '../provider';
import { registerPrincipal } from '../shared/identity';
import { arrayOf, objectOf, property, sameText, textOf } from '../shared/json';
import { isOfficialType } from '../types/typeNames';
import { linkedAccess } from './linkedAccess';
import { allows, enforcement, hasRoleWithin, isEnforced, matchesAny, rolesOf } from './roleChecks';
import { builtInRoles } from './roleDefinitions';

/** Whether a caller may act: everybody may, until role checks are switched on. @throws ArmError 403 AuthorizationFailed */
export function authorizeByRole({ action, scope, method, body }: AuthorizationRequest, context: ProviderContext): void {
  if (!isEnforced(context) || isOpen({ action, scope, method }) || isListOfMany({ action, scope, method }, context)) return;
  const { objectId, userPrincipalName, appId } = context.caller;
  if (allows(rolesOf(objectId, scope, context), action)) {
    const refused = method === 'PUT' || method === 'PATCH' ? linkedAccess(body).filter((linked) => !allows(rolesOf(objectId, linked.scope, context), linked.action)) : [];
    if (refused.length === 0) return;
    throw new ArmError(403, 'LinkedAuthorizationFailed', `The client '${userPrincipalName ?? appId ?? objectId}' with object id '${objectId}' has permission to perform action '${action}' on scope '${scope}'; however, it does not have permission to perform action(s) '${refused.map((linked) => linked.action).join(',')}' on the linked scope(s) '${refused.map((linked) => linked.scope).join(',')}' (respectively) or the linked scope(s) are invalid.`);
  }
  throw new ArmError(403, 'AuthorizationFailed', `The client '${userPrincipalName ?? appId ?? objectId}' with object id '${objectId}' does not have authorization to perform action '${action}' over scope '${scope || '/'}' or the scope is invalid. If access was recently granted, please refresh your credentials.`);
}

/** What everybody may ask who has signed in: what there is in the cloud, the progress of own work, and what oneself may do. */
function isOpen({ action, scope, method }: Pick<AuthorizationRequest, 'action' | 'scope' | 'method'>): boolean {
  const isRead = method === 'GET' || method === 'HEAD';
  return (isRead && !/^\/subscriptions\//i.test(scope)) || /\/operation(statuses|results)\/read$/i.test(action) || /^microsoft\.(resourcegraph\/resources|resources\/calculatetemplatehash|authorization\/(permissions|checkaccess))\/(read|action)$/i.test(action);
}

const ofSubscription = /^microsoft\.resources\/subscriptions\/((locations|providers|tagnames|resourcegroups|resources)\/)?read$/i;

/** Lists of a subscription are open to whoever has a role anywhere in it; they show what he may read. */
function isListOfMany({ action, scope, method }: Pick<AuthorizationRequest, 'action' | 'scope' | 'method'>, context: ProviderContext): boolean {
  if (method !== 'GET' || !/^\/subscriptions\/[^/]+$/.test(scope)) return false;
  const type = action.slice(0, action.lastIndexOf('/'));
  const isList = ofSubscription.test(action) || (type.split('/').length === 2 && isOfficialType(type) && !/^microsoft\.authorization\//i.test(type));
  return isList && hasRoleWithin(scope, context);
}

/** Code of one refusal among those of a template. */
export const forbiddenInTemplate = 'AuthorizationFailedInTemplate';

/** A template is refused before anything is made when it holds what its sender may not write. @throws ArmError 403 */
export function preflightByRole({ action, scope }: AuthorizationRequest, context: ProviderContext): void {
  const { objectId, userPrincipalName, appId } = context.caller;
  if (!isEnforced(context) || allows(rolesOf(objectId, scope, context), action)) return;
  const [type, name] = [action.slice(0, action.lastIndexOf('/')), scope.slice(scope.lastIndexOf('/') + 1)];
  throw new ArmError(403, forbiddenInTemplate, `Authorization failed for template resource '${name}' of type '${type}'. The client '${userPrincipalName ?? appId ?? objectId}' with object id '${objectId}' does not have permission to perform action '${action}' at scope '${scope}'.`);
}

/** For data planes. True while role checks are off. */
export function mayUseData(objectId: string, dataAction: string, scope: string, context: ProviderContext): boolean {
  return !isEnforced(context) || rolesOf(objectId, scope, context).some((role) => matchesAny(role.dataActions, dataAction) && !matchesAny(role.notDataActions, dataAction));
}

/** For data planes whose operations ARM's own actions allow. True while role checks are off. */
export const mayAct = (objectId: string, action: string, scope: string, context: ProviderContext): boolean => !isEnforced(context) || allows(rolesOf(objectId, scope, context), action);

/** @see Permissions - List For Resource Group, List For Resource */
function permissions({ parameters }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const scope = parameters.scope ?? '';
  const roles = isEnforced(context) ? rolesOf(context.caller.objectId, scope, context) : builtInRoles.slice(0, 1);
  return { body: { value: roles.map(({ actions, notActions, dataActions, notDataActions }) => ({ actions: [...actions], notActions: [...notActions], dataActions: [...dataActions], notDataActions: [...notDataActions] })) } };
}

/** Whether a principal may do what the request names: `{"Subject": {"Attributes": {"ObjectId"}}, "Actions": [{"Id", "IsDataAction"?}]}`. Answers one decision for each action; without a subject the caller is meant. */
function checkAccess({ parameters, body }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const scope = parameters.scope ?? '';
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
  if (typeof enforced === 'boolean') enforcement(context).set('rbac', { enforced });
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
