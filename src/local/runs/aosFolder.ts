import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Makes a folder below `.aos/` of the workspace, which git ignores by a file of its own; returns its path. */
export async function ensureAosFolder(root: string, ...names: string[]): Promise<string> {
  const aos = path.join(root, '.aos');
  const folder = path.join(aos, ...names);
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(aos, '.gitignore'), '*\n', { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return folder;
}
