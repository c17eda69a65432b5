import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, open, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { CancelledError, EnvironmentError, InputError } from '../../core/errors';
import { findHolder, findRunningSandbox, isAlive, type SandboxAddress } from './sandboxLock';

export interface SandboxLaunchOptions {
  /** The sandbox's bundle. */
  readonly entry: string;
  /** Where its state lives; one sandbox serves one folder. */
  readonly stateFolder: string;
  readonly port?: number;
  readonly tls?: boolean;
  readonly latencyMs?: number;
  readonly faultFile?: string;
  readonly seed?: number;
  readonly noiseProfile?: string;
  readonly provisioningDelay?: number;
  /** Seconds without a request after which it ends by itself; its state stays. Default 4 hours, 0 for never. */
  readonly exitWhenIdleSeconds?: number;
  /** Program that runs the bundle. Default: this one; in the editor that is Electron, which then behaves as Node. */
  readonly execPath?: string;
  /** Milliseconds to wait for it to serve. Default 30 s. */
  readonly startTimeoutMs?: number;
}

export interface SandboxHandle {
  readonly address: SandboxAddress;
  /** False when one was running already. */
  readonly wasStarted: boolean;
}

/**
 * Attaches to the sandbox that serves the state folder, or starts one as a process of its own that outlives this one, so that deployments go on over a reload of the editor.
 * @throws EnvironmentError `Sandbox.NotStarted` with the end of its log; CancelledError.
 */
export async function startSandboxProcess(options: SandboxLaunchOptions, signal?: AbortSignal): Promise<SandboxHandle> {
  if (signal?.aborted) throw new CancelledError();
  const running = await findRunningSandbox(options.stateFolder);
  if (running) return { address: running, wasStarted: false };
  await mkdir(options.stateFolder, { recursive: true, mode: 0o700 });
  try {
    return { address: await launch(options, signal), wasStarted: true };
  } catch (error) {
    // Another window may have been faster; its sandbox is as good.
    const other = error instanceof CancelledError ? undefined : await findRunningSandbox(options.stateFolder);
    if (other) return { address: other, wasStarted: false };
    throw error;
  }
}

async function launch(options: SandboxLaunchOptions, signal: AbortSignal | undefined): Promise<SandboxAddress> {
  const log = path.join(options.stateFolder, 'sandbox.log');
  const logFile = await open(log, 'a', 0o600);
  try {
    const child = spawn(options.execPath ?? process.execPath, [options.entry, ...argumentsOf(options)], {
      detached: true, windowsHide: true, stdio: ['ignore', 'pipe', logFile.fd], env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    });
    const address = await readAddress(child, options, log, signal);
    child.stdout?.destroy();
    child.unref();
    return address;
  } finally {
    await logFile.close();
  }
}

/** Nobody rehearses that long without a request; a forgotten process would stay for good. */
const defaultIdleSeconds = 4 * 3600;

/** The words of the sandbox's own entry. */
function argumentsOf(options: SandboxLaunchOptions): string[] {
  const given = { state: options.stateFolder, port: options.port, latency: options.latencyMs, faults: options.faultFile, seed: options.seed, noise: options.noiseProfile, 'provisioning-delay': options.provisioningDelay, 'exit-when-idle': options.exitWhenIdleSeconds === 0 ? undefined : options.exitWhenIdleSeconds ?? defaultIdleSeconds };
  return ['start', '--json', ...Object.entries(given).filter(([, value]) => value !== undefined).flatMap(([name, value]) => [`--${name}`, String(value)]), ...(options.tls ? ['--tls'] : [])];
}

function readAddress(child: ChildProcess, { startTimeoutMs = 30_000 }: SandboxLaunchOptions, log: string, signal: AbortSignal | undefined): Promise<SandboxAddress> {
  return new Promise((resolve, reject) => {
    let output = '';
    const settle = (finish: () => void): void => { clearTimeout(timer); signal?.removeEventListener('abort', onAbort); child.removeAllListeners(); child.stdout?.removeAllListeners(); finish(); };
    const fail = (reason: string): void => settle(() => { child.kill('SIGKILL'); void notStarted(reason, log).then(reject, reject); });
    const onAbort = (): void => settle(() => { child.kill('SIGKILL'); reject(new CancelledError()); });
    const timer = setTimeout(() => fail(`it did not serve within ${startTimeoutMs / 1000} s`), startTimeoutMs);
    signal?.addEventListener('abort', onAbort, { once: true });
    child.on('error', (error) => fail(error.message));
    child.on('exit', (code, killed) => fail(`it ended with ${killed ?? code}`));
    child.stdout?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
      const end = output.indexOf('\n');
      if (end < 0) return;
      const address = parseAddress(output.slice(0, end));
      if (address) settle(() => resolve(address)); else fail('its first line does not name its endpoints');
    });
  });
}

function parseAddress(line: string): SandboxAddress | undefined {
  try {
    const value = JSON.parse(line) as SandboxAddress | null;
    return typeof value?.resourceManager === 'string' ? value : undefined;
  } catch (error) { if (error instanceof SyntaxError) return undefined; throw error; }
}

async function notStarted(reason: string, log: string): Promise<EnvironmentError> {
  const tail = (await readFile(log, 'utf8').catch(() => '')).trim().split('\n').slice(-3).join(' ').slice(-500);
  return new EnvironmentError('Sandbox.NotStarted', `The local sandbox could not be started: ${reason}.${tail === '' ? '' : ` ${tail}`}`, { nextStep: `Look into ${log}; "AOS: Reset Local Sandbox" starts from nothing.` });
}

/** Milliseconds that a sandbox may take to write its state before it is killed. */
const stopTimeoutMs = 10_000;

/** Stops the sandbox of a state folder and waits until it is gone. Does nothing when none runs. */
export async function stopSandboxProcess(stateFolder: string): Promise<boolean> {
  const processId = (await findRunningSandbox(stateFolder))?.processId;
  if (processId === undefined) return false;
  if (processId === process.pid) throw new InputError('Sandbox.InThisProcess', 'The sandbox runs inside this process and ends with it.', { nextStep: 'End the command that serves it.' });
  process.kill(processId, 'SIGTERM');
  const end = Date.now() + stopTimeoutMs;
  while (isAlive(processId) && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 25));
  if (isAlive(processId)) process.kill(processId, 'SIGKILL');
  while (isAlive(processId) && Date.now() < end + 2000) await new Promise((resolve) => setTimeout(resolve, 25));
  return true;
}

/** Empties the sandbox: stops it and removes its state. @returns whether there was anything. @throws InputError `Sandbox.Held` when a process holds the folder and does not answer. */
export async function resetSandboxState(stateFolder: string): Promise<boolean> {
  const stopped = await stopSandboxProcess(stateFolder);
  const holder = await findHolder(stateFolder);
  if (holder !== undefined) throw new InputError('Sandbox.Held', `Process ${holder} holds ${stateFolder} and does not answer.`, { nextStep: `End process ${holder}, then reset again.` });
  const existed = await readFile(path.join(stateFolder, 'sandbox.log')).then(() => true, () => stopped);
  await rm(stateFolder, { recursive: true, force: true });
  return existed;
}
