import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { sha256Hex } from '../../core/hash';
import { isObject } from '../../core/json';
import type { LedgerEntry, UploadLedger } from '../../core/ports';
import { writeWhole } from '../workspace/workspaceFolder';

/**
 * What was last uploaded, one file a container in a folder of `.aos/`. Holds hashes and ETags, no content. A file that cannot be read counts as
 * empty: the next comparison then reads the blobs themselves and takes nothing for granted.
 */
export class UploadLedgerFolder implements UploadLedger {
  readonly #known = new Map<string, Record<string, LedgerEntry>>();
  #writing: Promise<void> = Promise.resolve();

  constructor(private readonly folder: string) {}

  async read(container: string): Promise<Readonly<Record<string, LedgerEntry>>> {
    const known = this.#known.get(container);
    if (known) return known;
    const entries = await this.#load(container);
    if (!this.#known.has(container)) this.#known.set(container, entries);
    return this.#known.get(container)!;
  }

  /** Changes that arrive while one is being written go out together with the next writing. */
  async record(container: string, entries: Readonly<Record<string, LedgerEntry | undefined>>): Promise<void> {
    const known = (await this.read(container)) as Record<string, LedgerEntry>;
    for (const [name, entry] of Object.entries(entries)) {
      if (entry) known[name] = entry; else delete known[name];
    }
    await this.#flush(container);
  }

  readonly #dirty = new Set<string>();

  #flush(container: string): Promise<void> {
    if (this.#dirty.has(container)) return this.#writing;
    this.#dirty.add(container);
    const write = async (): Promise<void> => {
      this.#dirty.delete(container);
      await writeWhole(this.#file(container), `${JSON.stringify(this.#known.get(container))}\n`);
    };
    this.#writing = this.#writing.then(write, write);
    return this.#writing;
  }

  async #load(container: string): Promise<Record<string, LedgerEntry>> {
    try {
      const value: unknown = JSON.parse(await readFile(this.#file(container), 'utf8'));
      return isObject(value) ? Object.fromEntries(Object.entries(value).filter((entry): entry is [string, LedgerEntry & never] => isEntry(entry[1]))) : {};
    } catch (error) {
      if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return {};
      throw error;
    }
  }

  #file(container: string): string { return path.join(this.folder, `${sha256Hex(container).slice(0, 24)}.json`); }
}

const isEntry = (value: unknown): boolean => isObject(value) && typeof value['contentHash'] === 'string' && typeof value['etag'] === 'string';
