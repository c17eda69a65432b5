// Test results as a file of JSON lines: `{title, error?, skipped?, durationMs?}`, and `{ended: true}` as the last.
import { existsSync, readFileSync } from 'node:fs';

/** Complete lines only: the last one may still be in the writing. */
export const readResultLines = (file) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1).map((line) => JSON.parse(line)) : []);

export const withoutEnd = (lines) => lines.filter((line) => !line.ended);
export const hasEnded = (lines) => lines.at(-1)?.ended === true;
