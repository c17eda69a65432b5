import { execFile } from 'node:child_process';
import { CancelledError } from '../../core/errors';
import type { Git } from '../../core/ports/workspace';
import { readHeadFile } from './headFile';

/** What runs write themselves makes no tree unclean. */
const ownFiles = ['.aos', 'deployment/audit'];

/** Asks the git that is on PATH, in one folder. No git and no repository answer undefined, as the port says. */
export class GitClient implements Git {
  private asking: Promise<string | undefined> | undefined;

  constructor(private readonly folder: string, private readonly command = 'git') {}

  /** Several who ask at the same moment share one answer. */
  headCommit(signal?: AbortSignal): Promise<string | undefined> {
    if (signal) return this.readHead(signal);
    return this.asking ??= this.readHead(undefined).finally(() => { this.asking = undefined; });
  }

  private async readHead(signal: AbortSignal | undefined): Promise<string | undefined> {
    const read = await readHeadFile(this.folder);
    if (read !== undefined) return read;
    const commit = (await this.run(['rev-parse', '--verify', 'HEAD'], signal))?.trim();
    return commit !== undefined && /^[0-9a-f]{40,64}$/.test(commit) ? commit : undefined;
  }

  async isClean(signal?: AbortSignal): Promise<boolean | undefined> {
    const status = await this.run(['status', '--porcelain', '--untracked-files=normal', '--', ':/', ...ownFiles.map((folder) => `:(exclude)${folder}`)], signal);
    return status === undefined ? undefined : status.trim() === '';
  }

  async userName(signal?: AbortSignal): Promise<string | undefined> {
    return (await this.run(['config', '--get', 'user.name'], signal))?.trim() || undefined;
  }

  /** Standard output, or undefined when git is missing or refuses. Optional locks are off, so that a user's own git is never in the way. */
  private run(args: readonly string[], signal: AbortSignal | undefined): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      execFile(this.command, ['--no-optional-locks', ...args], { cwd: this.folder, timeout: 15_000, maxBuffer: 64 * 1024 * 1024, windowsHide: true, env: { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0' }, ...(signal && { signal }) }, (error, stdout) => {
        if (error?.name === 'AbortError') reject(new CancelledError());
        else resolve(error ? undefined : stdout);
      });
    });
  }
}
