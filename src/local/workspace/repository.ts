import { existsSync, readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';

import type { Repository } from '../../core/export';

/** Reads git's own files; a workflow is worth no process. */
export function findRepository(folder: string): Repository {
  for (let current = folder; ; current = path.dirname(current)) {
    const git = gitFolder(current);
    if (git) return { root: current, ...branchOf(git) };
    if (path.dirname(current) === current) return { root: folder };
  }
}

/** `.git` of a worktree or submodule is a file that names the folder. */
function gitFolder(folder: string): string | undefined {
  const git = path.join(folder, '.git');
  if (!existsSync(git)) return undefined;
  if (statSync(git).isDirectory()) return git;
  const named = /^gitdir: (.+)$/m.exec(readFileSync(git, 'utf8'))?.[1]?.trim();
  return named ? path.resolve(folder, named) : undefined;
}

/** The default branch as the remote's HEAD says; without one `main` or `master` where it is there, else the branch that is checked out. */
function branchOf(git: string): { readonly branch?: string } {
  const shared = sharedFolder(git);
  const read = (...file: readonly string[]): string => (existsSync(path.join(...file)) ? readFileSync(path.join(...file), 'utf8') : '');
  const packed = read(shared, 'packed-refs');
  const isThere = (branch: string): boolean => ['heads', 'remotes/origin'].some((kind) => existsSync(path.join(shared, 'refs', kind, branch)) || packed.includes(` refs/${kind}/${branch}\n`));
  const branch = /^ref: refs\/remotes\/origin\/(.+)$/m.exec(read(shared, 'refs', 'remotes', 'origin', 'HEAD'))?.[1]?.trim()
    ?? ['main', 'master'].find(isThere) ?? /^ref: refs\/heads\/(.+)$/m.exec(read(git, 'HEAD'))?.[1]?.trim();
  return branch ? { branch } : {};
}

/** Work trees keep their own HEAD, and share the branches with the repository they belong to. */
function sharedFolder(git: string): string {
  const named = path.join(git, 'commondir');
  return existsSync(named) ? path.resolve(git, readFileSync(named, 'utf8').trim()) : git;
}
