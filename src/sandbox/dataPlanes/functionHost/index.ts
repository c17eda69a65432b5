import type { IncomingMessage, ServerResponse } from 'node:http';
import { ArmError } from '../../armError';
import type { DataPlane, DataPlaneHost } from '../../providers/provider';
import { countRequest } from '../../monitoring';
import { answerOfKudu } from '../kudu';
import { Deployments } from '../kudu/deployments';
import { sameText, valueAt } from '../../providers/shared/json';
import { resolvesLocalNames } from '../localNames';
import { appSuffix, hostOf, placeOfHost, siteAt, siteKey, type SitePlace } from './addresses';
import type { HostAnswer } from './answers';
import { Doors } from './doors';
import { packageOf } from './packages';
import { answerOfApp } from './serve';

/** A first request waits this long at factor 1 for a worker. */
const coldStartMs = 4000;

/**
 * Apps and their deployment sites. Each has a host name under `localhost` on the sandbox's own port; where the system resolves no such names, a port of
 * its own at `localhost`, because a bare host name is all that an app reports.
 */
export function createWebPlane(): DataPlane {
  let doors: Doors | undefined;
  const plane = new WebPlane();
  return {
    name: 'web',
    async start(host) {
      plane.deployments = new Deployments(host);
      if (await resolvesLocalNames(appSuffix)) return;
      doors = new Doors(host, (place) => (request, response) => { void plane.arrive(place, request, response, host).catch((error: unknown) => { fail(response, error); }); });
      await doors.start();
    },
    endpoint(label, service, host) {
      const place: SitePlace = { label: label.toLowerCase(), service: service === 'scm' ? 'scm' : 'app' };
      return `${host.protocol}://${doors ? `localhost:${doors.portOf(place)}` : `${hostOf(place)}:${host.port}`}`;
    },
    mounts: [{
      matches: (host) => placeOfHost(host) !== undefined,
      handle: (request, response, host, { receivedAt }) => plane.serve({ place: placeOfHost((request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase())!, request, host, receivedAt }, response),
    }],
    close: async () => { plane.deployments?.close(); await doors?.close(); },
  };
}

interface Visit { readonly place: SitePlace; readonly request: IncomingMessage; readonly host: DataPlaneHost; readonly receivedAt: number }

class WebPlane {
  deployments: Deployments | undefined;
  /** What is warm: the package and the settings with which a worker was started, by app. */
  private readonly warm = new Map<string, string>();

  /** At a port of an app's own. */
  async arrive(place: SitePlace, request: IncomingMessage, response: ServerResponse, host: DataPlaneHost): Promise<void> {
    const arrival = await host.receive(request);
    if (arrival) await this.serve({ place, request, host, receivedAt: arrival.receivedAt }, response);
  }

  async serve(visit: Visit, response: ServerResponse): Promise<void> {
    const { place, request, host } = visit;
    const url = new URL(request.url ?? '/', 'http://localhost');
    const answer = await this.answer(url, visit).catch(asAnswer);
    host.log({ method: request.method ?? '', path: url.pathname, status: answer.status, dataPlane: place.service === 'scm' ? 'kudu' : 'functionHost' });
    request.resume();
    const body = answer.text ?? (answer.body === undefined ? '' : JSON.stringify(answer.body));
    response.writeHead(answer.status, { ...(answer.body !== undefined && { 'content-type': 'application/json; charset=utf-8' }), ...answer.headers, 'content-length': Buffer.byteLength(body) });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  private async answer(url: URL, { place: { label, service }, request, host, receivedAt }: Visit): Promise<HostAnswer> {
    const site = siteAt(label, host.context());
    if (!site) return { status: 404, text: '404 Web Site not found.', headers: { 'content-type': 'text/plain' } };
    if (sameText(valueAt(site.body, 'properties.publicNetworkAccess'), 'Disabled')) return closedPage;
    const call = { site, url, method: request.method ?? 'GET', headers: request.headers, host, receivedAt };
    if (service === 'scm') return answerOfKudu({ ...call, request }, this.deployments!);
    await this.warmUp(call.site, host);
    const answer = await answerOfApp({ ...call, site: siteAt(label, host.context()) ?? site });
    countRequest(site, { method: call.method, url, host: request.headers.host ?? '', status: answer.status, durationMs: host.context().clock.now().getTime() - receivedAt, bytesReceived: sizeOf(request), bytesSent: Buffer.byteLength(answer.text ?? JSON.stringify(answer.body ?? '')) }, host.context());
    return answer;
  }

  /** The first request after a deployment or a start waits for a worker, as on plans without warm instances. */
  private async warmUp(site: NonNullable<ReturnType<typeof siteAt>>, host: DataPlaneHost): Promise<void> {
    const mark = `${packageOf(site, host.context())?.use.deploymentId ?? ''} ${String((site.body.properties as { state?: string } | undefined)?.state)}`;
    if (this.warm.get(siteKey(site)) === mark) return;
    this.warm.set(siteKey(site), mark);
    if (host.delayFactor > 0) await host.context().clock.wait(coldStartMs * host.delayFactor);
  }
}

/** Of what a client has announced to send. */
const sizeOf = ({ headers, url = '' }: IncomingMessage): number => url.length + JSON.stringify(headers).length + (Number(headers['content-length']) || 0);

/** What App Service shows to networks that an app does not let in; the sandbox is never inside the app's own. */
const closedPage: HostAnswer = { status: 403, text: '<!DOCTYPE html><html><head><title>Error 403 - Forbidden</title></head><body><h1>Error 403 - Forbidden</h1><p>The web app you have attempted to reach has blocked your access.</p></body></html>', headers: { 'content-type': 'text/html', 'x-ms-forbidden-ip': '127.0.0.1' } };

function asAnswer(error: unknown): HostAnswer {
  if (error instanceof URIError) return { status: 400, text: 'The URL holds an escape sequence that is not valid.', headers: { 'content-type': 'text/plain' } };
  if (error instanceof ArmError) return { status: error.status, body: { error: { code: error.code, message: error.message }, Message: error.message }, ...(error.options.headers && { headers: error.options.headers }) };
  throw error;
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) { response.destroy(); return; }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  response.writeHead(500, { 'content-type': 'text/plain' }).end('The sandbox made a mistake. Its log has the details.');
}
