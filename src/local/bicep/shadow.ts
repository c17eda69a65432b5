import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse as parseJsonc } from 'jsonc-parser';
import { commonFolder } from './commonFolder';

/**
 * Copies the files of a compilation into a temporary folder, with a bicepconfig.json that keys resources by their symbols, and removes it afterwards.
 * Relative paths stay as they are, because the copies keep their places below the files' common folder.
 */
export async function withShadow<T>(references: readonly string[], main: string, work: (shadowMain: string, toOriginal: (file: string) => string) => Promise<T>): Promise<T> {
  const files = [...new Set([...references.filter((file) => path.isAbsolute(file)), main])];
  const common = commonFolder(files);
  const root = await mkdtemp(path.join(tmpdir(), 'aos-deploy-bicep-'));
  try {
    const place = (file: string): string => path.join(root, path.relative(common, file));
    await Promise.all(files.filter((file) => path.basename(file) !== 'bicepconfig.json').map(async (file) => { await mkdir(path.dirname(place(file)), { recursive: true }); await copyFile(file, place(file)); }));
    await writeFile(path.join(root, 'bicepconfig.json'), JSON.stringify(await configurationFor(main)));
    return await work(place(main), (file) => (file.startsWith(root) ? path.join(common, path.relative(root, file)) : file));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** The project's own settings (aliases of registries, experimental features) with the one that is needed here. */
async function configurationFor(main: string): Promise<unknown> {
  const own = await nearestConfiguration(path.dirname(main)) as { readonly experimentalFeaturesEnabled?: object } | undefined;
  return { ...own, experimentalFeaturesEnabled: { ...own?.experimentalFeaturesEnabled, symbolicNameCodegen: true } };
}

async function nearestConfiguration(folder: string): Promise<unknown> {
  try {
    return parseJsonc(await readFile(path.join(folder, 'bicepconfig.json'), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    const parent = path.dirname(folder);
    return parent === folder ? undefined : nearestConfiguration(parent);
  }
}
