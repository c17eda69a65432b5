import { randomUUID } from 'node:crypto';
import { EnvironmentError, LogicError, type DeployError } from '../core/errors';
import { asArray, asObject, asString } from '../core/json';
import type { ArmAnswer, ArmRead, ArmRequests } from '../core/ports/arm';
import type { JsonObject, JsonValue } from '../core/values';
import { toResponseError } from './armError';
import type { Requester } from './pipeline';

/** ARM requests by path, over one endpoint. */
export function createArmRequests(requester: Requester, resourceManager: string): ArmRequests {
  const request: ArmRequests['request'] = async (method, path, body, signal) => {
    const response = await requester.send(method, absolute(path, resourceManager), { ...(body !== undefined && { body: JSON.stringify(body) }), ...(signal && { signal }) });
    const text = response.bodyAsText?.trim() ?? '';
    return { status: response.status, headers: response.headers.toJSON(), ...(text !== '' && { body: JSON.parse(text) as JsonValue }) };
  };
  return { request, batch: (reads, signal) => sendBatch(reads, { request, resourceManager, ...(signal && { signal }) }) };
}

interface BatchSending { readonly request: ArmRequests['request']; readonly resourceManager: string; readonly signal?: AbortSignal }

async function sendBatch(reads: readonly ArmRead[], { request, resourceManager, signal }: BatchSending): Promise<readonly (ArmAnswer | DeployError)[] | undefined> {
  const names = reads.map(() => randomUUID());
  const requests = reads.map(({ method, path, body }, index) => ({ name: names[index]!, httpMethod: method, url: absolute(path, resourceManager), ...(body !== undefined && { content: body }) }));
  let answer: ArmAnswer;
  try { answer = await request('POST', '/batch?api-version=2020-06-01', { requests }, signal); } catch (error) {
    if (error instanceof LogicError && error.status !== undefined) return undefined;
    throw error;
  }
  const responses = new Map(asArray(asObject(answer.body)['responses']).map((one) => [asString(asObject(one)['name']) ?? '', asObject(one)]));
  // An answer that comes later, or of another shape, is none that is understood.
  if (answer.status !== 200 || names.some((name) => !responses.has(name))) return undefined;
  return reads.map(({ method, path }, index) => readPart(responses.get(names[index]!)!, method, absolute(path, resourceManager)));
}

function readPart(part: JsonObject, method: string, url: string): ArmAnswer | DeployError {
  const [status, content] = [typeof part['httpStatusCode'] === 'number' ? part['httpStatusCode'] : 0, part['content']];
  const headers = Object.fromEntries(Object.entries(asObject(part['headers'])).map(([name, value]) => [name.toLowerCase(), typeof value === 'string' ? value : JSON.stringify(value)]));
  if (status >= 200 && status < 300 && (content === undefined || typeof content === 'object')) return { status, headers, ...(content !== undefined && { body: content }) };
  if (status >= 200 && status < 300) return new EnvironmentError('Arm.NotJson', `${url.split('?')[0]} was answered in a batch with something that is no JSON.`, { nextStep: 'Try again later.' });
  return toResponseError({ status, method, url, body: typeof content === 'string' ? content : JSON.stringify(content ?? ''), headers: { get: (name) => headers[name] } });
}

const absolute = (path: string, resourceManager: string): string => (/^https?:\/\//i.test(path) ? path : `${resourceManager}${path}`);
