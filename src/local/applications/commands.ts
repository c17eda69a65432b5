import { spawn } from 'node:child_process';
import { CancelledError } from '../../core/errors';
import type { CommandAnswer, CommandRequest, Commands } from '../../core/ports';

const keptBytes = 64 * 1024;

/** Tools of this computer, without a shell: on Windows their scripts (`func.cmd`) are found by a second name. */
export const localCommands: Commands = {
  run: async (request, signal) => {
    const names = process.platform === 'win32' ? [`${request.command}.exe`, `${request.command}.cmd`] : [request.command];
    for (const command of names) {
      const answer = await runOnce({ ...request, command }, signal);
      if (answer) return answer;
    }
    return undefined;
  },
};

function runOnce({ command, args, folder, env, onLine }: CommandRequest, signal?: AbortSignal): Promise<CommandAnswer | undefined> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) { reject(new CancelledError()); return; }
    const child = spawn(command, [...args], { cwd: folder, ...(env && { env: { ...process.env, ...env } }), stdio: ['ignore', 'pipe', 'pipe'], shell: command.endsWith('.cmd'), ...(signal && { signal }) });
    let output = '';
    let line = '';
    const take = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-keptBytes);
      const lines = (line + chunk.toString('utf8')).split(/\r?\n/);
      line = lines.pop() ?? '';
      for (const one of lines) onLine?.(one);
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.name === 'AbortError') reject(new CancelledError());
      else if (error.code === 'ENOENT' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    child.on('close', (code) => { if (line !== '') onLine?.(line); resolve({ exitCode: code ?? 1, output }); });
  });
}
