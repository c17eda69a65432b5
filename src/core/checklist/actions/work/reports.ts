import { logs, metrics, resource, type MetricSeries } from '../../../evidence/queries';
import type { Check, Query, Role } from '../../../evidence';
import type { JsonObject, JsonValue } from '../../../values';
import { costWorks } from './costs';
import type { Finding } from '../action';
import { remember, unknown, type RowWork, type WorkScene } from './work';

interface Trend { /** Asked beside, with an aggregation of its own: sizes are no sums. */ readonly beside?: { readonly names: readonly string[]; readonly aggregation: string }; readonly row: string; readonly of: Role; readonly names: readonly string[]; readonly aggregation: string; readonly timespan: string; readonly interval: string; readonly what: string }
interface LogReport { readonly row: string; readonly of: 'appi' | 'law'; readonly kql: string; readonly timespan: string; readonly what: string }

/** Series of numbers over time, against the time before. */
const trends: readonly Trend[] = [
  { row: 'ops.daily.request-trend', of: 'appi', names: ['requests/count'], aggregation: 'Count', timespan: 'P8D', interval: 'PT1H', what: 'requests an hour' },
  { row: 'ops.daily.response-trend', of: 'appi', names: ['requests/duration'], aggregation: 'Average', timespan: 'P8D', interval: 'PT1H', what: 'response time an hour' },
  { row: 'ops.weekly.response-time', of: 'appi', names: ['requests/duration'], aggregation: 'Average', timespan: 'P14D', interval: 'P1D', what: 'response time a day' },
  { row: 'ops.weekly.volume', of: 'appi', names: ['requests/count'], aggregation: 'Count', timespan: 'P14D', interval: 'P1D', what: 'requests a day' },
  { row: 'ops.monthly.cpu-memory', of: 'plan', names: ['CpuPercentage', 'MemoryPercentage'], aggregation: 'Average', timespan: 'P30D', interval: 'P1D', what: 'CPU and memory a day' },
  { row: 'ops.monthly.storage-capacity', of: 'st', names: ['UsedCapacity'], aggregation: 'Average', timespan: 'P30D', interval: 'P1D', what: 'used capacity a day' },
  { row: 'ops.monthly.bus-throughput', of: 'bus', names: ['IncomingMessages', 'OutgoingMessages', 'ThrottledRequests'], aggregation: 'Total', beside: { names: ['Size'], aggregation: 'Average' }, timespan: 'P30D', interval: 'P1D', what: 'messages a day' },
];

const logReports: readonly LogReport[] = [
  { row: 'ops.daily.exceptions', of: 'appi', kql: 'exceptions | where timestamp > ago(24h) | summarize count() by type, outerMessage | order by count_ desc', timespan: 'P1D', what: 'kinds of exceptions' },
  { row: 'ops.daily.failed-requests', of: 'appi', kql: 'requests | where timestamp > ago(24h) and success == false | summarize count() by resultCode', timespan: 'P1D', what: 'result codes of failed requests' },
  { row: 'ops.weekly.errors', of: 'appi', kql: 'requests | where timestamp > ago(7d) and success == false | summarize count() by name, resultCode | order by count_ desc', timespan: 'P7D', what: 'kinds of failed requests' },
  { row: 'ops.weekly.bottlenecks', of: 'appi', kql: 'requests | where timestamp > ago(7d) | summarize p95 = percentile(duration, 95), count() by name | order by p95 desc', timespan: 'P7D', what: 'operations by their slow end' },
  { row: 'ops.weekly.keyvault-access', of: 'law', kql: 'AzureDiagnostics | where TimeGenerated > ago(7d) | summarize count() by OperationName, ResultSignature, CallerIPAddress', timespan: 'P7D', what: 'callers of the vault' },
  { row: 'ops.weekly.auth-failures', of: 'appi', kql: 'requests | where timestamp > ago(7d) and (resultCode == "401" or resultCode == "403") | summarize count() by name, resultCode', timespan: 'P7D', what: 'refused requests' },
];

export const reportWorks: readonly RowWork[] = [
  ...trends.map((trend): RowWork => ({ row: trend.row, describe: () => `Reads ${trend.names.join(' and ')} and keeps the report with its date.`, run: (scene) => ask(scene, [trend, ...(trend.beside ? [trend.beside] : [])].map(({ names, aggregation }) => metrics(trend.of, { names, aggregation, timespan: trend.timespan, interval: trend.interval })), trend.of, (series) => trendTable(series.flat(), trend.what)) })),
  ...logReports.map((report): RowWork => ({ row: report.row, describe: () => 'Runs a log query and keeps its table with the date.', run: (scene) => ask(scene, [logs(report.of, report.kql, report.timespan)], report.of, ([rows = []]) => ({ text: rows.length === 0 ? `No ${report.what}.` : `${rows.length} ${report.what}.`, table: rows.slice(0, 50) })) })),
  ...costWorks,
];

/** The evidence's own planner asks: with its gates, its redaction, and its reasons where nothing came back. */
async function ask<T>(scene: WorkScene, queries: readonly Query<T>[], role: Role, table: (values: readonly T[]) => { readonly text: string; readonly table: JsonValue }): Promise<Finding> {
  const check: Check = { row: scene.item.id, needs: [...queries as readonly Query[], resource(role)], decide: (facts) => { const { text, table: observed } = table(queries.map((query) => facts.need(query))); return { state: 'pass', reason: text, observed }; } };
  const [row] = (await scene.ports.gather(scene.view.environment.name, [check], scene.signal)).rows;
  if (!row) return unknown('Nothing was asked.');
  if (row.state === 'pass') await remember(scene, 'report', { item: scene.item.id, text: row.reason, table: row.observed ?? null });
  return { state: row.state, reason: row.reason, ...(row.observed !== undefined && { observed: row.observed }) };
}

function trendTable(series: readonly MetricSeries[], what: string): { readonly text: string; readonly table: JsonValue } {
  const table = series.map(({ name, unit = '', points }): JsonObject => {
    const values = points.flatMap(({ value }) => (value === undefined ? [] : [value]));
    const half = Math.floor(points.length / 2);
    return { name, unit, points: values.length, earlier: mean(points.slice(0, half)), later: mean(points.slice(half)), highest: values.length === 0 ? null : Math.max(...values) };
  });
  const measured = table.reduce((sum, one) => sum + Number(one['points'] ?? 0), 0);
  return { text: measured === 0 ? `No ${what} in the period.` : `${what}: ${table.map((one) => `${String(one['name'])} ${String(one['earlier'] ?? '-')} before, ${String(one['later'] ?? '-')} now`).join('; ')}.`, table };
}

function mean(points: MetricSeries['points']): number | null {
  const values = points.flatMap(({ value }) => (value === undefined ? [] : [value]));
  return values.length === 0 ? null : Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 100) / 100;
}
