import { request as httpRequest } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Service } from './mirror';

/** What a request changes about containers, queues and tables. */
export interface CollectionChange { readonly kind: 'created' | 'deleted'; readonly name: string }

/** What a request asks for, with the account in its path. */
type Addressed = Pick<IncomingMessage, 'method' | 'url'>;

/** `/account/name...` of path-style requests, with the account's secondary suffix taken away. */
export function accountIn(path: string): string { return decodeURIComponent(path.split('?')[0]?.split('/')[1] ?? '').replace(/-secondary$/, ''); }

/** Tables are created by a body, so it is read before it is passed on. */
export const isTableCreation = (service: Service, request: Addressed): boolean => service === 'table' && request.method === 'POST' && /^\/[^/]+\/Tables(\(\))?\/?$/i.test(new URL(request.url ?? '/', 'http://localhost').pathname);

/** The change that a successful request made, if any. */
export function changeOf(service: Service, request: Addressed, body: Buffer | undefined): CollectionChange | undefined {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, , name = '', ...rest] = url.pathname.split('/').map(decodeURIComponent);
  if (service === 'table') {
    const deleted = /^Tables\('([^']+)'\)$/i.exec(name)?.[1];
    if (request.method === 'DELETE' && deleted !== undefined) return { kind: 'deleted', name: deleted };
    const created = body && /"TableName"\s*:\s*"([^"]+)"/.exec(body.toString('utf8'))?.[1];
    return created === undefined ? undefined : { kind: 'created', name: created };
  }
  const isCollection = name !== '' && rest.filter(Boolean).length === 0 && url.searchParams.get('comp') === null && (service === 'queue' || url.searchParams.get('restype') === 'container');
  if (!isCollection) return undefined;
  if (request.method === 'PUT') return { kind: 'created', name };
  return request.method === 'DELETE' ? { kind: 'deleted', name } : undefined;
}

export interface Onward { readonly port: number; readonly path: string; readonly dropAuthorization: boolean; readonly host?: string; readonly body?: Buffer; readonly copySource?: string }

/** Account and rest of a copy's source when it is in this sandbox: in the host form, or in the path form at the port of its own blob service. */
export function copySourceOf({ headers }: Pick<IncomingMessage, 'headers'>, ownPort: number): string | undefined {
  const source = String(headers['x-ms-copy-source'] ?? '');
  const [, account, rest = ''] = /^https?:\/\/([a-z0-9]{3,24})\.blob\.localhost(?::\d+)?(\/.*)$/i.exec(source) ?? [];
  if (account !== undefined) return `/${account}${rest}`;
  const [, port, path] = /^https?:\/\/(?:127\.0\.0\.1|localhost):(\d+)(\/[a-z0-9]{3,24}\/.*)$/i.exec(source) ?? [];
  return Number(port) === ownPort ? path : undefined;
}

/** Azurite checks the source of a copy by asking itself, at the address that the request names as its own. */
const copyHeaders = (source: string | undefined, port: number): { 'x-ms-copy-source'?: string; host?: string } => (source === undefined ? {} : { 'x-ms-copy-source': `http://127.0.0.1:${port}${source}`, host: `127.0.0.1:${port}` });

/** What came back; the size is what the answer has announced. */
export interface Passed { readonly status: number; readonly sizeBytes: number }

/** Passes a request on and its answer back; resolves once the headers came. */
export function passOn(request: IncomingMessage, response: ServerResponse, { port, path, dropAuthorization, host, body, copySource }: Onward): Promise<Passed> {
  return new Promise((resolve, reject) => {
    const headers = { ...request.headers, ...(dropAuthorization ? { authorization: undefined } : {}), ...(host !== undefined && { host }), ...copyHeaders(copySource, port) };
    const onward = httpRequest({ host: '127.0.0.1', port, path, method: request.method, headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)), setHost: false }, (answer) => {
      const status = answer.statusCode ?? 502;
      resolve({ status, sizeBytes: request.method === 'HEAD' ? 0 : Number(answer.headers['content-length']) || 0 });
      response.writeHead(status, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', reject);
    if (body) onward.end(body);
    else request.pipe(onward);
  });
}
