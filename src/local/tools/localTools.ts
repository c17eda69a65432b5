import { execFile } from 'node:child_process';
import { CancelledError, EnvironmentError } from '../../core/errors';
import type { LocalTools, ToolOutput } from '../../core/ports';

const timeoutMs = 60_000;

/** Commands on PATH, in one folder. Nothing goes through a shell but the command files of Windows, whose arguments must then be plain words. */
export class FolderTools implements LocalTools {
  constructor(private readonly folder: string) {}

  run(command: string, args: readonly string[], signal?: AbortSignal): Promise<ToolOutput | undefined> {
    const isPlain = args.every((one) => /^[\w.:=@/,+-]*$/.test(one));
    const shell = process.platform === 'win32' && isPlain && !/[\\/]|\.exe$/i.test(command);
    const env = { ...process.env, LC_ALL: 'C', GIT_TERMINAL_PROMPT: '0', GIT_OPTIONAL_LOCKS: '0', AZURE_CORE_COLLECT_TELEMETRY: 'no', FUNCTIONS_CORE_TOOLS_TELEMETRY_OPTOUT: '1', PIP_DISABLE_PIP_VERSION_CHECK: '1' };
    return new Promise((resolve, reject) => {
      const child = execFile(command, [...args], { cwd: this.folder, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024, windowsHide: true, shell, env, ...(signal && { signal }) }, (error, stdout, stderr) => {
        if (!error) { resolve({ exitCode: 0, stdout, stderr }); return; }
        if (error.name === 'AbortError') reject(new CancelledError());
        else if (['ENOENT', 'EACCES', 'ENOTDIR'].includes(String(error.code)) || isUnknownToShell(shell, error.code, stderr)) resolve(undefined);
        else if (error.killed) reject(new EnvironmentError('Tool.TimedOut', `${command} did not end within ${timeoutMs / 1000} seconds.`, { nextStep: `Run it by hand: ${[command, ...args].join(' ')}` }));
        else resolve({ exitCode: typeof error.code === 'number' ? error.code : 1, stdout, stderr });
      });
      child.stdin?.end();
    });
  }
}

const isUnknownToShell = (shell: boolean, code: unknown, stderr: string): boolean => shell && code === 1 && /is not recognized as an internal or external command/i.test(stderr);
