// Child processes for the scripts: one way to run, one way to fail.
import { spawn } from 'node:child_process';

/**
 * Runs a command to its end and returns its standard output.
 * `title` prints a line of progress; `inherit` shows the command's own output.
 * Throws an Error with the end of the output when the exit code is not 0.
 */
export function run(command, args, { title, inherit = false, cwd, env, input } = {}) {
  if (title) console.error(`· ${title} …`);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd, env: { ...process.env, ...env },
      shell: process.platform === 'win32' && command === 'npm',
      stdio: inherit ? ['inherit', 'inherit', 'inherit'] : [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    let output = ''; let tail = '';
    child.stdout?.on('data', (chunk) => { output += chunk; tail = (tail + chunk).slice(-4000); });
    child.stderr?.on('data', (chunk) => { tail = (tail + chunk).slice(-4000); });
    if (input !== undefined) child.stdin.end(input);
    child.on('error', (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
    child.on('exit', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(Object.assign(new Error(`${command} ${args.join(' ')} ended with ${signal ?? code}.\n${tail}`), { exitCode: code ?? 1 }));
    });
  });
}
