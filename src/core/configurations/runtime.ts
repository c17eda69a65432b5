import { callSite, findSite, pathOf, readHostKey, type Site, type SiteTarget } from '../applications';
import type { ApplicationSettings } from '../environments';
import { DeployError } from '../errors';
import { asArray, asObject, asString } from '../json';
import type { Clock } from '../ports';
import type { JsonObject } from '../values';
import type { ConfigurationKind } from './configuration';
import type { RuntimeReport, RuntimeStatus } from './contract';
import { ReloadCommand } from './reloadCommand';

export interface Following {
  readonly target: SiteTarget; readonly clock: Clock; readonly kind: ConfigurationKind;
  /** Ids with whether they are switched on here. */
  readonly wanted: readonly { readonly id: string; readonly isEnabled: boolean }[];
  readonly application: ApplicationSettings;
  /** Of its routes: `api` unless its host.json says otherwise. */
  readonly prefix: string;
  /** Queue that its commands are read from, where it is not the usual one. */
  readonly queue?: string;
  readonly reload: boolean;
  readonly patienceMs: number;
  readonly onStatus?: (status: RuntimeStatus) => void;
  readonly signal?: AbortSignal;
}

interface Place { readonly application: string; readonly queue: string; readonly ids: string; readonly list: string; readonly id: string; readonly path: string }
const places: Readonly<Record<ConfigurationKind, Place>> = {
  agent: { application: 'realm', queue: 'agent-commands', ids: 'agent_ids', list: 'agents', id: 'agent_id', path: 'agents' },
  server: { application: 'mcp', queue: 'mcp-server-commands', ids: 'server_ids', list: 'servers', id: 'server_id', path: 'servers' },
};

/** Tells the app to read its registry again and asks it for each configuration, until all run or the patience ends. What cannot be asked is unknown, never running. */
export async function followRuntime(following: Following): Promise<RuntimeReport> {
  const { target, kind, clock, wanted, application, reload, patienceMs, onStatus, signal } = following;
  const place = places[kind];
  const notices: string[] = [];
  const site = await orNotice(() => findSite(target, { name: place.application, root: '', settings: application }, undefined, signal), notices);
  if (!site) return { reload: 'not-sent', notices, statuses: wanted.map(({ id }) => ({ id, state: 'unknown', reason: notices[0] ?? 'There is no app to ask.' })) };
  const command = new ReloadCommand(target, following.queue ?? place.queue, site.name);
  try {
    if (reload) await command.send(clock, signal);
    const key = await readHostKey(target.connection, site, signal);
    const until = clock.now().getTime() + patienceMs;
    const told = new Map<string, string>();
    for (;;) {
      const waiting = await command.isWaiting(signal);
      const asked = await ask(target, { site, place, wanted, prefix: following.prefix, ...(key !== undefined && { key }) }, signal);
      const isOver = clock.now().getTime() >= until;
      // While the command waits in its queue, what runs is what the app had read before.
      const statuses = asked.map((one) => withDoubt(one, reload && (command.state === 'not-sent' || (waiting && isOver)) ? command.doubt : undefined));
      for (const one of statuses) if (told.get(one.id) !== `${one.state} ${one.reason ?? ''}`) { told.set(one.id, `${one.state} ${one.reason ?? ''}`); onStatus?.(one); }
      const settled = !waiting && statuses.every(({ id, state }) => state === 'running' || (state === 'stopped' && wanted.some((one) => one.id === id && !one.isEnabled)));
      if (settled || isOver) return { site: site.name, reload: command.state, statuses, notices: [...notices, ...command.notices(waiting)] };
      await clock.sleep(2_000, signal);
    }
  } finally { await command.close(); }
}

/** Of an app that was not told to read again, `running` says nothing of what was just uploaded. */
function withDoubt(status: RuntimeStatus, doubt: string | undefined): RuntimeStatus {
  if (doubt === undefined || status.state === 'stopped' || status.state === 'unknown') return status;
  return { ...status, reason: status.reason === undefined ? doubt : `${status.reason} ${doubt}` };
}

async function orNotice<T>(act: () => Promise<T>, notices: string[]): Promise<T | undefined> {
  try { return await act(); } catch (error) {
    if (!(error instanceof DeployError) || error.kind === 'cancelled') throw error;
    notices.push(`${error.message}${error.nextStep === undefined ? '' : ` ${error.nextStep}`}`);
    return undefined;
  }
}

interface Asking { readonly site: Site; readonly place: Place; readonly prefix: string; readonly wanted: Following['wanted']; readonly key?: string }
interface Answer { readonly status: number; readonly body: JsonObject; readonly text: string }

/** Health names those that run; for the others the app is asked one by one. */
async function ask({ connection }: SiteTarget, { site, place, prefix, wanted, key }: Asking, signal?: AbortSignal): Promise<readonly RuntimeStatus[]> {
  const call = async (route: string): Promise<Answer | string> => {
    const path = pathOf({ name: route, prefix });
    try {
      const { status, body } = await callSite(connection, site, { path, ...(key !== undefined && { key }) }, signal);
      return { status, text: body, body: parse(body) };
    } catch (error) {
      if (error instanceof DeployError && error.kind !== 'cancelled') return error.message;
      throw error;
    }
  };
  const health = await call('health');
  if (typeof health === 'string') return wanted.map(({ id }) => ({ id, state: 'unknown', reason: health }));
  if (health.status !== 200) return wanted.map(({ id }) => ({ id, state: 'unknown', reason: `${site.name} is not alive: its health endpoint answered ${health.status}${asString(health.body['status']) === undefined ? '' : `, ${asString(health.body['status'])}`}.` }));
  const running = new Set(asArray(health.body[place.ids]).map(String));
  const problem = asString(health.body['registry_problem']);
  return Promise.all(wanted.map(async ({ id, isEnabled }): Promise<RuntimeStatus> => {
    if (running.has(id)) return { id, state: 'running' };
    return statusOf(id, isEnabled, await call(`${place.path}/${encodeURIComponent(id)}`), problem);
  }));
}

function statusOf(id: string, isEnabled: boolean, answer: Answer | string, problem: string | undefined): RuntimeStatus {
  if (typeof answer === 'string') return { id, state: 'unknown', reason: answer };
  if (answer.status === 401 || answer.status === 403) return { id, state: 'unknown', reason: `The app wants a key that cannot be read here (${answer.status}).` };
  const state = asString(answer.body['state']);
  if (answer.status === 200 && (state === 'running' || state === undefined) && isEnabled) return state === 'running' ? { id, state } : { id, state: 'stopped', reason: 'The app knows it and does not count it among those that run.' };
  if (answer.status === 200) return { id, state: 'stopped', ...(isEnabled ? { reason: `The app says it is ${state ?? 'not running'}.` } : { reason: 'It is switched off (enabled is false).' }) };
  if (answer.status === 404 || answer.status === 501) return { id, state: 'not-loaded', reason: problem ?? 'The app has not loaded it: its registry does not have it, or has not been read again.' };
  return { id, state: 'unknown', reason: `The app answered ${answer.status}.` };
}

function parse(text: string): JsonObject {
  try { return asObject(JSON.parse(text)); } catch (error) { if (error instanceof SyntaxError) return {}; throw error; }
}
