import { badRequest } from '../armError';
import type { Answer, ArmRequest } from '../http/armRequest';
import { member, textOr } from '../json';
import { keyOf, scopeParts } from '../resourceId';
import type { MoveOrder } from '../resources/moving';
import { groupIdOf } from '../resources/resourceGroups';
import type { Sandbox } from '../sandbox';
import { groupOf } from './resourceGroups';
import { bodyOf, contextOf, pollingHeaders, type ArmRoute } from './shared';

const path = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}';

/** Resources go to another group, of this subscription or another one. */
export const moveRoutes: readonly ArmRoute[] = [
  { method: 'POST', path: `${path}/moveResources`, summary: 'Resources - Move Resources', handle: (request, sandbox): Answer => {
    const operation = sandbox.moving.begin(orderOf(request, sandbox));
    if (!operation) return { status: 204 };
    const { location = '', 'retry-after': retryAfter = '' } = pollingHeaders(request, operation, 'Microsoft.Resources');
    return { status: 202, headers: { location, 'retry-after': retryAfter } };
  } },
  { method: 'POST', path: `${path}/validateMoveResources`, summary: 'Resources - Validate Move Resources', handle: (request, sandbox): Answer => { sandbox.moving.check(orderOf(request, sandbox)); return { status: 204 }; } },
];

/** @throws ArmError 400 `InvalidRequestContent`. */
function orderOf(request: ArmRequest, sandbox: Sandbox): MoveOrder {
  const source = groupOf(request, sandbox);
  const [resources, target] = [member(bodyOf(request), 'resources'), textOr(member(bodyOf(request), 'targetResourceGroup'))];
  const ids = Array.isArray(resources) ? resources.filter((id) => typeof id === 'string') : [];
  if (ids.length === 0) throw badRequest('InvalidRequestContent', "The request content was invalid: the property 'resources' must be a list of the IDs of resources.");
  const { subscriptionId, resourceGroup } = scopeParts(target);
  if (subscriptionId === undefined || resourceGroup === undefined) throw badRequest('InvalidRequestContent', "The request content was invalid: the property 'targetResourceGroup' must be the ID of a resource group.");
  if (keyOf(target) === keyOf(groupIdOf(source))) throw badRequest('InvalidRequestContent', `The source and target resource groups are the same: '${source.name}'.`);
  authorizeTarget(target, request, sandbox);
  return { source, targetId: target, ids: [...new Set(ids)], trace: { timestamp: sandbox.clock.now().toISOString(), trackingId: request.requestId, correlationId: request.correlationId } };
}

/** Who moves needs the right to write where it goes, too. */
function authorizeTarget(target: string, request: ArmRequest, sandbox: Sandbox): void {
  const context = { ...contextOf(request, sandbox), subscriptionId: scopeParts(target).subscriptionId ?? '' };
  for (const module of sandbox.registry.modules) module.authorize?.({ action: 'Microsoft.Resources/subscriptions/resourceGroups/write', scope: target, method: 'PUT' }, context);
}
