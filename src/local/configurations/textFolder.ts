import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ConfigurationTexts } from '../../core/ports';

/**
 * One file a text in a folder of `.aos/`, named by its hash. A text that is torn by a crash does not have its hash, which who reads it checks; so it
 * need not be synced, and a thousand are quick.
 */
export class TextFolder implements ConfigurationTexts {
  #ready: Promise<unknown> | undefined;

  constructor(private readonly folder: string) {}

  async find(contentHash: string): Promise<string | undefined> {
    try { return await readFile(this.#file(contentHash), 'utf8'); } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async keep(contentHash: string, text: string): Promise<void> {
    await (this.#ready ??= mkdir(this.folder, { recursive: true }));
    await writeFile(this.#file(contentHash), text);
  }

  #file(contentHash: string): string { return path.join(this.folder, `${contentHash}.json`); }
}
