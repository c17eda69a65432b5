import { asObject, asString } from '../json';
import { dirName, resolvePath } from '../paths';
import type { WorkspaceFiles } from '../ports';
import type { JsonObject } from '../values';
import { hashText, renderRegistry, type Configuration, type ConfigurationKind } from './configuration';
import type { ConversionPlan } from './contract';
import { joinForms } from './registryForm';
import { registryName, type ConfigurationSources } from './sources';

type PlannedFile = ConversionPlan['files'][number];

/** The other form of the same configurations. What is there and says the same stays as it is. */
export async function convert(files: WorkspaceFiles, sources: ConfigurationSources, to: ConversionPlan['to']): Promise<ConversionPlan> {
  return to === 'registry' ? toRegistry(files, sources) : toFiles(files, sources);
}

async function toRegistry(files: WorkspaceFiles, sources: ConfigurationSources): Promise<ConversionPlan> {
  const { kind, registry } = sources;
  const { entries, leftOut } = joinForms(sources);
  const file = registry?.file ?? resolvePath(files.root, registryName(kind));
  const lost = kind === 'agent' ? sources.single.flatMap(({ id, value }) => adapterLost(id, value, entries)) : [];
  const planned = await plan(files, file, renderRegistry(kind, entries));
  return { kind, to: 'registry', files: entries.length === 0 ? [] : [isSame(registry?.entries, entries) ? { ...planned, action: 'same' } : planned], notices: [...leftOut, ...lost] };
}

/** The order of entries says nothing. */
const isSame = (there: readonly Configuration[] | undefined, wanted: readonly Configuration[]): boolean => there?.length === wanted.length && wanted.every(({ id, contentHash }) => there.some((one) => one.id === id && one.contentHash === contentHash));

/** The app takes the adapter from the domain. */
function adapterLost(id: string, value: JsonObject, entries: readonly Configuration[]): ConversionPlan['notices'] {
  const adapter = asString(value['adapter_name']);
  const domain = asString(asObject(entries.find((entry) => entry.id === id)?.value['domain_knowledge'])['domain']);
  return adapter === undefined || adapter === domain ? [] : [{ id, reason: `adapter_name ${adapter} has no place in the registry, where the domain${domain === undefined ? '' : ` (${domain})`} names the adapter.` }];
}

async function toFiles(files: WorkspaceFiles, { kind, single, registry }: ConfigurationSources): Promise<ConversionPlan> {
  const folder = single[0] ? dirName(single[0].file) : resolvePath(files.root, kind === 'agent' ? 'agents' : 'mcp-servers');
  const known = new Set(single.map(({ id }) => id));
  const kept = single.map(({ id, file, text }): PlannedFile => ({ id, file, text, action: 'same' }));
  const made = await Promise.all((registry?.entries ?? []).filter(({ id }) => !known.has(id)).map(async ({ id, value }) => ({ ...await plan(files, resolvePath(folder, `${id}.json`), `${JSON.stringify(toSingle(kind, value), null, 2)}\n`), id })));
  return { kind, to: 'files', files: [...kept, ...made].sort((a, b) => (a.file < b.file ? -1 : 1)), notices: [] };
}

/** Every field is kept, so that nothing is lost on the way back; the adapter is named as the single form wants it. */
function toSingle(kind: ConfigurationKind, value: JsonObject): JsonObject {
  const domain = kind === 'agent' ? asString(asObject(value['domain_knowledge'])['domain']) : undefined;
  return { ...(kind === 'agent' && value['agent_type'] === undefined && { agent_type: 'purpose_driven' }), ...value, ...(domain !== undefined && value['adapter_name'] === undefined && { adapter_name: domain }) };
}

async function plan(files: WorkspaceFiles, file: string, text: string): Promise<PlannedFile> {
  if (!(await files.exists(file))) return { file, text, action: 'create' };
  const there = await files.readText(file);
  return { file, text, action: hashText(there) === hashText(text) ? 'same' : 'change' };
}
