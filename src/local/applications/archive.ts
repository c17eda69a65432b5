import { ZipFile } from 'yazl';
import type { CollectedFile } from './collectFiles';

/** Earliest time that an archive can hold, in local time, as the format wants it: the bytes are then the same in every time zone. */
const fixedTime = new Date(1980, 0, 1);

/**
 * The archive of some files: sorted, with fixed times and modes, and stored without compression, because deflate gives other bytes on another
 * processor or version of zlib.
 */
export async function makeArchive(files: readonly CollectedFile[]): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { path, bytes } of [...files].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    zip.addBuffer(Buffer.from(bytes), path, { mtime: fixedTime, mode: 0o100644, compress: false, forceDosTimestamp: true });
  }
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
