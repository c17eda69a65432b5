const rotate = (value: number, bits: number): number => (value << bits | value >>> (32 - bits)) >>> 0;
const mix = (value: number): number => {
  let mixed = value ^ value >>> 16;
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ mixed >>> 16) >>> 0;
};
const scramble1 = (word: number): number => Math.imul(rotate(Math.imul(word, 0x239b961b), 15), 0xab0e9789);
const scramble2 = (word: number): number => Math.imul(rotate(Math.imul(word, 0xab0e9789), 17), 0x239b961b);

/** The 64-bit MurmurHash3 variant with two 32-bit lanes, seed 0, that `uniqueString` is built on. */
export function murmurHash64(bytes: Uint8Array): bigint {
  const word = (at: number): number => (bytes[at] ?? 0) | (bytes[at + 1] ?? 0) << 8 | (bytes[at + 2] ?? 0) << 16 | (bytes[at + 3] ?? 0) << 24;
  const whole = bytes.length - bytes.length % 8;
  let h1 = 0, h2 = 0;
  for (let at = 0; at < whole; at += 8) {
    h1 = rotate(h1 ^ scramble1(word(at)), 19) + h2;
    h1 = (Math.imul(h1, 5) + 0x561ccd1b) >>> 0;
    h2 = rotate(h2 ^ scramble2(word(at + 4)), 13) + h1;
    h2 = (Math.imul(h2, 5) + 0x0bcaa747) >>> 0;
  }
  if (bytes.length > whole) h1 ^= scramble1(word(whole));
  if (bytes.length > whole + 4) h2 ^= scramble2(word(whole + 4));
  h1 = ((h1 ^ bytes.length) >>> 0) + ((h2 ^ bytes.length) >>> 0) >>> 0;
  h2 = ((h2 ^ bytes.length) >>> 0) + h1 >>> 0;
  h1 = mix(h1); h2 = mix(h2);
  h1 = h1 + h2 >>> 0;
  h2 = h2 + h1 >>> 0;
  return BigInt(h2) << 32n | BigInt(h1);
}
