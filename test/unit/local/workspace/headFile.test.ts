import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readHeadFile } from '../../../../src/local/workspace/headFile';
import { useTemporaryFolder } from '../../../support/temporaryFolder';

describe('The commit that the files of a repository name', () => {
  const folder = useTemporaryFolder();
  const git = (where: string, ...args: readonly string[]): string => execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b', '-c', 'commit.gpgsign=false', ...args], { cwd: where, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  const repository = (...options: readonly string[]): string => {
    const root = path.join(folder(), 'repo');
    mkdirSync(path.join(root, 'a', 'b'), { recursive: true });
    git(root, 'init', '-q', '-b', 'feature/x', ...options);
    return root;
  };
  const commit = (root: string): string => { git(root, 'commit', '-q', '--allow-empty', '-m', 'One'); return git(root, 'rev-parse', 'HEAD'); };

  it('is what git says: on a branch, in a folder below, packed, detached and in a worktree', async () => {
    const root = repository();
    assert.equal(await readHeadFile(root), undefined, 'before the first commit');
    const first = commit(root);
    assert.deepEqual([await readHeadFile(root), await readHeadFile(path.join(root, 'a', 'b'))], [first, first]);
    git(root, 'pack-refs', '--all');
    assert.equal(await readHeadFile(root), first, 'packed');
    const second = commit(root);
    assert.equal(await readHeadFile(root), second, 'newer than what is packed');
    git(root, 'checkout', '-q', '--detach', first);
    assert.equal(await readHeadFile(root), first, 'detached');
    const tree = path.join(folder(), 'tree');
    git(root, 'worktree', 'add', '-q', tree, 'feature/x');
    assert.equal(await readHeadFile(tree), second, 'in a worktree');
    git(root, 'pack-refs', '--all');
    assert.equal(await readHeadFile(tree), second, 'in a worktree, packed');
  });

  it('is left to git where they do not say it plainly', async () => {
    assert.equal(await readHeadFile(path.join(folder(), 'nothing')), undefined);
    const root = repository();
    commit(root);
    for (const head of ['', 'ref: refs/heads/.invalid', 'ref: refs/heads/../../x', 'ref: refs/heads/gone', 'deadbeef', 'ref: HEAD']) {
      writeFileSync(path.join(root, '.git', 'HEAD'), head);
      assert.equal(await readHeadFile(root), undefined, head);
    }
    writeFileSync(path.join(root, '.git', 'HEAD'), 'ref: refs/heads/loop');
    writeFileSync(path.join(root, '.git', 'refs', 'heads', 'loop'), 'ref: refs/heads/loop');
    assert.equal(await readHeadFile(root), undefined, 'a loop');
  });
});
