import { md5 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { JsonValue } from './values';

/** SHA-256 of bytes, as 64 lower-case hex digits. */
export const sha256HexOfBytes = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));

/** SHA-256 of a text, as 64 lower-case hex digits. */
export const sha256Hex = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

/** MD5 of a text in Base64, as storage tells it in `Content-MD5`. For comparing only: it protects nothing. */
export function md5Base64(text: string): string {
  return btoa(String.fromCharCode(...md5(utf8ToBytes(text))));
}

/** JSON with sorted keys and without spaces: equal values give equal text. Members that are undefined are left out. */
export function canonicalJson(value: JsonValue | undefined): string {
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => canonicalJson(item)).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null);
  const members = Object.entries(value).filter(([, member]) => member !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
}

/** SHA-256 over the canonical JSON. */
export const hashJson = (value: JsonValue): string => sha256Hex(canonicalJson(value));
