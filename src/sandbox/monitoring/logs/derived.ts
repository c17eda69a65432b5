import type { JsonObject } from '../../../armTemplate';
import { events } from '../../providers/operations/activityLog';
import type { ProviderContext, StoredResource } from '../../providers/provider';
import { arrayOf, isObject, property, sameText, textOf, valueAt } from '../../providers/shared/json';
import { keyOf, parseResourceId, scopeParts } from '../../resourceId';
import { metricsOf } from '../metrics/catalogue';
import { countedOf, minuteMs, type Tally } from '../metrics/counters';
import type { Kept } from './view';

interface Exported { readonly scope: string; readonly workspace: string; readonly since: number; readonly setting: StoredResource }

/** Diagnostic settings that send something to a workspace. */
function exportsTo(isWanted: (workspace: string) => boolean, context: ProviderContext): readonly Exported[] {
  return context.resources.listByType('Microsoft.Insights/diagnosticSettings').flatMap((setting) => {
    const workspace = textOf(valueAt(setting.body, 'properties.workspaceId'));
    const scope = parseResourceId(setting.id)?.scope;
    return workspace === undefined || scope === undefined || !isWanted(keyOf(workspace)) ? [] : [{ scope, workspace, since: Date.parse(setting.createdAt), setting }];
  });
}

const isOn = (list: ReturnType<typeof valueAt>, names: readonly string[]): boolean => arrayOf(list).filter(isObject).some((one) => property(one, 'enabled') === true && names.some((name) => sameText(property(one, 'category'), name) || sameText(property(one, 'categoryGroup'), name)));

/** What subscriptions export of their activity log, from the time of the setting on. */
export function activityItems(isWanted: (workspace: string) => boolean, context: ProviderContext): readonly Kept[] {
  const exported = exportsTo(isWanted, context).filter(({ scope }) => /^\/subscriptions\/[^/]+$/i.test(scope));
  if (exported.length === 0) return [];
  return events(context).flatMap((event): readonly Kept[] => {
    const at = Date.parse(event.time);
    const category = event.category ?? 'Administrative';
    if (!exported.some(({ scope, since, setting }) => keyOf(event.scope).startsWith(keyOf(scope)) && at >= since && isOn(valueAt(setting.body, 'properties.logs'), [category, 'allLogs']))) return [];
    const { subscriptionId = '', resourceGroup = '' } = scopeParts(event.scope);
    const values: JsonObject = {
      OperationNameValue: event.action.toUpperCase(), OperationName: event.action, Level: event.level ?? 'Information', ActivityStatusValue: event.status, ActivityStatus: event.status, ResourceGroup: resourceGroup, SubscriptionId: subscriptionId, CorrelationId: event.correlationId,
      Caller: event.caller, CallerIpAddress: '127.0.0.1', CategoryValue: category, Category: category, ResourceProviderValue: (event.action.split('/')[0] ?? '').toUpperCase(), Resource: event.scope.split('/').at(-1) ?? '', Properties: event.properties ? JSON.stringify(event.properties) : event.message ?? '',
    };
    return [[context.random.guid(`activity:${event.correlationId}:${event.time}:${event.status}`), { table: 'AzureActivity', at, resourceId: event.scope, values }]];
  });
}

/** Metrics that resources send to a workspace: a row for each metric and minute in which something was counted. */
export function metricItems(isWanted: (workspace: string) => boolean, context: ProviderContext): readonly Kept[] {
  return exportsTo(isWanted, context).flatMap(({ scope, since, setting }) => {
    const resource = isOn(valueAt(setting.body, 'properties.metrics'), ['AllMetrics']) ? context.resources.find(scope) : undefined;
    return resource ? (metricsOf(resource.type) ?? []).flatMap(({ name, unit }) => minutesOf(resource, name, context).filter(([minute]) => (minute + 1) * minuteMs > since).map(([minute, tally]) => toItem(resource, name, unit, minute, tally, context))) : [];
  });
}

function minutesOf(resource: StoredResource, metric: string, context: ProviderContext): readonly (readonly [number, Tally])[] {
  const minutes = new Map<number, Tally>();
  for (const { minutes: own } of countedOf(resource.id, metric, context)) for (const [minute, [count, total, least, most]] of own) { const before = minutes.get(minute); minutes.set(minute, before ? [before[0] + count, before[1] + total, Math.min(before[2], least), Math.max(before[3], most)] : [count, total, least, most]); }
  return [...minutes];
}

function toItem(resource: StoredResource, metric: string, unit: string, minute: number, [count, total, least, most]: Tally, context: ProviderContext): Kept {
  const { subscriptionId = '', resourceGroup = '' } = scopeParts(resource.id);
  const values: JsonObject = { MetricName: metric, UnitName: unit, TimeGrain: 'PT1M', Count: count, Total: total, Minimum: least, Maximum: most, Average: total / count, ResourceId: resource.id.toUpperCase(), Resource: resource.name.toUpperCase(), ResourceGroup: resourceGroup.toUpperCase(), SubscriptionId: subscriptionId, ResourceProvider: (resource.type.split('/')[0] ?? '').toUpperCase() };
  return [context.random.guid(`metric:${resource.id}:${metric}:${minute}`), { table: 'AzureMetrics', at: minute * minuteMs, resourceId: resource.id, values }];
}
