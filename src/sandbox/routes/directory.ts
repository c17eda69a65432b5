import type { JsonObject } from '../../armTemplate';
import { ArmError, badRequest, conflict, notFound } from '../armError';
import { ok, parameterOf, type Answer, type ArmRequest } from '../http/armRequest';
import { textOr } from '../json';
import type { ProviderContext } from '../providers/provider';
import { principals, registerPrincipal, type Principal } from '../providers/shared/identity';
import type { Sandbox } from '../sandbox';
import { parseDirectoryFilter, type DirectoryItem } from './directoryFilter';
import { bodyOf, page, type ArmRoute } from './shared';

/** As much of Microsoft Graph as clients of role assignments need: who somebody is, and applications that sign in. @see Microsoft Graph v1.0 */
const base = '/graph/v1.0';

type Work = (request: ArmRequest, context: ProviderContext, sandbox: Sandbox) => Answer;

const route = (method: ArmRoute['method'], path: string, summary: string, work: Work): ArmRoute => ({
  method, path: `${base}${path}`, summary: `Microsoft Graph: ${summary}`, needsApiVersion: false,
  handle: (request, sandbox) => {
    if (request.caller.objectId === nobody) throw new ArmError(401, 'InvalidAuthenticationToken', 'Access token is empty.');
    return work(request, sandbox.ownContext(), sandbox);
  },
});
const nobody = '00000000-0000-0000-0000-000000000000';

interface Application { readonly id: string; readonly appId: string; readonly displayName: string; readonly createdDateTime: string }
const applications = (context: ProviderContext) => context.table<Application>('Microsoft.Graph/applications');

const kinds = { servicePrincipals: 'ServicePrincipal', users: 'User', groups: 'Group' } as const;

export const directoryRoutes: readonly ArmRoute[] = [
  ...Object.entries(kinds).flatMap(([collection, type]): readonly ArmRoute[] => [
    route('GET', `/${collection}`, `list ${collection}`, (request, context) => list(everybody(context).filter((one) => one.type === type).map((one) => shown(one, context)), request)),
    route('GET', `/${collection}/{id}`, `get one of ${collection}`, (request, context) => ok(shown(find(parameterOf(request, 'id'), type, context), context))),
    route('DELETE', `/${collection}/{id}`, `delete one of ${collection}`, (request, context) => { const id = find(parameterOf(request, 'id'), type, context).objectId.toLowerCase(); principals(context).delete(id); deleted(context).set(id, { at: context.clock.now().toISOString() }); return { status: 204 }; }),
  ]),
  route('POST', '/servicePrincipals', 'create a service principal of an application', createServicePrincipal),
  route('POST', '/groups', 'create a group', (request, context) => createPrincipal('Group', request, context)),
  route('POST', '/users', 'create a user', (request, context) => createPrincipal('User', request, context)),
  route('GET', '/applications', 'list applications', (request, context) => list([...applications(context).entries()].map(([, application]) => shownApplication(application)), request)),
  route('POST', '/applications', 'create an application', createApplication),
  route('GET', '/applications/{id}', 'get an application', (request, context) => ok(shownApplication(findApplication(parameterOf(request, 'id'), context)))),
  route('DELETE', '/applications/{id}', 'delete an application', (request, context) => { applications(context).delete(findApplication(parameterOf(request, 'id'), context).id); return { status: 204 }; }),
  ...['/applications/{id}/addPassword', '/servicePrincipals/{id}/addPassword'].map((path) => route('POST', path, 'make a password; any is accepted here', addPassword)),
  route('GET', '/me', 'the user who is signed in', ({ caller }, context) => {
    if (caller.isServicePrincipal) throw badRequest('BadRequest', '/me request is only valid with delegated authentication flow.');
    return ok(shown(principals(context).get(caller.objectId.toLowerCase()) ?? { objectId: caller.objectId, type: 'User', userPrincipalName: caller.userPrincipalName }, context));
  }),
  route('POST', '/directoryObjects/getByIds', 'objects by their IDs', (request, context) => {
    const { ids } = bodyOf(request);
    const wanted = new Set(Array.isArray(ids) ? ids.map((id) => textOr(id).toLowerCase()) : []);
    return ok({ value: [...everybody(context), ...holders(context)].filter(({ objectId }) => wanted.has(objectId.toLowerCase())).map((one) => shown(one, context)) });
  }),
  ...['directoryObjects/{id}/getMemberGroups', 'groups/{id}/getMemberGroups', 'users/{id}/getMemberGroups', 'servicePrincipals/{id}/getMemberGroups', 'directoryObjects/{id}/checkMemberGroups'].map((path) =>
    route('POST', `/${path}`, 'groups of a principal; nobody is a member of one here', () => ok({ value: [] }))),
];

const everybody = (context: ProviderContext): readonly Principal[] => [...principals(context).entries()].map(([, principal]) => principal);

const deleted = (context: ProviderContext) => context.table<{ readonly at: string }>('Microsoft.Graph/deleted');

/** People and groups of a tenant are not made here: those that were given a role are taken to be there, as long as nobody deletes them. */
function holders(context: ProviderContext): readonly Principal[] {
  const found = new Map<string, Principal>();
  for (const { body } of context.resources.listByType('Microsoft.Authorization/roleAssignments')) {
    const { principalId, principalType } = (body.properties ?? {}) as JsonObject;
    const [id, type] = [textOr(principalId).toLowerCase(), textOr(principalType)];
    if ((type === 'User' || type === 'Group') && !principals(context).get(id) && !deleted(context).get(id)) found.set(id, { objectId: id, type });
  }
  return [...found.values()];
}

function list(items: readonly DirectoryItem[], request: ArmRequest): Answer {
  const text = request.query.get('$filter');
  const found = text ? items.filter(parseDirectoryFilter(text)) : items;
  const { status, body } = page(found, request, (item) => item as JsonObject);
  const { value, nextLink } = body as JsonObject;
  return { status, body: { value: value!, ...(nextLink !== undefined && { '@odata.nextLink': nextLink }) } };
}

/** @throws ArmError 404 `Request_ResourceNotFound`. */
function find(id: string, type: Principal['type'], context: ProviderContext): Principal {
  const lower = id.toLowerCase();
  const found = everybody(context).find((one) => one.type === type && (one.objectId.toLowerCase() === lower || one.userPrincipalName?.toLowerCase() === lower));
  if (!found) throw missing(id);
  return found;
}

const missing = (id: string): ArmError => notFound('Request_ResourceNotFound', `Resource '${id}' does not exist or one of its queried reference-property objects are not present.`);

function findApplication(id: string, context: ProviderContext): Application {
  const found = applications(context).get(id.toLowerCase());
  if (!found) throw missing(id);
  return found;
}

function shown({ objectId, type, appId, displayName, userPrincipalName, resourceId }: Principal, context: ProviderContext): DirectoryItem {
  const name = displayName ?? resourceId?.split('/').at(-1) ?? userPrincipalName ?? appId ?? objectId;
  const common = { '@odata.type': `#microsoft.graph.${type[0]!.toLowerCase()}${type.slice(1)}`, id: objectId, displayName: name };
  if (type === 'User') return { ...common, userPrincipalName: userPrincipalName ?? null, mail: null, accountEnabled: true };
  if (type === 'Group') return { ...common, securityEnabled: true, mailEnabled: false, mailNickname: name };
  return {
    ...common, appId: appId ?? null, appDisplayName: resourceId === undefined ? name : null, accountEnabled: true, servicePrincipalType: resourceId === undefined ? 'Application' : 'ManagedIdentity', appOwnerOrganizationId: context.tenantId,
    servicePrincipalNames: appId === undefined ? [] : [appId], alternativeNames: resourceId === undefined ? [] : ['isExplicit=False', resourceId], passwordCredentials: [], keyCredentials: [],
  };
}

const shownApplication = ({ id, appId, displayName, createdDateTime }: Application): DirectoryItem => ({ id, appId, displayName, createdDateTime, signInAudience: 'AzureADMyOrg', identifierUris: [], passwordCredentials: [], keyCredentials: [] });

function createApplication(request: ArmRequest, context: ProviderContext): Answer {
  const displayName = nameIn(request);
  const application = { id: context.random.guid(`application object ${request.requestId}`), appId: context.random.guid(`application ${request.requestId}`), displayName, createdDateTime: context.clock.now().toISOString() };
  applications(context).set(application.id, application);
  return { status: 201, body: shownApplication(application) as JsonObject };
}

/** Object IDs are those that sign-ins with the application's ID get. */
function createServicePrincipal(request: ArmRequest, context: ProviderContext, sandbox: Sandbox): Answer {
  const appId = textOr(bodyOf(request).appId);
  const application = [...applications(context).entries()].map(([, one]) => one).find((one) => one.appId === appId);
  if (!application) throw badRequest('Request_BadRequest', `The appId '${appId}' of the service principal does not reference a valid application object.`);
  const principal: Principal = { objectId: sandbox.tokens.objectIdOf(appId), type: 'ServicePrincipal', appId, displayName: application.displayName };
  if (principals(context).get(principal.objectId)) throw conflict('Request_MultipleObjectsWithSameKeyValue', `The service principal of the application '${appId}' exists already.`);
  registerPrincipal(principal, context);
  return { status: 201, body: shown(principal, context) as JsonObject };
}

function createPrincipal(type: 'User' | 'Group', request: ArmRequest, context: ProviderContext): Answer {
  const body = bodyOf(request);
  const userPrincipalName = textOr(body.userPrincipalName);
  const principal: Principal = { objectId: context.random.guid(`${type} ${request.requestId}`), type, displayName: nameIn(request), ...(userPrincipalName && { userPrincipalName }) };
  registerPrincipal(principal, context);
  return { status: 201, body: shown(principal, context) as JsonObject };
}

function nameIn(request: ArmRequest): string {
  const displayName = textOr(bodyOf(request).displayName);
  if (displayName === '') throw badRequest('Request_BadRequest', 'A value is required for the property displayName.');
  return displayName;
}

function addPassword(request: ArmRequest, context: ProviderContext): Answer {
  const now = context.clock.now();
  const inTwoYears = new Date(now.getTime() + 2 * 365 * 86_400_000).toISOString();
  const given = (bodyOf(request).passwordCredential ?? {}) as JsonObject;
  return ok({
    customKeyIdentifier: null, displayName: textOr(given.displayName) || null, startDateTime: textOr(given.startDateTime, now.toISOString()), endDateTime: textOr(given.endDateTime, inTwoYears),
    keyId: context.random.guid(`password ${request.requestId}`), secretText: context.random.base64(`password ${request.requestId}`, 30), hint: null,
  });
}
