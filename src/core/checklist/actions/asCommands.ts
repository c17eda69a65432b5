import type { JsonObject, JsonValue } from '../../values';
import type { ArmChange } from './action';

/** The same changes as commands of the Azure CLI, for a POSIX shell; `resourceManager` as the cloud has it. */
export function asAzCommands(changes: readonly ArmChange[], resourceManager: string): string {
  return changes.map((change) => `# ${change.title.replace(/\s+/g, ' ')}\n${azCommand(change, resourceManager.replace(/\/$/, ''))}`).join('\n\n') + (changes.length > 0 ? '\n' : '');
}

function azCommand({ method, id, apiVersion, body }: ArmChange, resourceManager: string): string {
  const parts = ['az rest', `--method ${method.toLowerCase()}`, `--url ${quote(`${resourceManager}${id}?api-version=${apiVersion}`)}`];
  return [...parts, ...(body === undefined ? [] : [`--body ${quote(JSON.stringify(body))}`])].join(' \\\n  ');
}

const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * The same as a Bicep file of its own for the resource group. Changes of what exists (PATCH) and what only runs (POST) cannot be declared there:
 * they stand as comments that say what to set in the template.
 */
export function asBicep(changes: readonly ArmChange[], groupId: string): string {
  const writer = new BicepWriter(groupId);
  return changes.map((change) => writer.write(change)).join('\n\n') + (changes.length > 0 ? '\n' : '');
}

interface Parsed { readonly scope: string; readonly type: string; readonly name: string }

class BicepWriter {
  private readonly scopes = new Map<string, string>();
  /** Symbols of what was declared so far, by its path in lower case. */
  private readonly declared = new Map<string, string>();

  constructor(private readonly groupId: string) {}

  write(change: ArmChange): string {
    const parsed = parseId(change.id);
    const comment = `// ${change.title.replace(/\s+/g, ' ')}`;
    if (change.method !== 'PUT' || !parsed || !this.isHere(parsed.scope)) return `${comment}\n${this.asComment(change)}`;
    const scope = this.scopeOf(parsed.scope);
    const { name: _name, ...body } = change.body ?? {};
    const needed = this.neededBy(change);
    const symbol = `change${this.declared.size + 1}`;
    this.declared.set(change.id.toLowerCase(), symbol);
    const members = [...(scope === undefined ? [] : [`  scope: ${scope.symbol}`]), `  name: ${text(parsed.name)}`, ...Object.entries(body).map(([name, value]) => `  ${key(name)}: ${literal(value, '  ')}`), ...(needed.length === 0 ? [] : [`  dependsOn: [\n${needed.map((one) => `    ${one}`).join('\n')}\n  ]`])];
    return [...(scope?.declaration ? [scope.declaration] : []), `${comment}\nresource ${symbol} '${parsed.type}@${change.apiVersion}' = {\n${members.join('\n')}\n}`].join('\n\n');
  }

  /** Paths are written out, so Bicep does not see by itself what has to be there first. */
  private neededBy({ id, body = {} }: ArmChange): readonly string[] {
    const [own, inside] = [id.toLowerCase(), JSON.stringify(body).toLowerCase()];
    return [...this.declared].filter(([path]) => own.startsWith(`${path}/`) || inside.includes(`"${path}"`) || inside.includes(`"${path}/`)).map(([, symbol]) => symbol);
  }

  private asComment({ method, id, body }: ArmChange): string {
    if (method === 'POST') return `// POST ${id}: nothing to declare; run it with the Azure CLI.`;
    return [`// In the declaration of ${id}:`, ...literal(body ?? {}, '').split('\n').map((line) => `//   ${line}`)].join('\n');
  }

  private isHere(scope: string): boolean { return scope.toLowerCase().startsWith(this.groupId.toLowerCase()); }

  /** An extension of a resource needs that resource as an existing one; of the group it needs nothing. */
  private scopeOf(scope: string): { readonly symbol: string; readonly declaration?: string } | undefined {
    if (scope.toLowerCase() === this.groupId.toLowerCase()) return undefined;
    const known = this.scopes.get(scope.toLowerCase());
    if (known !== undefined) return { symbol: known };
    const target = parseId(scope);
    if (!target) return undefined;
    const symbol = `target${this.scopes.size + 1}`;
    this.scopes.set(scope.toLowerCase(), symbol);
    return { symbol, declaration: `resource ${symbol} '${target.type}@${existingVersion(target.type)}' existing = {\n  name: ${text(target.name)}\n}` };
  }
}

const versions: Readonly<Record<string, string>> = {
  'microsoft.keyvault/vaults': '2023-07-01', 'microsoft.storage/storageaccounts': '2023-05-01', 'microsoft.web/sites': '2023-12-01', 'microsoft.web/serverfarms': '2023-12-01', 'microsoft.servicebus/namespaces': '2021-11-01',
  'microsoft.insights/components': '2020-02-02', 'microsoft.operationalinsights/workspaces': '2023-09-01', 'microsoft.containerregistry/registries': '2023-07-01', 'microsoft.machinelearningservices/workspaces': '2024-04-01',
};
const existingVersion = (type: string): string => versions[type.toLowerCase()] ?? '2023-01-01';

/** `<scope>/providers/<type>/<name>` at its last `providers`; names of children go with their parents'. */
function parseId(id: string): Parsed | undefined {
  const at = id.toLowerCase().lastIndexOf('/providers/');
  if (at < 0) return undefined;
  const [provider, ...rest] = id.slice(at + '/providers/'.length).split('/');
  if (provider === undefined || rest.length < 2 || rest.length % 2 !== 0) return undefined;
  return { scope: id.slice(0, at), type: [provider, ...rest.filter((_, index) => index % 2 === 0)].join('/'), name: rest.filter((_, index) => index % 2 === 1).join('/') };
}

const text = (value: string): string => `'${value.replace(/[\\']/g, '\\$&').replaceAll('${', '\\${').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}'`;
const key = (name: string): string => (/^[A-Za-z_]\w*$/.test(name) ? name : text(name));

function literal(value: JsonValue, indent: string): string {
  if (typeof value === 'string') return text(value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : `json('${String(value)}')`;
  if (value === null || typeof value === 'boolean') return String(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[\n${value.map((one: JsonValue) => `${inner}${literal(one, inner)}`).join('\n')}\n${indent}]`;
  const members = Object.entries(value as JsonObject);
  return members.length === 0 ? '{}' : `{\n${members.map(([name, one]) => `${inner}${key(name)}: ${literal(one, inner)}`).join('\n')}\n${indent}}`;
}
