import { badRequest } from '../../armError';
import { sameText } from '../../providers/shared/json';
import { isoDurationMs, parseTimespan, type Interval } from '../logs/timespan';
import { customMetric, customNamespace, findMetric, type Aggregation, type MetricDefinition } from './catalogue';
import { parseDimensionFilter, type DimensionFilter } from './filter';

/** What a client asks of metrics, as it stands in the query string. */
export interface AskedMetrics {
  readonly type: string;
  readonly metrics: readonly MetricDefinition[];
  /** What clients have made up themselves, by name. */
  readonly custom: readonly string[];
  readonly now: Date;
  get(name: string): string | null;
}

export interface MetricsQuestion {
  readonly metrics: readonly MetricDefinition[];
  readonly interval: Interval;
  readonly grain: string;
  readonly grainMs: number;
  /** Empty: the primary one of each metric. */
  readonly aggregations: readonly Aggregation[];
  readonly filter?: DimensionFilter;
  /** Dimensions of the filter by which the answer is not split. */
  readonly rolled: readonly string[];
  readonly top: number;
  readonly order?: { readonly aggregation: Aggregation; readonly descending: boolean };
  readonly namespace: string;
  readonly hasData: boolean;
}

const grains = ['PT1M', 'PT5M', 'PT15M', 'PT30M', 'PT1H', 'PT6H', 'PT12H', 'P1D'];
const aggregationNames: readonly Aggregation[] = ['Average', 'Minimum', 'Maximum', 'Total', 'Count'];
const mostNames = 20, mostPoints = 50_000;

/** @throws ArmError 400 as Azure Monitor refuses. @see Azure Monitor REST, Metrics - List */
export function readQuestion(asked: AskedMetrics): MetricsQuestion {
  const namespace = namespaceOf(asked);
  const metrics = metricsIn(asked, namespace);
  const interval = intervalOf(asked);
  const { grain, grainMs } = grainOf(asked.get('interval'), interval, sameText(asked.get('AutoAdjustTimegrain') ?? 'false', 'true'));
  if ((interval.to - interval.from) / grainMs > mostPoints) throw badRequest('BadRequest', `The interval ${grain} over this timespan gives more than ${mostPoints} points. Ask for a longer interval or a shorter timespan.`);
  const aggregations = aggregationsOf(asked.get('aggregation'), metrics);
  const text = asked.get('$filter');
  const filter = text === null || text.trim() === '' ? undefined : parseDimensionFilter(text);
  const rolled = (asked.get('rollupby') ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
  if (filter && !sameText(asked.get('ValidateDimensions') ?? 'true', 'false')) checkDimensions([...filter.names, ...rolled], metrics);
  const top = Number(asked.get('top') ?? asked.get('$top') ?? 10);
  if (!Number.isInteger(top) || top < 1) throw badRequest('BadRequest', `The value '${asked.get('top') ?? ''}' of top is not valid.`);
  const order = orderOf(asked.get('orderby'));
  return { metrics, interval, grain, grainMs, aggregations, rolled, top: filter ? top : 1, namespace, hasData: !sameText(asked.get('resultType') ?? 'Data', 'Metadata'), ...(filter && { filter }), ...(order && { order }) };
}

function namespaceOf({ type, get }: AskedMetrics): string {
  const given = get('metricnamespace');
  if (given === null || given === '') return type;
  if (sameText(given, type)) return type;
  if (sameText(given, customNamespace) && sameText(type, 'Microsoft.Insights/components')) return customNamespace;
  throw badRequest('BadRequest', `Metric namespace '${given.slice(0, 100)}' is not found for resource type '${type}'.`);
}

function metricsIn({ get, metrics, custom, type }: AskedMetrics, namespace: string): readonly MetricDefinition[] {
  const names = (get('metricnames') ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
  if (names.length > mostNames) throw badRequest('BadRequest', `At most ${mostNames} metrics can be asked for at once; these are ${names.length}.`);
  if (names.length === 0) return metrics.slice(0, 1);
  return names.map((name) => {
    const own = findMetric(metrics, name);
    if (own && namespace !== customNamespace) return own;
    const made = custom.find((one) => sameText(one, name) || sameText(one, `customMetrics/${name}`));
    if (made !== undefined) return customMetric(made);
    if (own) return own;
    const [provider = '', ...rest] = type.split('/');
    throw badRequest('BadRequest', `Failed to find metric configuration for provider: ${provider}, resource Type: ${rest.join('/')}, metric: ${name.slice(0, 100)}, Valid metrics: ${metrics.map((one) => one.name).join(',')}`);
  });
}

function intervalOf({ get, now }: AskedMetrics): Interval {
  const text = get('timespan') ?? 'PT1H';
  const interval = parseTimespan(text, now);
  if (!interval || interval.to === interval.from) throw badRequest('BadRequest', `Invalid timespan '${text.slice(0, 100)}': an ISO 8601 duration, or start and end as 'start/end', is needed.`);
  return interval;
}

/** `isAdjusted`: the next supported one serves for what is none. */
function grainOf(text: string | null, { from, to }: Interval, isAdjusted: boolean): { readonly grain: string; readonly grainMs: number } {
  if (text !== null && sameText(text, 'FULL')) return { grain: 'FULL', grainMs: Math.max(Math.ceil((to - Math.floor(from / 60_000) * 60_000) / 60_000), 1) * 60_000 };
  const grain = text === null || text === '' ? 'PT1M' : grains.find((one) => isoDurationMs(one) === isoDurationMs(text)) ?? (isAdjusted ? nearest(isoDurationMs(text)) : undefined);
  if (grain === undefined) throw badRequest('BadRequest', `Detected invalid time grain input: ${(text ?? '').slice(0, 40)}. Supported time grains: ${grains.join(',')}.`);
  return { grain, grainMs: isoDurationMs(grain)! };
}

const nearest = (ms: number | undefined): string | undefined => (ms === undefined ? undefined : grains.find((one) => isoDurationMs(one)! >= ms) ?? grains.at(-1));

function aggregationsOf(text: string | null, metrics: readonly MetricDefinition[]): readonly Aggregation[] {
  const names = (text ?? '').split(',').map((name) => name.trim()).filter((name) => name !== '');
  const found = names.map((name) => aggregationNames.find((one) => sameText(name, one)) ?? unknownAggregation(name));
  for (const metric of metrics) {
    const refused = found.filter((one) => !metric.aggregations.includes(one));
    if (found.length > 0 && refused.length === found.length) throw badRequest('BadRequest', `Metric: ${metric.name} does not support the aggregation ${refused.join(', ')}. Supported: ${metric.aggregations.join(', ')}.`);
  }
  return found;
}

function unknownAggregation(name: string): never { throw badRequest('BadRequest', `The aggregation type '${name.slice(0, 40)}' is not valid. Valid: ${aggregationNames.join(', ')}.`); }

function checkDimensions(names: readonly string[], metrics: readonly MetricDefinition[]): void {
  for (const metric of metrics) {
    const unknown = names.filter((name) => !metric.dimensions.some((one) => sameText(name, one)));
    if (unknown.length > 0) throw badRequest('BadRequest', `Metric: ${metric.name} does not support requested dimension combination: ${names.join(',').toLowerCase()}, supported ones are: ${metric.dimensions.join(',')}`);
  }
}

function orderOf(text: string | null): MetricsQuestion['order'] {
  if (text === null || text.trim() === '') return undefined;
  const [, name = '', direction = 'asc'] = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/i.exec(text) ?? [];
  return { aggregation: aggregationNames.find((one) => sameText(name, one)) ?? unknownAggregation(text), descending: sameText(direction, 'desc') };
}
