import type { ResultTable } from '../../kql/run';
import type { ColumnType } from '../../kql/types';
import { asType, tableOver, type Kept } from './view';

/** Columns of tables of resource logs, beside `TimeGenerated`, `_ResourceId` and `Type`. A type is string when none is given. @see Azure Monitor Logs, table reference */
const tables: Readonly<Record<string, string>> = {
  AzureDiagnostics: 'ResourceId Category ResourceGroup SubscriptionId ResourceProvider Resource ResourceType OperationName OperationVersion ResultType ResultSignature ResultDescription DurationMs:long CallerIPAddress CorrelationId Level httpStatusCode_d:real requestUri_s id_s clientInfo_s identity_claim_appid_g identity_claim_oid_g identity_claim_upn_s',
  AzureActivity: 'OperationNameValue OperationName Level ActivityStatusValue ActivityStatus ActivitySubstatusValue ResourceGroup SubscriptionId CorrelationId Caller CallerIpAddress CategoryValue Category ResourceProviderValue Resource Properties',
  AzureMetrics: 'MetricName UnitName TimeGrain Count:real Total:real Minimum:real Maximum:real Average:real ResourceId Resource ResourceGroup SubscriptionId ResourceProvider',
  FunctionAppLogs: 'ActivityId AppName Category EventId:int EventName ExceptionDetails ExceptionMessage ExceptionType FunctionInvocationId FunctionName HostInstanceId HostVersion Level LevelId:int Location Message ProcessId:int RoleInstance',
  AppServiceHTTPLogs: 'CIp CorrelationId CsBytes:long CsHost CsMethod CsUriQuery CsUriStem CsUsername Protocol Referer Result ScBytes:long ScStatus:int ScSubStatus SPort TimeTaken:int UserAgent',
  AZKVAuditLogs: 'OperationName OperationVersion Category ResultType ResultSignature ResultDescription DurationMs:int CallerIpAddress CorrelationId Identity:dynamic Id ClientInfo HttpStatusCode:int RequestUri TlsVersion',
  StorageBlobLogs: 'AccountName AuthenticationType CallerIpAddress Category CorrelationId DurationMs:real ObjectKey OperationName Protocol RequestBodySize:long ResponseBodySize:long ServiceType StatusCode StatusText Uri UserAgentHeader',
  StorageQueueLogs: 'AccountName AuthenticationType CallerIpAddress Category CorrelationId DurationMs:real ObjectKey OperationName Protocol RequestBodySize:long ResponseBodySize:long ServiceType StatusCode StatusText Uri UserAgentHeader',
  StorageTableLogs: 'AccountName AuthenticationType CallerIpAddress Category CorrelationId DurationMs:real ObjectKey OperationName Protocol RequestBodySize:long ResponseBodySize:long ServiceType StatusCode StatusText Uri UserAgentHeader',
};

export const resourceTableNames: readonly string[] = Object.keys(tables);

/** Columns that only some rows have, `requestUri_s`, tell their type by the end of their name. */
const bySuffix: Readonly<Record<string, ColumnType>> = { s: 'string', d: 'real', b: 'bool', t: 'datetime', g: 'string' };

/** A table of resource logs over the rows of it among `items`. */
export function findResourceTable(name: string, items: readonly Kept[]): ResultTable | undefined {
  if (!Object.hasOwn(tables, name)) return undefined;
  const rows = items.filter(([, { table }]) => table === name);
  const declared = new Map(tables[name]!.split(' ').map((word): [string, ColumnType] => { const [column = '', type = 'string'] = word.split(':'); return [column, type as ColumnType]; }));
  for (const [, { values }] of rows) for (const column of Object.keys(values)) if (!declared.has(column)) declared.set(column, bySuffix[column.split('_').at(-1) ?? ''] ?? 'string');
  return tableOver([
    { name: 'TimeGenerated', type: 'datetime', read: ([, { at }]) => new Date(at) },
    ...[...declared].map(([column, type]) => ({ name: column, type, read: ([, { values }]: Kept) => asType(values[column], type) })),
    { name: 'SourceSystem', type: 'string', read: () => 'Azure' }, { name: '_SubscriptionId', type: 'string', read: ([, { resourceId }]) => resourceId.split('/')[2]?.toLowerCase() ?? '' }, { name: 'Type', type: 'string', read: () => name }, { name: '_ResourceId', type: 'string', read: ([, { resourceId }]) => resourceId.toLowerCase() },
  ], rows);
}
