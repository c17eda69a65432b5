import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtemp, access, constants, mkdir } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { createMessageConnection, ResponseError, StreamMessageReader, StreamMessageWriter, type MessageConnection } from 'vscode-jsonrpc/node';

/** The process ended, hung or spoke nonsense: the call may be repeated with a new one. */
export class BicepProcessFailed extends Error {}
/** The CLI answered with an error; asking again changes nothing. */
export class BicepRequestFailed extends Error {}

/** One `bicep jsonrpc --stdio`. It answers one request after the other and ignores cancellation, so a request that hangs costs the process. */
export class BicepProcess {
  private failure: BicepProcessFailed | undefined;
  private readonly onFailure = new Set<(error: BicepProcessFailed) => void>();
  private stderr = '';

  private constructor(private readonly child: ChildProcessWithoutNullStreams, private readonly connection: MessageConnection) {
    const fail = (reason: string): void => this.fail(reason);
    child.on('error', (error) => fail(`it could not be started: ${error.message}`));
    child.on('exit', (code, signal) => fail(`it ended with ${signal ?? code}${this.stderr.trim() === '' ? '' : `: ${this.stderr.trim().split('\n').at(-1)}`}`));
    child.stdin.on('error', (error) => fail(`it stopped reading: ${error.message}`));
    child.stderr.on('data', (chunk: Buffer) => { this.stderr = (this.stderr + chunk.toString('utf8')).slice(-2000); });
    connection.onError(([error]) => fail(`it answered something that is no message: ${error.message}`));
    connection.onClose(() => fail('it closed its output'));
    connection.listen();
  }

  static async start(file: string): Promise<BicepProcess> {
    const child = spawn(file, ['jsonrpc', '--stdio'], { stdio: 'pipe', env: await environmentFor(), windowsHide: true });
    const connection = createMessageConnection(new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin), silent);
    return new BicepProcess(child, connection);
  }

  get isAlive(): boolean { return this.failure === undefined; }

  /** Sends one request. @throws BicepProcessFailed when no answer came in time or the process died, BicepRequestFailed when the CLI refused. */
  async request(method: string, params: object, timeoutMs: number): Promise<unknown> {
    if (this.failure) throw this.failure;
    let stop: ((error: BicepProcessFailed) => void) | undefined;
    const failed = new Promise<never>((_, reject) => { stop = reject; this.onFailure.add(reject); });
    const timer = setTimeout(() => this.kill(`it did not answer ${method} within ${timeoutMs / 1000} s`), timeoutMs);
    try {
      return await Promise.race([this.connection.sendRequest(method, params), failed]);
    } catch (error) {
      if (error instanceof ResponseError) throw new BicepRequestFailed(error.message);
      throw error instanceof BicepProcessFailed ? error : new BicepProcessFailed(error instanceof Error ? error.message : String(error));
    } finally {
      clearTimeout(timer);
      if (stop) this.onFailure.delete(stop);
    }
  }

  /** Ends the process; requests under way fail with `reason`. */
  kill(reason = 'it was stopped'): void {
    this.fail(reason);
    this.child.kill('SIGKILL');
  }

  private fail(reason: string): void {
    if (this.failure) return;
    this.failure = new BicepProcessFailed(reason);
    const waiting = [...this.onFailure];
    this.onFailure.clear();
    for (const reject of waiting) reject(this.failure);
    this.connection.dispose();
    if (this.child.exitCode === null && this.child.pid !== undefined) this.child.kill('SIGKILL');
  }
}

/** What goes wrong comes back as the failure of a request; the connection's own log would repeat parameters. */
const silent = { error: () => undefined, warn: () => undefined, info: () => undefined, log: () => undefined };

/** The CLI unpacks itself below HOME; where that cannot be written, below the temporary folder. */
async function environmentFor(): Promise<NodeJS.ProcessEnv> {
  if (process.env['DOTNET_BUNDLE_EXTRACT_BASE_DIR'] !== undefined || await isWritable(homedir())) return process.env;
  const folder = path.join(tmpdir(), `aos-deploy-dotnet-${process.getuid?.() ?? 'user'}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return { ...process.env, DOTNET_BUNDLE_EXTRACT_BASE_DIR: await isWritable(folder) ? folder : await mkdtemp(path.join(tmpdir(), 'aos-deploy-dotnet-')) };
}

const isWritable = (folder: string): Promise<boolean> => access(folder, constants.W_OK).then(() => true, () => false);
