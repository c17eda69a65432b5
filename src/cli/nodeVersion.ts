import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** node:sqlite, which keeps the audit, came with Node 22.13. */
export function isNewEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 13);
}

/** Version of the Node that the project's set-up fetches. */
const cachedVersion = '24.21.0';
/** Set for the child, so that a wrong AOS_DEPLOY_NODE never starts children without end. */
const guard = 'AOS_DEPLOY_REEXECUTED';

export interface NodeHost { readonly env: NodeJS.ProcessEnv; readonly platform: NodeJS.Platform; readonly arch: string }

/** Where a newer Node may be, best first: AOS_DEPLOY_NODE, the set-up's cache, node24 and node22 on PATH. */
export function listNewerNodes({ env, platform, arch }: NodeHost): readonly string[] {
  const binary = platform === 'win32' ? 'node.exe' : 'node';
  const system = platform === 'win32' ? 'win' : platform;
  const cached = path.join(cacheRoot({ env, platform, arch }), `node-${cachedVersion}`, 'node_modules', `node-${system}-${arch}`, 'bin', binary);
  const folders = (env['PATH'] ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder));
  const named = ['node24', 'node22'].flatMap((name) => folders.map((folder) => path.join(folder, platform === 'win32' ? `${name}.exe` : name)));
  return [...(env['AOS_DEPLOY_NODE'] ? [env['AOS_DEPLOY_NODE']] : []), cached, ...named].filter((file) => existsSync(file));
}

function cacheRoot({ env, platform }: NodeHost): string {
  if (env['AOS_DEPLOY_CACHE']) return path.resolve(env['AOS_DEPLOY_CACHE']);
  if (platform === 'win32') return path.join(env['LOCALAPPDATA'] ?? path.join(homedir(), 'AppData', 'Local'), 'aos-deploy');
  if (platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', 'aos-deploy');
  return path.join(env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'), 'aos-deploy');
}

export const tooOldMessage = (version: string): string => [
  `Error: aos-deploy needs Node 22.13 or newer (for node:sqlite), and this is Node ${version}. [Node.TooOld]`,
  'Next: install Node 24, or name one: AOS_DEPLOY_NODE=/path/to/node aos-deploy …', '',
].join('\n');

/** Runs this very command with a newer Node and returns its exit code; undefined when there is none. */
export async function runWithNewerNode(script: string, args: readonly string[], host: NodeHost): Promise<number | undefined> {
  const node = host.env[guard] ? undefined : listNewerNodes(host).find((file) => realpathSync(file) !== realpathSync(process.execPath));
  if (node === undefined) return undefined;
  const child = spawn(node, [...execArguments(), script, ...args], { stdio: 'inherit', env: { ...host.env, [guard]: '1' } });
  // A terminal sends an interrupt to the child as well; we stay to pass on its exit code. A plain kill comes to us alone.
  const stay = (): void => undefined;
  const pass = (): void => { child.kill('SIGTERM'); };
  process.on('SIGINT', stay);
  process.on('SIGTERM', pass);
  try {
    return await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
    });
  } finally {
    process.off('SIGINT', stay);
    process.off('SIGTERM', pass);
  }
}

/** Loaders such as tsx must come along: `--import=x`, or `--import x`. */
function execArguments(): readonly string[] {
  const isLoader = (argument: string | undefined): boolean => /^--(import|require|loader)$/.test(argument ?? '');
  return process.execArgv.filter((argument, index) => isLoader(argument) || /^--(import|require|loader)=/.test(argument) || isLoader(process.execArgv[index - 1]));
}
