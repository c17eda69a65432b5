import type { JsonObject } from '../../../armTemplate';
import type { Invocation } from '../../monitoring';
import type { DataPlaneHost } from '../../providers/provider';
import { settingOf, stageOf, versionOf, type HostState } from './hostState';
import { agentRegistry, serverRegistry, type RegistryPlace } from './registryBlob';
import { heldRegistry } from './registryMemory';

export interface HostAnswer { readonly status: number; readonly body?: JsonObject; readonly text?: string; readonly headers?: Readonly<Record<string, string>> }

interface Call { readonly state: HostState; readonly host: DataPlaneHost; readonly parameters: Readonly<Record<string, string>>; /** What is told of the calls that it makes. */ readonly run: Invocation }

type Role = 'main' | 'mcp' | 'realm';

/** What an app reads at its start, and again on command; undefined for one that reads nothing. */
export const registryOf = (state: HostState): RegistryPlace | undefined => ({ main: undefined, mcp: serverRegistry, realm: agentRegistry })[roleOf(state)];

/** Which of the three apps a package is, by the functions it declares. */
function roleOf({ app }: HostState): Role {
  const names = new Set(app?.functions.map(({ name }) => name.toLowerCase()));
  if (['mcprequesthandler', 'mcpservercommandhandler', 'listservers'].some((name) => names.has(name))) return 'mcp';
  return ['agenteventhandler', 'agentcommandhandler', 'getagentstatus'].some((name) => names.has(name)) ? 'realm' : 'main';
}

/** What apps call the endpoint that says how they are. */
const healthRoutes = ['health', 'healthz', 'healthcheck', 'health-check'];

/**
 * The answer of an HTTP function: the bodies that AOS apps are specified to give, from settings and registries. No Python is run, so anything else says 501.
 */
export async function functionAnswer(route: string, call: Call): Promise<HostAnswer> {
  const { state } = call;
  const first = route.split('/')[0]?.toLowerCase();
  const role = roleOf(state);
  if (first !== undefined && healthRoutes.includes(first)) return health(role, call);
  if (state.missing.length > 0) return { status: 500, body: { error: `The function failed: the settings ${state.missing.join(', ')} are missing or do not resolve.` } };
  if (role === 'main' && first === 'status') return { status: 200, body: status(call) };
  if (role === 'main' && first === 'agents') return agentsOfMain(call);
  if (role === 'realm' && (first === 'agents' || first === 'status')) return agentStatus(call);
  if (role === 'mcp' && (first === 'servers' || first === 'status')) return serverStatus(call);
  return { status: 501, body: { error: { code: 'NotImplementedInSandbox', message: `The sandbox runs no Python: it answers health and status of AOS apps, not '${route}'.` } } };
}

const timestamp = ({ host }: Call): string => host.context().clock.now().toISOString();

async function health(role: Role, call: Call): Promise<HostAnswer> {
  const { state, host, run } = call;
  const version = versionOf(state.app!);
  const common = { ...(version !== undefined && { version }), environment: stageOf(state.settings), timestamp: timestamp(call) };
  if (state.missing.length > 0) return { status: 503, body: { status: 'initializing', service: 'AgentOperatingSystem', ...common, missing_settings: [...state.missing] } };
  if (role === 'main') return { status: 200, body: { status: 'healthy', service: 'AgentOperatingSystem', ...common } };
  const { ids, problem } = await heldRegistry(state, role === 'realm' ? agentRegistry : serverRegistry, host, run);
  const more: JsonObject = problem === undefined ? {} : { registry_problem: problem };
  if (role === 'realm') return { status: 200, body: { status: 'healthy', runtime: runtimeOf(state), active_agents: ids.length, agent_ids: [...ids], ...more } };
  return { status: 200, body: { status: 'healthy', active_servers: ids.length, server_ids: [...ids], ...more } };
}

const runtimeOf = ({ settings }: HostState): string => ((settingOf(settings, 'USE_FOUNDRY_RUNTIME') ?? 'true').toLowerCase() === 'true' ? 'foundry' : 'local');

function status(call: Call): JsonObject {
  const { settings, app } = call.state;
  const version = versionOf(app!);
  const has = (name: string): boolean => settingOf(settings, name) !== undefined;
  return {
    service: 'AgentOperatingSystem', status: 'operational', ...(version !== undefined && { version }), environment: stageOf(settings), timestamp: timestamp(call),
    components: { service_bus: has('AZURE_SERVICEBUS_CONNECTION_STRING'), storage: has('AZURE_STORAGE_CONNECTION_STRING'), monitoring: has('APPLICATIONINSIGHTS_CONNECTION_STRING') },
  };
}

function agentsOfMain({ state }: Call): HostAnswer {
  const declared = state.app?.constants.get('AGENT_IDS');
  const ids = Array.isArray(declared) ? (declared as readonly unknown[]).map(String) : [];
  return { status: 200, body: { agents: ids, count: ids.length } };
}

/** One agent by `agents/{agent_id}`, or all of them. */
async function agentStatus({ state, host, parameters, run }: Call): Promise<HostAnswer> {
  const { entries, problem } = await heldRegistry(state, agentRegistry, host, run);
  const shown = entries.map((agent): JsonObject => ({ agent_id: agent.agent_id ?? '', agent_type: agent.agent_type ?? 'purpose_driven', state: agent.enabled === false ? 'stopped' : 'running', events: 0 }));
  const wanted = parameters.agent_id ?? parameters.agentId ?? parameters.id;
  if (wanted === undefined) return { status: 200, body: { agents: shown, count: shown.length, ...(problem !== undefined && { registry_problem: problem }) } };
  const one = shown.find(({ agent_id: id }) => id === wanted);
  return one ? { status: 200, body: one } : { status: 404, body: { error: `Unknown agent '${wanted}'.`, ...(problem !== undefined && { registry_problem: problem }) } };
}

async function serverStatus({ state, host, parameters, run }: Call): Promise<HostAnswer> {
  const { entries, problem } = await heldRegistry(state, serverRegistry, host, run);
  const shown = entries.map((server): JsonObject => ({ server_id: server.server_id ?? '', server_name: server.server_name ?? '', state: server.enabled === false || server.auto_start === false ? 'stopped' : 'running' }));
  const wanted = parameters.server_id ?? parameters.serverId ?? parameters.id;
  if (wanted === undefined) return { status: 200, body: { servers: shown.flatMap(({ server_id: id, state: running }) => (running === 'running' ? [id ?? ''] : [])), count: shown.length, ...(problem !== undefined && { registry_problem: problem }) } };
  const one = shown.find(({ server_id: id }) => id === wanted);
  return one ? { status: 200, body: one } : { status: 404, body: { error: `Unknown server '${wanted}'.` } };
}
