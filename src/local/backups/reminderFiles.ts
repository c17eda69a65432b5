import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { EnvironmentError } from '../../core/errors';
import type { ReminderStore } from '../../core/ports';
import { ensureAosFolder, waitForLock } from '../runs';
import { writeWhole } from '../workspace';

/** A time further away than anybody puts a reminder off was written under a wrong clock. */
const farthestMs = 3 * 86_400_000;

/** `.aos/reminders/<name>`, a file with one time each; windows take turns. */
export class ReminderFiles implements ReminderStore {
  constructor(private readonly root: string) {}

  claim(name: string, now: Date, next: Date): Promise<boolean> {
    return this.alone(name, async (file) => {
      const left = Date.parse(await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => { if (error.code === 'ENOENT') return ''; throw error; })) - now.getTime();
      if (left > 0 && left <= farthestMs) return false;
      await writeWhole(file, next.toISOString());
      return true;
    });
  }

  putOff(name: string, next: Date): Promise<void> { return this.alone(name, (file) => writeWhole(file, next.toISOString())); }

  private async alone<T>(name: string, work: (file: string) => Promise<T>): Promise<T> {
    const file = path.join(this.root, '.aos', 'reminders', encodeURIComponent(name).replaceAll('*', '%2A'));
    try {
      await ensureAosFolder(this.root, 'reminders');
      const lock = await waitForLock(`${file}.lock`, name, ({ processId }) => new EnvironmentError('File.NotWritten', `Another window (process ${processId}) has been writing ${file} for long.`, { nextStep: 'Close the other window.' }));
      try { return await work(file); } finally { await lock.release(); }
    } catch (error) {
      if (error instanceof EnvironmentError) throw error;
      throw new EnvironmentError('File.NotWritten', `${file} could not be written: ${(error as Error).message}`, { cause: error, nextStep: 'Make room or correct the rights of the folder .aos.' });
    }
  }
}
