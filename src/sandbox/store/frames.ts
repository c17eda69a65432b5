import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { keyIdOf } from './keyFile';

/** A log file: header (magic, salt, key ID), then frames. A frame: length, checksum of the length, nonce, tag, ciphertext.
 *  A frame's place in the file is authenticated too, so frames cannot be moved, repeated or taken from another file. */
const magic = Buffer.from('AOSSBX01');
export const headerBytes = magic.length + 16 + 8;
const frameHeaderBytes = 8 + 12 + 16;

export interface LogHeader { readonly salt: Buffer; readonly keyId: Buffer }

export function encodeHeader(key: Buffer): { readonly bytes: Buffer; readonly salt: Buffer } {
  const salt = randomBytes(16);
  return { bytes: Buffer.concat([magic, salt, keyIdOf(key)]), salt };
}

/** Undefined when the text is not the start of a log. */
export function decodeHeader(bytes: Buffer): LogHeader | undefined {
  if (bytes.length < headerBytes || !bytes.subarray(0, magic.length).equals(magic)) return undefined;
  return { salt: bytes.subarray(magic.length, magic.length + 16), keyId: bytes.subarray(magic.length + 16, headerBytes) };
}

export const fileKeyOf = (key: Buffer, salt: Buffer): Buffer => Buffer.from(hkdfSync('sha256', key, salt, 'sandbox log', 32));

export function encodeFrame(fileKey: Buffer, index: number, payload: Buffer): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', fileKey, nonce).setAAD(placeOf(index));
  const body = Buffer.concat([cipher.update(payload), cipher.final()]);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length, 0);
  head.writeUInt32BE(crc32(head.subarray(0, 4), index >>> 0), 4);
  return Buffer.concat([head, nonce, cipher.getAuthTag(), body]);
}

export interface DecodedLog {
  readonly payloads: readonly Buffer[];
  /** Bytes that hold whole frames; what follows was being written when the process died. */
  readonly wholeBytes: number;
  /** Offset of a frame that is not what was written, although it is no torn tail. */
  readonly damagedAt?: number;
}

/** Reads frames from `start`. A cut or zeroed end is a torn tail and left out; anything else that does not fit is damage. */
export function decodeFrames(fileKey: Buffer, bytes: Buffer, start: number): DecodedLog {
  const payloads: Buffer[] = [];
  let at = start;
  while (at < bytes.length) {
    if (bytes.length - at < 8 || isZero(bytes.subarray(at))) return { payloads, wholeBytes: at };
    const length = bytes.readUInt32BE(at);
    if (crc32(bytes.subarray(at, at + 4), payloads.length >>> 0) !== bytes.readUInt32BE(at + 4)) return { payloads, wholeBytes: at, damagedAt: at };
    const end = at + frameHeaderBytes + length;
    if (end > bytes.length) return { payloads, wholeBytes: at };
    const payload = open(fileKey, payloads.length, bytes.subarray(at + 8, end));
    if (!payload) return end === bytes.length ? { payloads, wholeBytes: at } : { payloads, wholeBytes: at, damagedAt: at };
    payloads.push(payload);
    at = end;
  }
  return { payloads, wholeBytes: at };
}

function open(fileKey: Buffer, index: number, sealed: Buffer): Buffer | undefined {
  const decipher = createDecipheriv('aes-256-gcm', fileKey, sealed.subarray(0, 12)).setAAD(placeOf(index));
  decipher.setAuthTag(sealed.subarray(12, 28));
  try { return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]); } catch (error) {
    // The only way the cipher can fail here is a tag that does not fit.
    if (error instanceof Error) return undefined;
    throw error;
  }
}

function placeOf(index: number): Buffer {
  const place = Buffer.alloc(8);
  place.writeBigUInt64BE(BigInt(index));
  return place;
}

const isZero = (bytes: Buffer): boolean => bytes.every((byte) => byte === 0);
