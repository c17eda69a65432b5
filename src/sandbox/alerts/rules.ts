import type { JsonObject, JsonValue } from '../../armTemplate';
import { evaluateLogs } from '../monitoring/logs/evaluate';
import { isoDurationMs } from '../monitoring/logs/timespan';
import type { Aggregation } from '../monitoring/metrics/catalogue';
import { metricValues } from '../monitoring/metrics/value';
import { QueryError } from '../kql/tokens';
import { toNumber, toText, type Row } from '../kql/values';
import type { ProviderContext, StoredResource } from '../providers/provider';
import { arrayOf, objectOf, textOf } from '../providers/shared/json';
import type { Conduct } from './judge';

/** One value that a rule has looked at; `isBreached` when it lies over the line. */
export interface Observation { readonly target: string; readonly dimensions: Readonly<Record<string, string>>; readonly isBreached: boolean; readonly values: readonly JsonObject[] }

const mostSeries = 200, minuteMs = 60_000;
const spanOf = (value: JsonValue | undefined, otherwise: number): number => Math.max(isoDurationMs(textOf(value) ?? '') ?? otherwise, minuteMs);

/** How a metric alert or a log alert decides. @see Azure Monitor, stateful alerts and the conditions that resolve them */
export function conductOf({ type, body }: StoredResource): Conduct {
  const properties = objectOf(body.properties);
  const isMetric = /metricAlerts$/i.test(type);
  const frequencyMs = spanOf(properties.evaluationFrequency, isMetric ? minuteMs : 5 * minuteMs);
  const muteMs = isoDurationMs(textOf(properties.muteActionsDuration) ?? '');
  const failing = isMetric ? {} : objectOf(objectOf(arrayOf(objectOf(properties.criteria).allOf)[0]).failingPeriods);
  const of = whole(failing.numberOfEvaluationPeriods);
  return {
    isEnabled: properties.enabled !== false, frequencyMs, of, failing: Math.min(whole(failing.minFailingPeriodsToAlert), of),
    ...(properties.autoMitigate !== false && { healthyToResolve: isMetric ? 3 : healthyLooks(frequencyMs) }), ...(muteMs !== undefined && { muteMs }),
  };
}

const whole = (value: JsonValue | undefined): number => (typeof value === 'number' && value >= 1 ? Math.floor(value) : 1);

/** Log alerts that are looked at more often wait longer. */
function healthyLooks(frequencyMs: number): number {
  if (frequencyMs < 5 * minuteMs) return Math.ceil((10 * minuteMs) / frequencyMs);
  if (frequencyMs <= 15 * minuteMs) return 3;
  return frequencyMs <= 11 * 60 * minuteMs ? 2 : 1;
}

/** What a rule sees in its window that ends at `at`. Undefined where it cannot be told: thresholds that learn, queries beyond the subset. */
export function observe(rule: StoredResource, at: number, context: ProviderContext): readonly Observation[] | undefined {
  return /metricAlerts$/i.test(rule.type) ? observeMetrics(rule, at, context) : observeLogs(rule, at, context);
}

function observeMetrics({ body }: StoredResource, at: number, context: ProviderContext): readonly Observation[] | undefined {
  const properties = objectOf(body.properties);
  const criteria = arrayOf(objectOf(properties.criteria).allOf).map(objectOf);
  if (criteria.length === 0 || criteria.some((one) => typeof one.threshold !== 'number' || textOf(one.metricName) === undefined)) return undefined;
  const windowMs = spanOf(properties.windowSize, 5 * minuteMs);
  return arrayOf(properties.scopes).flatMap((scope) => (typeof scope === 'string' ? allMet(scope, criteria, { at, windowMs }, context) : []));
}

interface Window { readonly at: number; readonly windowMs: number }

/** Every criterion has to be met, by the same values of the dimensions that they share. */
function allMet(target: string, criteria: readonly JsonObject[], window: Window, context: ProviderContext): readonly Observation[] {
  let found: Observation[] = [{ target, dimensions: {}, isBreached: true, values: [] }];
  for (const criterion of criteria) {
    const measured = measure(target, criterion, window, context);
    found = found.flatMap((left) => measured.filter(({ dimensions }) => agree(left.dimensions, dimensions)).map((right) => ({
      target, dimensions: { ...left.dimensions, ...right.dimensions }, isBreached: left.isBreached && right.isBreached, values: [...left.values, ...right.values],
    }))).slice(0, mostSeries);
  }
  return found;
}

const agree = (a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean => Object.entries(b).every(([name, value]) => a[name] === undefined || a[name] === value);

function measure(target: string, criterion: JsonObject, { at, windowMs }: Window, context: ProviderContext): readonly Observation[] {
  const dimensions = arrayOf(criterion.dimensions).map(objectOf);
  const split = dimensions.map(({ name }) => textOf(name) ?? '');
  const wants = (given: Readonly<Record<string, string>>): boolean => dimensions.every(({ name, operator, values }) => {
    const isNamed = arrayOf(values).some((value) => value === '*' || value === (given[textOf(name) ?? ''] ?? ''));
    return /^exclude$/i.test(textOf(operator) ?? '') ? !isNamed : isNamed;
  });
  const [metric, threshold] = [textOf(criterion.metricName) ?? '', Number(criterion.threshold)];
  const aggregation = (textOf(criterion.timeAggregation) ?? 'Average') as Aggregation;
  return metricValues({ resourceId: target, metric, aggregation, windowMs, at, ...(split.length > 0 && { split, wants }) }, context).map(({ dimensions: of, value }) => ({
    target, dimensions: of, isBreached: compares(value, textOf(criterion.operator), threshold),
    values: [{ metricName: metric, metricValue: value, operator: criterion.operator ?? 'GreaterThan', threshold: String(threshold), timeAggregation: aggregation, dimensions: Object.entries(of).map(([name, text]) => ({ name, value: text })) }],
  }));
}

/** @see Metric Alerts, Operator, and Scheduled Query Rules, ConditionOperator */
export function compares(value: number, operator: string | undefined, threshold: number): boolean {
  switch (operator?.toLowerCase()) {
    case 'lessthan': return value < threshold;
    case 'lessthanorequal': return value <= threshold;
    case 'greaterthanorequal': return value >= threshold;
    case 'equals': case 'equal': return value === threshold;
    default: return value > threshold;
  }
}

function observeLogs({ body }: StoredResource, at: number, context: ProviderContext): readonly Observation[] | undefined {
  const properties = objectOf(body.properties);
  const [criterion = {}] = arrayOf(objectOf(properties.criteria).allOf).map(objectOf);
  const [target, query] = [textOf(arrayOf(properties.scopes)[0]), textOf(criterion.query)];
  if (target === undefined || query === undefined || typeof criterion.threshold !== 'number') return undefined;
  const windowMs = spanOf(properties.overrideQueryTimeRange ?? properties.windowSize, 5 * minuteMs);
  try {
    const { rows } = evaluateLogs(target, query, { from: at - windowMs, to: at }, { ...context, clock: { now: () => new Date(at), wait: (ms, signal) => context.clock.wait(ms, signal) } });
    return grouped(rows, criterion, target);
  } catch (error) {
    if (error instanceof QueryError) return undefined;
    throw error;
  }
}

/** One value for each combination of the dimensions; without dimensions there is one even over no row. */
function grouped(rows: readonly Row[], criterion: JsonObject, target: string): readonly Observation[] {
  const names = arrayOf(criterion.dimensions).map(objectOf);
  const groups = new Map<string, { readonly dimensions: Record<string, string>; readonly rows: Row[] }>();
  if (names.length === 0) groups.set('{}', { dimensions: {}, rows: [] });
  for (const row of rows) {
    const dimensions = Object.fromEntries(names.map(({ name }) => [textOf(name) ?? '', toText(row.get(textOf(name) ?? ''))]));
    const isWanted = names.every(({ name, operator, values }) => arrayOf(values).some((value) => value === '*' || value === dimensions[textOf(name) ?? '']) !== /^exclude$/i.test(textOf(operator) ?? ''));
    if (!isWanted) continue;
    const key = JSON.stringify(dimensions);
    const group = groups.get(key) ?? { dimensions, rows: [] };
    group.rows.push(row);
    if (groups.size < mostSeries) groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ dimensions, rows: own }) => {
    const value = aggregated(own, textOf(criterion.timeAggregation) ?? 'Count', textOf(criterion.metricMeasureColumn));
    if (value === undefined) return [];
    return [{ target, dimensions, isBreached: compares(value, textOf(criterion.operator), Number(criterion.threshold)), values: [{ searchQuery: criterion.query ?? '', metricValue: value, operator: criterion.operator ?? 'GreaterThan', threshold: String(criterion.threshold), timeAggregation: criterion.timeAggregation ?? 'Count', dimensions: Object.entries(dimensions).map(([name, text]) => ({ name, value: text })) }] }];
  });
}

function aggregated(rows: readonly Row[], aggregation: string, column: string | undefined): number | undefined {
  if (/^count$/i.test(aggregation)) return rows.length;
  const values = rows.map((row) => toNumber(row.get(column ?? ''))).filter((value) => value !== null && Number.isFinite(value)) as number[];
  const total = values.reduce((sum, value) => sum + value, 0);
  if (/^total$/i.test(aggregation)) return total;
  if (values.length === 0) return undefined;
  if (/^average$/i.test(aggregation)) return total / values.length;
  return values.reduce((a, b) => (/^minimum$/i.test(aggregation) ? Math.min(a, b) : Math.max(a, b)));
}
