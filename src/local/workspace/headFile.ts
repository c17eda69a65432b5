import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';

const hash = /^[0-9a-f]{40}([0-9a-f]{24})?$/;
const mostSymbolic = 5;

/**
 * The commit that HEAD names, read from the repository's files as git lays them out: a branch's own file, or `packed-refs`; also in a worktree and from a folder below.
 * Starting git costs ten times as much, and the checklist asks each time it is drawn. Undefined where the files do not say it plainly: ask git then.
 * @see gitrepository-layout
 */
export async function readHeadFile(folder: string): Promise<string | undefined> {
  if (process.env['GIT_DIR'] !== undefined) return undefined;
  const gitFolder = await findGitFolder(path.resolve(folder));
  if (gitFolder === undefined) return undefined;
  const common = await textOf(path.join(gitFolder, 'commondir'));
  const folders = [gitFolder, ...(common === undefined ? [] : [path.resolve(gitFolder, common)])];
  let text = await textOf(path.join(gitFolder, 'HEAD'));
  for (let depth = 0; depth < mostSymbolic && text !== undefined; depth++) {
    if (hash.test(text)) return text;
    const ref = /^ref: (refs\/[^\0]+)$/.exec(text)?.[1];
    // Where references are kept in another form, HEAD names one that cannot be.
    if (ref === undefined || ref.split('/').some((part) => part === '..' || part.startsWith('.'))) return undefined;
    text = await resolve(folders, ref);
  }
  return undefined;
}

async function resolve(folders: readonly string[], ref: string): Promise<string | undefined> {
  for (const folder of folders) {
    const own = await textOf(path.join(folder, ref));
    if (own !== undefined) return own;
  }
  const packed = await textOf(path.join(folders.at(-1)!, 'packed-refs'));
  return packed?.split('\n').find((line) => line.endsWith(` ${ref}`))?.split(' ')[0];
}

async function findGitFolder(from: string): Promise<string | undefined> {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, '.git');
    const found = await stat(candidate).catch(unlessMissing);
    if (found?.isDirectory()) return candidate;
    if (found) {
      const target = /^gitdir: (.+)$/.exec(await textOf(candidate) ?? '')?.[1];
      return target === undefined ? undefined : path.resolve(folder, target);
    }
    if (path.dirname(folder) === folder) return undefined;
  }
}

async function textOf(file: string): Promise<string | undefined> { return (await readFile(file, 'utf8').catch(unlessMissing))?.trim(); }

function unlessMissing(error: unknown): undefined {
  if (['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
  throw error;
}
