import { STATUS_CODES, type IncomingHttpHeaders } from 'node:http';
import type { ProviderContext, StoredResource } from '../providers/provider';
import { logResource } from './diagnostics';
import { count, type Sample } from './metrics/counters';
import { ownAgent, storageApi, type StorageService } from './storageApi';

export interface StorageCall {
  readonly service: StorageService;
  readonly method: string;
  /** With the account in front, and the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly status: number;
  readonly sentBytes: number;
  readonly durationMs: number;
}

/** Counts a call to an account, for the account and for its service, and writes it into the log of the service. */
export function recordStorageCall(account: StoredResource, call: StorageCall, context: ProviderContext): void {
  const { service, status, sentBytes, durationMs, headers } = call;
  if (headers['user-agent'] === ownAgent) return;
  const { name, kind } = storageApi(call);
  const how = { GeoType: 'Primary', ApiName: name, Authentication: authenticationOf(call) };
  const received = Number(headers['content-length']) || 0;
  const latency: readonly Sample[] = status < 400 ? [{ metric: 'SuccessServerLatency', value: durationMs, dimensions: how }, { metric: 'SuccessE2ELatency', value: durationMs, dimensions: how }] : [];
  const samples: readonly Sample[] = [
    { metric: 'Transactions', value: 1, dimensions: { ...how, ResponseType: responseTypeOf(status) } }, { metric: 'Ingress', value: received, dimensions: how }, { metric: 'Egress', value: sentBytes, dimensions: how },
    { metric: 'Availability', value: status >= 500 ? 0 : 100, dimensions: how }, ...latency,
  ];
  const serviceId = `${account.id}/${service}Services/default`;
  for (const id of [account.id, serviceId]) count(id, samples, context);
  const path = call.path.split('?')[0] ?? '';
  logResource(serviceId, { category: `Storage${kind}`, table: `Storage${service[0]!.toUpperCase()}${service.slice(1)}Logs`, values: {
    AccountName: account.name, AuthenticationType: how.Authentication, CallerIpAddress: '127.0.0.1', Category: `Storage${kind}`, CorrelationId: String(headers['x-ms-client-request-id'] ?? ''), DurationMs: durationMs, ObjectKey: path, OperationName: name, Protocol: 'HTTP',
    RequestBodySize: received, ResponseBodySize: sentBytes, ServiceType: service, StatusCode: String(status), StatusText: status < 400 ? 'Success' : STATUS_CODES[status] ?? '', Uri: path, UserAgentHeader: headers['user-agent'] ?? '',
  } }, context);
}

function authenticationOf({ headers, path }: StorageCall): string {
  if (/^sharedkey/i.test(headers.authorization ?? '')) return 'AccountKey';
  if (/^bearer /i.test(headers.authorization ?? '')) return 'OAuth';
  return /[?&]sig=/.test(path) ? 'SAS' : 'Anonymous';
}

function responseTypeOf(status: number): string {
  if (status < 400) return 'Success';
  if (status === 403) return 'AuthorizationError';
  return status === 503 ? 'ServerBusyError' : status >= 500 ? 'ServerOtherError' : 'ClientOtherError';
}
