import type { JsonObject } from '../../armTemplate';
import type { ProviderContext } from '../providers/provider';
import { arrayOf, isObject, property, sameText, textOf, valueAt } from '../providers/shared/json';
import { scopeParts, parseResourceId } from '../resourceId';
import { appendItems } from './telemetry/store';

/** One record of a resource log: its category, its own table, and how it looks in `AzureDiagnostics` where the type has no table of its own or a setting asks for the old one. */
export interface ResourceLog { readonly category: string; readonly isAudit?: boolean; readonly table: string; readonly values: JsonObject; readonly classic?: JsonObject }

/** Sends a record to the workspaces that the diagnostic settings of the resource name. Storage accounts and event hubs get none here. */
export function logResource(resourceId: string, log: ResourceLog, context: ProviderContext): void {
  const at = context.clock.now().getTime();
  for (const { body } of context.resources.list(`${resourceId}/providers/Microsoft.Insights/diagnosticSettings`)) {
    const workspace = textOf(valueAt(body, 'properties.workspaceId'));
    if (workspace === undefined || !wants(valueAt(body, 'properties.logs'), log) || !context.resources.find(workspace)) continue;
    const isOwn = log.classic === undefined || sameText(valueAt(body, 'properties.logAnalyticsDestinationType'), 'Dedicated');
    appendItems(workspace, [isOwn ? { table: log.table, at, resourceId, values: log.values } : { table: 'AzureDiagnostics', at, resourceId, values: { ...placeOf(resourceId), Category: log.category, ...log.classic } }], context);
  }
}

function wants(settings: ReturnType<typeof valueAt>, { category, isAudit = false }: ResourceLog): boolean {
  return arrayOf(settings).filter(isObject).some((one) => property(one, 'enabled') === true && (sameText(property(one, 'category'), category) || sameText(property(one, 'categoryGroup'), 'allLogs') || (isAudit && sameText(property(one, 'categoryGroup'), 'audit'))));
}

/** What `AzureDiagnostics` tells of the resource; upper case, as the service writes it. */
function placeOf(resourceId: string): JsonObject {
  const id = parseResourceId(resourceId);
  const { subscriptionId = '', resourceGroup = '' } = scopeParts(resourceId);
  const [, ...types] = id?.type.split('/') ?? [];
  return { ResourceId: resourceId.toUpperCase(), SubscriptionId: subscriptionId, ResourceGroup: resourceGroup.toUpperCase(), ResourceProvider: (id?.namespace ?? '').toUpperCase(), Resource: (id?.name ?? '').toUpperCase(), ResourceType: types.join('/').toUpperCase() };
}
