// One hash over files and folders: tells whether something made from them is still good.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { root } from './paths.mjs';

/** Hash of names and contents of everything under `places` (files or folders, relative to the project), with `extra` mixed in. */
export function fingerprint(places, extra = '') {
  const hash = createHash('sha256').update(extra);
  for (const file of places.flatMap((place) => filesUnder(path.join(root, place)))) {
    hash.update(path.relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(place) {
  if (!existsSync(place)) return [];
  if (!statSync(place).isDirectory()) return [place];
  return readdirSync(place, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)).flatMap((entry) => filesUnder(path.join(place, entry.name)));
}
