import { existsSync, mkdirSync, readdirSync, readFileSync, watch } from 'node:fs';
import path from 'node:path';

/** Azure has begun, and tells of its operations. */
export const atWork = '"type":"operations"';
/** A process that did not begin the run follows it. */
export const reattached = '"type":"reattached"';

/** The journal of the only run, as far as it has come. */
export function journalOf(folder: string): string {
  const [file] = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jsonl')) : [];
  return file ? readFileSync(path.join(folder, file), 'utf8') : '';
}

/** Resolves as soon as the journal holds the text once more than `times`. */
export function untilWritten(folder: string, text: string, times: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  return new Promise((resolve) => {
    const look = (): void => { if (journalOf(folder).split(text).length - 1 > times) { watcher.close(); resolve(); } };
    const watcher = watch(folder, look);
    look();
  });
}
