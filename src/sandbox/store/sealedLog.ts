import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';

const lengthBytes = 4;
const ivBytes = 12;
const tagBytes = 16;
const overhead = ivBytes + tagBytes;

/** The state folder was written with another key, or somebody changed the file. */
export class SealedLogError extends Error {
  constructor(readonly file: string, reason: string) {
    super(`The sandbox state ${file} ${reason}. Reset the sandbox to start with an empty one.`);
    this.name = 'SealedLogError';
  }
}

/**
 * An append-only file of JSON records, each encrypted and authenticated on its own (AES-256-GCM; its place in the file is part of
 * what is authenticated, so records cannot be swapped or dropped in the middle). A record counts once it is whole: the torn end that
 * a killed process leaves is cut off at the next opening.
 *
 * Layout: `u32 length | iv (12) | tag (16) | ciphertext`, repeated; length covers the rest of the record.
 */
export class SealedLog {
  #index = 0;
  #sizeBytes = 0;

  private constructor(private readonly file: string, private readonly key: Buffer, private handle: number) {}

  /** Opens or creates the log and hands every whole record to `replay`, oldest first. @throws SealedLogError when the key does not fit or a record inside is damaged. */
  static open(file: string, key: Buffer, replay: (record: unknown) => void): SealedLog {
    mkdirSync(path.dirname(file), { recursive: true });
    const content = existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
    const log = new SealedLog(file, key, openSync(file, 'a+', 0o600));
    try {
      log.#replay(content, replay);
    } catch (error) {
      log.close();
      throw error;
    }
    if (log.#sizeBytes < content.length) ftruncateSync(log.handle, log.#sizeBytes);
    return log;
  }

  get sizeBytes(): number { return this.#sizeBytes; }

  /** Appends records in one write. They are the operating system's when this returns; `sync` puts them on the disk. */
  append(...records: readonly unknown[]): void {
    const sealed = Buffer.concat(records.map((record) => this.#seal(record, this.#index++)));
    writeSync(this.handle, sealed);
    this.#sizeBytes += sealed.length;
  }

  sync(): void { fsyncSync(this.handle); }

  /** Replaces the whole log by these records, whole or not at all. */
  compact(records: Iterable<unknown>): void {
    const partial = `${this.file}.new`;
    const handle = openSync(partial, 'w', 0o600);
    let index = 0;
    let size = 0;
    for (const record of records) size += writeSync(handle, this.#seal(record, index++));
    fsyncSync(handle);
    closeSync(handle);
    renameSync(partial, this.file);
    closeSync(this.handle);
    this.handle = openSync(this.file, 'a+', 0o600);
    this.#index = index;
    this.#sizeBytes = size;
  }

  close(): void { closeSync(this.handle); }

  #seal(record: unknown, index: number): Buffer {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(indexBytes(index));
    const text = Buffer.concat([cipher.update(JSON.stringify(record), 'utf8'), cipher.final()]);
    const length = Buffer.alloc(lengthBytes);
    length.writeUInt32LE(overhead + text.length);
    return Buffer.concat([length, iv, cipher.getAuthTag(), text]);
  }

  #replay(content: Buffer, replay: (record: unknown) => void): void {
    for (let at = 0; at + lengthBytes <= content.length;) {
      const length = content.readUInt32LE(at);
      const end = at + lengthBytes + length;
      if (length < overhead || end > content.length) return;
      const record = this.#unseal(content.subarray(at + lengthBytes, end), end === content.length);
      if (record === undefined) return;
      replay(record.value);
      this.#index++;
      this.#sizeBytes = end;
      at = end;
    }
  }

  /** Undefined for a last record that was not written whole (its blocks reached the disk out of order). */
  #unseal(sealed: Buffer, isLast: boolean): { readonly value: unknown } | undefined {
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, ivBytes)).setAAD(indexBytes(this.#index)).setAuthTag(sealed.subarray(ivBytes, overhead));
      return { value: JSON.parse(Buffer.concat([decipher.update(sealed.subarray(overhead)), decipher.final()]).toString('utf8')) as unknown };
    } catch (error) {
      if (isLast && this.#index > 0) return undefined;
      throw new SealedLogError(this.file, this.#index === 0 ? 'cannot be read with this user\'s key' : `is damaged at record ${this.#index} (${(error as Error).message})`);
    }
  }
}

function indexBytes(index: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(index));
  return bytes;
}
