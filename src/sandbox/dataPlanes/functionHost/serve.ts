import type { IncomingMessage } from 'node:http';
import type { JsonObject } from '../../../armTemplate';
import type { DataPlaneHost, StoredResource } from '../../providers/provider';
import { keysFor } from '../../providers/web/hostKeys';
import { textOf, valueAt } from '../../providers/shared/json';
import { Invocation } from '../../monitoring';
import { functionAnswer, type HostAnswer } from './answers';
import { findFunction, type FoundFunction } from './findFunction';
import type { AuthLevel } from './functionApp';
import { hostStateOf, insightsOf, runningFunctions, type HostState } from './hostState';
import { publishFunctions, showFunction } from './publish';

export interface SiteCall { readonly site: StoredResource; readonly url: URL; readonly method: string; readonly headers: IncomingMessage['headers']; readonly host: DataPlaneHost; /** When it came, where that is earlier than now. */ readonly receivedAt?: number }

const page = (title: string, text: string): string => `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1><p>${text}</p></body></html>`;

/** One request to an app's own host. @see Azure Functions, HTTP trigger and host admin endpoints */
export async function answerOfApp(call: SiteCall): Promise<HostAnswer> {
  const context = call.host.context();
  const state = hostStateOf(call.site, context);
  if (state.isStopped) return { status: 403, text: page('Error 403 - This web app is stopped.', 'The web app you have attempted to reach is currently stopped and does not accept any requests.'), headers: { 'content-type': 'text/html' } };
  const path = decodeURIComponent(call.url.pathname);
  if (path === '/') return { status: 200, text: page('Your Functions app is up and running', 'Served by the local sandbox.'), headers: { 'content-type': 'text/html' } };
  if (path.toLowerCase().startsWith('/admin/')) return admin(call, state, path.slice('/admin/'.length).toLowerCase());
  if (state.hostError !== undefined) return { status: 503, text: 'Function host is not running.', headers: { 'content-type': 'text/plain', 'x-sandbox-reason': oneLine(state.hostError) } };
  const found = findFunction(state, call.method, path);
  if (!found) return { status: 404, ...(state.app?.workerError !== undefined && { headers: { 'x-sandbox-reason': oneLine(state.app.workerError) } }) };
  if (!mayCall(found.level, found.declared.name, call)) return { status: 401 };
  return invoke(found, state, call);
}

/** Runs a function and has it reported as it was answered. */
async function invoke({ declared, route, parameters }: FoundFunction, state: HostState, call: SiteCall): Promise<HostAnswer> {
  const run = new Invocation({ site: call.site, functionName: declared.name, reason: 'This function was programmatically called via the host APIs.', connection: insightsOf(state), traceparent: textOf(call.headers.traceparent), ...(call.receivedAt !== undefined && { startedAt: call.receivedAt }) }, call.host.context());
  const answer = await functionAnswer(route, { state, host: call.host, parameters, run });
  // A function that answers 503 has not failed; one that raises answers 500.
  const failure = answer.status === 500 ? textOf(answer.body?.error) ?? 'The function failed.' : undefined;
  run.end({ success: answer.status < 400, resultCode: String(answer.status), url: `https://${String(valueAt(call.site.body, 'properties.defaultHostName'))}${call.url.pathname}`, ...(failure !== undefined && { failure }) });
  return answer;
}

const oneLine = (text: string): string => text.replace(/[^\x20-\x7e]+/g, ' ').slice(0, 500);

function keyIn({ url, headers }: SiteCall): string | undefined {
  const header = headers['x-functions-key'];
  return (Array.isArray(header) ? header[0] : header) ?? url.searchParams.get('code') ?? undefined;
}

function mayCall(level: AuthLevel, name: string, call: SiteCall): boolean {
  if (level === 'anonymous') return true;
  const key = keyIn(call);
  if (key === undefined || key === '') return false;
  const { master, others } = keysFor(call.site, name, call.host.context());
  return key === master || (level === 'function' && others.includes(key));
}

/** The host's own endpoints, with the master key or a token. */
function admin(call: SiteCall, state: HostState, path: string): HostAnswer {
  if (!mayCall('admin', '', call) && !call.host.callerOf(call.headers.authorization)) return { status: 401 };
  const route = `${call.method} ${path.replace(/\/$/, '')}`;
  if (route === 'GET host/status') return { status: 200, body: hostStatus(call, state) };
  if (route === 'GET host/ping' || route === 'POST host/ping') return { status: state.hostError === undefined ? 200 : 503 };
  if (route === 'GET functions') return { status: 200, text: JSON.stringify(runningFunctions(state).map((one) => showFunction(one, call.site))), headers: { 'content-type': 'application/json' } };
  if (route === 'POST host/synctriggers') { publishFunctions(call.site, call.host.context()); return { status: 200, body: { status: 'success' } }; }
  const name = /^GET functions\/([^/]+)(\/status)?$/.exec(route);
  const one = name && runningFunctions(state).find((declared) => declared.name.toLowerCase() === name[1]);
  if (name && !one) return { status: 404 };
  if (one) return { status: 200, body: name![2] ? {} : showFunction(one, call.site) };
  return { status: 501, body: { error: { code: 'NotImplementedInSandbox', message: `The sandbox does not implement /admin/${path}.` } } };
}

function hostStatus({ site, host }: SiteCall, { hostError, app }: HostState): JsonObject {
  const error = hostError ?? app?.workerError;
  return {
    id: host.context().random.bytes(`host:${site.id.toLowerCase()}`, 16).toString('hex'), state: hostError === undefined ? 'Running' : 'Error', version: '4.1037.0.0', versionDetails: '4.1037.0', platformVersion: '', instanceId: 'sandbox', computerName: 'sandbox', processUptime: 0,
    functionAppContentEditingState: 'NotAllowed', ...(error !== undefined && { errors: [error] }),
  };
}
