import type { Span } from '../../bicepparam';
import { factsOf } from '../parameters/context';
import type { Range } from '../../values';
import { pathFrom, type LanguageWorkspace } from '../workspace/languageWorkspace';
import type { TextEdit } from '../finding';
import { describeParameter } from './parameterText';
import { contains, mentionsOf, wordAt } from './words';
import { functions } from '../types/functions';
import { renderType } from '../types/valueType';
import type { ConfigurationDocument, PlacedText } from '../configurations/document';

/** A place by offsets (files we hold) or by range (Bicep files). */
export interface Place { readonly file: string; readonly span?: Span; readonly range?: Range }
export interface Hover { readonly markdown: string; readonly span: Span }

export function hoverAt(workspace: LanguageWorkspace, file: string, offset: number): Hover | undefined {
  const context = workspace.context(file);
  if (!context) return hoverInConfiguration(workspace, file, offset);
  const word = wordAt(context.document, offset);
  if (!word || word.kind === 'path') return undefined;
  const span = { start: word.start, end: word.end };
  if (word.kind === 'function') { const shape = functions.get(word.name); return shape && { span, markdown: `\`\`\`bicep\n${word.name}(${shape.min === shape.max ? `${shape.min} arguments` : shape.max === Infinity ? `${shape.min} or more arguments` : `${shape.min} to ${shape.max} arguments`}): ${renderType(shape.gives)}\n\`\`\`` }; }
  const parameter = factsOf(context)?.parameters.get(word.name);
  if (parameter && (word.kind === 'parameter' || context.document.assignments.has(word.name))) return { span, markdown: `${describeParameter(parameter)}${acrossEnvironments(workspace, file, parameter.name, parameter.isSecure)}` };
  const type = context.document.scope.typeOfValue(word.name);
  return type && { span, markdown: `\`\`\`bicep\nvar ${word.name} ${renderType(type)}\n\`\`\`` };
}

/** The values of the other environments, side by side; secrets never. */
function acrossEnvironments(workspace: LanguageWorkspace, file: string, name: string, isSecure: boolean): string {
  const context = workspace.context(file);
  if (!context || isSecure || context.siblings.length === 0) return '';
  const rows = [context.document, ...context.siblings].map(({ file: one, assignments, text }) => {
    const value = assignments.get(name)?.value;
    const shown = value ? text.slice(value.start, value.end).replace(/\s+/g, ' ') : 'default';
    return `| ${one.split(/[\\/]/).at(-1)?.replace('.bicepparam', '') ?? ''} | \`${shown.length > 60 ? `${shown.slice(0, 60)}…` : shown}\` |`;
  });
  return `\n\n| Environment | Value |\n|---|---|\n${rows.sort().join('\n')}`;
}

export function definitionsAt(workspace: LanguageWorkspace, file: string, offset: number): readonly Place[] {
  const context = workspace.context(file);
  if (!context) return idUses(workspace, file, offset)?.declarations ?? [];
  const word = wordAt(context.document, offset);
  if (!word || word.kind === 'function') return [];
  if (word.kind === 'path') return [{ file: pathFrom(file, word.path) }];
  const parameter = word.kind === 'parameter' ? factsOf(context)?.parameters.get(word.name) : undefined;
  if (parameter?.range) return [{ file: factsOf(context)!.file, range: parameter.range }];
  const declared = context.document.syntax.statements.find((statement) => (statement.kind === 'var' || statement.kind === 'param') && statement.name === word.name);
  return declared && 'nameSpan' in declared ? [{ file, span: declared.nameSpan }] : [];
}

/** Every mention of what stands at an offset: a parameter in all files of its template, an id in all configurations. */
export function referencesAt(workspace: LanguageWorkspace, file: string, offset: number): readonly (Place & { readonly span: Span })[] {
  const context = workspace.context(file);
  if (!context) return idUses(workspace, file, offset)?.all ?? [];
  const word = wordAt(context.document, offset);
  if (!word || word.kind === 'path' || word.kind === 'function') return [];
  const isParameter = context.document.assignments.has(word.name);
  const template = workspace.templateOf(file);
  const files = isParameter && template ? workspace.usersOf(template) : [file];
  return files.flatMap((one) => { const document = workspace.parameters(one); return document ? mentionsOf(document, word.name).map((span) => ({ file: one, span })) : []; });
}

/** What a rename changes: a variable in its file; a parameter in every environment's file (its declaration in the template as well, by `template`); an id in every configuration. */
export function renameAt(workspace: LanguageWorkspace, file: string, offset: number, newName: string): { readonly edits: readonly (TextEdit & { readonly file: string })[]; readonly template?: Place } | undefined {
  const places = referencesAt(workspace, file, offset);
  if (places.length === 0) return undefined;
  const context = workspace.context(file);
  if (!context) return { edits: places.map(({ file: one, span }) => ({ file: one, ...span, newText: newName })) };
  const word = wordAt(context.document, offset);
  const parameter = word && 'name' in word && context.document.assignments.has(word.name) ? factsOf(context)?.parameters.get(word.name) : undefined;
  return { edits: places.map(({ file: one, span }) => ({ file: one, ...span, newText: newName })), ...(parameter?.range && { template: { file: factsOf(context)!.file, range: parameter.range } }) };
}

interface IdUses { readonly declarations: readonly (Place & { readonly span: Span })[]; readonly all: readonly (Place & { readonly span: Span })[]; readonly text: PlacedText }

/** The id of an agent, server or tool at an offset, with its declarations and uses. Spans leave the quotes out. */
export function idUses(workspace: LanguageWorkspace, file: string, offset: number): IdUses | undefined {
  const document = workspace.configuration(file);
  const at = document && idAt(document, offset);
  if (!document || !at) return undefined;
  const declarations: (Place & { readonly span: Span })[] = [];
  const uses: (Place & { readonly span: Span })[] = [];
  for (const other of workspace.files.map((one) => workspace.configuration(one))) {
    if (!other) continue;
    const inner = (text: PlacedText) => ({ file: other.file, span: { start: text.start + 1, end: text.end - 1 } });
    for (const agent of other.agents) {
      if (at.kind === 'agent' && agent.id?.value === at.text.value) declarations.push(inner(agent.id));
      for (const use of agent.tools) {
        if (use.server.start === use.tool?.start) continue;
        if (at.kind === 'server' && use.server.value === at.text.value) uses.push(inner(use.server));
        if (at.kind === 'tool' && use.server.value === at.server && use.tool?.value === at.text.value) uses.push(inner(use.tool));
      }
    }
    for (const server of other.servers) {
      if (at.kind === 'server' && server.id?.value === at.text.value) declarations.push(inner(server.id));
      if (at.kind === 'tool' && server.id?.value === at.server) for (const tool of server.toolNames ?? []) if (tool.value === at.text.value) declarations.push(inner(tool));
    }
  }
  return { declarations, all: [...declarations, ...uses], text: at.text };
}

interface IdAt { readonly kind: 'agent' | 'server' | 'tool'; readonly text: PlacedText; readonly server?: string }

function idAt(document: ConfigurationDocument, offset: number): IdAt | undefined {
  for (const { id, tools } of document.agents) {
    if (id && contains(id, offset)) return { kind: 'agent', text: id };
    for (const { server, tool } of tools) {
      if (server.start === tool?.start) continue;
      if (contains(server, offset)) return { kind: 'server', text: server };
      if (tool && contains(tool, offset)) return { kind: 'tool', text: tool, server: server.value };
    }
  }
  for (const { id, toolNames } of document.servers) {
    if (id && contains(id, offset)) return { kind: 'server', text: id };
    for (const tool of toolNames ?? []) if (contains(tool, offset)) return { kind: 'tool', text: tool, ...(id && { server: id.value }) };
  }
  return undefined;
}

function hoverInConfiguration(workspace: LanguageWorkspace, file: string, offset: number): Hover | undefined {
  const document = workspace.configuration(file);
  const at = document && idAt(document, offset);
  if (!at) return undefined;
  const span = { start: at.text.start, end: at.text.end };
  if (at.kind !== 'server') return at.kind === 'tool' && at.server !== undefined ? { span, markdown: `Tool of the MCP server \`${at.server}\`.` } : undefined;
  const [server] = workspace.catalogue.findServers(at.text.value);
  const tools = workspace.catalogue.toolsOf(at.text.value);
  return server && { span, markdown: `MCP server \`${at.text.value}\`${server.entry.isEnabled ? '' : ', disabled'}.${tools ? `\n\nTools: ${tools.map(({ value }) => `\`${value}\``).join(', ')}.` : ''}` };
}

/** Ids that fit the text at an offset of a configuration: servers for server_name, tools of that server for tool_name, domains for adapter_name. */
export function configurationCompletions(workspace: LanguageWorkspace, file: string, offset: number): readonly { readonly label: string; readonly insertText: string; readonly span: Span }[] {
  const document = workspace.configuration(file);
  if (!document) return [];
  const { catalogue } = workspace;
  const offer = (span: Span, values: Iterable<string>) => [...new Set(values)].map((label) => ({ label, insertText: JSON.stringify(label), span: { start: span.start, end: span.end } }));
  for (const agent of document.agents) {
    if (agent.adapter && contains(agent.adapter, offset)) return offer(agent.adapter, [...catalogue.domains, ...catalogue.agents.keys()]);
    for (const { server, tool } of agent.tools) {
      if (server.start === tool?.start) continue;
      if (contains(server, offset)) return offer(server, catalogue.serverNames);
      if (tool && contains(tool, offset)) return offer(tool, (catalogue.toolsOf(server.value) ?? []).map(({ value }) => value));
    }
  }
  return [];
}

/** Key Vault references and `${NAME}` inside a configuration or parameters file, for highlighting. */
export function* secretReferences(text: string): Generator<Span> {
  for (const match of text.matchAll(/@Microsoft\.KeyVault\([^)\r\n]*\)|(?<=")\$\{[A-Za-z][A-Za-z0-9_-]*\}(?=")/g)) yield { start: match.index, end: match.index + match[0].length };
}
