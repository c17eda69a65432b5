import type { ProviderContext, StoredResource } from '../providers/provider';
import { sameText, textOf, valueAt } from '../providers/shared/json';
import { logResource } from './diagnostics';
import { count, type Sample } from './metrics/counters';

export interface SiteRequest { readonly method: string; readonly url: URL; readonly host: string; readonly status: number; readonly durationMs: number; readonly bytesReceived: number; readonly bytesSent: number }

/** Codes that have a counter of their own beside that of their hundred. */
const single = [101, 401, 403, 404, 406];
const instance = { Instance: 'sandbox' };

/** What the front ends of App Service count of a request to an app that runs. */
export function countRequest(site: StoredResource, { method, url, host, status, durationMs, bytesReceived, bytesSent }: SiteRequest, context: ProviderContext): void {
  if (!sameText(valueAt(site.body, 'properties.state'), 'Running')) return;
  const one = (metric: string, value: number): Sample => ({ metric, value, dimensions: instance });
  const bytes = [one('BytesReceived', bytesReceived), one('BytesSent', bytesSent)];
  count(site.id, [
    one('Requests', 1), ...(status >= 200 && status < 600 ? [one(`Http${Math.floor(status / 100)}xx`, 1)] : []), ...(single.includes(status) ? [one(`Http${status}`, 1)] : []),
    one('HttpResponseTime', durationMs / 1000), one('AverageResponseTime', durationMs / 1000), ...bytes,
  ], context);
  logResource(site.id, { category: 'AppServiceHTTPLogs', table: 'AppServiceHTTPLogs', values: { CIp: '127.0.0.1', CsMethod: method, CsHost: host, CsUriStem: url.pathname, CsBytes: bytesReceived, ScBytes: bytesSent, ScStatus: status, TimeTaken: durationMs, Protocol: 'HTTP/1.1', Result: status < 400 ? 'Success' : 'Failed' } }, context);
  const plan = textOf(valueAt(site.body, 'properties.serverFarmId'));
  if (plan !== undefined) count(plan, bytes, context);
}
