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

function branchOf(git: string): { readonly branch?: string } {
  const named = (file: string, pattern: RegExp): string | undefined => (existsSync(path.join(git, file)) ? pattern.exec(readFileSync(path.join(git, file), 'utf8'))?.[1]?.trim() : undefined);
  const branch = named('refs/remotes/origin/HEAD', /^ref: refs\/remotes\/origin\/(.+)$/m) ?? named('HEAD', /^ref: refs\/heads\/(.+)$/m);
  return branch ? { branch } : {};
}
