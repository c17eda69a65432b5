import type { Environment } from '../../environments/environment';
import { sha256Hex } from '../../hash';
import { dirName } from '../../paths';
import type { WorkspaceFiles } from '../../ports';

/** Hash over everything that a compilation may read: Bicep sources wherever they are, JSON beside the template, and aos.yaml. */
export async function fingerprint(files: WorkspaceFiles, { templateFile }: Environment): Promise<string> {
  const [sources, data] = await Promise.all([files.find(['.bicep', '.bicepparam', 'aos.yaml', 'aos.yml']), files.find(['.json'], dirName(templateFile))]);
  const read = [...new Set([...sources, ...data])].filter((file) => !/[\\/]audit[\\/]/.test(file));
  return fingerprintOf(files, read);
}

/** Hash over names and texts of files. */
export async function fingerprintOf(files: WorkspaceFiles, read: readonly string[]): Promise<string> {
  const texts = await Promise.all(read.map(async (file) => `${file}\n${await files.readText(file)}`));
  return sha256Hex(texts.join('\0'));
}
