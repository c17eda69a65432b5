import type { JsonObject } from '../../armTemplate';
import { badRequest } from '../armError';
import { ok, parameterOf, type ArmRequest } from '../http/armRequest';
import { isObject, member, textOr } from '../json';
import { scopeParts, parseResourceId } from '../resourceId';
import { groupIdOf } from '../resources/resourceGroups';
import { checkTags } from '../resources/tagRules';
import type { Sandbox } from '../sandbox';
import { bodyOf, type ArmRoute } from './shared';

const path = '/{scope}/providers/Microsoft.Resources/tags/default';

/** The tags of a subscription, a group or a resource as a resource of their own. */
export const tagRoutes: readonly ArmRoute[] = [
  { method: 'GET', path, summary: 'Tags - Get At Scope', handle: (request, sandbox) => ok(tagsBody(request, readTags(request, sandbox))) },
  { method: 'PUT', path, summary: 'Tags - Create Or Update At Scope', handle: (request, sandbox) => ok(tagsBody(request, writeTags(request, sandbox, givenTags(request)))) },
  { method: 'PATCH', path, summary: 'Tags - Update At Scope', handle: (request, sandbox) => ok(tagsBody(request, writeTags(request, sandbox, patched(request, readTags(request, sandbox))))) },
  { method: 'DELETE', path, summary: 'Tags - Delete At Scope', handle: (request, sandbox) => { writeTags(request, sandbox, {}); return { status: 200 }; } },
];

const tagsBody = (request: ArmRequest, tags: JsonObject): JsonObject => ({ id: `${parameterOf(request, 'scope')}/providers/Microsoft.Resources/tags/default`, name: 'default', type: 'Microsoft.Resources/tags', properties: { tags } });

function givenTags(request: ArmRequest): JsonObject {
  const tags = member(member(bodyOf(request), 'properties'), 'tags');
  if (!isObject(tags) || Object.values(tags).some((value) => typeof value !== 'string')) throw badRequest('InvalidTags', "The property 'properties.tags' must be an object whose values are texts.");
  return tags;
}

function patched(request: ArmRequest, current: JsonObject): JsonObject {
  const [operation, tags] = [textOr(member(bodyOf(request), 'operation')).toLowerCase(), givenTags(request)];
  if (operation === 'replace') return tags;
  if (operation === 'merge') return { ...current, ...tags };
  if (operation === 'delete') return Object.fromEntries(Object.entries(current).filter(([name, value]) => tags[name] !== value));
  throw badRequest('InvalidTagsPatchOperation', `The operation '${operation}' is not one of Replace, Merge and Delete.`);
}

function readTags(request: ArmRequest, sandbox: Sandbox): JsonObject {
  const scope = parameterOf(request, 'scope');
  const { subscriptionId, resourceGroup } = scopeParts(scope);
  let tags: unknown;
  if (parseResourceId(scope)) tags = sandbox.resources.get(scope).body.tags;
  else if (subscriptionId === undefined) throw badRequest('InvalidScope', `Tags cannot be read at the scope '${scope}'.`);
  else if (resourceGroup !== undefined) tags = sandbox.groups.get(subscriptionId, resourceGroup).tags;
  else tags = sandbox.subscriptions.use(subscriptionId, request.caller.tenantId).tags;
  return isObject(tags) ? tags : {};
}

function writeTags(request: ArmRequest, sandbox: Sandbox, tags: JsonObject): JsonObject {
  readTags(request, sandbox);
  const scope = parameterOf(request, 'scope');
  checkTags(tags, parseResourceId(scope)?.type);
  const { subscriptionId = '', resourceGroup } = scopeParts(scope);
  sandbox.locks.checkWrite(scope);
  if (parseResourceId(scope)) {
    const { body } = sandbox.resources.get(scope);
    sandbox.resources.update(scope, { body: { ...body, tags } });
  } else if (resourceGroup !== undefined) {
    const group = sandbox.groups.get(subscriptionId, resourceGroup);
    sandbox.locks.checkWrite(groupIdOf(group));
    sandbox.groups.set({ ...group, tags, changedAt: sandbox.clock.now().toISOString() });
  } else {
    sandbox.subscriptions.update({ ...sandbox.subscriptions.use(subscriptionId, request.caller.tenantId), tags: tags as Record<string, string> });
  }
  return tags;
}
