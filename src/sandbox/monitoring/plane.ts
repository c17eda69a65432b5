import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonObject, JsonValue } from '../../armTemplate';
import { ArmError } from '../armError';
import { readBytes } from '../http/readBody';
import type { Arrival, DataPlane, DataPlaneHost } from '../providers/provider';
import { track } from './telemetry/track';
import { answerQueries, isQueryPath } from './logs/dataPlane';
import type { Watch } from './watch';

export interface PlaneAnswer { readonly status: number; readonly body?: JsonValue; readonly headers?: Readonly<Record<string, string>> }
export interface PlaneRequest { readonly method: string; readonly url: URL; readonly body: Buffer; readonly headers: IncomingMessage['headers'] }

/** Ingestion of telemetry, and queries over logs, at the sandbox's own address. */
export function createMonitoringPlane(watch: Watch): DataPlane {
  return {
    name: 'applicationInsights',
    start: (host) => { watch.start(host); return Promise.resolve(); },
    close: () => watch.close(),
    endpoint: (region, service, { protocol, port }) => (service === 'live' ? `https://${region}.livediagnostics.monitor.azure.com` : `${protocol}://${protocol === 'https' ? 'localhost' : '127.0.0.1'}:${port}`),
    operations,
    mounts: [
      { matches: (_host, path) => /^(\/insights)?\/v2(\.1)?\/track\/?$/i.test(path), handle: (request, response, host, arrival) => serve(request, response, host, refusing(arrival, track)) },
      { matches: (_host, path) => isQueryPath(path), handle: (request, response, host, arrival) => serve(request, response, host, refusing(arrival, async (question) => { await watch.tests(); return answerQueries(question, host); })) },
    ],
    advertised: ({ protocol, port }) => { const base = `${protocol}://${protocol === 'https' ? 'localhost' : '127.0.0.1'}:${port}`; return { telemetry: base, logs: `${base}/logs`, applicationInsights: `${base}/insights` }; },
  };
}

const operations = [
  { method: 'POST', path: '/v2.1/track', summary: 'Telemetry of Application Insights, by instrumentation key: JSON, an array or one item a line, also gzip; `/v2/track` too' },
  { method: 'POST', path: '/logs/v1/{resourceId}/query', summary: 'Log query over a resource, with a subset of KQL' },
  { method: 'POST', path: '/logs/v1/workspaces/{customerId}/query', summary: 'Log query over a workspace' },
  { method: 'POST', path: '/logs/v1/$batch', summary: 'Several log queries over workspaces' },
  { method: 'POST', path: '/insights/v1/apps/{applicationId}/query', summary: 'Query over a component; GET too' },
] as const;

type Handler = (request: PlaneRequest, host: DataPlaneHost) => PlaneAnswer | Promise<PlaneAnswer>;

/** A handler, or what the faults in force put in its place. */
function refusing({ decision: { action } }: Arrival, handler: Handler): Handler {
  if (action?.kind === 'throttle') return () => ({ status: 429, body: { error: { code: 'TooManyRequests', message: 'Too many requests. Try again later.' } }, headers: { 'retry-after': String(action.retryAfterSeconds ?? 5) } });
  if (action?.kind === 'error') return () => ({ status: action.status, body: { error: { code: action.code ?? 'Fault', message: action.message ?? 'The fault file asks for this error.' } } });
  return handler;
}

const largestBytes = 8 * 1024 * 1024;

async function serve(request: IncomingMessage, response: ServerResponse, host: DataPlaneHost, handler: Handler): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const answer = await answerTo(request, url, host, handler);
  host.log({ method: request.method ?? '', path: url.pathname, status: answer.status, dataPlane: 'monitoring' });
  const text = answer.body === undefined ? '' : JSON.stringify(answer.body);
  response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text), ...answer.headers, ...(answer.status === 401 && { 'www-authenticate': `Bearer authorization_uri="${host.authority('common')}"` }) });
  response.end(text);
}

async function answerTo(request: IncomingMessage, url: URL, host: DataPlaneHost, handler: Handler): Promise<PlaneAnswer> {
  try { return await handler({ method: request.method ?? 'GET', url, body: await readBytes(request, largestBytes, () => new ArmError(413, 'RequestContentTooLarge', 'The request is too large.')), headers: request.headers }, host); } catch (error) {
    if (!(error instanceof ArmError)) throw error;
    return { status: error.status, body: { error: JSON.parse(JSON.stringify(error.toDetail())) as JsonObject } };
  }
}
