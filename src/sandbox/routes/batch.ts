import type { JsonObject, JsonValue } from '../../armTemplate';
import { badRequest } from '../armError';
import type { Answer, ArmRequest, HttpMethod } from '../http/armRequest';
import { isObject } from '../json';
import type { ArmRoute } from './shared';

/** Where several requests go as one, and come back as one answer. */
export const batchPath = '/batch';
const mostParts = 20;
const methods: readonly string[] = ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE'];

export interface BatchPart { readonly name: string; readonly method: HttpMethod; /** Without scheme and host. */ readonly url: string; readonly content?: JsonValue }
export interface PartAnswer extends Answer { readonly faults?: readonly string[] }
export type AnswerPart = (part: BatchPart, whole: ArmRequest) => Promise<PartAnswer>;

/** Parts are answered side by side; the batch itself succeeds whatever becomes of them. */
export const batchRoute = (answerPart: AnswerPart | undefined): ArmRoute => ({
  method: 'POST', path: batchPath, summary: 'Up to 20 requests as one, each with its own status',
  handle: async (request) => {
    const parts = partsOf(request);
    if (!answerPart) throw badRequest('BatchNotServed', 'Nobody answers parts of a batch here.');
    const answers = await Promise.all(parts.map((part) => answerPart(part, request)));
    return {
      status: 200, body: { responses: answers.map((answer, index) => toResponse(parts[index]!, answer)) },
      parts: answers.map(({ status, faults }, index) => ({ method: parts[index]!.method, path: parts[index]!.url.split('?')[0]!, status, ...(faults && { faults }) })),
    };
  },
});

function toResponse({ name }: BatchPart, { status, body, headers }: PartAnswer): JsonObject {
  return { name, httpStatusCode: status, headers: { ...headers }, ...(body !== undefined && { content: body, contentLength: Buffer.byteLength(JSON.stringify(body)) }) };
}

/** @throws ArmError 400. */
function partsOf({ body, baseUrl }: ArmRequest): readonly BatchPart[] {
  const requests = isObject(body) && Array.isArray(body.requests) ? body.requests : undefined;
  if (!requests || requests.length === 0) throw badRequest('InvalidBatchRequest', 'The batch holds no requests.');
  if (requests.length > mostParts) throw badRequest('BatchRequestLimitExceeded', `The batch holds ${requests.length} requests; ${mostParts} are allowed.`);
  return requests.map((one, index) => toPart(isObject(one) ? one : {}, index, baseUrl));
}

function toPart({ name, httpMethod, url, content }: JsonObject, index: number, baseUrl: string): BatchPart {
  const [method, address] = [typeof httpMethod === 'string' ? httpMethod.toUpperCase() : 'GET', typeof url === 'string' ? url : ''];
  const relative = address.toLowerCase().startsWith(`${baseUrl.toLowerCase()}/`) ? address.slice(baseUrl.length) : address;
  if (!methods.includes(method) || !relative.startsWith('/') || relative.split('?')[0]!.toLowerCase() === batchPath) throw badRequest('InvalidBatchRequest', `Request ${index + 1} of the batch names no method and address that can be asked.`);
  return { name: typeof name === 'string' ? name : String(index), method: method as HttpMethod, url: relative, ...(content !== undefined && content !== null && { content }) };
}
