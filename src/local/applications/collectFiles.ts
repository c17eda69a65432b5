import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';

/** In no package, whatever `.funcignore` says: secrets, history, what only this computer needs. */
const never = ['.git*', '.aos/', 'local.settings.json*', '.env', '.venv/', 'venv/', '__pycache__/', '*.pyc', 'node_modules/', '/tests/', '/deployment/audit/', '/deployment/rollback-params.json', 'backup/', 'backups/', '.vscode/', '.funcignore', '*.publishsettings', 'function-app.zip'];

export interface CollectedFile { readonly path: string; readonly bytes: Uint8Array }
export interface Collected { readonly files: readonly CollectedFile[]; readonly skipped: readonly string[] }

/** Every file below `root` that goes into a package, sorted by path. `.funcignore` at the root is read as git reads a `.gitignore`. */
export async function collectFiles(root: string, signal?: AbortSignal): Promise<Collected> {
  const [wanted, forbidden] = [await readIgnore(root), ignore().add(never)];
  const paths: string[] = [];
  const skipped: string[] = [];
  const isOut = (relative: string): boolean => forbidden.ignores(relative) || wanted.ignores(relative);
  const walk = async (folder: string): Promise<void> => {
    signal?.throwIfAborted();
    for (const entry of await readdir(path.join(root, folder), { withFileTypes: true })) {
      const relative = folder === '' ? entry.name : `${folder}/${entry.name}`;
      // A pattern that ends in a slash means folders only, so that they are asked for with one.
      if (entry.isDirectory()) { if (!isOut(`${relative}/`)) await walk(relative); }
      else if (!isOut(relative)) (entry.isFile() ? paths : skipped).push(relative);
    }
  };
  await walk('');
  const files = await Promise.all(paths.sort().map(async (one) => ({ path: one, bytes: await readFile(path.join(root, one)) })));
  return { files, skipped: skipped.sort() };
}

/** Case matters, as it does to git and to the machines that the package goes to. */
export const toIgnore = (text: string): Ignore => ignore({ ignorecase: false, allowRelativePaths: false }).add(text);

async function readIgnore(root: string): Promise<Ignore> {
  try {
    return toIgnore(await readFile(path.join(root, '.funcignore'), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ignore();
    throw error;
  }
}
