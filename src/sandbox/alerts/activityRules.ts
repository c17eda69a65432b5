import type { JsonObject } from '../../armTemplate';
import { events, type Event } from '../providers/operations/activityLog';
import type { ProviderContext, StoredResource } from '../providers/provider';
import { arrayOf, objectOf, sameText, textOf } from '../providers/shared/json';
import { parseResourceId, scopeParts } from '../resourceId';
import { alertTable, fire } from './alerts';
import { notify } from './notify';

/** Every event of the activity log that a rule describes, and that came after the rule, fires one alert of its own; none of them resolves. */
export function fireByEvents(context: ProviderContext): void {
  const rules = context.resources.listByType('Microsoft.Insights/activityLogAlerts').filter(({ body }) => objectOf(body.properties).enabled !== false);
  if (rules.length === 0) return;
  const all = events(context);
  for (const rule of rules) for (const event of all) {
    if (event.time < rule.createdAt || !matchesEvent(rule, event)) continue;
    const name = context.random.guid(`alert:${rule.id}:${event.scope}:${event.correlationId}:${event.time}:${event.status}`);
    if (alertTable(context).get(name)) continue;
    fire({ name, rule: rule.id, target: event.scope, severity: 'Sev4', signalType: 'Log', service: serviceOf(event), description: textOf(objectOf(rule.body.properties).description) ?? '', firedAt: event.time, condition: { allOf: arrayOf(objectOf(objectOf(rule.body.properties).condition).allOf), operationName: event.action, status: event.status, correlationId: event.correlationId } }, context);
    notify(rule, { at: event.time, alert: name, monitorCondition: 'Fired' }, context);
  }
}

const serviceOf = ({ category = 'Administrative' }: Event): string => (category === 'ResourceHealth' ? 'Resource Health' : `ActivityLog ${category}`);

/** Whether an event lies in the scopes of an activity log alert and meets all of its conditions. */
export function matchesEvent({ body }: Pick<StoredResource, 'body'>, event: Event): boolean {
  const properties = objectOf(body.properties);
  const scope = event.scope.toLowerCase();
  const isIn = arrayOf(properties.scopes).some((one) => { const wanted = (textOf(one) ?? '').toLowerCase().replace(/\/$/, ''); return wanted !== '' && (scope === wanted || scope.startsWith(`${wanted}/`)); });
  const conditions = arrayOf(objectOf(properties.condition).allOf).map(objectOf);
  return isIn && conditions.length > 0 && conditions.every((one) => (arrayOf(one.anyOf).length > 0 ? arrayOf(one.anyOf).some((inner) => meets(objectOf(inner), event)) : meets(one, event)));
}

function meets({ field, equals, containsAny }: JsonObject, event: Event): boolean {
  const value = fieldOf(textOf(field)?.toLowerCase() ?? '', event);
  if (value === undefined) return false;
  if (typeof equals === 'string') return sameText(value, equals);
  return arrayOf(containsAny).some((one) => typeof one === 'string' && value.toLowerCase().includes(one.toLowerCase()));
}

function fieldOf(field: string, event: Event): string | undefined {
  const { action, status, level, caller, scope, correlationId, category = 'Administrative', properties } = event;
  if (field.startsWith('properties.')) return textOf(Object.entries(objectOf(properties)).find(([name]) => sameText(name, field.slice('properties.'.length)))?.[1]);
  switch (field) {
    case 'category': return category;
    case 'operationname': return action;
    case 'status': return status;
    case 'level': return level ?? 'Informational';
    case 'caller': return caller;
    case 'resourceid': return scope;
    case 'resourceprovider': return typeOf(event).split('/')[0];
    case 'resourcetype': return typeOf(event);
    case 'resourcegroup': return scopeParts(scope).resourceGroup ?? '';
    case 'correlationid': return correlationId;
    default: return undefined;
  }
}

/** Operations tell of themselves, policies and health of a resource. */
const typeOf = ({ action, category = 'Administrative', scope }: Event): string => (category === 'Administrative' ? action.split('/').slice(0, -1).join('/') : parseResourceId(scope)?.type ?? '');
