import { ConfigurationDocument } from '../language/configurations/document';
import { SchemaChecks } from '../language/configurations/schemas';
import { asString } from '../json';
import type { JsonObject } from '../values';
import { hashConfiguration, parseRegistry, renderRegistry, type Configuration, type ConfigurationKind } from './configuration';
import type { ConfigurationSources } from './sources';
import { registryName } from './sources';

export interface LeftOut { readonly id: string; readonly reason: string }
/** One source for both forms: what is uploaded blob by blob, and the entries of the registry. */
export interface BothForms {
  readonly single: readonly Configuration[];
  readonly entries: readonly Configuration[];
  /** Cannot become an entry. One unsound entry would leave the app without any, so that these stay out. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * Joins single files and the registry file. A single file is the source of every field it has; the registry adds what only the app's own form knows.
 * An entry without a file is uploaded as a blob of its own too.
 */
export function joinForms({ kind, single, registry }: Pick<ConfigurationSources, 'kind' | 'single' | 'registry'>): BothForms {
  const inRegistry = new Map((registry?.entries ?? []).map((entry) => [entry.id, entry]));
  const files = new Set(single.map(({ id }) => id));
  const all = [...single, ...(registry?.entries ?? []).filter(({ id }) => !files.has(id))];
  const entries: Configuration[] = [];
  const leftOut: LeftOut[] = [];
  const schemas = new SchemaChecks();
  for (const one of all) {
    const entry = files.has(one.id) ? withValue(one, toEntry(kind, one.value, one.id, inRegistry.get(one.id)?.value)) : one;
    const problem = firstProblem(schemas, kind, entry);
    if (problem === undefined) entries.push(entry); else leftOut.push({ id: one.id, reason: problem });
  }
  return { single: all, entries, leftOut };
}

const withValue = (configuration: Configuration, value: JsonObject): Configuration => ({ ...configuration, value, text: `${JSON.stringify(value, null, 2)}\n`, contentHash: hashConfiguration(value) });

/** The entry that a single file becomes, with what the registry knows of it besides. `adapter_name` has no meaning in a registry, where the domain names the adapter. */
export function toEntry(kind: ConfigurationKind, value: JsonObject, id: string, known: JsonObject | undefined): JsonObject {
  const { $schema: _schema, adapter_name: _adapter, agent_type: type, ...shared } = value;
  if (kind === 'server') return { server_name: id, ...known, ...shared };
  const mapped = toAgentType(asString(type));
  return { ...known, ...shared, ...(mapped !== undefined && { agent_type: mapped }) };
}

const agentTypes = ['purpose_driven', 'perpetual', 'leadership'];
/** `LeadershipAgent` as `leadership`; what is no type of the registry is left to the registry's own word or its default. */
function toAgentType(type: string | undefined): string | undefined {
  const plain = type?.replace(/Agent$/, '').replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase();
  return plain !== undefined && agentTypes.includes(plain) ? plain : undefined;
}

function firstProblem(schemas: SchemaChecks, kind: ConfigurationKind, entry: Configuration): string | undefined {
  const document = new ConfigurationDocument(registryName(kind), kind === 'agent' ? 'agentRegistry' : 'serverRegistry', renderRegistry(kind, [entry]));
  const [first] = schemas.check(document);
  return first?.message;
}

/** Entries of a registry text that somebody else may have written. @throws InputError as parseRegistry. */
export const readRegistry = (kind: ConfigurationKind, text: string | undefined): readonly Configuration[] => (text === undefined ? [] : parseRegistry(kind, registryName(kind), text));
