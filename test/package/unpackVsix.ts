import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';

/** Unpacks a .vsix (a zip file) into `folder`; returns the names of its files, in the order of the archive. */
export async function unpackVsix(vsix: string, folder: string): Promise<readonly string[]> {
  const zip = await yauzl.openPromise(vsix);
  const names: string[] = [];
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.endsWith('/')) continue;
    names.push(entry.fileName);
    const target = path.join(folder, entry.fileName);
    await mkdir(path.dirname(target), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target));
  }
  return names;
}
