import { LogicError } from '../../../errors';
import { asArray, asObject, asString, isArray } from '../../../json';
import type { JsonObject, JsonValue } from '../../../values';
import type { Role } from '../../api';
import type { MetricSeries } from '../../queries';
import { textOf, textsOf } from '../ask';
import type { Collecting, Collectors } from '../collector';
import { get } from './arm';
import { parseAnswer } from './answers';

/** Numbers and logs, and the directory. */
export const telemetryCollectors: Collectors = { metrics: readMetrics, logs: queryLogs, directory: askDirectory };

/** @see Azure Monitor REST, Metrics - List */
async function readMetrics(ask: JsonObject, collecting: Collecting): Promise<readonly MetricSeries[]> {
  const [filter, namespace] = [textOf(ask, 'filter'), textOf(ask, 'namespace')];
  const aggregation = textOf(ask, 'aggregation');
  const answer = await get(collecting, `${await collecting.idOf(textOf(ask, 'of') as Role)}/providers/Microsoft.Insights/metrics`, '2023-10-01', {
    metricnames: textsOf(ask, 'names').join(','), aggregation, timespan: textOf(ask, 'timespan'), interval: textOf(ask, 'interval'), ...(filter && { $filter: filter }), ...(namespace && { metricnamespace: namespace }),
  });
  return asArray(answer['value']).map(asObject).flatMap((metric) => asArray(metric['timeseries']).map(asObject).map((series): MetricSeries => ({
    name: asString(asObject(metric['name'])['value']) ?? '', ...(asString(metric['unit']) !== undefined && { unit: asString(metric['unit'])! }),
    dimensions: Object.fromEntries(asArray(series['metadatavalues']).map(asObject).map((one) => [asString(asObject(one['name'])['value']) ?? '', asString(one['value']) ?? ''])),
    points: asArray(series['data']).map(asObject).map((point) => ({ at: asString(point['timeStamp']) ?? '', ...(typeof point[aggregation.toLowerCase()] === 'number' && { value: point[aggregation.toLowerCase()] as number }) })),
  })));
}

/** @see Azure Monitor Log Analytics API, Query - Resource Execute */
async function queryLogs(ask: JsonObject, collecting: Collecting): Promise<readonly JsonObject[]> {
  const id = await collecting.idOf(textOf(ask, 'of') as Role);
  const { cloud, dataPlanes } = await collecting.connection();
  if (cloud.logs === undefined) throw new LogicError('Logs.NoEndpoint', `The cloud ${cloud.name} tells no address for log queries.`, { nextStep: 'Look at the logs in the portal.' });
  const body = JSON.stringify({ query: textOf(ask, 'kql'), timespan: textOf(ask, 'timespan') });
  const answer = parseAnswer(await dataPlanes.send({ method: 'POST', url: `${cloud.logs}/v1${id}/query`, body, credential: { for: 'logs' }, timeoutMs: 40_000 }, collecting.signal), 'the log service');
  // A part of the rows comes with 200 and an error beside them: counting these would judge by what is missing.
  const partial = asObject(answer['error']);
  if (Object.keys(partial).length > 0) throw new LogicError('Logs.PartialError', `The log service answered only a part: ${asString(partial['message']) ?? asString(partial['code']) ?? 'it does not say why'}.`, { nextStep: 'Ask again, or over a shorter time.' });
  const table = asObject(asArray(answer['tables'])[0]);
  const names = asArray(table['columns']).map((column) => asString(asObject(column)['name']) ?? '');
  return asArray(table['rows']).filter(isArray).map((row): JsonObject => Object.fromEntries(names.map((name, index): [string, JsonValue] => [name, row[index] ?? null])));
}

/** @see Microsoft Graph REST v1.0 */
async function askDirectory(ask: JsonObject, collecting: Collecting): Promise<readonly JsonObject[]> {
  const { cloud, dataPlanes } = await collecting.connection();
  if (cloud.graph === undefined) throw new LogicError('Directory.NoEndpoint', `The cloud ${cloud.name} tells no address of Microsoft Graph.`, { nextStep: 'Look at the directory in the portal.' });
  const answer = parseAnswer(await dataPlanes.send({ method: 'GET', url: `${cloud.graph}/v1.0${textOf(ask, 'path')}`, credential: { for: 'directory' }, timeoutMs: 20_000 }, collecting.signal), 'the directory');
  return asArray(answer['value']).map(asObject);
}
