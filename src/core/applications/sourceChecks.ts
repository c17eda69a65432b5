import { baseName, resolvePath } from '../paths';
import type { Commands, WorkspaceFiles } from '../ports';
import type { Application } from './application';

/** `skipped`: there is nothing to run; `unknown`: the tool is not on this computer. */
export interface SourceCheck { readonly id: 'tests' | 'lint'; readonly state: 'pass' | 'fail' | 'unknown' | 'skipped'; readonly reason: string; /** The command as one would type it. */ readonly command?: string; /** End of its output. */ readonly output?: string }
export interface SourceCheckOptions { readonly tests?: boolean; readonly lint?: boolean; readonly onLine?: (line: string) => void }

/** Score out of ten under which a lint fails. */
const leastScore = 5;

/** Tests and lint of an application before it is built, with the tools of this computer. */
export async function checkSources({ commands, files }: { readonly commands: Commands; readonly files: WorkspaceFiles }, { root }: Application, { tests, lint, onLine }: SourceCheckOptions, signal?: AbortSignal): Promise<readonly SourceCheck[]> {
  const run = (args: readonly string[]) => runPython(commands, { args, root, ...(onLine && { onLine }) }, signal);
  const found: SourceCheck[] = [];
  if (tests) found.push(await runTests(files, root, run));
  if (lint) found.push(await runLint(files, root, run));
  return found;
}

type Run = (args: readonly string[]) => Promise<{ readonly exitCode: number; readonly output: string; readonly command: string } | undefined>;

async function runPython(commands: Commands, { args, root, onLine }: { readonly args: readonly string[]; readonly root: string; readonly onLine?: (line: string) => void }, signal?: AbortSignal): ReturnType<Run> {
  for (const command of ['python3', 'python']) {
    const answer = await commands.run({ command, args, folder: root, ...(onLine && { onLine }) }, signal);
    if (answer) return { ...answer, command: [command, ...args].join(' ') };
  }
  return undefined;
}

const tail = (output: string): string => output.trimEnd().split('\n').slice(-12).join('\n');
const lastLine = (output: string): string => output.trimEnd().split('\n').at(-1)?.replace(/=+/g, '').trim() ?? '';
const isMissing = (output: string, module: string): boolean => new RegExp(`No module named '?${module}\\b`).test(output);

/** Exit code 5 of pytest means that it collected nothing. */
async function runTests(files: WorkspaceFiles, root: string, run: Run): Promise<SourceCheck> {
  const folder = resolvePath(root, 'tests');
  if ((await files.find(['.py'], folder)).length === 0) return { id: 'tests', state: 'skipped', reason: 'There is no folder tests with Python files.' };
  const answer = await run(['-m', 'pytest', 'tests', '-q', '-p', 'no:cacheprovider']);
  if (!answer) return { id: 'tests', state: 'unknown', reason: 'There is no Python on this computer.' };
  const { exitCode, output, command } = answer;
  if (isMissing(output, 'pytest')) return { id: 'tests', state: 'unknown', reason: 'pytest is not installed: pip install pytest.', command };
  return { id: 'tests', state: exitCode === 0 ? 'pass' : exitCode === 5 ? 'skipped' : 'fail', reason: lastLine(output) || `pytest ended with ${exitCode}.`, command, output: tail(output) };
}

async function runLint(files: WorkspaceFiles, root: string, run: Run): Promise<SourceCheck> {
  const targets = (await files.exists(resolvePath(root, 'src'))) ? ['src'] : (await files.find(['.py'], root)).filter((file) => file === resolvePath(root, baseName(file))).map(baseName);
  if (targets.length === 0) return { id: 'lint', state: 'skipped', reason: 'There is no Python file to lint.' };
  const answer = await run(['-m', 'pylint', ...targets, '--disable=import-error']);
  if (!answer) return { id: 'lint', state: 'unknown', reason: 'There is no Python on this computer.' };
  const { output, command } = answer;
  if (isMissing(output, 'pylint')) return { id: 'lint', state: 'unknown', reason: 'pylint is not installed: pip install pylint.', command };
  const score = /rated at (-?\d+(?:\.\d+)?)\/10/.exec(output)?.[1];
  if (score === undefined) return { id: 'lint', state: 'fail', reason: lastLine(output) || 'pylint gave no score.', command, output: tail(output) };
  return { id: 'lint', state: Number(score) > leastScore ? 'pass' : 'fail', reason: `${score}/10; more than ${leastScore} is wanted.`, command, output: tail(output) };
}
