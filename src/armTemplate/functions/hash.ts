import { murmurHash64 } from '../hashes/murmur';
import { sha1 } from '../hashes/sha1';
import { utf8Bytes } from '../hashes/utf8';
import { eager, stringAt, type Builtin } from './builtin';

const NAMESPACE = [0x11, 0xfb, 0x06, 0xfb, 0x71, 0x2d, 0x4d, 0xdd, 0x98, 0xc7, 0xe7, 0x1b, 0xbd, 0x58, 0x88, 0x30];
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

/** 13 characters of 5 bits, from the top bit down. */
export function uniqueString(text: string): string {
  let hash = murmurHash64(utf8Bytes(text)), result = '';
  for (let index = 0; index < 13; index++) { result += BASE32.charAt(Number(hash >> 59n)); hash = BigInt.asUintN(64, hash << 5n); }
  return result;
}

/** RFC 4122 version 5 in a namespace of Azure's own. */
export function nameGuid(text: string): string {
  const hash = sha1(new Uint8Array([...NAMESPACE, ...utf8Bytes(text)]));
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = [...hash.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

export const hashFunctions: readonly Builtin[] = [
  eager('uniqueString', 1, Infinity, (args, call) => uniqueString(args.map((_, index) => stringAt(args, index, call)).join('-'))),
  eager('guid', 1, Infinity, (args, call) => nameGuid(args.map((_, index) => stringAt(args, index, call)).join('-'))),
];
