import { cpSync } from 'node:fs';
import path from 'node:path';

/** Copies the sample workspace, without what runs leave behind. */
export function copySample(folder: string): string {
  const target = path.join(folder, 'aos');
  cpSync(path.join(__dirname, '..', '..', 'samples', 'aos'), target, { recursive: true, filter: (source) => !/[\\/]\.aos$|[\\/]deployment[\\/]audit$/.test(source) });
  return target;
}
