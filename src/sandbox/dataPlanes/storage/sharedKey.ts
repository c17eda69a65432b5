import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { AccountKeys } from './accounts';
import type { Service } from './mirror';

const signed = ['content-encoding', 'content-language', 'content-length', 'content-md5', 'content-type', 'date', 'if-modified-since', 'if-match', 'if-none-match', 'if-unmodified-since', 'range'] as const;

type Signed = { readonly method?: string; readonly url?: string; readonly headers: IncomingHttpHeaders };

/** Whether a Shared Key signature fits the request as it was sent to the account's own host, with one of the account's keys. @see Storage, Authorize with Shared Key */
export function isSignedBy({ name, key1, key2 }: AccountKeys, service: Service, request: Signed): boolean {
  const [, lite, account, signature = ''] = /^SharedKey(Lite)? ([^:]+):(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  if (account !== name) return false;
  const text = service === 'table' ? tableText(name, request, lite !== undefined) : textOf(name, request);
  return [key1, key2].some((key) => isSame(createHmac('sha256', Buffer.from(key, 'base64')).update(text, 'utf8').digest('base64'), signature));
}

const textOf = (account: string, { method = 'GET', url = '/', headers }: Signed): string =>
  [method, ...signed.map((header) => standardHeader(header, headers)), ...microsoftHeaders(headers), resourceText(account, url)].join('\n');

function tableText(account: string, { method = 'GET', url = '/', headers }: Signed, isLite: boolean): string {
  const [path = '', query = ''] = url.split('?');
  const part = new URLSearchParams(query).get('comp');
  const end = [String(headers['x-ms-date'] ?? headers.date ?? ''), `/${account}${path}${part === null ? '' : `?comp=${part}`}`];
  return (isLite ? end : [method, String(headers['content-md5'] ?? ''), String(headers['content-type'] ?? ''), ...end]).join('\n');
}

function standardHeader(name: (typeof signed)[number], headers: IncomingHttpHeaders): string {
  const value = String(headers[name] ?? '');
  const isEmpty = (name === 'content-length' && value === '0') || (name === 'date' && headers['x-ms-date'] !== undefined);
  return isEmpty ? '' : value;
}

const microsoftHeaders = (headers: IncomingHttpHeaders): string[] => Object.keys(headers).filter((name) => name.startsWith('x-ms-')).sort().map((name) => `${name}:${String(headers[name]).trim()}`);

function resourceText(account: string, url: string): string {
  const [path = '', query = ''] = url.split('?');
  const parameters = new Map<string, string[]>();
  for (const [key, value] of new URLSearchParams(query)) parameters.set(key.toLowerCase(), [...parameters.get(key.toLowerCase()) ?? [], value].sort());
  return [`/${account}${path}`, ...[...parameters].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, values]) => `${key}:${values.join(',')}`)].join('\n');
}

function isSame(left: string, right: string): boolean {
  const [a, b] = [Buffer.from(left), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
