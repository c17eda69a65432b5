import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { JsonObject, JsonValue } from '../../../armTemplate';
import type { Invocation } from '../../monitoring';
import type { DataPlaneHost } from '../../providers/provider';
import { arrayOf, isObject, textOf } from '../../providers/shared/json';
import { accountsOf, fullAccess } from '../storage/accounts';
import { settingOf, type HostState } from './hostState';

/** What an app has loaded from its registry: entries that are switched on, or the reason why there are none. */
export interface LoadedRegistry { readonly ids: readonly string[]; readonly entries: readonly JsonObject[]; readonly problem?: string }

export interface RegistryPlace { readonly containerSetting: string; readonly defaultContainer: string; readonly blob: string; readonly list: string; readonly id: string; check(entry: JsonObject): string | undefined }

const nothing = (problem: string): LoadedRegistry => ({ ids: [], entries: [], problem });

/** Reads a registry as the app does: the blob that its settings name, all of it or nothing. */
export async function loadRegistry({ settings }: HostState, place: RegistryPlace, host: DataPlaneHost, run?: Invocation): Promise<LoadedRegistry> {
  const connection = settingOf(settings, 'AZURE_STORAGE_CONNECTION_STRING');
  if (connection === undefined) return nothing('AZURE_STORAGE_CONNECTION_STRING is missing.');
  const name = /(?:^|;)AccountName=([^;]+)/i.exec(connection)?.[1] ?? '';
  const account = accountsOf(host.context()).find((one) => one.name === name);
  if (!account) return nothing(`The storage account '${name}' does not exist.`);
  const container = settingOf(settings, place.containerSetting) ?? place.defaultContainer;
  const startedAt = host.context().clock.now().getTime();
  const { status, text } = await get(`${host.context().endpoint('storage', name, 'blob')}/${container}/${place.blob}?${fullAccess(account, new Date())}`, host);
  run?.called({ type: 'Azure blob', target: `${name}.blob.localhost`, name: `GET ${name}/${container}`, data: `${container}/${place.blob}`, success: status < 400, resultCode: String(status), durationMs: host.context().clock.now().getTime() - startedAt });
  if (status !== 200) return nothing(`The blob ${container}/${place.blob} answered ${status}.`);
  return parseRegistry(text, place);
}

export function parseRegistry(text: string, place: RegistryPlace): LoadedRegistry {
  let document: JsonValue;
  try { document = JSON.parse(text.replace(/^\ufeff/, '')) as JsonValue; } catch (error) {
    if (error instanceof SyntaxError) return nothing(`The registry is no JSON: ${error.message}`);
    throw error;
  }
  const entries = arrayOf(isObject(document) ? document[place.list] : undefined);
  const problem = entries.map((entry) => (isObject(entry) ? place.check(entry) : 'An entry of the registry is no object.')).find((one) => one !== undefined);
  // One unsound entry makes the whole load fail.
  if (problem !== undefined) return nothing(problem);
  return asLoaded(entries.filter(isObject), place);
}

export const asLoaded = (entries: readonly JsonObject[], place: RegistryPlace, problem?: string): LoadedRegistry =>
  ({ entries, ids: entries.filter(({ enabled }) => enabled !== false).map((entry) => textOf(entry[place.id]) ?? '').sort(), ...(problem !== undefined && { problem }) });

const get = (url: string, host: DataPlaneHost): Promise<{ readonly status: number; readonly text: string }> => new Promise((resolve, reject) => {
  const request = (host.tls ? httpsRequest : httpRequest)(url, { headers: { 'x-ms-version': '2020-12-06' }, ...(host.tls && { ca: host.tls.caPem }) }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => { resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }); }).on('error', reject);
  });
  request.on('error', reject).end();
});

const agentTypes = ['purpose_driven', 'perpetual', 'leadership'];

export const agentRegistry: RegistryPlace = {
  containerSetting: 'AGENT_CONFIG_BLOB_CONTAINER', defaultContainer: 'agent-configs', blob: 'agent_registry.json', list: 'agents', id: 'agent_id',
  check(agent) {
    const lacking = ['agent_id', 'purpose', 'domain_knowledge'].find((field) => agent[field] === undefined || agent[field] === '');
    if (lacking !== undefined) return `Agent ${textOf(agent.agent_id) ?? '?'} has no ${lacking}.`;
    const type = agent.agent_type ?? 'purpose_driven';
    return agentTypes.includes(String(type)) ? undefined : `Agent ${String(agent.agent_id)} has the unknown type ${String(type)}.`;
  },
};

export const serverRegistry: RegistryPlace = {
  containerSetting: 'MCP_REGISTRY_BLOB_CONTAINER', defaultContainer: 'mcp-registry', blob: 'mcp_server_registry.json', list: 'servers', id: 'server_id',
  check(server) {
    const lacking = ['server_id', 'server_name'].find((field) => textOf(server[field]) === undefined);
    return lacking === undefined ? undefined : `Server ${textOf(server.server_id) ?? '?'} has no ${lacking}.`;
  },
};
