import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AzuritePorts, FromAzurite, ToAzurite } from './azuriteMessages';

/** Azurite as a child process, started with the first list of accounts. */
export class Azurite {
  private child: ChildProcess | undefined;
  private ports: AzuritePorts | undefined;
  private accounts = '';
  private turn: Promise<unknown> = Promise.resolve();

  /** Without a folder, data is in memory alone. */
  constructor(private readonly folder: string | undefined) {}

  /** The ports, once Azurite serves exactly these accounts. One change at a time. @throws Error when it cannot be started. */
  serving(accounts: string): Promise<AzuritePorts> {
    const next = this.turn.then(() => this.apply(accounts));
    this.turn = next.catch(() => undefined);
    return next;
  }

  async close(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => { resolve(); }));
    if (child.connected) child.send({ kind: 'stop' } satisfies ToAzurite);
    const timer = setTimeout(() => child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(timer);
  }

  private async apply(accounts: string): Promise<AzuritePorts> {
    const isRunning = this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
    if (isRunning && this.ports && accounts === this.accounts) return this.ports;
    if (!isRunning) this.child = startChild(this.folder);
    const answer = await exchange(this.child!, { kind: 'accounts', accounts });
    if (answer.kind === 'failed') throw new Error(`Azurite cannot serve storage: ${answer.message}`);
    if (answer.kind === 'started') this.ports = answer.ports;
    this.accounts = accounts;
    return this.ports!;
  }
}

function startChild(folder: string | undefined): ChildProcess {
  if (folder !== undefined) mkdirSync(folder, { recursive: true });
  const { file, execArgv } = locateProgram();
  // In VS Code the executable is Electron's, which runs as Node with this variable.
  return fork(file, [folder ?? ''], { execArgv, stdio: ['ignore', 'ignore', 'ignore', 'ipc'], env: { ...withoutAzurite(process.env), ELECTRON_RUN_AS_NODE: '1' } });
}

const withoutAzurite = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv => Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AZURITE_') && name !== 'NODE_OPTIONS'));

/** Beside the bundle or above its chunks in the product; from the sources during development. */
function locateProgram(): { readonly file: string; readonly execArgv: string[] } {
  const bundled = [join(__dirname, 'azurite.js'), join(__dirname, '..', 'azurite.js')].find((file) => existsSync(file));
  if (bundled !== undefined) return { file: bundled, execArgv: [] };
  const source = join(__dirname, 'azuriteProcess.ts');
  if (!existsSync(source)) throw new Error(`Azurite is not part of this installation: there is no azurite.js in ${__dirname} or above it.`);
  return { file: source, execArgv: ['--import', 'tsx'] };
}

/** Sends a message and waits for its answer, or for the end of the process. */
function exchange(child: ChildProcess, message: ToAzurite): Promise<FromAzurite> {
  return new Promise((resolve) => {
    const ended = (code: number | null): void => { finish({ kind: 'failed', message: `the process ended with code ${String(code)}.` }); };
    const broken = (error: Error): void => { finish({ kind: 'failed', message: error.message }); };
    const finish = (answer: FromAzurite): void => {
      child.off('message', finish).off('exit', ended).off('error', broken);
      resolve(answer);
    };
    child.once('message', finish).once('exit', ended).once('error', broken);
    child.send(message);
  });
}
