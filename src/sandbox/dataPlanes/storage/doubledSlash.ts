import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { AccountKeys } from './accounts';

/**
 * Endpoints end in a slash, and some SDKs put another one behind it: `/account//container`. Azurite takes the gap for the container, so the path is closed up,
 * and because signatures cover the path as it was sent, this checks them before.
 */
export const hasDoubledSlash = (path: string): boolean => /^\/[^/?]+\/\//.test(path);
export const closeUp = (path: string): string => path.replace(/^(\/[^/?]+)\/\/+/, '$1/');

const signed = ['content-encoding', 'content-language', 'content-length', 'content-md5', 'content-type', 'date', 'if-modified-since', 'if-match', 'if-none-match', 'if-unmodified-since', 'range'] as const;

/** Whether a Shared Key signature of blobs or queues fits the request as it was sent, with one of the account's keys. @see Storage, Authorize with Shared Key */
export function isSignedBy({ name, key1, key2 }: AccountKeys, { method = 'GET', url = '/', headers }: { readonly method?: string; readonly url?: string; readonly headers: IncomingHttpHeaders }): boolean {
  const given = /^SharedKey ([^:]+):(\S+)$/i.exec(headers.authorization ?? '');
  if (given?.[1] !== name) return false;
  const text = [method, ...signed.map((header) => standardHeader(header, headers)), ...microsoftHeaders(headers)].join('\n') + `\n${resourceText(name, url)}`;
  return [key1, key2].some((key) => isSame(createHmac('sha256', Buffer.from(key, 'base64')).update(text, 'utf8').digest('base64'), given[2] ?? ''));
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
