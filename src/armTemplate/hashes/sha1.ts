const rotate = (value: number, bits: number): number => value << bits | value >>> (32 - bits);

/** SHA-1, 20 bytes: for name-based GUIDs only, nothing that must be safe. */
export function sha1(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array((bytes.length + 9 + 63 >> 6) << 6), view = new DataView(padded.buffer);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(padded.length - 4, bytes.length << 3 >>> 0);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0], words = new Int32Array(80);
  for (let block = 0; block < padded.length; block += 64) {
    for (let index = 0; index < 16; index++) words[index] = view.getInt32(block + index * 4);
    for (let index = 16; index < 80; index++) words[index] = rotate(words[index - 3]! ^ words[index - 8]! ^ words[index - 14]! ^ words[index - 16]!, 1);
    addBlock(state, words);
  }
  const result = new Uint8Array(20), out = new DataView(result.buffer);
  state.forEach((value, index) => out.setInt32(index * 4, value));
  return result;
}

function addBlock(state: number[], words: Int32Array): void {
  let [a, b, c, d, e] = state as [number, number, number, number, number];
  for (let index = 0; index < 80; index++) {
    const f = index < 20 ? b & c | ~b & d : index < 40 || index >= 60 ? b ^ c ^ d : b & c | b & d | c & d;
    const next = rotate(a, 5) + f + e + [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6][Math.floor(index / 20)]! + words[index]! | 0;
    e = d; d = c; c = rotate(b, 30); b = a; a = next;
  }
  [a, b, c, d, e].forEach((value, index) => { state[index] = state[index]! + value | 0; });
}
