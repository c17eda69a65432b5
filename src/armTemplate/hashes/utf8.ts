/** UTF-8 of a text; a lone surrogate becomes the replacement character. */
export function utf8Bytes(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const char of text) {
    const point = char.codePointAt(0)!, code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
    if (code < 0x80) bytes.push(code);
    else if (code < 0x800) bytes.push(0xc0 | code >> 6, 0x80 | code & 63);
    else if (code < 0x10000) bytes.push(0xe0 | code >> 12, 0x80 | code >> 6 & 63, 0x80 | code & 63);
    else bytes.push(0xf0 | code >> 18, 0x80 | code >> 12 & 63, 0x80 | code >> 6 & 63, 0x80 | code & 63);
  }
  return new Uint8Array(bytes);
}

/** The text of UTF-8 bytes; what is no UTF-8 becomes the replacement character. */
export function utf8Text(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const { code, length } = decodeAt(bytes, at);
    text += String.fromCodePoint(code);
    at += length;
  }
  return text;
}

function decodeAt(bytes: Uint8Array, at: number): { code: number; length: number } {
  const first = bytes[at]!;
  if (first < 0x80) return { code: first, length: 1 };
  const more = first >= 0xf0 && first < 0xf5 ? 3 : first >= 0xe0 && first < 0xf0 ? 2 : first >= 0xc2 && first < 0xe0 ? 1 : 0;
  let code = more ? first & (0x3f >> more) : 0xfffd;
  for (let index = 1; index <= more; index++) {
    const next = bytes[at + index];
    if (next === undefined || (next & 0xc0) !== 0x80) return { code: 0xfffd, length: index };
    code = code << 6 | next & 63;
  }
  const minimum = [0, 0x80, 0x800, 0x10000][more]!;
  return code < minimum || code > 0x10ffff || code >= 0xd800 && code < 0xe000 ? { code: 0xfffd, length: 1 } : { code, length: more + 1 };
}
