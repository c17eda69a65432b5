import { ArmError } from '../armError';
import { ok, parameterOf, type Answer, type ArmRequest } from '../http/armRequest';
import { isObject, member } from '../json';
import { readableBy } from '../providers/authorization/roleChecks';
import { putGroup } from '../resources/putGroup';
import { groupBody, groupIdOf, type GroupRecord } from '../resources/resourceGroups';
import { checkTags } from '../resources/tagRules';
import type { Sandbox } from '../sandbox';
import { exportTemplate } from './exportGroup';
import { parseFilter } from './filter';
import { bodyOf, contextOf, page, pollingHeaders, subscriptionOf, type ArmRoute } from './shared';

const path = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}';

/** Resource groups with all that ARM does with them. */
export const resourceGroupRoutes: readonly ArmRoute[] = [
  { method: 'GET', path: '/subscriptions/{subscriptionId}/resourceGroups', summary: 'Resource Groups - List', handle: list },
  { method: 'HEAD', path, summary: 'Resource Groups - Check Existence', handle: (request, sandbox) => ({ status: sandbox.groups.find(subscriptionOf(request, sandbox), parameterOf(request, 'resourceGroup')) ? 204 : 404 }) },
  { method: 'GET', path, summary: 'Resource Groups - Get', handle: (request, sandbox) => ok(groupBody(groupOf(request, sandbox))) },
  { method: 'PUT', path, summary: 'Resource Groups - Create Or Update', handle: (request, sandbox) => {
    const { group, created } = putGroup(sandbox, { subscriptionId: subscriptionOf(request, sandbox), name: parameterOf(request, 'resourceGroup'), body: bodyOf(request) });
    return { status: created ? 201 : 200, body: groupBody(group) };
  } },
  { method: 'PATCH', path, summary: 'Resource Groups - Update', handle: patch },
  { method: 'DELETE', path, summary: 'Resource Groups - Delete', handle: remove },
  { method: 'POST', path: `${path}/exportTemplate`, summary: 'Resource Groups - Export Template', handle: (request, sandbox) => ok({ template: exportTemplate(groupOf(request, sandbox), member(request.body, 'resources'), sandbox) }) },
];

export const groupOf = (request: ArmRequest, sandbox: Sandbox): GroupRecord => sandbox.groups.get(subscriptionOf(request, sandbox), parameterOf(request, 'resourceGroup'));

function list(request: ArmRequest, sandbox: Sandbox): Answer {
  const filterText = request.query.get('$filter');
  const filter = filterText ? parseFilter(filterText) : undefined;
  const groups = sandbox.groups.list(subscriptionOf(request, sandbox)).filter((group) => !filter || filter((name) => tagValues(group.tags, name)));
  const mayRead = readableBy(contextOf(request, sandbox));
  return page(groups.filter((group) => mayRead(groupIdOf(group), 'Microsoft.Resources/subscriptions/resourceGroups')), request, groupBody);
}

export function tagValues(tags: unknown, name: string): readonly string[] {
  if (!isObject(tags)) return [];
  if (name.toLowerCase() === 'tagname') return Object.keys(tags);
  return name.toLowerCase() === 'tagvalue' ? Object.values(tags).map(String) : [];
}

function patch(request: ArmRequest, sandbox: Sandbox): Answer {
  const group = groupOf(request, sandbox);
  sandbox.locks.checkWrite(groupIdOf(group));
  const [tags, managedBy] = [member(bodyOf(request), 'tags'), member(bodyOf(request), 'managedBy')];
  checkTags(tags);
  const changed: GroupRecord = { ...group, changedAt: sandbox.clock.now().toISOString(), ...(isObject(tags) && { tags }), ...(typeof managedBy === 'string' && { managedBy }) };
  sandbox.groups.set(changed);
  return ok(groupBody(changed));
}

function remove(request: ArmRequest, sandbox: Sandbox): Answer {
  const group = sandbox.groups.find(subscriptionOf(request, sandbox), parameterOf(request, 'resourceGroup'));
  if (!group) throw new ArmError(404, 'ResourceGroupNotFound', `Resource group '${parameterOf(request, 'resourceGroup')}' could not be found.`);
  const operation = sandbox.groupDeletion.begin(group);
  if (!operation) return { status: 200 };
  const { location = '', 'retry-after': retryAfter = '' } = pollingHeaders(request, operation, 'Microsoft.Resources');
  return { status: 202, headers: { location, 'retry-after': retryAfter } };
}
