import type { JsonObject, JsonValue } from '../../../armTemplate';
import { arrayOf, isObject, objectOf, textOf } from '../../providers/shared/json';
import type { Envelope } from './envelope';
import { performanceBucket } from './schema';

/** A row of a classic table, without what follows from its component. */
export interface Row { readonly table: string; readonly at: number; readonly values: JsonObject }

const tagColumns: Readonly<Record<string, string>> = {
  'ai.operation.id': 'operation_Id', 'ai.operation.name': 'operation_Name', 'ai.operation.parentId': 'operation_ParentId', 'ai.operation.syntheticSource': 'operation_SyntheticSource', 'ai.session.id': 'session_Id', 'ai.user.id': 'user_Id',
  'ai.user.authUserId': 'user_AuthenticatedId', 'ai.user.accountId': 'user_AccountId', 'ai.application.ver': 'application_Version', 'ai.device.type': 'client_Type', 'ai.device.model': 'client_Model', 'ai.device.osVersion': 'client_OS',
  'ai.cloud.role': 'cloud_RoleName', 'ai.cloud.roleInstance': 'cloud_RoleInstance', 'ai.internal.sdkVersion': 'sdkVersion',
};

/** The rows that an item becomes: one, or one for each metric in it. A text says why it is refused. */
export function rowsOf(envelope: Envelope, now: Date): readonly Row[] | string {
  const time = textOf(envelope.time);
  const at = Date.parse(time ?? '');
  if (time === undefined || Number.isNaN(at)) return "103: Field 'time' on type 'Envelope' is required and must be a date-time.";
  if (at < now.getTime() - 2 * 86_400_000 || at > now.getTime() + 2 * 3_600_000) return "102: Field 'time' is too old or lies in the future.";
  const type = textOf(objectOf(envelope.data).baseType);
  const data = objectOf(objectOf(envelope.data).baseData);
  const convert = type === undefined || !Object.hasOwn(converters, type) ? undefined : converters[type];
  if (!convert) return `105: Field 'baseType' on type 'Data' has the unknown value '${type ?? ''}'.`;
  const rows = convert(data);
  if (typeof rows === 'string') return rows;
  const share = typeof envelope.sampleRate === 'number' && envelope.sampleRate > 0 && envelope.sampleRate <= 100 ? envelope.sampleRate : 100;
  const common = { ...tagsOf(objectOf(envelope.tags)), itemCount: Math.round(100 / share), client_IP: '0.0.0.0' };
  return rows.map(({ table, values }) => ({ table, at, values: { customDimensions: objectOf(data.properties), customMeasurements: objectOf(data.measurements), ...common, ...values } }));
}

function tagsOf(tags: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(tags).flatMap(([name, value]) => { const column = Object.hasOwn(tagColumns, name) ? tagColumns[name] : undefined; return column !== undefined && typeof value === 'string' ? [[column, value]] : []; }));
}

type Converted = readonly { readonly table: string; readonly values: JsonObject }[] | string;

const text = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '');
const number = (value: JsonValue | undefined): number => (typeof value === 'number' && Number.isFinite(value) ? value : 0);
const success = (value: JsonValue | undefined): string => (value === false || /^false$/i.test(text(value)) ? 'False' : 'True');
const severities = ['Verbose', 'Information', 'Warning', 'Error', 'Critical'];
const severity = (value: JsonValue | undefined): number | null => (typeof value === 'number' ? value : severities.indexOf(text(value)) < 0 ? null : severities.indexOf(text(value)));
const timed = (value: JsonValue | undefined): JsonObject => { const duration = durationMs(text(value)); return { duration, performanceBucket: performanceBucket(duration) }; };

const converters: Readonly<Record<string, (data: JsonObject) => Converted>> = {
  RequestData: (data) => (data.id === undefined || data.duration === undefined ? "103: Fields 'id' and 'duration' on type 'RequestData' are required." : [{ table: 'requests', values: { id: text(data.id), source: text(data.source), name: text(data.name), url: text(data.url), success: success(data.success), resultCode: text(data.responseCode), ...timed(data.duration) } }]),
  RemoteDependencyData: (data) => (data.name === undefined ? "103: Field 'name' on type 'RemoteDependencyData' is required." : [{ table: 'dependencies', values: { id: text(data.id), target: text(data.target), type: text(data.type), name: text(data.name), data: text(data.data), success: success(data.success), resultCode: text(data.resultCode), ...timed(data.duration) } }]),
  MessageData: (data) => (data.message === undefined ? "103: Field 'message' on type 'MessageData' is required." : [{ table: 'traces', values: { message: text(data.message), severityLevel: severity(data.severityLevel) } }]),
  ExceptionData: exceptions,
  EventData: (data) => (data.name === undefined ? "103: Field 'name' on type 'EventData' is required." : [{ table: 'customEvents', values: { name: text(data.name) } }]),
  MetricData: (data) => arrayOf(data.metrics).filter(isObject).map(metric),
  AvailabilityData: (data) => [{ table: 'availabilityResults', values: { id: text(data.id), name: text(data.name), location: text(data.runLocation), success: success(data.success) === 'True' ? '1' : '0', message: text(data.message), ...timed(data.duration) } }],
  PageViewData: (data) => [{ table: 'pageViews', values: { id: text(data.id), name: text(data.name), url: text(data.url), ...timed(data.duration) } }],
  PageViewPerfData: (data) => [{ table: 'browserTimings', values: {
    name: text(data.name), url: text(data.url), networkDuration: durationMs(text(data.networkConnect)), sendDuration: durationMs(text(data.sentRequest)), receiveDuration: durationMs(text(data.receivedResponse)), processingDuration: durationMs(text(data.domProcessing)),
    totalDuration: durationMs(text(data.perfTotal)), performanceBucket: performanceBucket(durationMs(text(data.perfTotal))),
  } }],
};

function exceptions(data: JsonObject): Converted {
  const details = arrayOf(data.exceptions).filter(isObject);
  const [outer, inner] = [details[0], details.at(-1)];
  if (!outer || !inner) return "103: Field 'exceptions' on type 'ExceptionData' is required.";
  const method = (one: JsonObject): string => text(objectOf(arrayOf(one.parsedStack)[0]).method);
  const assembly = (one: JsonObject): string => text(objectOf(arrayOf(one.parsedStack)[0]).assembly);
  return [{ table: 'exceptions', values: {
    problemId: textOf(data.problemId) ?? `${text(outer.typeName)}${method(outer) === '' ? '' : ` at ${method(outer)}`}`, handledAt: text(data.handledAt), type: text(outer.typeName), message: text(outer.message), assembly: assembly(outer), method: method(outer),
    outerType: text(outer.typeName), outerMessage: text(outer.message), outerAssembly: assembly(outer), outerMethod: method(outer), innermostType: text(inner.typeName), innermostMessage: text(inner.message), innermostAssembly: assembly(inner),
    innermostMethod: method(inner), severityLevel: severity(data.severityLevel), details,
  } }];
}

/** Names such as `\Process(??APP_WIN32_PROC??)\Private Bytes` are counters, all others metrics. */
function metric(one: JsonObject): { readonly table: string; readonly values: JsonObject } {
  const name = text(one.name);
  const [, category, instance, counter] = /^\\([^\\(]+)(?:\(([^)]*)\))?\\(.+)$/.exec(name) ?? [];
  if (category !== undefined) return { table: 'performanceCounters', values: { name: counter ?? '', category, counter: counter ?? '', instance: instance ?? '', value: number(one.value) } };
  const count = Math.max(number(one.count), 1);
  return { table: 'customMetrics', values: { name, value: number(one.value), valueCount: count, valueSum: number(one.value), valueMin: one.min === undefined || one.min === null ? number(one.value) / count : number(one.min), valueMax: one.max === undefined || one.max === null ? number(one.value) / count : number(one.max), valueStdDev: number(one.stdDev) } };
}

/** Of `d.hh:mm:ss.fffffff`. */
export function durationMs(span: string): number {
  const match = /^(?:(\d+)\.)?(\d+):(\d\d?):(\d\d?(?:\.\d+)?)$/.exec(span);
  if (!match) return 0;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return Math.round((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 10_000_000) / 10_000;
}
