import { ExpressionFault } from '../fault';
import { fromBase64, toBase64 } from '../hashes/base64';
import { utf8Bytes, utf8Text } from '../hashes/utf8';
import { parseJsonText, printJsonText } from '../values/jsonText';
import { plainText } from '../values/plainText';
import { getKey, isInteger, typeName, type Value, type ValueObject } from '../values/value';
import { eager, objectAt, stringAt, type Builtin, type Call } from './builtin';

const invalidParameter = (call: Call, reason: string): ExpressionFault => new ExpressionFault(`The template language function '${call.name}' was invoked with a parameter that is not valid. ${reason}`);

function decodeBase64(text: string, call: Call, reason = 'The value cannot be decoded from base64 representation.'): string {
  const bytes = fromBase64(text);
  if (!bytes) throw invalidParameter(call, reason);
  return utf8Text(bytes);
}

function dataUri([value]: readonly Value[], call: Call): Value {
  if (value === null) throw invalidParameter(call, 'The value cannot be converted to the target type.');
  const text = typeof value === 'string' ? value : typeof value === 'boolean' ? (value ? 'True' : 'False') : printJsonText(value!);
  return `data:${typeof value === 'string' ? 'text/plain' : 'application/json'};charset=utf-8;base64,${toBase64(utf8Bytes(text))}`;
}

function dataUriToString(args: readonly Value[], call: Call): Value {
  const text = stringAt(args, 0, call), match = /^data:([^,]*),([^]*)$/i.exec(text);
  if (!match) throw new ExpressionFault(`The template language function '${call.name}' expects its parameter to be formatted as a valid data URI. The provided value '${text}' was not formatted correctly. Please see https://aka.ms/arm-functions#${call.name} for usage details.`);
  const charset = /;charset=([^;]*)/i.exec(match[1]!)?.[1];
  if (charset !== undefined && !/^utf-8$/i.test(charset)) throw new ExpressionFault(`The template language function 'dataUriToString' parameter is not valid. The provided charset '${charset}' is not supported. Please see https://aka.ms/arm-functions#dataUriToString for usage details.`);
  return /;base64$/i.test(match[1]!) ? decodeBase64(match[2]!, call, 'The value cannot be converted to the target type.') : decodePercent(match[2]!);
}

const decodePercent = (text: string): string => text.replace(/(?:%[0-9a-f]{2})+/gi, (escapes) => { return utf8Text(new Uint8Array(escapes.slice(1).split('%').map((hex) => parseInt(hex, 16)))); });
const encodeComponent = (text: string): string => [...utf8Bytes(text)].map((byte) => (/[A-Za-z0-9._~-]/.test(String.fromCharCode(byte)) && byte < 128 ? String.fromCharCode(byte) : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)).join('');

function uri(args: readonly Value[], call: Call): Value {
  const base = stringAt(args, 0, call), relative = stringAt(args, 1, call), parsed = UNSAFE.test(base) ? undefined : readUri(base);
  if (!parsed) throw new ExpressionFault(`The template language function 'uri' expects its first argument to be a uri string. The provided value is '${base}'. Please see https://aka.ms/arm-function-datauri for usage details.`);
  const refused = (): ExpressionFault => new ExpressionFault(`Cannot construct valid uri from base uri '${base}' and string '${relative}', check if the base uri is empty. Please see https://aka.ms/arm-function-datauri for usage details.`);
  if (/["<>^`|]/.test(relative)) throw refused();
  try { return withWrittenHost(decodeUnreserved(new URL(relative, base).href), base); } catch (error) {
    if (error instanceof TypeError) throw refused();
    throw error;
  }
}

/** No well-formed address holds these. */
const UNSAFE = /[\s"<>^`|]/;
/** What needs no escape comes out without one. */
const decodeUnreserved = (text: string): string => text.replace(/%([2-7][0-9a-f])/gi, (escape, hex: string) => { const char = String.fromCharCode(parseInt(hex, 16)); return /[A-Za-z0-9._~-]/.test(char) ? char : escape; });
/** International hosts stay as they were written. */
function withWrittenHost(href: string, written: string): string {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/?#]*@)?([^/?#:]*[^\0-\x7f][^/?#:]*)/i.exec(written)?.[1];
  return host === undefined ? href : href.replace(/(?<=:\/\/(?:[^@/?#]*@)?)[^/?#:]*xn--[^/?#:]*/, host.toLowerCase());
}

function readUri(text: string): URL | undefined {
  try { return new URL(text); } catch (error) { if (error instanceof TypeError) return undefined; throw error; }
}

const PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, ftp: 21, ws: 80, wss: 443 };

function parseUri(args: readonly Value[], call: Call): Value {
  const text = stringAt(args, 0, call), parsed = readUri(text);
  if (!parsed) throw new ExpressionFault(`The specified URL '${text}' is not valid 'Invalid URI: The format of the URI could not be determined.'.`);
  const scheme = parsed.protocol.slice(0, -1);
  const path: ValueObject = parsed.pathname === '/' ? {} : { path: parsed.pathname }, query: ValueObject = text.includes('?') ? { query: parsed.search || '?' } : {};
  return { scheme, host: withWrittenHost(`x://${parsed.hostname}`, text).slice(4), port: parsed.port ? Number(parsed.port) : null, ...path, ...query };
}

function buildUri(args: readonly Value[], call: Call): Value {
  const parts = objectAt(args, 0, call);
  const text = (name: string): string => { const value = getKey(parts, name); return typeof value === 'string' ? value : ''; };
  const scheme = text('scheme'), host = text('host'), port = getKey(parts, 'port');
  // The stray quotation mark is the official engine's.
  if (!scheme || !host) throw new ExpressionFault(`The input object to the 'buildUri' function is missing the required property '${scheme ? 'host' : 'scheme'}''.`);
  if (port !== undefined && port !== null && !isInteger(port)) throw new ExpressionFault(`Evaluation result of language expression '${plainText(port)}' is type '${typeName(port)}', expected type is 'Integer'.`);
  if (isInteger(port) && port > 65535) throw new ExpressionFault(`An error occured while evaluating the 'buildUri' function: the port '${port}' is larger than '65535'.`);
  const path = text('path'), query = text('query');
  const shownPort = isInteger(port) && port >= 0 && port !== PORTS[scheme.toLowerCase()] ? `:${port}` : '';
  return `${scheme.toLowerCase()}://${host.toLowerCase()}${shownPort}${path.startsWith('/') ? path : `/${path}`}${query === '' || query.startsWith('?') ? query : `?${query}`}`;
}

export const uriFunctions: readonly Builtin[] = [
  eager('base64', 1, 1, (args, call) => toBase64(utf8Bytes(stringAt(args, 0, call)))),
  eager('base64ToString', 1, 1, (args, call) => decodeBase64(stringAt(args, 0, call), call)),
  eager('base64ToJson', 1, 1, (args, call) => {
    const text = decodeBase64(stringAt(args, 0, call), call);
    try { return parseJsonText(text); } catch (error) { if (error instanceof SyntaxError) throw invalidParameter(call, 'The decoded string is not a valid json serialized value.'); throw error; }
  }),
  eager('dataUri', 1, 1, dataUri),
  eager('dataUriToString', 1, 1, dataUriToString),
  eager('uriComponent', 1, 1, (args, call) => encodeComponent(stringAt(args, 0, call))),
  eager('uriComponentToString', 1, 1, (args, call) => decodePercent(stringAt(args, 0, call).replaceAll('+', ' '))),
  eager('uri', 2, 2, uri),
  eager('parseUri', 1, 1, parseUri),
  eager('buildUri', 1, 1, buildUri),
];
