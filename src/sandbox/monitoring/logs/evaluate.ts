import { parseQuery } from '../../kql/parse';
import { runQuery, type ResultTable } from '../../kql/run';
import { keyOf, parseResourceId } from '../../resourceId';
import type { ProviderContext } from '../../providers/provider';
import { destinationOf, itemsOf } from '../telemetry/store';
import { telemetryTables } from '../telemetry/schema';
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
    return findResourceTable(name, items, context, scopeId);
  };
  return runQuery(parseQuery(query, 'logs'), query, { now: context.clock.now(), table, tableNames });
}

const sameType = (id: string, type: string): boolean => parseResourceId(id)?.type.toLowerCase() === type.toLowerCase();

/** What the scope has, of the time asked for, oldest first. */
function kept(scopeId: string, interval: Interval | undefined, context: ProviderContext): readonly Kept[] {
  const scope = keyOf(scopeId);
  const isWorkspace = sameType(scopeId, 'Microsoft.OperationalInsights/workspaces');
  const isMine = (id: string): boolean => isWorkspace || keyOf(id) === scope || keyOf(id).startsWith(`${scope}/`);
  const found: Kept[] = [];
  for (const destination of isWorkspace ? [scopeId] : destinations(context)) {
    for (const entry of itemsOf(destination, context)) {
      const [, { at, resourceId }] = entry;
      if (isMine(resourceId) && (!interval || (at >= interval.from && at <= interval.to))) found.push(entry);
    }
  }
  return found.sort(([, a], [, b]) => a.at - b.at);
}

function destinations(context: ProviderContext): ReadonlySet<string> {
  const workspaces = context.resources.listByType('Microsoft.OperationalInsights/workspaces').map(({ id }) => keyOf(id));
  return new Set([...workspaces, ...context.resources.listByType('Microsoft.Insights/components').map((component) => keyOf(destinationOf(component)))]);
}
