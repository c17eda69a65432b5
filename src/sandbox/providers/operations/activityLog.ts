import type { JsonObject } from '../../../armTemplate';
import type { DeploymentRecord } from '../../deployments/record';
import { alertTable } from '../../alerts/alerts';
import { pageOf } from '../../cost/paging';
import { parseResourceId, scopeParts } from '../../resourceId';
import type { AuthorizationRequest, ProviderContext, ProviderRoute, ProviderRouteRequest, RouteAnswer, StoredResource } from '../provider';
import { toActivity, policyEvents } from '../policy/policyEvents';
import { healthEvents } from '../health/healthEvents';
import { longTime } from '../shared/time';

export interface Activity { readonly time: string; readonly action: string; readonly scope: string; readonly caller: string; readonly correlationId: string }

const mostKept = 2000;
const activities = (context: ProviderContext) => context.table<Activity>('Microsoft.Insights/activities');

/** Called for every request that was let through: changes and actions go into the log, reads and lists do not. */
export function recordActivity({ action, scope, method }: AuthorizationRequest, context: ProviderContext): void {
  if (method === 'GET' || method === 'HEAD' || scopeParts(scope).subscriptionId === undefined || /\/(whatIf|validate|list[A-Za-z]*|checkNameAvailability|resources)\/action$|\/read$/i.test(action)) return;
  const table = activities(context);
  const time = context.clock.now().toISOString();
  const id = context.random.guid(`activity:${time}:${scope}:${action}:${table.size}`);
  table.set(id, { time, action, scope, caller: context.caller.userPrincipalName ?? context.caller.appId ?? context.caller.objectId, correlationId: id });
  const [oldest] = table.entries();
  if (table.size > mostKept && oldest) table.delete(oldest[0]);
}

export interface Event extends Activity { readonly status: string; readonly level?: string; readonly message?: string; /** Administrative where nothing is said. */ readonly category?: string; /** Beside the message. */ readonly properties?: JsonObject }

/** Requests as they began, deployments and resources as they ended, what policies audited and denied, and health that changed; newest first. */
export function events(context: ProviderContext): Event[] {
  const began = [...activities(context).entries()].map(([, activity]): Event => ({ ...activity, status: 'Started' }));
  const deployments = [...context.table<DeploymentRecord>('deployments').entries()].map(([, record]) => record).filter(({ state }) => ['Succeeded', 'Failed', 'Canceled'].includes(state)).map((record): Event => ({
    time: new Date(record.changedMs).toISOString(), action: 'Microsoft.Resources/deployments/write', scope: record.id, caller: record.caller.userPrincipalName ?? record.caller.appId ?? record.caller.objectId, correlationId: record.correlationId, status: record.state,
    ...(record.state === 'Failed' && { level: 'Error', message: record.error?.message ?? '' }),
  }));
  const askedBy = new Map([...activities(context).entries()].map(([, { scope, caller }]) => [scope.toLowerCase(), caller]));
  const resources = [...context.table<StoredResource>('resources').entries()].map(([, resource]) => resource).filter(({ requested }) => requested !== undefined).map((resource): Event => {
    const state = (resource.body.properties as JsonObject | undefined)?.provisioningState;
    return { time: resource.changedAt, action: `${resource.type}/write`, scope: resource.id, caller: askedBy.get(resource.id.toLowerCase()) ?? '', correlationId: context.random.guid(`written:${resource.id}:${resource.changedAt}`), status: state === 'Failed' ? 'Failed' : 'Succeeded', ...(state === 'Failed' && { level: 'Error' }) };
  });
  return [...began, ...deployments, ...resources, ...policyEvents(context).map(toActivity), ...healthEvents(began, context)].sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0));
}

/** Alerts of the sandbox as they fired and were over; the rules of the activity log do not look at them. */
function alertEvents(context: ProviderContext): Event[] {
  return [...alertTable(context).entries()].flatMap(([, { name, rule, target, severity, firedAt, resolvedAt, description }]): Event[] => {
    const type = parseResourceId(rule)?.type ?? 'Microsoft.Insights/alertRules';
    const event = { scope: target, caller: 'Microsoft.Insights/alertRules', correlationId: name, category: 'Alert', level: alertLevels[severity] ?? 'Informational', message: `${description === '' ? rule.split('/').at(-1) ?? '' : description}, by ${rule}` };
    return [{ ...event, time: firedAt, action: `${type}/Activated/action`, status: 'Activated' }, ...(resolvedAt === undefined ? [] : [{ ...event, time: resolvedAt, action: `${type}/Resolved/action`, status: 'Resolved' }])];
  });
}

const alertLevels: Readonly<Record<string, string>> = { Sev0: 'Critical', Sev1: 'Error', Sev2: 'Warning', Sev3: 'Informational' };

function shown({ time, action, scope, caller, correlationId, status, level = 'Informational', message, category = 'Administrative', properties }: Event, context: ProviderContext): JsonObject {
  const { subscriptionId = '', resourceGroup = '' } = scopeParts(scope);
  const id = context.random.guid(`event:${correlationId}:${time}:${status}`);
  const value = (text: string): JsonObject => ({ value: text, localizedValue: text });
  return {
    id: `${scope}/events/${id}/ticks/${Date.parse(time)}`, eventDataId: id, authorization: { action, scope }, claims: {}, description: '', correlationId, operationId: correlationId, eventName: value(eventNameOf(category, status)), category: value(category), level,
    resourceGroupName: resourceGroup, ...subjectOf(category, action, scope), resourceId: scope, operationName: value(action), status: value(status), subStatus: value(''),
    eventTimestamp: longTime(new Date(time)), submissionTimestamp: longTime(new Date(time)), subscriptionId, tenantId: context.tenantId, caller, properties: { ...properties, ...(message !== undefined && { statusMessage: message }) },
  };
}

function eventNameOf(category: string, status: string): string {
  if (category === 'Policy') return 'EndRequest';
  if (category !== 'Administrative') return category === 'ResourceHealth' ? '' : category;
  return status === 'Started' ? 'BeginRequest' : 'EndRequest';
}

/** Policies and health tell of a resource, operations of themselves. */
function subjectOf(category: string, action: string, scope: string): JsonObject {
  const value = (text: string): JsonObject => ({ value: text, localizedValue: text });
  const type = parseResourceId(scope)?.type ?? '';
  if (category === 'Policy') return { resourceProviderName: value(type.split('/')[0] ?? ''), resourceType: value(type) };
  if (category === 'ResourceHealth') return { resourceProviderName: value('Microsoft.Resourcehealth/healthevent/action'), resourceType: value(type) };
  return { resourceProviderName: value(action.split('/')[0] ?? ''), resourceType: value(action.split('/').slice(0, -1).join('/')) };
}

/** `$filter` takes `eventTimestamp ge/le '...'`, `resourceGroupName`, `resourceUri`, `resourceProvider`, `correlationId`, `category` and `status eq '...'`; the Azure CLI writes times without
 *  quotes. `$select` keeps the properties that it names. @see Activity Logs - List */
function list(request: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const { query, parameters } = request;
  const filter = query.get('$filter') ?? '';
  const wanted = (name: string) => new RegExp(`${name}\\s+eq\\s+'([^']*)'`, 'i').exec(filter)?.[1]?.toLowerCase();
  const bound = (operator: string) => Date.parse(new RegExp(`eventTimestamp\\s+${operator}\\s+'?([^'\\s)]+)`, 'i').exec(filter)?.[1] ?? '');
  const [from, to] = [bound('ge'), bound('le')];
  const fits = (event: Event): boolean => {
    const { subscriptionId, resourceGroup } = scopeParts(event.scope);
    const time = Date.parse(event.time);
    const texts: [string, string][] = [['resourceGroupName', resourceGroup ?? ''], ['resourceUri', event.scope], ['resourceId', event.scope], ['resourceProvider', event.action.split('/')[0] ?? ''], ['correlationId', event.correlationId], ['status', event.status], ['category', event.category ?? 'Administrative']];
    return subscriptionId?.toLowerCase() === parameters.subscriptionId?.toLowerCase() && !(time < from) && !(time > to) && texts.every(([name, text]) => wanted(name) === undefined || wanted(name) === text.toLowerCase());
  };
  const found = [...events(context), ...alertEvents(context)].filter(fits).sort((a, b) => (a.time < b.time ? 1 : a.time > b.time ? -1 : 0));
  const { items, nextLink } = pageOf(found, request, context, '$skiptoken');
  const selected = (query.get('$select') ?? '').split(',').map((name) => name.trim().toLowerCase()).filter((name) => name !== '');
  const kept = (event: JsonObject): JsonObject => (selected.length === 0 ? event : Object.fromEntries(Object.entries(event).filter(([name]) => selected.includes(name.toLowerCase()))));
  return { body: { value: items.map((event) => kept(shown(event, context))), ...(nextLink !== undefined && { nextLink }) } };
}

/** @see Event Categories - List */
const categories = ['Administrative', 'Security', 'ServiceHealth', 'Alert', 'Recommendation', 'Policy', 'Autoscale', 'ResourceHealth'];

/** `refresh` brings the alerts up to now before they are told. */
export const activityLogRoutes = (refresh: (context: ProviderContext) => Promise<void>): readonly ProviderRoute[] => [
  { method: 'GET', path: '/providers/Microsoft.Insights/eventcategories', summary: 'Event Categories - List', handle: () => ({ body: { value: categories.map((value) => ({ value, localizedValue: value })) } }) },
  { method: 'GET', path: '/providers/Microsoft.Insights/eventtypes/management/values', summary: 'Tenant Activity Logs - List; what happens here happens in subscriptions', handle: () => ({ body: { value: [] } }) },
  { method: 'GET', path: '/subscriptions/{subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values', summary: 'Activity Logs - List: administrative operations, alerts, policies that audit or deny, and health of resources', handle: async (request, context) => { await refresh(context); return list(request, context); } },
];
