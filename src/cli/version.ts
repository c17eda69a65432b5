import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Version of the package.json above this file, in the bundle as in the sources. */
export function readVersion(): string {
  for (let folder = __dirname; ; folder = path.dirname(folder)) {
    const file = path.join(folder, 'package.json');
    if (existsSync(file)) return String((JSON.parse(readFileSync(file, 'utf8')) as { version?: unknown }).version ?? 'unknown');
    if (path.dirname(folder) === folder) return 'unknown';
  }
}
