const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const group = bytes[at]! << 16 | (bytes[at + 1] ?? 0) << 8 | (bytes[at + 2] ?? 0), count = Math.min(3, bytes.length - at);
    for (let index = 0; index < 4; index++) text += index <= count ? LETTERS.charAt(group >> 18 - index * 6 & 63) : '=';
  }
  return text;
}

/** Bytes of base64 text; white space is skipped. Undefined when it is not valid. */
export function fromBase64(text: string): Uint8Array | undefined {
  const packed = text.replace(/[ \t\r\n]/g, '');
  if (packed.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(packed)) return undefined;
  const digits = packed.replace(/=+$/, ''), bytes = new Uint8Array(digits.length * 3 >> 2);
  for (let index = 0, bits = 0, held = 0, out = 0; index < digits.length; index++) {
    held = (held << 6 | LETTERS.indexOf(digits.charAt(index))) & 0xffff; bits += 6;
    if (bits >= 8) { bits -= 8; bytes[out++] = held >> bits & 0xff; }
  }
  return bytes;
}
