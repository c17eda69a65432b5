import { ExpressionFault } from '../fault';
import { fromBase64, toBase64 } from '../hashes/base64';
import { utf8Bytes, utf8Text } from '../hashes/utf8';
import { parseJsonText, printJsonText } from '../values/jsonText';
import { getKey, isInteger, type Value, type ValueObject } from '../values/value';
import { eager, objectAt, stringAt, type Builtin, type Call } from './builtin';

const invalidParameter = (call: Call, reason: string): ExpressionFault => new ExpressionFault(`The template language function '${call.name}' was invoked with a parameter that is not valid. ${reason}`);

function decodeBase64(text: string, call: Call): string {
  const bytes = fromBase64(text);
  if (!bytes) throw invalidParameter(call, 'The value cannot be decoded from base64 representation.');
  return utf8Text(bytes);
}

function dataUriToString(args: readonly Value[], call: Call): Value {
  const text = stringAt(args, 0, call), match = /^data:([^,]*),([^]*)$/i.exec(text);
  if (!match) throw invalidParameter(call, `The value '${text.slice(0, 100)}' is not a data URI.`);
  const charset = /;charset=([^;]*)/i.exec(match[1]!)?.[1];
  if (charset !== undefined && !/^(utf-8|us-ascii)$/i.test(charset)) throw new ExpressionFault(`The template language function 'dataUriToString' parameter is not valid. The provided charset '${charset}' is not supported.`);
  return /;base64$/i.test(match[1]!) ? decodeBase64(match[2]!, call) : decodePercent(match[2]!);
}

const decodePercent = (text: string): string => text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => { return utf8Text(new Uint8Array(escapes.slice(1).split('%').map((hex) => parseInt(hex, 16)))); });
const encodeComponent = (text: string): string => [...utf8Bytes(text)].map((byte) => (/[A-Za-z0-9._~-]/.test(String.fromCharCode(byte)) && byte < 128 ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)).join('');

function uri(args: readonly Value[], call: Call): Value {
  const base = stringAt(args, 0, call), relative = stringAt(args, 1, call), parsed = readUri(base);
  if (!parsed) throw new ExpressionFault(`The template language function 'uri' expects its first argument to be a uri string. The provided value is '${base}'.`);
  try { return new URL(relative, base).href; } catch (error) {
    if (error instanceof TypeError) throw new ExpressionFault(`The template language function 'uri' expects its second argument to be a relative uri. The provided value is '${relative}'.`);
    throw error;
  }
}

function readUri(text: string): URL | undefined {
  try { return new URL(text); } catch (error) { if (error instanceof TypeError) return undefined; throw error; }
}

const PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, ftp: 21, ws: 80, wss: 443 };

function parseUri(args: readonly Value[], call: Call): Value {
  const text = stringAt(args, 0, call), parsed = readUri(text);
  if (!parsed) throw new ExpressionFault(`The template language function 'parseUri' expects its parameter to be a uri string. The provided value is '${text}'.`);
  const scheme = parsed.protocol.slice(0, -1);
  const path: ValueObject = parsed.pathname === '/' ? {} : { path: parsed.pathname }, query: ValueObject = text.includes('?') ? { query: parsed.search || '?' } : {};
  return { scheme, host: parsed.hostname, port: parsed.port ? Number(parsed.port) : null, ...path, ...query };
}

function buildUri(args: readonly Value[], call: Call): Value {
  const parts = objectAt(args, 0, call);
  const text = (name: string): string => { const value = getKey(parts, name); return typeof value === 'string' ? value : ''; };
  const scheme = text('scheme'), host = text('host'), port = getKey(parts, 'port');
  if (!scheme || !host) throw new ExpressionFault("The template language function 'buildUri' expects an object with the properties 'scheme' and 'host'.");
  const path = text('path'), query = text('query');
  const shownPort = isInteger(port) && port !== PORTS[scheme] ? `:${port}` : '';
  return `${scheme}://${host}${shownPort}${path.startsWith('/') ? path : `/${path}`}${query === '' || query.startsWith('?') ? query : `?${query}`}`;
}

export const uriFunctions: readonly Builtin[] = [
  eager('base64', 1, 1, (args, call) => toBase64(utf8Bytes(stringAt(args, 0, call)))),
  eager('base64ToString', 1, 1, (args, call) => decodeBase64(stringAt(args, 0, call), call)),
  eager('base64ToJson', 1, 1, (args, call) => {
    const text = decodeBase64(stringAt(args, 0, call), call);
    try { return parseJsonText(text); } catch (error) { if (error instanceof SyntaxError) throw invalidParameter(call, 'The value cannot be parsed as JSON.'); throw error; }
  }),
  eager('dataUri', 1, 1, ([value]) => `data:${typeof value === 'string' ? 'text/plain' : 'application/json'};charset=utf-8;base64,${toBase64(utf8Bytes(typeof value === 'string' ? value : printJsonText(value!)))}`),
  eager('dataUriToString', 1, 1, dataUriToString),
  eager('uriComponent', 1, 1, (args, call) => encodeComponent(stringAt(args, 0, call))),
  eager('uriComponentToString', 1, 1, (args, call) => decodePercent(stringAt(args, 0, call).replaceAll('+', ' '))),
  eager('uri', 2, 2, uri),
  eager('parseUri', 1, 1, parseUri),
  eager('buildUri', 1, 1, buildUri),
];
