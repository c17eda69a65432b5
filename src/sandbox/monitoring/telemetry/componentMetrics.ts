import type { JsonObject } from '../../../armTemplate';
import type { Sample } from '../metrics/counters';
import type { Row } from './convert';

/** What the standard metrics of a component count of a row. @see Application Insights standard metrics */
export function samplesOf({ table, values }: Row): readonly Sample[] {
  const items = Number(values.itemCount ?? 1);
  const role = { 'cloud/roleName': textIn(values, 'cloud_RoleName'), 'cloud/roleInstance': textIn(values, 'cloud_RoleInstance') };
  const one = (metric: string, value: number, dimensions: Readonly<Record<string, string>>): Sample => ({ metric, value, times: items, dimensions: { ...role, ...dimensions } });
  switch (table) {
    case 'requests': {
      const dimensions = { 'request/success': textIn(values, 'success'), 'request/resultCode': textIn(values, 'resultCode'), 'request/performanceBucket': textIn(values, 'performanceBucket'), 'operation/synthetic': textIn(values, 'operation_SyntheticSource') === '' ? 'False' : 'True' };
      return [one('requests/count', 1, dimensions), one('requests/rate', 1, dimensions), one('requests/duration', Number(values.duration ?? 0), dimensions), ...(values.success === 'False' ? [one('requests/failed', 1, dimensions)] : [])];
    }
    case 'dependencies': {
      const dimensions = { 'dependency/type': textIn(values, 'type'), 'dependency/target': textIn(values, 'target'), 'dependency/success': textIn(values, 'success'), 'dependency/resultCode': textIn(values, 'resultCode') };
      return [one('dependencies/count', 1, dimensions), one('dependencies/duration', Number(values.duration ?? 0), dimensions), ...(values.success === 'False' ? [one('dependencies/failed', 1, dimensions)] : [])];
    }
    case 'exceptions': return [one('exceptions/count', 1, {}), one(textIn(values, 'client_Type') === 'Browser' ? 'exceptions/browser' : 'exceptions/server', 1, {})];
    case 'traces': return [one('traces/count', 1, { 'trace/severityLevel': values.severityLevel === null || values.severityLevel === undefined ? '' : String(values.severityLevel as number) })];
    case 'pageViews': return [one('pageViews/count', 1, {}), one('pageViews/duration', Number(values.duration ?? 0), {})];
    case 'availabilityResults': {
      const dimensions = { 'availabilityResult/name': textIn(values, 'name'), 'availabilityResult/location': textIn(values, 'location') };
      return [one('availabilityResults/availabilityPercentage', values.success === '1' ? 100 : 0, dimensions), one('availabilityResults/count', 1, { ...dimensions, 'availabilityResult/success': textIn(values, 'success') }), one('availabilityResults/duration', Number(values.duration ?? 0), { ...dimensions, 'availabilityResult/success': textIn(values, 'success') })];
    }
    case 'customMetrics': return [{ metric: `customMetrics/${textIn(values, 'name')}`, value: Number(values.valueSum), times: Number(values.valueCount), isSum: true, least: Number(values.valueMin), most: Number(values.valueMax), dimensions: role }];
    case 'performanceCounters': return counterMetric(values).map((metric) => one(metric, Number(values.value), {}));
    default: return [];
  }
}

const textIn = (values: JsonObject, column: string): string => (typeof values[column] === 'string' ? values[column] : '');

const counters: Readonly<Record<string, string>> = {
  '% Processor Time|Process': 'performanceCounters/processCpuPercentage', '% Processor Time|Processor': 'performanceCounters/processorCpuPercentage', 'Private Bytes|Process': 'performanceCounters/processPrivateBytes',
  'Available Bytes|Memory': 'performanceCounters/memoryAvailableBytes', 'IO Data Bytes/sec|Process': 'performanceCounters/processIOBytesPerSecond',
};

function counterMetric(values: JsonObject): readonly string[] {
  const key = `${textIn(values, 'counter')}|${textIn(values, 'category')}`;
  return Object.hasOwn(counters, key) ? [counters[key]!] : [];
}
