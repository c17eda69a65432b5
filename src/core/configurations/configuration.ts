import { parse, type ParseError } from 'jsonc-parser';
import { canonicalJson, sha256Hex } from '../hash';
import { InputError } from '../errors';
import { asArray, asString, isObject } from '../json';
import type { JsonObject, Range } from '../values';

export type ConfigurationKind = 'agent' | 'server';

/** One agent or MCP server of the workspace. `text` is what is uploaded: indented, keys as written, one newline at the end. */
export interface Configuration {
  readonly kind: ConfigurationKind;
  readonly id: string;
  /** Absolute path of the file it comes from. */
  readonly file: string;
  readonly value: JsonObject;
  readonly text: string;
  /** SHA-256 (hex) of the canonical JSON: neither order of keys nor blanks matter. */
  readonly contentHash: string;
}

const idKey: Readonly<Record<ConfigurationKind, string>> = { agent: 'agent_id', server: 'server_id' };
const listKey: Readonly<Record<ConfigurationKind, string>> = { agent: 'agents', server: 'servers' };
/** Name of the member that holds the id. */
export const idKeyOf = (kind: ConfigurationKind): string => idKey[kind];
/** Name of the list in a registry. */
export const listKeyOf = (kind: ConfigurationKind): string => listKey[kind];
/** What becomes a blob name must not leave its folder, nor need escaping. */
const idPattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/;

/** Where a configuration lives in its container. */
export const blobNameOf = (kind: ConfigurationKind, id: string): string => `${kind === 'agent' ? 'agents' : 'mcp-servers'}/${id}.json`;

/**
 * Reads a file that holds one configuration.
 * @throws InputError `Configuration.NotJson`, `Configuration.NotAnObject`, `Configuration.NoId`, `Configuration.BadId`, each naming the file.
 */
export function parseConfiguration(kind: ConfigurationKind, file: string, text: string): Configuration {
  const value = parseObject(file, text);
  return fromValue(kind, file, value);
}

/** Reads a registry file: `{version, agents: [...]}` or `{version, servers: [...]}`. @throws InputError as above, and `Configuration.NoList`. */
export function parseRegistry(kind: ConfigurationKind, file: string, text: string): readonly Configuration[] {
  const list = parseObject(file, text)[listKey[kind]];
  if (!Array.isArray(list)) throw new InputError('Configuration.NoList', `${file} has no list "${listKey[kind]}".`, { location: { file, range: beginning }, nextStep: `Write { "version": "1.0", "${listKey[kind]}": [ … ] }.` });
  return asArray(list).map((entry, index) => {
    if (!isObject(entry)) throw new InputError('Configuration.NotAnObject', `${file}: entry ${index + 1} of "${listKey[kind]}" is no object.`, { location: { file }, nextStep: 'Write each entry as { … }.' });
    return fromValue(kind, file, entry);
  });
}

/** The registry form of the same configurations, ordered by id, so that equal sets give equal text. */
export function renderRegistry(kind: ConfigurationKind, configurations: readonly Configuration[]): string {
  const entries = [...configurations].sort((a, b) => (a.id < b.id ? -1 : 1)).map((configuration) => configuration.value);
  return render({ version: '1.0', [listKey[kind]]: entries });
}

const render = (value: JsonObject): string => `${JSON.stringify(value, null, 2)}\n`;

export const hashConfiguration = (value: JsonObject): string => sha256Hex(canonicalJson(value));

/** The hash of a text that may be anything: of its canonical JSON where it is JSON, else of the text. */
export function hashText(text: string): string {
  try {
    return sha256Hex(canonicalJson(JSON.parse(text) as JsonObject));
  } catch (error) {
    if (error instanceof SyntaxError) return sha256Hex(text);
    throw error;
  }
}

function fromValue(kind: ConfigurationKind, file: string, value: JsonObject): Configuration {
  const id = asString(value[idKey[kind]]);
  if (!id) throw new InputError('Configuration.NoId', `${file} has no "${idKey[kind]}".`, { location: { file, range: beginning }, nextStep: `Give it an "${idKey[kind]}", the same as the file's name.` });
  if (!idPattern.test(id)) throw new InputError('Configuration.BadId', `${file}: "${idKey[kind]}" is '${id}'; letters, digits, dots, hyphens and underscores are allowed.`, { location: { file, range: beginning }, nextStep: `Give it another "${idKey[kind]}": it becomes the name of a blob.` });
  return { kind, id, file, value, text: render(value), contentHash: hashConfiguration(value) };
}

const beginning: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };

/** Where the JSON breaks off. */
function placeOfError(text: string): { readonly range?: Range } {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true });
  const [first] = errors;
  if (!first) return {};
  const before = text.slice(0, first.offset).split('\n');
  const start = { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
  return { range: { start, end: { line: start.line, character: start.character + first.length } } };
}

function parseObject(file: string, text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new InputError('Configuration.NotJson', `${file} is not JSON: ${(error as Error).message}`, { location: { file, ...placeOfError(text) }, nextStep: 'Correct it, or keep it elsewhere when it is no configuration.' });
  }
  if (!isObject(value)) throw new InputError('Configuration.NotAnObject', `${file} is no JSON object.`, { location: { file, range: beginning }, nextStep: 'Write one configuration as { … }; several belong into a registry file.' });
  return value;
}

/** Two files with one id are a mistake that an upload must not decide. @throws InputError `Configuration.Duplicate` naming both. */
export function refuseDuplicates(configurations: readonly Configuration[]): void {
  const seen = new Map<string, Configuration>();
  for (const configuration of configurations) {
    const key = `${configuration.kind} ${configuration.id.toLowerCase()}`;
    const other = seen.get(key);
    if (other) throw new InputError('Configuration.Duplicate', `The id '${configuration.id}' is in ${other.file} and in ${configuration.file}.`, { location: { file: configuration.file }, nextStep: 'Give one of them another id, or remove it.' });
    seen.set(key, configuration);
  }
}
