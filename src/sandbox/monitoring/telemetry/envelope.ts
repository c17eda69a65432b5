import { gunzipSync, inflateSync } from 'node:zlib';
import type { JsonObject, JsonValue } from '../../../armTemplate';
import { isObject } from '../../providers/shared/json';

/** An item as clients send it. @see Application Insights, telemetry data model */
export type Envelope = JsonObject;
/** What one line or entry of a request is: an item, or why it is none. */
export type SentItem = { readonly envelope: Envelope } | { readonly problem: string };

/** The whole request cannot be read. */
export class TrackError extends Error {}

const largestBytes = 16 * 1024 * 1024;

/** Reads a JSON array, one JSON object, or one object a line; `encoding` is that of the request. @throws TrackError */
export function readEnvelopes(body: Buffer, encoding: string | undefined): SentItem[] {
  const text = unpack(body, encoding).toString('utf8').replace(/^\ufeff/, '').trim();
  if (text === '') return [];
  const whole = parse(text);
  if (Array.isArray(whole)) return whole.map(asItem);
  if (whole !== undefined) return [asItem(whole)];
  return text.split(/\r?\n/).filter((line) => line.trim() !== '').map((line) => { const value = parse(line); return value === undefined ? { problem: 'The line is no JSON.' } : asItem(value); });
}

const asItem = (value: JsonValue): SentItem => (isObject(value) ? { envelope: value } : { problem: 'The item is no JSON object.' });

function parse(text: string): JsonValue | undefined {
  try { return JSON.parse(text) as JsonValue; } catch (error) { if (error instanceof SyntaxError) return undefined; throw error; }
}

function unpack(body: Buffer, encoding = 'identity'): Buffer {
  const known: Readonly<Record<string, (packed: Buffer) => Buffer>> = { identity: (packed) => packed, gzip: (packed) => gunzipSync(packed, { maxOutputLength: largestBytes }), deflate: (packed) => inflateSync(packed, { maxOutputLength: largestBytes }) };
  const read = known[encoding.toLowerCase().trim() || 'identity'];
  if (!read) throw new TrackError(`The content encoding '${encoding.slice(0, 40)}' is not supported.`);
  try { return read(body); } catch (error) { throw new TrackError(`The body is no ${encoding}: ${error instanceof Error ? error.message : 'it cannot be read'}.`); }
}
