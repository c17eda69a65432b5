import { findNodeAtLocation, getNodeValue, parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import type { Span } from '../../bicepparam';
import { asObject, isArray } from '../../json';
import type { JsonObject } from '../../values';
import { TextLines } from '../text';
import type { ConfigurationKind } from './kinds';

/** A text with its place; the span is that of the value, quotes included. */
export interface PlacedText extends Span { readonly value: string }
export interface ToolUse extends Span { readonly server: PlacedText; readonly tool?: PlacedText }

/** One agent or server, in a file of its own or in a registry. */
export interface Entry {
  readonly node: Node;
  readonly id?: PlacedText;
  readonly isEnabled: boolean;
  /** Rules that its metadata silences, with the reason. */
  readonly silenced: Readonly<Record<string, string>>;
}
export interface AgentEntry extends Entry { readonly adapter?: PlacedText; readonly domain?: PlacedText; readonly tools: readonly ToolUse[]; readonly prompts: readonly (PlacedText & { readonly field: string })[] }
export interface ServerEntry extends Entry { readonly name?: PlacedText; readonly toolNames?: readonly PlacedText[]; readonly env: readonly (PlacedText & { readonly key: string })[] }

/** One configuration file as it stands. Never changes; a changed text is a new one. */
export class ConfigurationDocument {
  readonly lines: TextLines;
  readonly errors: readonly (Span & { readonly message: string })[];
  readonly root: Node | undefined;
  readonly agents: readonly AgentEntry[];
  readonly servers: readonly ServerEntry[];

  /** False for files of other tools that happen to lie in a folder of ours: nothing is said about them. */
  readonly isOurs: boolean;

  constructor(readonly file: string, readonly kind: ConfigurationKind, readonly text: string) {
    this.isOurs = marks[kind].test(text);
    const errors: ParseError[] = [];
    this.lines = new TextLines(text);
    this.root = isTooDeep(text) ? undefined : parseTree(text, errors, { allowTrailingComma: false, disallowComments: true });
    this.errors = this.root === undefined && errors.length === 0
      ? [{ start: 0, end: Math.min(1, text.length), message: 'This is empty or nested too deep to be read.' }]
      : errors.map(({ error, offset, length }) => ({ start: Math.min(offset, text.length), end: Math.min(offset + length, text.length), message: messageOf(printParseErrorCode(error)) }));
    this.agents = this.#entries('agent', 'agentRegistry', 'agents').map(readAgent);
    this.servers = this.#entries('server', 'serverRegistry', 'servers').map(readServer);
  }

  #entries(single: ConfigurationKind, registry: ConfigurationKind, list: string): readonly Node[] {
    if (!this.root) return [];
    if (this.kind === single) return this.root.type === 'object' ? [this.root] : [];
    return this.kind === registry ? (member(this.root, list)?.children ?? []).filter(({ type }) => type === 'object') : [];
  }
}

/** A member that files of the kind have. */
const marks: Readonly<Record<ConfigurationKind, RegExp>> = { agent: /"(agent_id|agent_type|adapter_name|mcp_tools)"/, server: /"(server_id|server_name)"/, agentRegistry: /^/, serverRegistry: /^/, faults: /"rules"/ };

/** The parser of jsonc recurses; no configuration that a person writes is nested this deep. */
function isTooDeep(text: string): boolean {
  let [depth, inString] = [0, false];
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (inString) { if (char === 92) at++; else if (char === 34 || char === 10) inString = false; continue; }
    if (char === 34) inString = true;
    else if (char === 123 || char === 91) { if (++depth > 200) return true; }
    else if (char === 125 || char === 93) depth--;
  }
  return false;
}

const messageOf = (code: string): string => `${code.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/^./, (first) => first.toUpperCase()).replace(/ [A-Z]/g, (part) => part.toLowerCase())}.`;
export const member = (node: Node, name: string): Node | undefined => findNodeAtLocation(node, [name]);
export const spanOf = ({ offset, length }: Node): Span => ({ start: offset, end: offset + length });

function textAt(node: Node, name: string): PlacedText | undefined {
  const value = member(node, name);
  return value?.type === 'string' ? { value: value.value as string, ...spanOf(value) } : undefined;
}

function readEntry(node: Node, idField: string): Entry {
  const metadata = member(node, 'metadata');
  const silenced = metadata && member(metadata, 'aos-disable');
  const id = textAt(node, idField);
  return { node, ...(id && { id }), isEnabled: member(node, 'enabled')?.value !== false, silenced: silenced ? onlyTexts(asObject(getNodeValue(silenced))) : {} };
}

const onlyTexts = (value: JsonObject): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string' && pair[1].trim() !== ''));

function readAgent(node: Node): AgentEntry {
  const knowledge = member(node, 'domain_knowledge');
  const [adapter, domain] = [textAt(node, 'adapter_name'), knowledge && textAt(knowledge, 'domain')];
  const prompts = ['purpose', 'purpose_scope', 'system_message'].flatMap((field) => { const value = textAt(node, field); return value ? [{ ...value, field }] : []; });
  return { ...readEntry(node, 'agent_id'), ...(adapter && { adapter }), ...(domain && { domain }), prompts, tools: (member(node, 'mcp_tools')?.children ?? []).flatMap(readTool) };
}

/** `{server_name, tool_name}`, or a text `server/tool`. */
function readTool(node: Node): readonly ToolUse[] {
  if (node.type === 'object') {
    const [server, tool] = [textAt(node, 'server_name'), textAt(node, 'tool_name')];
    return server ? [{ ...spanOf(node), server, ...(tool && { tool }) }] : [];
  }
  if (node.type !== 'string' || typeof node.value !== 'string' || !node.value.includes('/') || node.value.includes('://')) return [];
  const [server = '', ...rest] = node.value.split('/');
  return [{ ...spanOf(node), server: { value: server, ...spanOf(node) }, tool: { value: rest.join('/'), ...spanOf(node) } }];
}

function readServer(node: Node): ServerEntry {
  const tools = member(node, 'tools');
  const name = textAt(node, 'server_name');
  const toolNames = tools?.children?.flatMap((tool) => (tool.type === 'object' ? [textAt(tool, 'name')] : [])).filter((tool) => tool !== undefined);
  const env = (member(node, 'env')?.children ?? []).flatMap((property) => {
    const [key, value] = property.children ?? [];
    return key && value?.type === 'string' ? [{ key: String(key.value), value: value.value as string, ...spanOf(value) }] : [];
  });
  return { ...readEntry(node, 'server_id'), ...(name && { name }), ...(isArray(toolNames) && toolNames.length > 0 && { toolNames }), env };
}
