import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../../core/errors';
import { asString, isObject } from '../../core/json';
import type { ApplicationPackage, ApplicationPackages, PackageRecord } from '../../core/ports';
import { ensureAosFolder } from '../runs';
import { writeWhole } from '../workspace/workspaceFolder';
import { makeArchive } from './archive';
import { collectFiles } from './collectFiles';

/** What Kudu takes in one request. @see https://learn.microsoft.com/azure/app-service/deploy-zip */
const kuduBytes = 2048 * 1024 ** 2;

/** Archives by their hash, and a ledger of one line a package. */
export class PackageFolder implements ApplicationPackages {
  private readonly folder: string;

  constructor(private readonly workspace: string, private readonly maxBytes = kuduBytes) { this.folder = path.join(workspace, '.aos', 'packages'); }

  async build(root: string, signal?: AbortSignal): Promise<ApplicationPackage> {
    const { files, skipped } = await collectFiles(root, signal);
    if (files.length === 0) throw new InputError('Package.Empty', `Nothing of ${root} would go into a package.`, { nextStep: 'Look at .funcignore: it leaves everything out.' });
    const size = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
    if (size > this.maxBytes) throw new InputError('Package.TooLarge', `The package of ${root} would hold ${(size / 1024 ** 2).toFixed(1)} MB; ${(this.maxBytes / 1024 ** 2).toFixed(0)} MB are allowed.`, { nextStep: `Leave the largest out with .funcignore: ${[...files].sort((a, b) => b.bytes.length - a.bytes.length).slice(0, 3).map((one) => one.path).join(', ')}.` });
    const archive = await makeArchive(files);
    const hash = sha256(archive);
    await ensureAosFolder(this.workspace);
    if ((await this.readBytes(hash)) === undefined) await writeWhole(this.fileOf(hash), archive);
    return { hash, file: this.fileOf(hash), sizeBytes: archive.length, skipped, entries: files.map((one) => ({ path: one.path, sizeBytes: one.bytes.length, hash: sha256(one.bytes) })) };
  }

  /** What does not have its hash any more counts as gone. */
  async readBytes(hash: string): Promise<Uint8Array | undefined> {
    try {
      const bytes = await readFile(this.fileOf(hash));
      return sha256(bytes) === hash ? bytes : undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async list(application: string): Promise<readonly PackageRecord[]> {
    const text = await readFile(this.ledger, 'utf8').catch((error: NodeJS.ErrnoException) => { if (error.code === 'ENOENT') return ''; throw error; });
    return text.split('\n').flatMap((line) => { const record = parseRecord(line); return record?.application === application ? [record] : []; }).reverse();
  }

  async record(record: PackageRecord): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await appendFile(this.ledger, `${JSON.stringify(record)}\n`);
  }

  private get ledger(): string { return path.join(this.folder, 'packages.jsonl'); }
  private fileOf(hash: string): string { return path.join(this.folder, `${hash}.zip`); }
}

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A line that was torn by a crash is no record. */
function parseRecord(line: string): PackageRecord | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) && asString(value['application']) !== undefined && asString(value['hash']) !== undefined && asString(value['at']) !== undefined && isObject(value['files']) && Array.isArray(value['functions']) ? value as unknown as PackageRecord : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
