import { sameText } from '../../providers/shared/json';

export type Aggregation = 'Average' | 'Minimum' | 'Maximum' | 'Total' | 'Count';
export type Unit = 'Bytes' | 'BytesPerSecond' | 'Count' | 'CountPerSecond' | 'MilliSeconds' | 'Percent' | 'Seconds';

/**
 * How values follow from what was counted. `event`: as counted, nothing between. `gauge`: stays until it changes. `rate`: events a second.
 * `share`: milliseconds of a minute in which something was busy, as percent.
 */
export type Kind = 'event' | 'gauge' | 'rate' | 'share';

export interface MetricDefinition {
  readonly name: string;
  readonly title: string;
  readonly unit: Unit;
  readonly primary: Aggregation;
  readonly aggregations: readonly Aggregation[];
  readonly dimensions: readonly string[];
  readonly kind: Kind;
}

const all: readonly Aggregation[] = ['Average', 'Minimum', 'Maximum', 'Total', 'Count'];
const levels: readonly Aggregation[] = ['Average', 'Minimum', 'Maximum'];

interface More { readonly dimensions?: readonly string[]; readonly aggregations?: readonly Aggregation[]; readonly kind?: Kind; readonly title?: string }
const define = (name: string, unit: Unit, primary: Aggregation, { dimensions = [], aggregations = all, kind = 'event', title }: More = {}): MetricDefinition =>
  ({ name, title: title ?? name.replace(/^.*\//, '').replace(/(?<=[a-z])(?=[A-Z])/g, ' '), unit, primary, aggregations, dimensions, kind });
const totals = (names: string, more: More = {}): MetricDefinition[] => names.split(' ').map((name) => define(name, 'Count', 'Total', more));

const instance = { dimensions: ['Instance'] };
const sites: readonly MetricDefinition[] = [
  ...totals('Requests Http101 Http2xx Http3xx Http401 Http403 Http404 Http406 Http4xx Http5xx', instance),
  define('HttpResponseTime', 'Seconds', 'Average', instance), define('AverageResponseTime', 'Seconds', 'Average', instance), define('BytesReceived', 'Bytes', 'Total', instance), define('BytesSent', 'Bytes', 'Total', instance),
  ...totals('FunctionExecutionCount FunctionExecutionUnits', instance), define('MemoryWorkingSet', 'Bytes', 'Average', { ...instance, aggregations: levels, kind: 'gauge' }), define('AverageMemoryWorkingSet', 'Bytes', 'Average', { ...instance, aggregations: levels, kind: 'gauge' }),
  define('HealthCheckStatus', 'Count', 'Average', { ...instance, kind: 'gauge' }),
];

const plans: readonly MetricDefinition[] = [
  define('CpuPercentage', 'Percent', 'Average', { ...instance, aggregations: levels, kind: 'share' }), define('MemoryPercentage', 'Percent', 'Average', { ...instance, aggregations: levels, kind: 'gauge' }),
  define('BytesReceived', 'Bytes', 'Total', instance), define('BytesSent', 'Bytes', 'Total', instance),
];

const role = ['cloud/roleName', 'cloud/roleInstance'];
const request = { dimensions: ['request/success', 'request/resultCode', 'request/performanceBucket', 'operation/synthetic', ...role] };
const dependency = { dimensions: ['dependency/type', 'dependency/target', 'dependency/success', 'dependency/resultCode', ...role] };
const availability = { dimensions: ['availabilityResult/name', 'availabilityResult/location'] };
const tested = { dimensions: [...availability.dimensions, 'availabilityResult/success'] };
const counts = (name: string, more: More): MetricDefinition => define(name, 'Count', 'Count', { aggregations: ['Count'], ...more });
const components: readonly MetricDefinition[] = [
  counts('requests/count', request), define('requests/duration', 'MilliSeconds', 'Average', request), counts('requests/failed', request), define('requests/rate', 'CountPerSecond', 'Average', { ...request, aggregations: ['Average'], kind: 'rate' }),
  counts('dependencies/count', dependency), define('dependencies/duration', 'MilliSeconds', 'Average', dependency), counts('dependencies/failed', dependency),
  counts('exceptions/count', { dimensions: role }), counts('exceptions/server', { dimensions: role }), counts('exceptions/browser', { dimensions: role }), counts('traces/count', { dimensions: ['trace/severityLevel', ...role] }),
  counts('pageViews/count', { dimensions: role }), define('pageViews/duration', 'MilliSeconds', 'Average', { dimensions: role }),
  define('availabilityResults/availabilityPercentage', 'Percent', 'Average', { ...availability, aggregations: ['Average', 'Count'] }), counts('availabilityResults/count', tested), define('availabilityResults/duration', 'MilliSeconds', 'Average', tested),
  define('performanceCounters/processCpuPercentage', 'Percent', 'Average', { dimensions: ['cloud/roleInstance'], aggregations: levels }), define('performanceCounters/processorCpuPercentage', 'Percent', 'Average', { dimensions: ['cloud/roleInstance'], aggregations: levels }),
  define('performanceCounters/processPrivateBytes', 'Bytes', 'Average', { dimensions: ['cloud/roleInstance'], aggregations: levels }), define('performanceCounters/memoryAvailableBytes', 'Bytes', 'Average', { dimensions: ['cloud/roleInstance'], aggregations: levels }),
  define('performanceCounters/processIOBytesPerSecond', 'BytesPerSecond', 'Average', { dimensions: ['cloud/roleInstance'], aggregations: levels }),
];

const entity = { dimensions: ['EntityName'] };
const result = { dimensions: ['EntityName', 'OperationResult'] };
const depth: More = { ...entity, aggregations: levels, kind: 'gauge' };
const buses: readonly MetricDefinition[] = [
  ...totals('SuccessfulRequests ServerErrors UserErrors ThrottledRequests', result), ...totals('IncomingRequests IncomingMessages OutgoingMessages CompleteMessage AbandonMessage', entity),
  define('ActiveConnections', 'Count', 'Total', { kind: 'gauge' }), define('ConnectionsOpened', 'Count', 'Average', entity), define('ConnectionsClosed', 'Count', 'Average', entity), define('Size', 'Bytes', 'Average', depth),
  define('Messages', 'Count', 'Average', depth), define('ActiveMessages', 'Count', 'Average', depth), define('DeadletteredMessages', 'Count', 'Average', depth), define('ScheduledMessages', 'Count', 'Average', depth),
];

const activity = { dimensions: ['ActivityType', 'ActivityName'] };
const outcome = { dimensions: ['ActivityType', 'ActivityName', 'StatusCode', 'StatusCodeClass'] };
const vaults: readonly MetricDefinition[] = [
  define('ServiceApiHit', 'Count', 'Count', activity), define('ServiceApiLatency', 'MilliSeconds', 'Average', outcome), define('ServiceApiResult', 'Count', 'Count', outcome), define('Availability', 'Percent', 'Average', outcome),
];

const call = { dimensions: ['GeoType', 'ApiName', 'Authentication'] };
const transactions: readonly MetricDefinition[] = [
  define('Transactions', 'Count', 'Total', { dimensions: ['ResponseType', ...call.dimensions] }), define('Ingress', 'Bytes', 'Total', call), define('Egress', 'Bytes', 'Total', call),
  define('SuccessServerLatency', 'MilliSeconds', 'Average', call), define('SuccessE2ELatency', 'MilliSeconds', 'Average', call), define('Availability', 'Percent', 'Average', call),
];
const capacity: More = { aggregations: ['Average'], kind: 'gauge' };
const blobServices: readonly MetricDefinition[] = [
  define('BlobCapacity', 'Bytes', 'Average', { ...capacity, dimensions: ['BlobType', 'Tier'] }), define('BlobCount', 'Count', 'Average', { ...capacity, dimensions: ['BlobType', 'Tier'] }), define('ContainerCount', 'Count', 'Average', capacity), ...transactions,
];

/** By type in lower case, in the order in which the definitions are listed; the first one is what a request without names gets. @see Supported metrics with Azure Monitor */
const catalogue: Readonly<Record<string, readonly MetricDefinition[]>> = {
  'microsoft.web/sites': sites, 'microsoft.web/sites/slots': sites, 'microsoft.web/serverfarms': plans, 'microsoft.insights/components': components,
  'microsoft.servicebus/namespaces': buses, 'microsoft.keyvault/vaults': vaults, 'microsoft.storage/storageaccounts': [define('UsedCapacity', 'Bytes', 'Average', capacity), ...transactions],
  'microsoft.storage/storageaccounts/blobservices': blobServices, 'microsoft.storage/storageaccounts/queueservices': transactions, 'microsoft.storage/storageaccounts/tableservices': transactions,
};

/** Undefined for types without metrics here. */
export const metricsOf = (type: string): readonly MetricDefinition[] | undefined => (Object.hasOwn(catalogue, type.toLowerCase()) ? catalogue[type.toLowerCase()] : undefined);

/** Namespace of what clients of Application Insights send themselves. */
export const customNamespace = 'azure.applicationinsights';

/** A metric that a client has made up, as `customMetrics/name`. */
export const customMetric = (name: string): MetricDefinition => define(name, 'Count', 'Average', { dimensions: role, title: name });

export const findMetric = (metrics: readonly MetricDefinition[], name: string): MetricDefinition | undefined => metrics.find((one) => sameText(one.name, name));
