import { blobNameOf, findConfigurations, hashText, joinForms, readRegistry, registryName, validateConfigurations, type Configuration, type ConfigurationKind } from '../../../configurations';
import { md5Base64 } from '../../../hash';
import type { BlobEntry } from '../../../ports';
import type { JsonObject } from '../../../values';
import { appSettings, blobs, blobText, configurations, type Uploads, type UploadState } from '../../queries';
import { textOf } from '../ask';
import type { Collecting, Collectors } from '../collector';

/** Where the app that reads a kind is told its container, and the usual one. */
const readers = { agent: { app: 'realm', setting: 'AGENT_CONFIG_BLOB_CONTAINER', container: 'agent-configs' }, server: { app: 'mcp', setting: 'MCP_REGISTRY_BLOB_CONTAINER', container: 'mcp-registry' } } as const;

/** Agents and MCP servers, here and in storage. */
export const configurationCollectors: Collectors = {
  configurations: (ask, { ports }) => findConfigurations(ports.files, kindOf(ask)),
  configurationProblems: async (ask, { ports }) => validateConfigurations(ports.files, await findConfigurations(ports.files, kindOf(ask))),
  uploads: (ask, collecting) => compare(kindOf(ask), collecting),
};

const kindOf = (ask: JsonObject): ConfigurationKind => textOf(ask, 'kind') as ConfigurationKind;
const isEnabled = ({ value }: Configuration): boolean => value['enabled'] !== false;

async function compare(kind: ConfigurationKind, collecting: Collecting): Promise<Uploads> {
  const sources = await collecting.answer(configurations(kind));
  const forms = joinForms(sources);
  const container = sources.settings.container ?? 'aos-config';
  const registryContainer = sources.settings.registryContainer ?? await registryContainerOf(kind, collecting);
  const there = new Map((await collecting.find(blobs(container, kind === 'agent' ? 'agents/' : 'mcp-servers/')) ?? []).map((blob) => [blob.name, blob]));
  const single = await Promise.all(forms.single.map(async (one) => ({ id: one.id, enabled: isEnabled(one), blob: await stateOf(one, there.get(blobNameOf(kind, one.id)), container, collecting) })));
  const live = new Map(readRegistry(kind, await collecting.find(blobText(registryContainer, registryName(kind)))).map((entry) => [entry.id, entry]));
  const entries = forms.entries.map((one) => ({ id: one.id, enabled: isEnabled(one), entry: stateOfEntry(one, live.get(one.id)) }));
  const leftOut = forms.leftOut.map(({ id }) => ({ id, enabled: forms.single.some((one) => one.id === id && isEnabled(one)), entry: 'left-out' as const }));
  const known = new Set(forms.single.map(({ id }) => id));
  return { single, container, registryContainer, registry: [...entries, ...leftOut], onlyThere: [...live.values()].filter((one) => isEnabled(one) && !known.has(one.id)).map(({ id }) => id) };
}

/** Settings are secret, so that not everybody may read them; the usual name is then taken. */
async function registryContainerOf(kind: ConfigurationKind, collecting: Collecting): Promise<string> {
  const { app, setting, container } = readers[kind];
  const settings = await collecting.fact(appSettings(app));
  return (settings.state === 'answered' ? settings.value[setting] : undefined) || container;
}

/** A blob whose hash nobody tells is read. */
async function stateOf({ contentHash, text }: Configuration, blob: BlobEntry | undefined, container: string, collecting: Collecting): Promise<UploadState> {
  if (!blob) return 'missing';
  if (blob.contentHash !== undefined) return blob.contentHash === contentHash ? 'equal' : 'different';
  if (blob.contentMd5 !== undefined && blob.contentMd5 === md5Base64(text)) return 'equal';
  const live = await collecting.find(blobText(container, blob.name));
  return live === undefined ? 'missing' : hashText(live) === contentHash ? 'equal' : 'different';
}

const stateOfEntry = (local: Configuration, live: Configuration | undefined): UploadState => (live === undefined ? 'missing' : live.contentHash === local.contentHash ? 'equal' : 'different');
