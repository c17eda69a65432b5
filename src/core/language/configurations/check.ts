import type { Span } from '../../bicepparam';
import { baseName, relativePath } from '../../paths';
import type { Finding } from '../finding';
import { collect, type Report } from '../parameters/context';
import { isPlaceholder } from '../parameters/rules/secrets';
import { findSimilar } from '../similar';
import type { Catalogue, Placed } from './catalogue';
import type { AgentEntry, ConfigurationDocument, Entry, PlacedText, ServerEntry } from './document';
import type { SchemaChecks } from './schemas';

export interface ConfigurationContext { readonly document: ConfigurationDocument; readonly catalogue: Catalogue; readonly schemas: SchemaChecks; readonly root: string }

/** Everything the rules say about one configuration file, in the order of the text. */
export function checkConfiguration(context: ConfigurationContext): Finding[] {
  const { document } = context;
  if (!document.isOurs) return [];
  const findings = collect((report) => {
    for (const { message, ...span } of document.errors) report('json-syntax', span, message, { official: true });
    for (const { message, ...span } of document.errors.length === 0 ? context.schemas.check(document) : []) report('configuration-schema', span, message, { official: true });
    for (const entry of document.agents) checkAgent(entry, context, silenceable(entry, report));
    for (const entry of document.servers) checkServer(entry, context, silenceable(entry, report));
  });
  return findings.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** An entry's metadata may silence rules: `"metadata": { "aos-disable": { "plain-secret": "a public key" } }`. */
const silenceable = ({ silenced }: Entry, report: Report): Report => (rule, ...rest) => { if (!Object.hasOwn(silenced, rule)) report(rule, ...rest); };

function checkAgent(entry: AgentEntry, context: ConfigurationContext, report: Report): void {
  checkId(entry, context, context.catalogue.agents, report);
  for (const { field, value, start, end } of entry.prompts) if (value.trim() === '') report('empty-prompt', { start, end }, `${field} is empty, so that nothing guides the agent there.`);
  for (const use of entry.tools) checkTool(use.server, use.tool, entry, context, report);
  checkAdapter(entry, context.catalogue, report);
}

function checkId(entry: Entry, { document, root }: ConfigurationContext, all: ReadonlyMap<string, readonly Placed<Entry>[]>, report: Report): void {
  const { id } = entry;
  if (!id || id.value === '') return;
  const others = firstOthers(all.get(id.value) ?? [], entry, document);
  if (others.length > 0) {
    report('duplicate-id', id, `${id.value} is also the id ${others[0]?.document === document ? 'of another entry of this file' : `in ${[...new Set(others.map((other) => relativePath(root, other.document.file)))].slice(0, 3).join(', ')}`}.`, {
      related: others.flatMap((other) => (other.entry.id ? [{ file: other.document.file, start: other.entry.id.start, end: other.entry.id.end, message: 'The same id' }] : [])),
    });
  }
  const name = baseName(document.file).replace(/\.json$/i, '');
  if ((document.kind === 'agent' || document.kind === 'server') && name !== id.value) report('id-file-name', id, `The file is named ${name}, and the id is ${id.value}.`, { fixes: [replace(id, name, `Set the id to ${name}`)] });
}

/** A few are enough to show; a registry may hold the same id very often. */
function firstOthers<T extends Entry>(all: readonly Placed<T>[], entry: Entry, document: ConfigurationDocument): readonly Placed<T>[] {
  const others: Placed<T>[] = [];
  for (const other of all) {
    if (other.entry !== entry && other.document.kind === document.kind) others.push(other);
    if (others.length === 5) break;
  }
  return others;
}

function checkTool(server: PlacedText, tool: PlacedText | undefined, entry: AgentEntry, { catalogue }: ConfigurationContext, report: Report): void {
  if (catalogue.servers.size === 0) return;
  const found = catalogue.findServers(server.value);
  const whole = tool !== undefined && tool.start === server.start;
  if (found.length === 0) {
    const similar = findSimilar(server.value, catalogue.serverNames);
    report('unknown-server', server, `There is no MCP server ${server.value}.${similar ? ` Did you mean ${similar}?` : ''}`, { ...(similar && !whole && { fixes: [{ ...replace(server, similar, `Change to ${similar}`), isPreferred: true }] }) });
    return;
  }
  if (entry.isEnabled && found.every((one) => !one.entry.isEnabled)) report('disabled-reference', server, `The MCP server ${server.value} is disabled, and this agent is not.`, { nextStep: 'Enable the server, or take the tool from the agent.' });
  const tools = catalogue.toolsOf(server.value);
  if (!tool || !tools || tools.some(({ value }) => value === tool.value)) return;
  const similar = findSimilar(tool.value, tools.map(({ value }) => value));
  report('unknown-tool', tool, `${server.value} lists no tool ${tool.value}; it lists ${tools.slice(0, 8).map(({ value }) => value).join(', ')}.`, { ...(similar && !whole && { fixes: [{ ...replace(tool, similar, `Change to ${similar}`), isPreferred: true }] }) });
}

/** An adapter is a domain of the registry, or named after an agent. */
function checkAdapter({ adapter }: AgentEntry, { domains, agents }: Catalogue, report: Report): void {
  if (!adapter || adapter.value === '' || domains.size === 0 || domains.has(adapter.value) || agents.has(adapter.value)) return;
  const similar = findSimilar(adapter.value, [...domains, ...agents.keys()]);
  report('unknown-adapter', adapter, `No domain of the agent registry is called ${adapter.value}.${similar ? ` Did you mean ${similar}?` : ''}`, { ...(similar && { fixes: [replace(adapter, similar, `Change to ${similar}`)] }) });
}

const secretKey = /(^|_)(token|secret|password|passwd|pwd|pat|api_?key|access_?key|private_?key|connection_?string|credentials?)(_|$)/i;
const secretValue = /^(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|sk-[A-Za-z0-9_-]{20,}|xox[abpr]-[\w-]{10,}|AKIA[0-9A-Z]{16})$|(AccountKey|SharedAccessKey|Password)=[^;$]+/i;

function checkServer(entry: ServerEntry, context: ConfigurationContext, report: Report): void {
  checkId(entry, context, context.catalogue.servers, report);
  for (const { key, value, start, end } of entry.env) {
    if (value.includes('${') || /^@Microsoft\.KeyVault/i.test(value)) checkReference(value, { start, end }, report);
    else if (value.trim() !== '' && !isPlaceholder(value) && ((secretKey.test(key) && !/^(true|false|\d{1,5}|https?:\/\/[^@]*|\/.*)$/i.test(value)) || secretValue.test(value))) {
      const name = vaultName(key);
      report('plain-secret', { start, end }, `${key} is secret, and here it can be read by everybody who has the file.`, { nextStep: 'Keep it in the Key Vault.', fixes: [{ ...replace({ value, start, end }, `\${${name}}`, `Read it from the secret ${name}`), isPreferred: true }] });
    }
  }
}

/** `GITHUB_TOKEN` as GithubToken: names of secrets have letters, digits and hyphens only. */
const vaultName = (key: string): string => key.split(/[^A-Za-z0-9]+/).map((part) => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase()).join('');

function checkReference(value: string, span: Span, report: Report): void {
  if (/^@Microsoft\.KeyVault/i.test(value)) {
    const inside = /^@Microsoft\.KeyVault\((.*)\)$/i.exec(value)?.[1];
    const complete = inside !== undefined && (/^SecretUri=https:\/\/.+/i.test(inside) || (/(^|;)VaultName=[^;]+/i.test(inside) && /(^|;)SecretName=[^;]+/i.test(inside)));
    const secret = inside && /SecretName=([A-Za-z0-9-]+)/i.exec(inside)?.[1];
    if (!complete) report('unresolvable-reference', span, 'This Key Vault reference is not complete: it names a vault and a secret, or a SecretUri.', { nextStep: 'Write @Microsoft.KeyVault(VaultName=<vault>;SecretName=<secret>).' });
    else report('unresolvable-reference', span, 'Only application settings resolve this form; in this file it stays a text.', { severity: 'info', ...(secret && { fixes: [replace({ value, ...span }, `\${${secret}}`, `Write \${${secret}}`)] }) });
    return;
  }
  for (const [whole, name = ''] of value.matchAll(/\$\{([^}]*)(?:\}|$)/g)) {
    if (!whole.endsWith('}') || !/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name)) report('unresolvable-reference', span, `${whole} names no secret and no variable.`, { nextStep: 'Write ${Name}.' });
  }
}

const replace = ({ start, end }: PlacedText, value: string, title: string) => ({ title, edits: [{ start, end, newText: JSON.stringify(value) }] });
