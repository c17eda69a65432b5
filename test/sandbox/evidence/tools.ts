import { FolderTools } from '../../../src/local/tools/localTools';
import type { LocalTools, ToolOutput } from '../../../src/core/ports';

/** Commands of a computer that has everything; git is the real one of this computer. */
export class TestTools implements LocalTools {
  /** First match wins. `undefined`: not installed. */
  readonly answers: { readonly pattern: RegExp; readonly output: ToolOutput | undefined }[] = [];
  /** Lines that were run so far. */
  readonly ran: string[] = [];
  private readonly real: FolderTools;

  constructor(folder: string) { this.real = new FolderTools(folder); }

  async run(command: string, args: readonly string[], signal?: AbortSignal): Promise<ToolOutput | undefined> {
    const line = [command, ...args].join(' ');
    this.ran.push(line);
    const found = this.answers.find(({ pattern }) => pattern.test(line));
    if (found) return found.output;
    return command === 'git' ? this.real.run(command, args, signal) : undefined;
  }

  /** Answers from now on, before all others; returns what takes it back. */
  answer(pattern: RegExp, output: string | undefined, exitCode = 0): () => void {
    const entry = { pattern, output: output === undefined ? undefined : { exitCode, stdout: output, stderr: '' } };
    this.answers.unshift(entry);
    return () => { this.answers.splice(this.answers.indexOf(entry), 1); };
  }
}
