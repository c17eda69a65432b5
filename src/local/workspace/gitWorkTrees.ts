import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CancelledError, InputError } from '../../core/errors';
import type { CheckedOutCommit, CommitSources } from '../../core/ports';

const commitPattern = /^[0-9a-f]{7,64}$/i;

/** Commits in git work trees under the temporary folder: branch, index and files of the user stay as they are. */
export class GitWorkTrees implements CommitSources {
  constructor(private readonly folder: string, private readonly command = 'git') {}

  async hasCommit(gitSha: string, signal?: AbortSignal): Promise<boolean> {
    return commitPattern.test(gitSha) && (await this.run(['cat-file', '-e', `${gitSha}^{commit}`], signal)).code === 0;
  }

  async checkOut(gitSha: string, signal?: AbortSignal): Promise<CheckedOutCommit> {
    if (!await this.hasCommit(gitSha, signal)) throw new InputError('Git.NoCommit', `The commit ${gitSha.slice(0, 12)} is not in this repository.`, { nextStep: 'Fetch it (git fetch --all), or choose another good state.' });
    const prefix = (await this.run(['rev-parse', '--show-prefix'], signal)).out.trim();
    const tree = path.join(await mkdtemp(path.join(tmpdir(), 'aos-deploy-commit-')), 'tree');
    const dispose = async (): Promise<void> => {
      await this.run(['worktree', 'remove', '--force', tree]);
      await rm(path.dirname(tree), { recursive: true, force: true });
    };
    // Hooks of the repository are for people who commit; a checkout by a tool runs none of them.
    const made = await this.run(['-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '--detach', '--force', tree, gitSha], signal).catch(async (error: unknown) => { await dispose(); throw error; });
    if (made.code !== 0) {
      await dispose();
      throw new InputError('Git.NotUsable', `git cannot check out the commit ${gitSha.slice(0, 12)}: ${made.error.trim().split('\n').at(-1) ?? ''}`, { nextStep: 'Try "git worktree add" by hand to see more.' });
    }
    return { folder: path.join(tree, prefix), dispose };
  }

  private run(args: readonly string[], signal?: AbortSignal): Promise<{ readonly code: number; readonly out: string; readonly error: string }> {
    return new Promise((resolve, reject) => {
      execFile(this.command, [...args], { cwd: this.folder, timeout: 120_000, maxBuffer: 16 * 1024 * 1024, windowsHide: true, env: { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' }, ...(signal && { signal }) }, (error, out, errorText) => {
        if (error?.name === 'AbortError') reject(new CancelledError());
        else resolve({ code: error ? (typeof error.code === 'number' ? error.code : 1) : 0, out, error: errorText });
      });
    });
  }
}
