import { asArray, asObject, asString } from '../../../json';
import type { EvidenceScope, Facts, Query, Role } from '../../../evidence';
import { armGet, logs, metrics, resource, type App, type MetricSeries, type MetricsQuestion } from '../../../evidence/queries';
import type { JsonObject, JsonValue } from '../../../values';

/** What a report is made of: which questions, and what their answers say. */
export interface Report {
  readonly row: string;
  readonly what: string;
  readonly needs: (scope: EvidenceScope) => readonly Query[];
  readonly tell: (facts: Facts, scope: EvidenceScope) => { readonly text: string; readonly table: JsonValue };
}

const hourMs = 3_600_000, dayMs = 24 * hourMs;
/** Answers slower than this are flagged, in milliseconds. */
const slowMs = 2000;

interface Series { readonly of: Role; readonly question: MetricsQuestion }
/** The end of the time that is compared with what came before; absent: the second half with the first. */
interface Trend { readonly row: string; readonly what: string; readonly series: readonly Series[]; readonly recentMs?: number }

const ask = (of: Role, names: readonly string[], aggregation: string, timespan: string, interval: string): Series => ({ of, question: { names, aggregation, timespan, interval } });
const queryOf = ({ of, question }: Series) => metrics(of, question);

const trends: readonly Trend[] = [
  { row: 'ops.daily.request-trend', what: 'requests an hour', series: [ask('appi', ['requests/count'], 'Count', 'P8D', 'PT1H')], recentMs: dayMs },
  { row: 'ops.weekly.response-time', what: 'response time a day', series: [ask('appi', ['requests/duration'], 'Average', 'P14D', 'P1D')], recentMs: 7 * dayMs },
  { row: 'ops.weekly.volume', what: 'requests a day', series: [ask('appi', ['requests/count'], 'Count', 'P14D', 'P1D')], recentMs: 7 * dayMs },
  // Sizes are no sums.
  { row: 'ops.monthly.bus-throughput', what: 'messages a day', series: [ask('bus', ['IncomingMessages', 'OutgoingMessages', 'ThrottledRequests'], 'Total', 'P30D', 'P1D'), ask('bus', ['Size'], 'Average', 'P30D', 'P1D')] },
];

const average = ask('appi', ['requests/duration'], 'Average', 'P8D', 'PT1H');
const slowEnd = logs('appi', 'requests | where timestamp > ago(8d) | summarize p95 = percentile(duration, 95) by bin(timestamp, 1h)', 'P8D');
const planUse = ask('plan', ['CpuPercentage', 'MemoryPercentage'], 'Average', 'P30D', 'P1D');
const siteUse = (['main', 'mcp', 'realm'] as const satisfies readonly App[]).flatMap((app) => [ask(app, ['MemoryWorkingSet'], 'Average', 'P30D', 'P1D'), ask(app, ['FunctionExecutionUnits'], 'Total', 'P30D', 'P1D')]);
const used = ask('st', ['UsedCapacity'], 'Average', 'P30D', 'P1D');
const blobs = armGet('{st}/blobServices/default/providers/Microsoft.Insights/metrics', '2023-10-01', { metricnames: 'BlobCapacity', aggregation: 'Average', timespan: 'P30D', interval: 'P1D' });

export const trendReports: readonly Report[] = [
  ...trends.map(({ row, what, series, recentMs }): Report => ({ row, what: series.flatMap(({ question }) => question.names).join(', '), needs: () => [...series.map(queryOf), ...rolesOf(series)], tell: (facts, scope) => told(series.flatMap((one) => facts.need(queryOf(one))), what, scope, recentMs) })),
  { row: 'ops.daily.response-trend', what: 'response times, on average and of the slowest twentieth', needs: () => [queryOf(average), slowEnd, resource('appi')], tell: tellResponses },
  { row: 'ops.monthly.cpu-memory', what: 'CPU and memory of the plan, or on a consumption plan of the apps', needs: () => [resource('plan'), queryOf(planUse), ...siteUse.map(queryOf), ...rolesOf(siteUse)], tell: tellUse },
  { row: 'ops.monthly.storage-capacity', what: 'used capacity, and that of blobs', needs: () => [queryOf(used), blobs, resource('st')], tell: tellCapacity },
];

const rolesOf = (series: readonly Series[]): readonly Query[] => [...new Set(series.map(({ of }) => of))].map((role) => resource(role));

function told(all: readonly MetricSeries[], what: string, { now }: EvidenceScope, recentMs?: number): { readonly text: string; readonly table: JsonObject[] } {
  const table = all.map((one) => rowOf(one, now, recentMs));
  const measured = table.reduce((sum, one) => sum + Number(one['points'] ?? 0), 0);
  return { text: measured === 0 ? `No ${what} in the period.` : `${what}: ${table.map((one) => `${String(one['name'])} ${String(one['earlier'] ?? '-')} before, ${String(one['later'] ?? '-')} now`).join('; ')}.`, table };
}

/** Means before and in the end of the time, and what the end is made of. */
function rowOf({ name, unit = '', dimensions, points }: MetricSeries, now: Date, recentMs: number | undefined): JsonObject {
  const border = recentMs === undefined ? points[Math.floor(points.length / 2)]?.at ?? '' : new Date(now.getTime() - recentMs).toISOString();
  const recent = points.filter(({ at }) => Date.parse(at) >= Date.parse(border));
  const values = points.flatMap(({ value }) => (value === undefined ? [] : [value]));
  return { name, unit, ...(Object.keys(dimensions).length > 0 && { dimensions }), points: values.length, earlier: mean(points.filter((one) => !recent.includes(one))), later: mean(recent), highest: values.length === 0 ? null : Math.max(...values), recent: recent.flatMap(({ at, value }) => (value === undefined ? [] : [{ at, value }])) };
}

function tellResponses(facts: Facts, scope: EvidenceScope): ReturnType<Report['tell']> {
  const { text, table } = told(facts.need(queryOf(average)), 'response time an hour', scope, dayMs);
  const slowest: MetricSeries = { name: 'p95', unit: 'MilliSeconds', dimensions: {}, points: facts.need(slowEnd).map((row) => ({ at: asString(row['timestamp']) ?? '', ...(typeof row['p95'] === 'number' && { value: row['p95'] }) })) };
  const p95 = rowOf(slowest, scope.now, dayMs);
  const slow = asArray(table[0]?.['recent']).map(asObject).filter((one) => Number(one['value']) > slowMs).map((one) => one['at'] ?? null);
  return { text: slowest.points.length === 0 && table.every((one) => one['points'] === 0) ? text : `${text} The slowest twentieth: ${String(p95['earlier'] ?? '-')} before, ${String(p95['later'] ?? '-')} now. ${slow.length === 0 ? 'No hour above 2 s.' : `${slow.length} hours above 2 s.`}`, table: [...table.map((one) => ({ ...one, above2s: slow })), p95] };
}

/** A consumption plan has no numbers of its own. */
function tellUse(facts: Facts, scope: EvidenceScope): ReturnType<Report['tell']> {
  const isConsumption = asString(facts.need(resource('plan')).sku?.['name']) === 'Y1';
  if (!isConsumption) return told(facts.need(queryOf(planUse)), 'CPU and memory a day', scope);
  const all = siteUse.flatMap((series) => { const { name } = facts.need(resource(series.of)); return facts.need(queryOf(series)).map((one) => ({ ...one, name: `${name} ${one.name}` })); });
  return told(all, 'memory and work a day', scope);
}

function tellCapacity(facts: Facts, scope: EvidenceScope): ReturnType<Report['tell']> {
  const ofBlobs = facts.get(blobs);
  const parts = ofBlobs.state !== 'answered' ? [] : asArray(ofBlobs.value['value']).map(asObject).flatMap((metric) => asArray(metric['timeseries']).map((one): MetricSeries => ({ name: 'BlobCapacity', unit: 'Bytes', dimensions: {}, points: asArray(asObject(one)['data']).map(asObject).map((point) => ({ at: asString(point['timeStamp']) ?? '', ...(typeof point['average'] === 'number' && { value: point['average'] }) })) })));
  const series = [...facts.need(queryOf(used)), ...parts];
  const { text, table } = told(series, 'used capacity a day', scope);
  const growth = growthOf(series[0]?.points ?? []);
  return { text: growth === undefined ? text : `${text} It grows by ${growth} bytes a month.`, table: table.map((one, index) => ({ ...one, growthPerMonth: growthOf(series[index]!.points) ?? null })) };
}

/** From the first to the last that was measured, for 30 days. */
function growthOf(points: MetricSeries['points']): number | undefined {
  const known = points.filter(({ value }) => value !== undefined);
  const [first, last] = [known[0], known.at(-1)];
  const days = first && last ? (Date.parse(last.at) - Date.parse(first.at)) / dayMs : 0;
  return days > 0 ? Math.round(((last!.value! - first!.value!) * 30) / days) : undefined;
}

function mean(points: MetricSeries['points']): number | null {
  const values = points.flatMap(({ value }) => (value === undefined ? [] : [value]));
  return values.length === 0 ? null : Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 100) / 100;
}
