import { createHash } from 'node:crypto';
import type { ProviderContext, StoredResource } from '../../providers/provider';
import { sameText, textOf, valueAt } from '../../providers/shared/json';
import { count } from '../metrics/counters';
import { samplesOf } from './componentMetrics';
import type { Row } from './convert';
import { appendItems, destinationOf, type LogItem } from './store';

/** The component that an instrumentation key, or a connection string with one, leads to. */
export function componentOfKey(keyOrConnection: string, context: ProviderContext): StoredResource | undefined {
  const key = /(?:^|;)\s*InstrumentationKey=([^;]+)/i.exec(keyOrConnection)?.[1] ?? keyOrConnection;
  return context.resources.listByType('Microsoft.Insights/components').find((one) => sameText(valueAt(one.body, 'properties.InstrumentationKey'), key.trim()));
}

/** Takes rows into the component: its metrics count all of them, its tables keep what sampling leaves. */
export function receive(component: StoredResource, rows: readonly Row[], context: ProviderContext): void {
  for (const row of rows) count(component.id, samplesOf(row), context, row.at);
  appendItems(destinationOf(component), rows.flatMap((row) => sampled(row, component)).map((row) => toItem(row, component)), context);
}

function toItem({ table, at, values }: Row, component: StoredResource): LogItem {
  const property = (name: string): string => textOf(valueAt(component.body, `properties.${name}`)) ?? '';
  return { table, at, resourceId: component.id, values: { ...values, appId: property('AppId'), appName: component.id, iKey: property('InstrumentationKey') } };
}

const sampledTables = new Set(['requests', 'dependencies', 'traces', 'exceptions', 'customEvents', 'pageViews']);

/** Ingestion sampling keeps all items of an operation, or none. What the client has sampled is kept as it is. @see Sampling in Application Insights */
function sampled(row: Row, component: StoredResource): readonly Row[] {
  const share = Number(valueAt(component.body, 'properties.SamplingPercentage') ?? 100);
  if (!(share > 0 && share < 100) || !sampledTables.has(row.table) || Number(row.values.itemCount ?? 1) > 1) return [row];
  const mark = createHash('sha256').update(String(row.values.operation_Id ?? row.at)).digest().readUInt32BE(0) / 2 ** 32;
  return mark * 100 < share ? [{ ...row, values: { ...row.values, itemCount: Math.round(100 / share) } }] : [];
}
