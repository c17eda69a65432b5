import { createHash } from 'node:crypto';
import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import { badRequest } from '../../armError';
import type { StoredPackage } from '../functionHost/packages';

/** Files whose text the host reads. Packages of installed requirements are not among them. */
const isSource = (name: string): boolean => !/^(\.python_packages|\.venv|node_modules)\//.test(name) && (/\.py$/.test(name) || /^(host\.json|requirements\.txt|[^/]+\/function\.json)$/.test(name));
const largestSourceBytes = 2_000_000;
const mostSourceBytes = 50_000_000;

/** Reads an uploaded package. @throws ArmError 400 when it is no zip. */
export async function readZip(bytes: Buffer): Promise<StoredPackage> {
  const files: string[] = [];
  const sources: Record<string, string> = {};
  try { await readEntries(bytes, files, sources); } catch (error) {
    throw badRequest('InvalidZip', `Zip deployment failed: the package cannot be read as a zip file. ${error instanceof Error ? error.message : ''}`.trim());
  }
  return { sha256: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length, files: files.sort(), sources, zip: bytes.toString('base64') };
}

async function readEntries(bytes: Buffer, files: string[], sources: Record<string, string>): Promise<void> {
  const zip = await open(bytes);
  let readBytes = 0;
  await new Promise<void>((resolve, reject) => {
    zip.on('error', reject).on('end', resolve);
    zip.on('entry', (entry: Entry) => {
      const name = entry.fileName;
      if (name.endsWith('/')) { zip.readEntry(); return; }
      files.push(name);
      readBytes += isSource(name) ? entry.uncompressedSize : 0;
      if (!isSource(name) || entry.uncompressedSize > largestSourceBytes || readBytes > mostSourceBytes) { zip.readEntry(); return; }
      read(zip, entry).then((text) => { sources[name] = text; zip.readEntry(); }, reject);
    });
    zip.readEntry();
  });
}

const open = (bytes: Buffer): Promise<ZipFile> => new Promise((resolve, reject) => {
  fromBuffer(bytes, { lazyEntries: true }, (error, zip) => { if (error) reject(error); else resolve(zip); });
});

const read = (zip: ZipFile, entry: Entry): Promise<string> => new Promise((resolve, reject) => {
  zip.openReadStream(entry, (error, stream) => {
    if (error) { reject(error); return; }
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => { resolve(Buffer.concat(chunks).toString('utf8')); }).on('error', reject);
  });
});
