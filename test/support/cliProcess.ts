import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');
const bundle = path.join(root, 'dist', 'cli.js');

export interface ProcessAnswer { readonly code: number | null; readonly out: string; readonly err: string }
export interface RunningCli { readonly process: ChildProcess; readonly answer: Promise<ProcessAnswer>; waitForError(pattern: RegExp): Promise<void>; waitForLine(): Promise<string> }

/** The bundle as users run it; its sources where AOS_CLI_SOURCES asks for them, for work without a build. */
const entry = (): readonly string[] => (process.env['AOS_CLI_SOURCES'] || !existsSync(bundle) ? ['--import', 'tsx', path.join(root, 'src', 'cli', 'main.ts')] : [bundle]);

/** Starts `aos-deploy` as a process of its own. */
export function startCli(args: readonly string[], env: NodeJS.ProcessEnv = {}): RunningCli {
  const child = spawn(process.execPath, [...entry(), ...args], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  const listeners = new Set<() => void>();
  child.stdout.on('data', (chunk: Buffer) => { out += chunk.toString(); for (const listener of listeners) listener(); });
  child.stderr.on('data', (chunk: Buffer) => { err += chunk.toString(); for (const listener of listeners) listener(); });
  const answer = new Promise<ProcessAnswer>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out, err }));
  });
  const waitFor = (isThere: () => boolean): Promise<void> => new Promise((resolve, reject) => {
    const look = (): void => { if (isThere()) { listeners.delete(look); resolve(); } };
    listeners.add(look);
    look();
    void answer.then(() => (isThere() ? resolve() : reject(new Error(`The process ended before that was printed.\n${out}\n${err}`))), reject);
  });
  return {
    process: child, answer,
    waitForError: (pattern) => waitFor(() => pattern.test(err)),
    waitForLine: async () => { await waitFor(() => out.includes('\n')); return out.slice(0, out.indexOf('\n')); },
  };
}

export const runCliProcess = (...args: readonly string[]): Promise<ProcessAnswer> => startCli(args).answer;
