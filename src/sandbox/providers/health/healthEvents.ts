import type { JsonObject } from '../../../armTemplate';
import { keyOf } from '../../resourceId';
import type { Event } from '../operations/activityLog';
import type { ProviderContext, StoredResource } from '../provider';
import { sameText, valueAt } from '../shared/json';
import { hasHealth } from './availability';

/** Health that has changed, from what is known of it: apps that were stopped and started, and provisioning that failed. @see Azure activity log event schema, category ResourceHealth */
export function healthEvents(began: readonly Event[], context: ProviderContext): Event[] {
  return [...switched(began, context), ...failed(context)];
}

/** An app that is stopped twice becomes unavailable once. `began` in the order of time. */
function* switched(began: readonly Event[], context: ProviderContext): Iterable<Event> {
  const stopped = new Set<string>();
  for (const { action, scope, time, correlationId } of began) {
    const [, verb] = /^Microsoft\.Web\/sites\/(start|stop)\/action$/i.exec(action) ?? [];
    const isStop = verb?.toLowerCase() === 'stop';
    if (verb === undefined || stopped.has(keyOf(scope)) === isStop || !context.resources.find(scope)) continue;
    if (isStop) stopped.add(keyOf(scope)); else stopped.delete(keyOf(scope));
    yield changed({ id: scope, at: time, isDown: isStop, cause: 'UserInitiated', of: correlationId, details: isStop ? 'The app was stopped by a user or an automation.' : 'The app was started.' }, context);
  }
}

function* failed(context: ProviderContext): Iterable<Event> {
  for (const [, resource] of context.table<StoredResource>('resources').entries()) {
    if (!hasHealth(resource) || !sameText(valueAt(resource.body, 'properties.provisioningState'), 'Failed')) continue;
    yield changed({ id: resource.id, at: resource.changedAt, isDown: true, cause: 'PlatformInitiated', of: resource.changedAt, details: 'The last provisioning of this resource failed.' }, context);
  }
}

interface Change { readonly id: string; readonly at: string; readonly isDown: boolean; readonly cause: 'UserInitiated' | 'PlatformInitiated'; /** What the event is named after. */ readonly of: string; readonly details: string }

function changed({ id, at, isDown, cause, of, details }: Change, context: ProviderContext): Event {
  const [now, before] = isDown ? ['Unavailable', 'Available'] : ['Available', 'Unavailable'];
  const properties: JsonObject = { title: `The health of ${id.split('/').at(-1) ?? ''} changed to ${now.toLowerCase()}`, details, currentHealthStatus: now, previousHealthStatus: before, type: 'Downtime', cause };
  return { time: at, scope: id, action: `Microsoft.Resourcehealth/healthevent/${isDown ? 'Activated' : 'Resolved'}/action`, caller: '', correlationId: context.random.guid(`health:${keyOf(id)}:${of}`), category: 'ResourceHealth', status: isDown ? 'Active' : 'Resolved', level: isDown ? 'Critical' : 'Informational', properties };
}
