import type { JsonObject } from '../../armTemplate';
import { ArmError, notFound, notImplemented } from '../armError';
import { findAction } from '../deployments/runtimeHost';
import { ok, parameterOf, type Answer, type ArmRequest } from '../http/armRequest';
import { member } from '../json';
import type { StoredResource } from '../providers/provider';
import { readableBy } from '../providers/authorization/roleChecks';
import { isOfficialType } from '../providers/types/typeNames';
import { keyOf, parseResourceId, scopeParts, type ResourceId } from '../resourceId';
import { normaliseLocation } from '../resources/locations';
import { resourceNotFound } from '../resources/resourceChecks';
import { groupIdOf } from '../resources/resourceGroups';
import type { ChangeOutcome } from '../resources/resourceService';
import type { Sandbox } from '../sandbox';
import { parseFilter } from './filter';
import { groupOf, tagValues } from './resourceGroups';
import { bodyOf, contextOf, page, pollingHeaders, subscriptionOf, type ArmRoute } from './shared';

/** Lists of all resources. */
export const resourceListRoutes: readonly ArmRoute[] = [
  { method: 'GET', path: '/subscriptions/{subscriptionId}/resources', summary: 'Resources - List', handle: (request, sandbox) => {
    const subscriptionId = subscriptionOf(request, sandbox);
    const groups = sandbox.groups.list(subscriptionId).flatMap((group) => sandbox.table.atScope(groupIdOf(group)));
    return listResources([...groups, ...sandbox.table.atScope(`/subscriptions/${subscriptionId}`)], request, sandbox);
  } },
  { method: 'GET', path: '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/resources', summary: 'Resources - List By Resource Group', handle: (request, sandbox) => listResources(sandbox.table.atScope(groupIdOf(groupOf(request, sandbox))), request, sandbox) },
];

/** Any resource, by its ID. They come last: whatever has a route of its own was tried before. */
export const resourceRoutes: readonly ArmRoute[] = [
  { method: 'HEAD', path: '/{scope}', summary: 'Resources - Check Existence By Id', handle: (request, sandbox) => ({ status: sandbox.resources.find(idOf(request).id) ? 204 : 404 }) },
  { method: 'GET', path: '/{scope}', summary: 'Resources - Get By Id; lists of a type in a group, a subscription or a parent', handle: get },
  { method: 'PUT', path: '/{scope}', summary: 'Resources - Create Or Update By Id', handle: (request, sandbox) => {
    const id = idOf(request);
    const outcome = sandbox.resources.put({ id, body: optionalBody(request, id, sandbox), apiVersion: request.apiVersion, context: contextOf(request, sandbox) });
    return changed(outcome, request, sandbox);
  } },
  { method: 'PATCH', path: '/{scope}', summary: 'Resources - Update By Id', handle: (request, sandbox) => {
    const id = idOf(request);
    const outcome = sandbox.resources.patch({ id, body: optionalBody(request, id, sandbox), apiVersion: request.apiVersion, context: contextOf(request, sandbox) });
    return changed(outcome, request, sandbox);
  } },
  { method: 'DELETE', path: '/{scope}', summary: 'Resources - Delete By Id', handle: remove },
  { method: 'POST', path: '/{scope}', summary: 'Actions of resource types, such as listKeys', handle: act },
];

function idOf(request: ArmRequest): ResourceId {
  const id = parseResourceId(request.path);
  if (!id || /^microsoft\.resources\/(deployments|deploymentstacks)/i.test(id.type)) throw notImplemented(`${request.method} ${request.path}`);
  return id;
}

/** Children may be made without any body, as tables of storage accounts are: what they need is missed by their own checks. */
const optionalBody = (request: ArmRequest, id: ResourceId, sandbox: Sandbox): JsonObject => (request.body === undefined && id.parentId !== undefined && sandbox.registry.of(id.type).locations === 'none' ? {} : bodyOf(request));

function listResources(resources: readonly StoredResource[], request: ArmRequest, sandbox: Sandbox): Answer {
  const text = request.query.get('$filter');
  const filter = text ? parseFilter(text) : undefined;
  const expand = new Set((request.query.get('$expand') ?? '').toLowerCase().split(','));
  const mayRead = readableBy(contextOf(request, sandbox));
  const shown = resources.filter((resource) => isTracked(resource, sandbox) && mayRead(resource.id, resource.type) && (!filter || filter((name) => filterValues(resource, name))));
  return page(shown, request, (resource) => summary(resource, expand));
}

function isTracked(resource: StoredResource, sandbox: Sandbox): boolean {
  const provider = sandbox.registry.of(resource.type);
  return provider.tracked ?? (provider.locations !== 'none' && typeof resource.body.location === 'string');
}

function filterValues(resource: StoredResource, name: string): readonly string[] {
  const { body } = resource;
  switch (name.toLowerCase()) {
    case 'resourcetype': return [resource.type];
    case 'name': return [resource.name];
    case 'location': return typeof body.location === 'string' ? [normaliseLocation(body.location)] : [];
    case 'resourcegroup': return [scopeParts(resource.id).resourceGroup ?? ''];
    case 'kind': return typeof body.kind === 'string' ? [body.kind] : [];
    case 'identity/principalid': return [member(body.identity, 'principalId')].filter((id) => typeof id === 'string');
    default: return tagValues(body.tags, name);
  }
}

/** What lists show of a resource: everything but its properties. */
export function summary({ id, name, type, body, createdAt, changedAt }: StoredResource, expand: ReadonlySet<string> = new Set()): JsonObject {
  const shown: JsonObject = { id, name, type };
  for (const key of ['location', 'kind', 'managedBy', 'sku', 'identity', 'zones', 'plan', 'extendedLocation', 'tags']) if (body[key] !== undefined) shown[key] = body[key];
  if (expand.has('createdtime')) shown.createdTime = createdAt;
  if (expand.has('changedtime')) shown.changedTime = changedAt;
  if (expand.has('provisioningstate')) shown.provisioningState = member(body.properties, 'provisioningState') ?? 'Succeeded';
  return shown;
}

function get(request: ArmRequest, sandbox: Sandbox): Answer {
  const id = parseResourceId(request.path);
  if (!id) return listType(request, sandbox);
  checkGroup(id.id, sandbox);
  const resource = sandbox.resources.get(idOf(request).id);
  if (sandbox.registry.of(resource.type).readable === false) throw new ArmError(405, 'MethodNotAllowed', `Resources of type '${resource.type}' cannot be read with GET.`);
  return ok(sandbox.resources.render(resource, contextOf(request, sandbox)));
}

/** `{group}/providers/NS/type`, `/subscriptions/{id}/providers/NS/type` with all its groups, or the children of a resource. */
function listType(request: ArmRequest, sandbox: Sandbox): Answer {
  const item = parseResourceId(`${request.path}/x`);
  const isKnown = item && (sandbox.registry.knows(item.type) || sandbox.table.ofType(item.type).length > 0 || isOfficialType(item.type));
  if (!item || !isKnown) throw notImplemented(`GET ${request.path}`);
  checkGroup(item.id, sandbox);
  if (item.parentId !== undefined && !sandbox.resources.find(item.parentId)) throw resourceNotFound(item.parentId);
  const context = contextOf(request, sandbox);
  const isWholeSubscription = item.resourceGroup === undefined && item.parentId === undefined && /^\/subscriptions\/[^/]+$/i.test(item.scope);
  const prefix = `${keyOf(item.scope)}/`;
  const resources = isWholeSubscription ? sandbox.table.ofType(item.type).filter(({ id }) => keyOf(id).startsWith(prefix)) : sandbox.resources.list(request.path);
  const mayRead = readableBy(context);
  return page(isWholeSubscription ? resources.filter(({ id, type }) => mayRead(id, type)) : resources, request, (resource) => sandbox.resources.render(resource, context));
}

function checkGroup(id: string, sandbox: Sandbox): void {
  const { subscriptionId, resourceGroup } = scopeParts(id);
  if (subscriptionId !== undefined && resourceGroup !== undefined) sandbox.groups.get(subscriptionId, resourceGroup);
}

function changed({ resource, created, operation, answer }: ChangeOutcome, request: ArmRequest, sandbox: Sandbox): Answer {
  const { createdStatus = 201, replacedStatus = 200 } = sandbox.registry.of(resource.type);
  return {
    status: created ? createdStatus : request.method === 'PUT' ? replacedStatus : 200, body: { ...sandbox.resources.render(resource, contextOf(request, sandbox)), ...answer },
    ...(operation && { headers: pollingHeaders(request, operation, resource.type.split('/')[0] ?? '') }),
  };
}

function remove(request: ArmRequest, sandbox: Sandbox): Answer {
  const id = idOf(request);
  checkGroup(id.id, sandbox);
  const { deletedStatus = 200, showsDeleted = false } = sandbox.registry.of(id.type);
  const found = showsDeleted ? sandbox.resources.find(id.id) : undefined;
  const shown = found && sandbox.resources.render(found, contextOf(request, sandbox));
  const outcome = sandbox.resources.delete(id, contextOf(request, sandbox));
  if (!outcome) return { status: 204 };
  return outcome.operation ? { status: 202, headers: pollingHeaders(request, outcome.operation, id.namespace) } : { status: deletedStatus, ...(shown && { body: shown }) };
}

function act(request: ArmRequest, sandbox: Sandbox): Answer {
  const cut = request.path.lastIndexOf('/');
  const [resourcePath, name] = [request.path.slice(0, cut), request.path.slice(cut + 1)];
  const id = parseResourceId(resourcePath);
  const action = id && findAction(sandbox.registry.of(id.type).actions, name);
  if (!id || !action) throw notImplemented(`POST ${request.path}`);
  checkGroup(id.id, sandbox);
  const resource = sandbox.resources.get(id.id);
  sandbox.locks.checkWrite(resource.id, 'action');
  const answer = action({ id, resource, apiVersion: request.apiVersion, body: request.body, query: request.query }, contextOf(request, sandbox));
  return { status: answer.status ?? 200, ...(answer.body !== undefined && { body: answer.body }), ...(answer.headers && { headers: answer.headers }) };
}

/** Polls of unfinished work on resources. */
export const operationRoutes: readonly ArmRoute[] = ['/subscriptions/{subscriptionId}/providers/{namespace}/locations/{location}', '/providers/{namespace}/locations/{location}'].flatMap((base): readonly ArmRoute[] => [
  { method: 'GET', path: `${base}/operationStatuses/{operationId}`, summary: 'State of work under way (Azure-AsyncOperation)', handle: (request, sandbox) => {
    const record = operationOf(request, sandbox);
    const body: JsonObject = { id: request.path, name: record.id, status: record.status, startTime: record.startedAt, ...(record.endedAt !== undefined && { endTime: record.endedAt }), ...(record.status === 'Failed' && record.error && { error: JSON.parse(JSON.stringify(record.error)) as JsonObject }) };
    return { status: 200, body, ...(record.status === 'InProgress' && { headers: { 'retry-after': '1' } }) };
  } },
  { method: 'GET', path: `${base}/operationResults/{operationId}`, summary: 'Result of work under way (Location)', handle: (request, sandbox) => {
    const record = operationOf(request, sandbox);
    if (record.status === 'InProgress') return { status: 202, headers: { location: `${request.baseUrl}${encodeURI(request.path)}?api-version=${encodeURIComponent(request.apiVersion)}`, 'retry-after': '1' } };
    if (record.status === 'Failed') throw new ArmError(409, record.error?.code ?? 'Conflict', record.error?.message ?? 'The operation failed.', { ...(record.error?.details && { details: record.error.details }) });
    const resource = record.kind === 'put' ? sandbox.resources.find(record.targetId) : undefined;
    return resource ? ok(sandbox.resources.render(resource, contextOf(request, sandbox))) : { status: 200 };
  } },
]);

function operationOf(request: ArmRequest, sandbox: Sandbox) {
  const record = sandbox.operations.find(parameterOf(request, 'operationId'));
  if (!record) throw notFound('OperationNotFound', `The operation '${parameterOf(request, 'operationId')}' could not be found.`);
  return record;
}

