import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DeployError } from '../../../../src/core/errors';
import { GitClient, WorkspaceFolder } from '../../../../src/local/workspace';

async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'aos files ü '));
  try { return await work(folder); } finally { await rm(folder, { recursive: true, force: true }); }
}
const codeOf = async (work: Promise<unknown>): Promise<string> => work.then(() => 'none', (error: unknown) => (error instanceof DeployError ? error.code : String(error)));

describe('files of a workspace', () => {
  it('are found below the root, but not in ignored folders nor through links', () => withFolder(async (folder) => {
    for (const place of ['a/parameters', 'node_modules/x/parameters', '.aos/parameters', 'venv/parameters']) {
      await mkdir(path.join(folder, place), { recursive: true });
      await writeFile(path.join(folder, place, 'dev.bicepparam'), '');
    }
    await symlink(folder, path.join(folder, 'a/loop'));
    const files = new WorkspaceFolder(folder);
    assert.deepEqual(await files.find(['.bicepparam']), [path.join(folder, 'a/parameters/dev.bicepparam')]);
    assert.deepEqual(await files.find(['.bicepparam'], path.join(folder, 'nowhere')), []);
  }));

  it('are read without a byte order mark', () => withFolder(async (folder) => {
    await writeFile(path.join(folder, 'x'), '\ufeffusing');
    assert.equal(await new WorkspaceFolder(folder).readText(path.join(folder, 'x')), 'using');
  }));

  it('are written whole, and leave nothing behind when that fails', () => withFolder(async (folder) => {
    const files = new WorkspaceFolder(folder);
    await files.writeText(path.join(folder, 'new/x.json'), 'one');
    await files.writeText(path.join(folder, 'new/x.json'), 'two');
    assert.equal(await readFile(path.join(folder, 'new/x.json'), 'utf8'), 'two');
    await mkdir(path.join(folder, 'new/taken'));
    assert.equal(await codeOf(files.writeText(path.join(folder, 'new/taken'), 'x')), 'File.NotWritten');
    assert.deepEqual(await readdir(path.join(folder, 'new')), ['taken', 'x.json']);
  }));

  it('that are missing or folders are told apart', () => withFolder(async (folder) => {
    const files = new WorkspaceFolder(folder);
    assert.equal(await codeOf(files.readText(path.join(folder, 'nope'))), 'File.NotFound');
    assert.equal(await codeOf(files.readText(folder)), 'File.Unreadable');
    assert.equal(await files.exists(path.join(folder, 'nope')), false);
  }));
});

describe('git of a workspace', () => {
  it('knows commit, cleanliness and user', () => withFolder(async (folder) => {
    const git = (...args: string[]): string => execFileSync('git', ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args], { cwd: folder, encoding: 'utf8' });
    git('init', '-q');
    git('config', 'user.name', 'Ada');
    const client = new GitClient(folder);
    assert.deepEqual([await client.headCommit(), await client.isClean(), await client.userName()], [undefined, true, 'Ada']);
    await writeFile(path.join(folder, 'x'), '');
    assert.equal(await client.isClean(), false);
    git('add', '.');
    git('commit', '-q', '-m', 'first');
    assert.deepEqual([(await client.headCommit())?.length, await client.isClean()], [40, true]);
  }));

  it('knows nothing without a repository or without git', () => withFolder(async (folder) => {
    assert.deepEqual([await new GitClient(folder).headCommit(), await new GitClient(folder).isClean()], [undefined, undefined]);
    assert.deepEqual([await new GitClient(folder, '/nowhere/git').headCommit(), await new GitClient(folder, '/nowhere/git').userName()], [undefined, undefined]);
  }));
});
