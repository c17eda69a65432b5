import type { IncomingMessage, ServerResponse } from 'node:http';
import { lookAtAlerts } from '../alerts/webhooks';
import { notifications } from '../alerts/notify';
import { ArmError } from '../armError';
import { FaultFileError, parseFaultFile } from '../faults/faultFile';
import { Faults } from '../faults/faults';
import type { Sandbox } from '../sandbox';
import { configureAccess } from '../providers/authorization/accessControl';
import { isEnforced } from '../providers/authorization/roleChecks';
import { LooseJsonError, parseLooseJson } from './looseJson';
import { readBody } from './readBody';

export interface ControlParts { readonly sandbox: Sandbox; readonly instance: string; readonly startedAt: number; readonly shutdown: () => void }

/** Routes of the sandbox about itself, for the coverage page. */
export const controlRoutes = [
  { method: 'GET', path: '/_sandbox/health', summary: 'Whether it serves, and how much it holds' },
  { method: 'GET', path: '/_sandbox/requests', summary: 'The latest requests, without secrets' },
  { method: 'GET', path: '/_sandbox/notifications', summary: 'Whom the action groups tell of alerts: webhooks on this machine are called, all others are written down' },
  { method: 'GET', path: '/_sandbox/faults', summary: 'The faults in force' },
  { method: 'PUT', path: '/_sandbox/faults', summary: 'Other faults, from now on' },
  { method: 'GET', path: '/_sandbox/rbac', summary: 'Whether role checks are on' },
  { method: 'PUT', path: '/_sandbox/rbac', summary: 'Switches role checks on or off, and grants roles' },
  { method: 'POST', path: '/_sandbox/shutdown', summary: 'Ends the sandbox cleanly' },
] as const;

/** Answers requests under `/_sandbox/`. Loopback alone reaches them, and pages of a browser are turned away. */
export async function handleControl(message: IncomingMessage, response: ServerResponse, parts: ControlParts): Promise<void> {
  const answer = await answerTo(message, parts);
  const text = JSON.stringify(answer.body);
  response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8', 'content-length': Buffer.byteLength(text), 'cache-control': 'no-store' }).end(text);
}

interface ControlAnswer { readonly status: number; readonly body: object }
const refused = (status: number, code: string, text: string): ControlAnswer => ({ status, body: { error: { code, message: text } } });

async function answerTo(message: IncomingMessage, { sandbox, instance, startedAt, shutdown }: ControlParts): Promise<ControlAnswer> {
  // A page that a browser shows could otherwise stop the sandbox or change its faults.
  if (message.headers.origin !== undefined || message.headers['sec-fetch-site'] !== undefined) return refused(403, 'Forbidden', 'The control endpoint does not answer web pages.');
  const path = (message.url ?? '').split('?')[0]!.replace(/\/+$/, '').toLowerCase();
  switch (`${message.method} ${path}`) {
    case 'GET /_sandbox/health': return { status: 200, body: { status: 'ok', instance, processId: process.pid, uptimeSeconds: Math.floor((Date.now() - startedAt) / 1000), resources: sandbox.table.size, requests: sandbox.requestLog.count, memoryBytes: process.memoryUsage.rss(), noiseProfile: sandbox.noiseProfile } };
    case 'GET /_sandbox/requests': return { status: 200, body: { requests: sandbox.requestLog.list() } };
    case 'GET /_sandbox/notifications': { const context = sandbox.ownContext(); await lookAtAlerts(context); return { status: 200, body: { notifications: notifications(context) } }; }
    case 'GET /_sandbox/faults': return { status: 200, body: sandbox.faults.file };
    case 'PUT /_sandbox/faults': return replaceFaults(await readBody(message), sandbox);
    case 'GET /_sandbox/rbac': return { status: 200, body: { enforced: isEnforced(sandbox.ownContext()) } };
    case 'PUT /_sandbox/rbac': return changeAccess(await readBody(message), sandbox);
    case 'POST /_sandbox/shutdown': setImmediate(shutdown); return { status: 202, body: { status: 'stopping' } };
    default: return refused(404, 'NotFound', `There is no ${message.method} ${path}.`);
  }
}

function changeAccess(text: string, sandbox: Sandbox): ControlAnswer {
  try {
    return { status: 200, body: configureAccess(parseLooseJson(text), sandbox.ownContext()) };
  } catch (error) {
    if (error instanceof ArmError) return refused(error.status, error.code, error.message);
    if (error instanceof LooseJsonError) return refused(400, 'InvalidRequestContent', error.message);
    throw error;
  }
}

function replaceFaults(text: string, sandbox: Sandbox): ControlAnswer {
  try {
    sandbox.faults = new Faults(parseFaultFile(text, 'faults'));
    return { status: 200, body: sandbox.faults.file };
  } catch (error) {
    if (error instanceof FaultFileError) return refused(400, 'InvalidFaults', error.message);
    throw error;
  }
}
