import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { decodeFrames, decodeHeader, encodeFrame, encodeHeader, fileKeyOf, headerBytes } from './frames';
import { findKey } from './keyFile';

/** The state cannot be read: another key wrote it, or it was changed from outside. */
export class StateError extends Error {
  constructor(readonly code: 'State.KeyMissing' | 'State.Damaged', message: string) { super(message); this.name = 'StateError'; }
}

interface OpenFile { readonly path: string; readonly descriptor: number; readonly fileKey: Buffer; frames: number; sizeBytes: number }

/** Append-only file of encrypted records in a folder. A new generation begins with a snapshot and replaces the old file in one rename. */
export class StateLog {
  private constructor(private readonly folder: string, private readonly key: Buffer, private file: OpenFile, private generation: number) {}

  /** Opens the newest generation and gives each record to `replay`, oldest first. @throws StateError */
  static open(folder: string, replay: (payload: Buffer) => void): StateLog {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const newest = generations(folder).at(-1);
    if (newest === undefined) {
      const key = findKey(folder, undefined)!;
      return new StateLog(folder, key, createFile(pathOf(folder, 1), key), 1);
    }
    const path = pathOf(folder, newest);
    const bytes = readFileSync(path);
    const header = decodeHeader(bytes);
    if (!header) throw new StateError('State.Damaged', `${path} is no state of the sandbox. Reset the sandbox, or give it another state folder.`);
    const key = findKey(folder, header.keyId);
    if (!key) throw new StateError('State.KeyMissing', `${path} was written with a key that is not on this machine. Bring the key file back, or reset the sandbox.`);
    const fileKey = fileKeyOf(key, header.salt);
    const { payloads, wholeBytes, damagedAt } = decodeFrames(fileKey, bytes, headerBytes);
    if (damagedAt !== undefined) throw new StateError('State.Damaged', `${path} was changed from outside at byte ${damagedAt}. Reset the sandbox, or give it another state folder.`);
    for (const payload of payloads) replay(payload);
    const descriptor = openSync(path, 'r+');
    if (wholeBytes < bytes.length) ftruncateSync(descriptor, wholeBytes);
    return new StateLog(folder, key, { path, descriptor, fileKey, frames: payloads.length, sizeBytes: wholeBytes }, newest);
  }

  get sizeBytes(): number { return this.file.sizeBytes; }

  /** Written when it returns: a process that is killed afterwards does not lose it. */
  append(payload: Buffer): void { appendTo(this.file, payload); }

  /** Starts a new generation with these records instead of all earlier ones. */
  compact(snapshot: Iterable<Buffer>): void {
    const next = this.generation + 1;
    const temporary = join(this.folder, `state-${next}.tmp`);
    rmSync(temporary, { force: true });
    const file = createFile(temporary, this.key);
    for (const payload of snapshot) appendTo(file, payload);
    fsyncSync(file.descriptor);
    renameSync(temporary, pathOf(this.folder, next));
    closeSync(this.file.descriptor);
    rmSync(this.file.path, { force: true });
    this.file = { ...file, path: pathOf(this.folder, next) };
    this.generation = next;
  }

  close(): void {
    fsyncSync(this.file.descriptor);
    closeSync(this.file.descriptor);
  }
}

const pathOf = (folder: string, generation: number): string => join(folder, `state-${generation}.log`);

const generations = (folder: string): number[] =>
  readdirSync(folder).map((name) => /^state-(\d+)\.log$/.exec(name)?.[1]).filter((text) => text !== undefined).map(Number).sort((a, b) => a - b);

function createFile(path: string, key: Buffer): OpenFile {
  const { bytes, salt } = encodeHeader(key);
  const temporary = `${path}.new`;
  const descriptor = openSync(temporary, 'w', 0o600);
  writeSync(descriptor, bytes);
  // The name appears with the whole header in it, so that a kill leaves no file that cannot be read.
  renameSync(temporary, path);
  return { path, descriptor, fileKey: fileKeyOf(key, salt), frames: 0, sizeBytes: bytes.length };
}

function appendTo(file: OpenFile, payload: Buffer): void {
  const frame = encodeFrame(file.fileKey, file.frames, payload);
  for (let written = 0; written < frame.length;) written += writeSync(file.descriptor, frame, written, frame.length - written, file.sizeBytes + written);
  file.frames++;
  file.sizeBytes += frame.length;
}
