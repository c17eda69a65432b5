// Child processes for the scripts: one way to find, one way to run, one way to fail.
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';

/** npm is a .cmd file on Windows, which only a shell starts. */
const needsShell = (command) => process.platform === 'win32' && (command === 'npm' || command.endsWith('.cmd'));

/**
 * Runs a command to its end and returns its standard output.
 * `title` prints a line of progress; `inherit` shows the command's own output.
 * Throws an Error with the end of the output, and `exitCode`, when the exit code is not 0.
 */
export function run(command, args, { title, inherit = false, cwd, env, input } = {}) {
  if (title) console.error(`· ${title} …`);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd, env: { ...process.env, ...env },
      shell: needsShell(command),
      stdio: inherit ? ['inherit', 'inherit', 'inherit'] : [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    let output = ''; let tail = '';
    child.stdout?.on('data', (chunk) => { output += chunk; tail = (tail + chunk).slice(-4000); });
    child.stderr?.on('data', (chunk) => { tail = (tail + chunk).slice(-4000); });
    if (input !== undefined) child.stdin.end(input);
    child.on('error', (error) => reject(new Error(`${command} could not be started: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output);
      else reject(Object.assign(new Error(`${command} ${args.join(' ')} ended with ${signal ?? code}.\n${tail}`), { exitCode: code ?? 1 }));
    });
  });
}

/** Full path of the first of `names` on PATH, or undefined. */
export function findOnPath(...names) {
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const candidates = names.flatMap((name) => folders.flatMap((folder) => endings.map((ending) => path.join(folder, name + ending))));
  return candidates.find(isExecutableFile);
}

export function isExecutableFile(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch { return false; }
}
