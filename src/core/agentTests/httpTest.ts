import { callSite, pathOf, readHostKey, type Site } from '../applications';
import { asArray, asObject, asString } from '../json';
import type { AzureConnection } from '../ports';
import type { JsonObject } from '../values';
import type { AgentTestWayReport } from './contract';
import type { TestTrace } from './trace';

export interface HttpTest { readonly connection: AzureConnection; readonly site: Site; readonly agentId: string; readonly trace: TestTrace; /** Of the app's routes, as its host.json says; empty: none. */ readonly prefix: string }

/** Asks the app whether it is alive, then the agent for its status. */
export async function testByHttp({ connection, site, agentId, trace, prefix }: HttpTest, signal?: AbortSignal): Promise<AgentTestWayReport> {
  const [healthPath, agentPath] = [pathOf({ prefix, name: 'health' }), pathOf({ prefix, name: `agents/${encodeURIComponent(agentId)}` })];
  const target = `${site.url ?? site.name}${agentPath}`;
  const health = await callSite(connection, site, { path: healthPath }, signal);
  const ids = asArray(parse(health.body)['agent_ids']).map(String);
  const isAlive = health.status === 200 && (asString(parse(health.body)['status']) ?? 'healthy') === 'healthy';
  trace.add({ way: 'http', step: 'configuration', state: isAlive ? 'pass' : 'fail', text: `${site.name} answered ${health.status}; it runs ${ids.length === 0 ? 'no agent' : ids.join(', ')}.`, target: `${site.url ?? site.name}${healthPath}`, body: health.body });
  if (!isAlive) return { way: 'http', state: 'fail', reason: `${site.name} is not alive: its health endpoint answered ${health.status}.`, nextStep: 'Look at its settings and its log, then deploy it again.' };
  const key = await readHostKey(connection, site, signal);
  trace.add({ way: 'http', step: 'request', state: 'pass', text: `GET ${agentPath}${key === undefined ? ', without a key' : ''}`, target });
  const answer = await callSite(connection, site, { path: agentPath, ...(key !== undefined && { key }) }, signal);
  const body = parse(answer.body);
  const [state, problem] = [asString(body['state']), asString(parse(health.body)['registry_problem'])];
  const report = judge({ status: answer.status, agentId, body, ...(state !== undefined && { state }), ...(problem !== undefined && { problem }) });
  trace.add({ way: 'http', step: 'answer', state: report.state, text: `${answer.status}: ${report.reason}`, target, body: answer.body });
  return report;
}

function judge({ status, state, agentId, body, problem }: { readonly status: number; readonly state?: string; readonly agentId: string; readonly body: JsonObject; readonly problem?: string }): AgentTestWayReport {
  if (status === 401 || status === 403) return { way: 'http', state: 'unknown', reason: `The app wants a key that cannot be read here (${status}).`, nextStep: 'Ask for the role Website Contributor on the app.' };
  if (status === 404) return { way: 'http', state: 'fail', reason: problem ?? `The app does not know the agent ${agentId}.`, nextStep: 'Upload it and have the registry read again: agents upload --follow.' };
  if (status !== 200) return { way: 'http', state: status === 501 ? 'unknown' : 'fail', reason: `The app answered ${status}.`, nextStep: 'Look at the log of the app.' };
  if (asString(body['agent_id']) !== agentId) return { way: 'http', state: 'fail', reason: `The answer is about ${asString(body['agent_id']) ?? 'nobody'}, not about ${agentId}.`, nextStep: 'Look at the routes of the app.' };
  if (state !== undefined && state !== 'running') return { way: 'http', state: 'fail', reason: `${agentId} is ${state}.`, nextStep: 'Switch it on (enabled) and upload it.' };
  return { way: 'http', state: 'pass', reason: `${agentId} answers${state === undefined ? '' : ` and is ${state}`}.` };
}

function parse(text: string): JsonObject {
  try { return asObject(JSON.parse(text)); } catch (error) { if (error instanceof SyntaxError) return {}; throw error; }
}
