import type { JsonObject } from '../../../armTemplate';
import { badRequest, notFound } from '../../armError';
import type { ProviderContext, ProviderRoute, ProviderRouteRequest, RouteAnswer, StoredResource } from '../../providers/provider';
import { arrayOf, property, sameText, textOf } from '../../providers/shared/json';
import { parseResourceId } from '../../resourceId';
import type { Watch } from '../watch';
import { customMetric, customNamespace, metricsOf, type Aggregation, type MetricDefinition } from './catalogue';
import { metricNamesOf } from './counters';
import { readQuestion, type MetricsQuestion } from './question';
import { seriesOf, type Point, type Series } from './series';

const base = '/{scope}/providers/Microsoft.Insights';

/** @see Azure Monitor REST: Metrics, Metric Definitions, Metric Namespaces */
export const metricRoutes = (watch: Watch): readonly ProviderRoute[] => [
  { method: 'GET', path: `${base}/metrics`, summary: 'Metrics - List: what was counted of a resource', handle: async (request, context) => { await prepare(request, watch, context); return { body: answerMetrics(request, context) }; } },
  { method: 'GET', path: `${base}/metricDefinitions`, summary: 'Metric Definitions - List', handle: definitions },
  { method: 'GET', path: `${base}/metricNamespaces`, summary: 'Metric Namespaces - List', handle: namespaces },
  { method: 'POST', path: '/subscriptions/{subscriptionId}/metrics:getBatch', summary: 'Metrics - Batch: several resources of one subscription at once', handle: async (request, context) => ({ body: { values: await batch(request, watch, context) } }) },
];

/** What only another process knows, or what is due, is looked up first. */
async function prepare({ parameters, query }: ProviderRouteRequest, watch: Watch, context: ProviderContext): Promise<void> {
  const { type } = measuredAt(parameters.scope ?? '', context);
  if (/^microsoft\.insights\//i.test(type)) await watch.tests();
  if (/^microsoft\.storage\//i.test(type) && /capacity|blobcount|containercount/i.test(query.get('metricnames') ?? 'UsedCapacity')) await watch.capacity(parameters.scope ?? '', context);
}

interface Measured { readonly resource: StoredResource; readonly type: string; readonly metrics: readonly MetricDefinition[]; readonly custom: readonly string[] }

/** @throws ArmError 404, 400 for types without metrics here. */
export function measuredAt(scope: string, context: ProviderContext): Measured {
  const resource = context.resources.find(scope);
  if (!resource || !parseResourceId(scope)) throw notFound('ResourceNotFound', `The Resource '${scope}' was not found.`);
  const metrics = metricsOf(resource.type);
  if (!metrics) throw badRequest('BadRequest', `The sandbox measures nothing of resources of type '${resource.type}'.`);
  const custom = sameText(resource.type, 'Microsoft.Insights/components') ? metricNamesOf(resource.id, context).filter((name) => name.startsWith('customMetrics/')) : [];
  return { resource, type: resource.type, metrics, custom };
}

export function answerMetrics({ parameters, query }: Pick<ProviderRouteRequest, 'parameters' | 'query'>, context: ProviderContext): JsonObject {
  const measured = measuredAt(parameters.scope ?? '', context);
  const question = readQuestion({ ...measured, now: context.clock.now(), get: (name) => query.get(name) });
  const { interval, grain, namespace, metrics } = question;
  const time = (ms: number): string => new Date(ms).toISOString().replace(/\.\d+Z/, 'Z');
  return {
    cost: Math.max(Math.round((interval.to - interval.from) / 60_000) - 1, 0), timespan: `${time(interval.from)}/${time(interval.to)}`, interval: grain, namespace, resourceregion: (textOf(measured.resource.body.location) ?? 'global').replace(/\s/g, '').toLowerCase(),
    value: metrics.map((metric) => shown(metric, measured.resource, question, context)),
  };
}

function shown(metric: MetricDefinition, resource: StoredResource, question: MetricsQuestion, context: ProviderContext): JsonObject {
  const { interval, grainMs, filter, hasData, rolled } = question;
  const split = filter?.names.filter((name) => !rolled.some((one) => sameText(one, name))).map((name) => metric.dimensions.find((one) => sameText(name, one)) ?? name);
  const series = seriesOf({ resource, metric, interval, grainMs, ...(filter && { wants: filter.wants, split: split! }) }, context);
  return {
    id: `${resource.id}/providers/Microsoft.Insights/metrics/${metric.name}`, type: 'Microsoft.Insights/metrics', name: { value: metric.name, localizedValue: metric.title }, displayDescription: metric.title, unit: metric.unit, errorCode: 'Success',
    timeseries: chosen(series, metric, question).map(({ dimensions, points }) => ({
      metadatavalues: Object.entries(dimensions).map(([name, value]) => ({ name: { value: name.toLowerCase(), localizedValue: name.toLowerCase() }, value })),
      ...(hasData && { data: points.map((point) => shownPoint(point, wanted(metric, question))) }),
    })),
  };
}

const wanted = (metric: MetricDefinition, { aggregations }: MetricsQuestion): readonly Aggregation[] => (aggregations.length === 0 ? [metric.primary] : aggregations.filter((one) => metric.aggregations.includes(one)));

/** The first ones by the order asked for, else by what is largest. */
function chosen(series: readonly Series[], metric: MetricDefinition, { top, order, filter }: MetricsQuestion): readonly Series[] {
  if (!filter) return series;
  const { aggregation, descending } = order ?? { aggregation: metric.primary, descending: true };
  const size = ({ points }: Series): number => { const values = points.flatMap(({ values: of }) => of[aggregation] ?? []); return aggregation === 'Total' || aggregation === 'Count' ? values.reduce((sum, one) => sum + one, 0) : values.length === 0 ? 0 : values.reduce((sum, one) => sum + one, 0) / values.length; };
  return [...series].sort((a, b) => (descending ? size(b) - size(a) : size(a) - size(b))).slice(0, top);
}

function shownPoint({ at, values }: Point, aggregations: readonly Aggregation[]): JsonObject {
  return { timeStamp: new Date(at).toISOString().replace(/\.\d+Z/, 'Z'), ...Object.fromEntries(aggregations.flatMap((one) => (values[one] === undefined ? [] : [[one.toLowerCase(), values[one]]]))) };
}

/** @see Azure Monitor metrics data plane, Metrics Batch - Batch */
async function batch({ body, query, ...request }: ProviderRouteRequest, watch: Watch, context: ProviderContext): Promise<JsonObject[]> {
  const ids = arrayOf(property(body, 'resourceids')).map(String);
  if (ids.length === 0 || ids.length > 50) throw badRequest('BadRequest', 'From 1 to 50 resource IDs are needed.');
  const [start, end, filter] = [query.get('starttime'), query.get('endtime'), query.get('filter')];
  const asked = new URLSearchParams([...query].filter(([name]) => !/^(starttime|endtime|filter)$/i.test(name)));
  if (start !== null) asked.set('timespan', `${start}/${end ?? context.clock.now().toISOString()}`);
  if (filter !== null) asked.set('$filter', filter);
  const answers: JsonObject[] = [];
  for (const scope of ids) {
    const one = { ...request, body, query: asked, parameters: { ...request.parameters, scope } };
    await prepare(one, watch, context);
    const { timespan, ...answer } = answerMetrics(one, context);
    const [starttime = '', endtime = ''] = String(timespan).split('/');
    answers.push({ ...answer, starttime, endtime, resourceid: scope });
  }
  return answers;
}

function definitions({ parameters, query }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const { resource, metrics, custom, type } = measuredAt(parameters.scope ?? '', context);
  const namespace = query.get('metricnamespace');
  const isCustom = namespace !== null && sameText(namespace, customNamespace);
  if (namespace !== null && namespace !== '' && !isCustom && !sameText(namespace, type)) throw badRequest('BadRequest', `Metric namespace '${namespace.slice(0, 100)}' is not found for resource type '${type}'.`);
  const listed = isCustom ? custom.map(customMetric) : metrics;
  return { body: { value: listed.map((metric) => ({
    id: `${resource.id}/providers/microsoft.insights/metricdefinitions/${metric.name}`, resourceId: resource.id, namespace: isCustom ? customNamespace : type, name: { value: metric.name, localizedValue: metric.title }, displayDescription: metric.title,
    isDimensionRequired: false, unit: metric.unit, primaryAggregationType: metric.primary, supportedAggregationTypes: ['None', ...metric.aggregations], metricAvailabilities: ['PT1M', 'PT5M', 'PT15M', 'PT30M', 'PT1H', 'PT6H', 'PT12H', 'P1D'].map((timeGrain) => ({ timeGrain, retention: 'P31D' })),
    ...(metric.dimensions.length > 0 && { dimensions: metric.dimensions.map((name) => ({ value: name, localizedValue: name })) }),
  })) } };
}

function namespaces({ parameters }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const { resource, type, custom } = measuredAt(parameters.scope ?? '', context);
  const one = (name: string, classification: string): JsonObject => ({ id: `${resource.id}/providers/microsoft.insights/metricNamespaces/${name}`, type: 'Microsoft.Insights/metricNamespaces', name, classification, properties: { metricNamespaceName: name } });
  return { body: { value: [one(type, 'Platform'), ...(custom.length > 0 ? [one(customNamespace, 'Custom')] : [])] } };
}
