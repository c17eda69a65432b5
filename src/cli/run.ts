import path from 'node:path';
import { toErrorDocument } from '../core/deployment';
import type { Engine } from '../core/engine';
import { CancelledError, EnvironmentError, InputError, LogicError } from '../core/errors';
import type { Diagnostic } from '../core/values';
import { commands } from './commands';
import { commandSpec } from './commandTable';
import type { CommandContext } from './context';
import { exitCode, exitCodeOf } from './exitCodes';
import { Output, type Streams } from './output';
import { parseArguments, type Invocation } from './parseArguments';
import { renderUsage } from './usage';

export interface CliHost {
  readonly streams: Streams;
  readonly workingFolder: string;
  readonly version: string;
  readonly folderExists: (folder: string) => boolean;
  readonly createEngine: (invocation: Invocation, workspace: string, progress: (line: string) => void) => Engine;
  /** What the rules of the language say about the workspace's files beyond the compiler; absent: nothing. */
  readonly checkLanguage?: (workspace: string) => Promise<readonly Diagnostic[]>;
  /** A value that must not be shown; absent: none can be given. */
  readonly readSecret?: (prompt: string) => Promise<string>;
  /** Registers for SIGINT and SIGTERM; returns the unregistration. */
  readonly onInterrupt: (handler: () => void) => () => void;
}

/** The whole tool: from arguments to an exit code. Never throws. */
export async function runCli(argv: readonly string[], host: CliHost): Promise<number> {
  let output = new Output(host.streams, argv.includes('--json'));
  try {
    const invocation = parseArguments(argv);
    if (invocation.version) return show(host, `${host.version}\n`);
    if (!invocation.command || invocation.flags.has('help')) return showUsage(host, invocation);
    output = new Output(host.streams, invocation.flags.has('json'), invocation.values.events && path.resolve(host.workingFolder, invocation.values.events));
    return await runCommand(invocation, host, output);
  } catch (error) {
    const document = toErrorDocument(error);
    output.error(document);
    return exitCodeOf(document);
  }
}

async function runCommand(invocation: Invocation, host: CliHost, output: Output): Promise<number> {
  const name = invocation.command!;
  if (commandSpec(name).notAvailable) throw new LogicError('NotAvailable', `"${[name, ...invocation.words].join(' ')}" is not available in this version.`, { nextStep: 'aos-deploy --help lists what is.' });
  const workspace = path.resolve(host.workingFolder, invocation.values.workspace ?? '.');
  if (name !== 'sandbox' && !host.folderExists(workspace)) throw new InputError('Workspace.None', `There is no folder ${workspace}.`, { nextStep: 'Name the folder of your AOS repository with --workspace.' });
  const stop = new AbortController();
  const interrupts = new Interrupts(host, () => stop.abort());
  const timer = startTimer(invocation, stop);
  let engine: Engine | undefined;
  const context: CommandContext = {
    invocation, output, workspace, signal: stop.signal, onInterrupt: (handler) => interrupts.handle(handler),
    readSecret: host.readSecret ?? (() => Promise.reject(new InputError('Cli.NoInput', 'There is no standard input to read the value from.', { nextStep: 'Pipe the value in.' }))),
    checkLanguage: () => host.checkLanguage?.(workspace) ?? Promise.resolve([]),
    engine: () => (engine ??= host.createEngine(invocation, workspace, (line) => output.progress(line))),
  };
  try {
    return await commands[name](context);
  } catch (error) {
    throw error instanceof CancelledError && timer.hasFired() ? timedOut(invocation) : error;
  } finally {
    timer.clear();
    interrupts.dispose();
    // What others remember of Azure may hold no more after a command that could have changed it.
    if (!onlyReads(invocation)) await engine?.forgetEvidence();
    await engine?.dispose();
  }
}

const readers = new Set(['environments', 'validate', 'plan', 'status', 'resources', 'history', 'verify', 'drift', 'doctor', 'workflow']);
const readingWords: Readonly<Record<string, readonly string[]>> = { checklist: ['list', 'run', 'attest', 'confirm', 'withdraw', 'report', 'sign', 'verify'], agents: ['validate', 'diff', 'status', 'versions'], servers: ['validate', 'diff', 'status', 'versions'], secrets: ['list'], apps: ['check', 'package'], incident: ['show', 'report'] };
/** Every other command may change what checks have asked. */
const onlyReads = ({ command, words }: Invocation): boolean => readers.has(command ?? '') || (readingWords[command ?? '']?.includes(words[0] ?? 'list') ?? false);

/** An interrupt aborts the command, unless the command has taken it over. */
class Interrupts {
  private count = 0;
  private handler?: (count: number) => void;
  private readonly unregister: () => void;

  constructor(host: CliHost, private readonly byDefault: () => void) {
    this.unregister = host.onInterrupt(() => (this.handler ?? this.byDefault)(++this.count));
  }

  handle(handler: (count: number) => void): () => void {
    this.handler = handler;
    return () => { this.handler = undefined; };
  }

  dispose(): void { this.unregister(); }
}

function startTimer(invocation: Invocation, stop: AbortController): { hasFired: () => boolean; clear: () => void } {
  let fired = false;
  const seconds = invocation.values.timeout;
  const timer = seconds === undefined ? undefined : setTimeout(() => { fired = true; stop.abort(timedOut(invocation)); }, Number(seconds) * 1000);
  return { hasFired: () => fired, clear: () => clearTimeout(timer) };
}

const timedOut = ({ values }: Invocation): EnvironmentError => new EnvironmentError('Cli.Timeout', `Not done within ${values.timeout} s.`, { nextStep: 'Give a longer --timeout, or none.' });

function show(host: CliHost, text: string): number {
  host.streams.out(text);
  return exitCode.done;
}

/** Asked for, the usage is the answer; without a command it is the error. */
function showUsage(host: CliHost, invocation: Invocation): number {
  if (invocation.flags.has('help')) return show(host, renderUsage(invocation.command));
  host.streams.err(renderUsage());
  return exitCode.badInput;
}
