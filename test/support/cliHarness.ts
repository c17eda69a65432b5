import { runCli } from '../../src/cli/run';
import type { Engine } from '../../src/core/engine';

export interface CliAnswer { readonly code: number; readonly out: string; readonly err: string }

/** The command line over an engine of the test's choice, in this process. */
export class CliHarness {
  /** As if the user pressed Ctrl+C. */
  interrupt: () => void = () => undefined;

  constructor(private readonly engine: () => Engine, private readonly workingFolder = '/ws') {}

  async run(...argv: readonly string[]): Promise<CliAnswer> {
    let out = '';
    let err = '';
    const code = await runCli(argv, {
      streams: { out: (text) => { out += text; }, err: (text) => { err += text; } }, workingFolder: this.workingFolder, version: '1.2.3', folderExists: (folder) => folder !== '/nowhere', createEngine: this.engine,
      onInterrupt: (handler) => { this.interrupt = handler; return () => { this.interrupt = () => undefined; }; },
    });
    return { code, out, err };
  }
}
