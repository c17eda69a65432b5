// Copies of a workspace that tests and `npm start` may change, each its own git repository.
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { run } from './process.mjs';

const identity = { GIT_AUTHOR_NAME: 'AOS Deploy', GIT_AUTHOR_EMAIL: 'aos-deploy@localhost', GIT_COMMITTER_NAME: 'AOS Deploy', GIT_COMMITTER_EMAIL: 'aos-deploy@localhost' };
/** What a run leaves behind in a workspace; never part of a copy. */
const leftovers = new Set(['.aos', '__pycache__', 'audit']);

/** Copies `source` to `target` and commits everything, so that the workspace has a commit and a clean tree. An existing target stays as it is. */
export async function ensureWorkspaceCopy(source, target) {
  if (existsSync(path.join(target, '.git'))) return target;
  mkdirSync(target, { recursive: true });
  if (existsSync(source)) cpSync(source, target, { recursive: true, filter: (file) => !leftovers.has(path.basename(file)) });
  const git = (...args) => run('git', args, { cwd: target, env: { ...identity, GIT_CONFIG_NOSYSTEM: '1' } });
  await git('-c', 'init.defaultBranch=main', 'init', '--quiet');
  await git('add', '--all');
  await git('-c', 'commit.gpgsign=false', 'commit', '--quiet', '--allow-empty', '--message', 'Workspace as copied');
  return target;
}
