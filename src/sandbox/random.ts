import { createHmac } from 'node:crypto';

/** Randomness from the sandbox's seed: the same purpose always gets the same bytes, so keys survive restarts and tests repeat. */
export interface SeededRandom {
  bytes(purpose: string, length: number): Buffer;
  base64(purpose: string, lengthBytes: number): string;
  /** A version 4 UUID. */
  guid(purpose: string): string;
  /** A number of the range [0, 1). */
  fraction(purpose: string): number;
}

export function createRandom(seed: string): SeededRandom {
  const bytes = (purpose: string, length: number): Buffer => {
    const blocks: Buffer[] = [];
    for (let index = 0; blocks.length * 32 < length; index++) blocks.push(createHmac('sha256', seed).update(`${index}:${purpose}`).digest());
    return Buffer.concat(blocks).subarray(0, length);
  };
  return {
    bytes,
    base64: (purpose, length) => bytes(purpose, length).toString('base64'),
    fraction: (purpose) => bytes(purpose, 6).readUIntBE(0, 6) / 2 ** 48,
    guid: (purpose) => formatGuid(bytes(purpose, 16)),
  };
}

function formatGuid(source: Buffer): string {
  const id = Buffer.from(source);
  id[6] = (id[6]! & 0x0f) | 0x40;
  id[8] = (id[8]! & 0x3f) | 0x80;
  const hex = id.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
