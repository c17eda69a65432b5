import type { Engine } from '../core/engine';
import type { Environment } from '../core/environments';
import { InputError } from '../core/errors';
import type { Diagnostic } from '../core/values';
import type { Output } from './output';
import type { Invocation } from './parseArguments';

/** What a command works with. */
export interface CommandContext {
  readonly invocation: Invocation;
  readonly output: Output;
  /** Built when a command first asks; commands about the sandbox never do. */
  readonly engine: () => Engine;
  readonly workspace: string;
  /** Findings of the rules of the language, over every parameters file and configuration of the workspace. */
  readonly checkLanguage: () => Promise<readonly Diagnostic[]>;
  /** A value that must not be shown, from standard input or a prompt. */
  readonly readSecret: (prompt: string) => Promise<string>;
  /** Aborted by the time limit, and by an interrupt where a command does not handle that itself. */
  readonly signal: AbortSignal;
  /** The first interrupt and every later one; the command answers instead of the default. Returns what puts the default back. */
  readonly onInterrupt: (handler: (count: number) => void) => () => void;
}

/** A command's exit code. */
export type Command = (context: CommandContext) => Promise<number>;

/** The environment of `--environment`, or the only one there is. @throws InputError `Environment.NotChosen`. */
export async function chosenEnvironment({ invocation, engine }: CommandContext): Promise<Environment> {
  const name = invocation.values.environment;
  if (name !== undefined) return engine().getEnvironment(name);
  const { environments } = await engine().listEnvironments();
  if (environments.length <= 1) return engine().getEnvironment(environments[0]?.name ?? '');
  throw new InputError('Environment.NotChosen', `The workspace has several environments: ${environments.map((one) => one.name).join(', ')}.`, { nextStep: 'Choose one with --environment NAME.' });
}

/** @throws InputError `Cli.Format` where the command has no such form. */
export function refuseForm({ invocation }: CommandContext, command: string, forms: readonly string[]): void {
  const { format } = invocation.values;
  if (format !== undefined && !forms.includes(format)) throw new InputError('Cli.Format', `${command} has no form ${format}.`, { nextStep: `Choose ${forms.slice(0, -1).join(', ')} or ${forms.at(-1)}.` });
}

/** The item of the checklist that is named. @throws InputError `Cli.Usage`. */
export function oneItem({ invocation: { words } }: CommandContext): string {
  const [verb, id, more] = words;
  if (id === undefined || more !== undefined) throw new InputError('Cli.Usage', `${verb} takes one item.`, { nextStep: 'List the items with "aos-deploy checklist list".' });
  return id;
}
