import { parseQuery } from '../../kql/parse';
import { runQuery, type ResultTable } from '../../kql/run';
import { keyOf, parseResourceId } from '../../resourceId';
import type { ProviderContext } from '../../providers/provider';
import { destinationOf, itemsOf } from '../telemetry/store';
import { telemetryTables } from '../telemetry/schema';
import { activityItems, metricItems } from './derived';
import { findResourceTable, resourceTableNames } from './resourceTables';
import type { Interval } from './timespan';
import { findTelemetryTable, tableOver, telemetryColumns, type Kept } from './view';

/**
 * Runs a query over what a component, a workspace, or any other resource or scope has in the logs. A component's tables go by both of their names.
 * @throws QueryError with the place of what is wrong or not supported.
 */
export function evaluateLogs(scopeId: string, query: string, interval: Interval | undefined, context: ProviderContext): ResultTable {
  const items = kept(scopeId, interval, context);
  const hasClassicNames = !sameType(scopeId, 'Microsoft.OperationalInsights/workspaces');
  const tableNames = [...telemetryTables.flatMap(({ classic, workspace }) => (hasClassicNames ? [classic, workspace] : [workspace])), ...resourceTableNames];
  const table = (name: string): ResultTable | undefined => {
    const telemetry = findTelemetryTable(name);
    if (telemetry) return telemetry.naming === 'classic' && !hasClassicNames ? undefined : tableOver(telemetryColumns(telemetry), items.filter(([, { table: of }]) => of === telemetry.table.classic));
    return findResourceTable(name, Object.hasOwn(derived, name) ? derivedOf(name as keyof typeof derived, scopeId, interval, context) : items);
  };
  return runQuery(parseQuery(query, 'logs'), query, { now: context.clock.now(), table, tableNames });
}

const sameType = (id: string, type: string): boolean => parseResourceId(id)?.type.toLowerCase() === type.toLowerCase();

/** What the scope has, of the time asked for, oldest first. */
function kept(scopeId: string, interval: Interval | undefined, context: ProviderContext): readonly Kept[] {
  const isWorkspace = sameType(scopeId, 'Microsoft.OperationalInsights/workspaces');
  const found: Kept[] = [];
  for (const destination of isWorkspace ? [scopeId] : destinations(context)) {
    for (const entry of itemsOf(destination, context)) {
      const [, { at, resourceId }] = entry;
      if ((isWorkspace || isIn(resourceId, scopeId)) && isDuring(at, interval)) found.push(entry);
    }
  }
  return found.sort(([, a], [, b]) => a.at - b.at);
}

/** Tables whose rows are not kept, but follow from what else is. */
const derived = { AzureActivity: activityItems, AzureMetrics: metricItems };

function derivedOf(name: keyof typeof derived, scopeId: string, interval: Interval | undefined, context: ProviderContext): readonly Kept[] {
  const isWorkspace = sameType(scopeId, 'Microsoft.OperationalInsights/workspaces');
  const all = derived[name]((workspace) => !isWorkspace || workspace === keyOf(scopeId), context);
  return all.filter(([, { at, resourceId }]) => (isWorkspace || isIn(resourceId, scopeId)) && isDuring(at, interval)).sort(([, a], [, b]) => a.at - b.at);
}

const isIn = (id: string, scopeId: string): boolean => keyOf(id) === keyOf(scopeId) || keyOf(id).startsWith(`${keyOf(scopeId)}/`);
const isDuring = (at: number, interval: Interval | undefined): boolean => !interval || (at >= interval.from && at <= interval.to);

function destinations(context: ProviderContext): ReadonlySet<string> {
  const workspaces = context.resources.listByType('Microsoft.OperationalInsights/workspaces').map(({ id }) => keyOf(id));
  return new Set([...workspaces, ...context.resources.listByType('Microsoft.Insights/components').map((component) => keyOf(destinationOf(component)))]);
}
