import { parseArgs } from 'node:util';
import { InputError } from '../core/errors';
import { commandSpec, commandTable, type CommandName } from './commandTable';
import { nearest } from './nearest';
import { commonOptions, optionSpecs, type OptionName } from './options';

export interface Invocation {
  /** Absent: only help or the version was asked for. */
  readonly command?: CommandName;
  readonly words: readonly string[];
  readonly flags: ReadonlySet<OptionName>;
  /** Of an option that was given several times, the last. */
  readonly values: Readonly<Partial<Record<OptionName, string>>>;
  /** Every value of the options that may be given several times, in their order. */
  readonly lists: Readonly<Partial<Record<OptionName, readonly string[]>>>;
  readonly version: boolean;
}

/** @throws InputError `Cli.Usage` that names the wrong word and the likely right one. */
export function parseArguments(argv: readonly string[]): Invocation {
  const version = argv.length === 1 && (argv[0] === '--version' || argv[0] === '-v');
  if (version) return { words: [], flags: new Set(), values: {}, lists: {}, version };
  const { tokens } = parseArgs({ args: [...argv], strict: false, allowPositionals: true, tokens: true, options: declared() });
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const command = words.length === 0 ? undefined : toCommand(words[0] ?? '');
  const allowed: readonly OptionName[] = command ? [...commonOptions, ...(commandSpec(command).options ?? [])] : commonOptions;
  const flags = new Set<OptionName>();
  const values: Partial<Record<OptionName, string>> = {};
  const lists: Partial<Record<OptionName, readonly string[]>> = {};
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const name = toOption(token.rawName, token.name, allowed, command);
    if (optionSpecs[name].argument === undefined) takeSwitch(name, token.value, flags);
    else values[name] = takeValue(name, token.value, token.inlineValue ?? false);
    if (optionSpecs[name].isRepeatable) lists[name] = [...lists[name] ?? [], values[name] ?? ''];
  }
  if (command && !flags.has('help')) checkWords(command, words.slice(1));
  return { command, words: words.slice(1), flags, values, lists, version: false };
}

function declared(): Record<string, { type: 'string' | 'boolean'; short?: string }> {
  const options: Record<string, { type: 'string' | 'boolean'; short?: string }> = {};
  for (const [name, spec] of Object.entries(optionSpecs)) options[name] = { type: spec.argument === undefined ? 'boolean' : 'string', ...(name === 'help' ? { short: 'h' } : {}) };
  return options;
}

function toCommand(word: string): CommandName {
  if (Object.hasOwn(commandTable, word)) return word as CommandName;
  throw usage(`There is no command "${word}".`, nearest(word, Object.keys(commandTable)), 'aos-deploy --help lists the commands');
}

function toOption(rawName: string, name: string, allowed: readonly OptionName[], command: CommandName | undefined): OptionName {
  const found = allowed.find((one) => one === name);
  if (found) return found;
  const near = nearest(name, allowed);
  const where = command ? ` for "${command}"` : '';
  throw usage(`There is no option ${rawName}${where}.`, near && `--${near}`, command ? `aos-deploy ${command} --help lists the options` : 'aos-deploy --help lists the commands');
}

function takeSwitch(name: OptionName, value: string | undefined, flags: Set<OptionName>): void {
  if (value !== undefined) throw usage(`--${name} takes no value, but was given "${value}".`);
  flags.add(name);
}

function takeValue(name: OptionName, value: string | undefined, inline: boolean): string {
  const spec = optionSpecs[name];
  if (value === undefined || value === '' || (!inline && value.startsWith('--'))) throw usage(`--${name} needs a value: ${spec.argument}.`);
  if (spec.isNumber && !/^\d{1,9}$/.test(value)) throw usage(`--${name} needs a whole number, not "${value}".`);
  if (spec.choices && !spec.choices.includes(value)) throw usage(`--${name} cannot be "${value}".`, nearest(value, spec.choices), `choose one of ${spec.choices.join(', ')}`);
  return value;
}

function checkWords(command: CommandName, words: readonly string[]): void {
  const spec = commandSpec(command);
  const [least, most] = spec.words ?? [0, 0];
  const first = words[0];
  if (first !== undefined && spec.firstWords && !spec.firstWords.includes(first)) throw usage(`"${command}" does not know "${first}".`, nearest(first, spec.firstWords), `it takes ${spec.arguments}`);
  if (words.length < least) throw usage(`"${command}" needs ${spec.arguments}.`);
  if (words.length > most) throw usage(`"${command}" does not take "${words[most]}".`, undefined, `aos-deploy ${command} --help shows what it takes`);
}

function usage(message: string, near?: string, otherwise?: string): InputError {
  const nextStep = near ? `Did you mean ${near}?` : otherwise && `${otherwise.startsWith('aos-deploy') ? otherwise : `${otherwise[0]?.toUpperCase()}${otherwise.slice(1)}`}.`;
  return new InputError('Cli.Usage', message, { nextStep });
}
