// Test results as a file of JSON lines: `{title, error?, skipped?, durationMs?}`, and `{ended: true}` as the last.
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** Complete lines only: the last one may still be in the writing. */
export const readResultLines = (file) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line)) : []);

export const withoutEnd = (lines) => lines.filter((line) => !line.ended);
export const hasEnded = (lines) => lines.at(-1)?.ended === true;

/** Waits until the last line says that it is the last; calls back with each line as it comes. Returns the lines before it. */
export async function waitForResults(file, timeoutMs, onLine = () => undefined) {
  const giveUpAt = Date.now() + timeoutMs;
  for (let seen = 0; ;) {
    const lines = readResultLines(file);
    for (const line of withoutEnd(lines.slice(seen))) onLine(line);
    seen = lines.length;
    if (hasEnded(lines)) return withoutEnd(lines);
    if (Date.now() > giveUpAt) throw new Error(`No end after ${timeoutMs / 1000} seconds; ${seen} results had come.`);
    await delay(200);
  }
}
