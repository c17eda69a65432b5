import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../armTemplate';
import { keyOf } from '../../resourceId';
import type { ProviderContext, StoredResource, Table } from '../../providers/provider';
import { sameText, textOf, valueAt } from '../../providers/shared/json';

/** One row of a log table. `values` are by column: the classic names for telemetry of Application Insights, those of the workspace for all else. */
export interface LogItem {
  readonly table: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Whom it is about, as written in its ID. */
  readonly resourceId: string;
  readonly values: JsonObject;
}

/** Rows that a workspace or a classic component keeps; the oldest go first. */
const mostKept = 20_000;

const tableOf = (destination: string, context: ProviderContext): Table<LogItem> => context.table<LogItem>(`Microsoft.OperationalInsights/data:${keyOf(destination)}`);

/** Where telemetry of a component is kept: its workspace, or itself when it has none. */
export function destinationOf(component: StoredResource): string {
  const workspace = textOf(valueAt(component.body, 'properties.WorkspaceResourceId'));
  return workspace !== undefined && sameText(valueAt(component.body, 'properties.IngestionMode'), 'LogAnalytics') ? workspace : component.id;
}

export function appendItems(destination: string, items: readonly LogItem[], context: ProviderContext): void {
  const table = tableOf(destination, context);
  for (const item of items) table.set(randomUUID(), item);
  for (const [key] of table.entries()) {
    if (table.size <= mostKept) break;
    table.delete(key);
  }
}

/** In order of arrival, with their IDs. */
export const itemsOf = (destination: string, context: ProviderContext): IterableIterator<[string, LogItem]> => tableOf(destination, context).entries();
