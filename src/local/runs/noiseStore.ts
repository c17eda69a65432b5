import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { EnvironmentError } from '../../core/errors';
import type { NoiseStore, NoiseTarget } from '../../core/ports';
import { parseNoiseBaseline, type NoiseBaseline } from '../../core/whatIf';
import { writeWhole } from '../workspace';
import { ensureAosFolder } from './aosFolder';

/** `.aos/noise/<environment>-<target>.json`. */
export class FileNoiseStore implements NoiseStore {
  constructor(private readonly root: string) {}

  async find(environment: string, target: NoiseTarget): Promise<NoiseBaseline | undefined> {
    try {
      return parseNoiseBaseline(await readFile(this.file(environment, target), 'utf8'));
    } catch (error) {
      if (error instanceof Error && 'code' in error) return undefined;
      throw error;
    }
  }

  async save(baseline: NoiseBaseline, target: NoiseTarget): Promise<void> {
    const file = this.file(baseline.environment, target);
    try {
      await ensureAosFolder(this.root, 'noise');
      await writeWhole(file, JSON.stringify(baseline));
    } catch (error) {
      throw new EnvironmentError('File.NotWritten', `${file} could not be written: ${(error as Error).message}`, { cause: error, nextStep: 'Make room or correct the rights of the folder .aos.' });
    }
  }

  /** A sandbox has another port at each start, and is the same all the same. */
  private file(environment: string, { cloud, isSandbox, subscriptionId, resourceGroup }: NoiseTarget): string {
    const where = createHash('sha256').update([isSandbox ? 'sandbox' : cloud, subscriptionId, resourceGroup].join('|').toLowerCase()).digest('hex').slice(0, 12);
    return path.join(this.root, '.aos', 'noise', `${encodeURIComponent(environment)}-${where}.json`);
  }
}
