import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonValue } from '../../armTemplate';
import { ArmError, badRequest, internalError, notImplemented } from '../armError';
import type { RequestDecision } from '../faults/faults';
import { ensureRoot } from '../providers/management/groups';
import type { Caller } from '../providers/provider';
import { armRouter, openRouter } from '../routes';
import { batchPath, type BatchPart, type PartAnswer } from '../routes/batch';
import type { Sandbox } from '../sandbox';
import { isGuid } from '../subscriptions';
import { actionOf } from './action';
import type { Answer, ArmRequest, HttpMethod } from './armRequest';
import { LooseJsonError, parseLooseJson } from './looseJson';
import { RateLimits } from './rateLimits';
import { readBody } from './readBody';
import { sendAnswer, type Delivery } from './sendAnswer';

const methods: readonly string[] = ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE'];

/** A request of its own, or a part of a batch. */
interface Incoming { readonly method: string; readonly url: string; readonly headers: IncomingMessage['headers']; readonly text: () => Promise<string> }

/** Reads requests, finds their route and writes ARM's kind of answers. */
export class Front {
  private readonly open = openRouter();
  private readonly rateLimits = new RateLimits();
  private readonly arm;

  constructor(private readonly sandbox: Sandbox, private readonly protocol: 'http' | 'https') { this.arm = armRouter(sandbox.registry, (part, whole) => this.answerPart(part, whole)); }

  /** Never rejects. */
  async handle(message: IncomingMessage, response: ServerResponse, decision: RequestDecision): Promise<void> {
    const startedAt = performance.now();
    const delivery: Delivery = { requestId: randomUUID(), correlationId: headerGuid(message, 'x-ms-correlation-request-id') ?? randomUUID(), clientRequestId: headerOf(message, 'x-ms-client-request-id'), method: message.method ?? 'GET', decision };
    let answer: Answer;
    try { answer = await this.answer({ method: delivery.method, url: message.url ?? '/', headers: message.headers, text: () => readBody(message) }, delivery); } catch (error) { answer = errorAnswer(error); }
    try { this.sandbox.store.flush(); } catch (error) { answer = errorAnswer(error); }
    this.sandbox.requestLog.add({
      time: this.sandbox.clock.now().toISOString(), method: delivery.method, path: pathOf(message), status: answer.status, durationMs: Math.round(performance.now() - startedAt), correlationId: delivery.correlationId,
      ...(decision.rules.length > 0 && { faults: decision.rules }), ...(answer.parts && { parts: answer.parts }),
    });
    const objectId = this.sandbox.tokens.callerOf(headerOf(message, 'authorization'))?.objectId ?? '';
    const rateLimit = this.rateLimits.take({ method: delivery.method, path: pathOf(message), objectId, nowMs: this.sandbox.clock.now().getTime() });
    sendAnswer(response, answer, { ...delivery, rateLimit });
  }

  /** A part of a batch: as any request, but that its answer travels in that of the batch. Never rejects. */
  private async answerPart(part: BatchPart, whole: ArmRequest): Promise<PartAnswer> {
    const decision = this.sandbox.faults.onRequest({ method: part.method, path: part.url.split('?')[0]! });
    if (decision.delayMs > 0) await this.sandbox.clock.wait(decision.delayMs);
    const requestId = randomUUID();
    let answer: Answer;
    try { answer = await this.answer({ method: part.method, url: part.url, headers: whole.headers, text: () => Promise.resolve(part.content === undefined ? '' : JSON.stringify(part.content)) }, { requestId, correlationId: whole.correlationId, decision }); } catch (error) { answer = errorAnswer(error); }
    const path = part.url.split('?')[0]!;
    const limits = this.rateLimits.take({ method: part.method, path, objectId: whole.caller.objectId, nowMs: this.sandbox.clock.now().getTime() });
    return { ...spoil(answer, decision), headers: { 'x-ms-request-id': requestId, ...limits, ...answer.headers }, ...(decision.rules.length > 0 && { faults: decision.rules }) };
  }

  private async answer(message: Incoming, { requestId, correlationId, decision }: Pick<Delivery, 'requestId' | 'correlationId' | 'decision'>): Promise<Answer> {
    const { method } = message;
    if (!methods.includes(method)) throw new ArmError(405, 'MethodNotAllowed', `The method '${method}' is not supported.`);
    const refusal = faultAnswer(decision);
    if (refusal) return refusal;
    const { path, segments, query } = readUrl(message.url);
    const text = await message.text();
    const opened = this.open.match(method as HttpMethod, segments);
    const found = opened ?? this.arm.match(method as HttpMethod, segments);
    const caller = this.sandbox.tokens.callerOf(headerOf(message, 'authorization'));
    if (!opened && !caller) throw unauthenticated(this.baseUrl(message));
    const apiVersion = query.get('api-version') ?? '';
    if (!opened && apiVersion === '') throw badRequest('MissingApiVersionParameter', 'The api-version query parameter (?api-version=) is required for all requests.');
    if (!opened && !/^\d{4}-\d{2}-\d{2}(-[\w.]+)?$/.test(apiVersion)) throw badRequest('InvalidApiVersionParameter', `The api-version '${apiVersion.slice(0, 40)}' is invalid. It must be a date in the form 'YYYY-MM-DD', perhaps with a suffix such as '-preview'.`);
    if (!found) throw notImplemented(`${method} ${path}`);
    const request: ArmRequest = {
      method: method as HttpMethod, path, parameters: found.parameters, query, apiVersion, body: parseBody(text, message), caller: caller ?? nobody, correlationId, requestId, headers: message.headers, baseUrl: this.baseUrl(message),
    };
    if (/^\/providers\/microsoft\.management\/managementgroups\//i.test(path) && !opened) ensureRoot(this.sandbox.context(request.caller));
    // A batch needs no right of its own: each of its parts does.
    if (!opened && found.route.path !== batchPath) this.authorize(request);
    return found.route.handle(request, this.sandbox);
  }

  private authorize(request: ArmRequest): void {
    const checks = this.sandbox.registry.modules.filter((module) => module.authorize);
    if (checks.length === 0) return;
    const { action, scope, subscriptionId } = actionOf(request.method, request.path);
    const context = this.sandbox.context(request.caller, subscriptionId);
    for (const module of checks) module.authorize?.({ action, scope, method: request.method, ...(request.body !== undefined && { body: request.body }) }, context);
  }

  /** As the client sees it; a proxy or another name of this machine included. */
  private baseUrl(message: Pick<Incoming, 'headers'>): string {
    const host = message.headers.host;
    return host !== undefined && /^[\w.:[\]-]+$/.test(host) ? `${this.protocol}://${host}` : this.sandbox.resourceManager;
  }
}

const nobody: Caller = { objectId: '00000000-0000-0000-0000-000000000000', tenantId: '00000000-0000-0000-0000-000000000000', isServicePrincipal: true };

export const headerOf = (message: Pick<Incoming, 'headers'>, name: string): string | undefined => {
  const value = message.headers[name];
  return Array.isArray(value) ? value[0] : value;
};

function headerGuid(message: Pick<Incoming, 'headers'>, name: string): string | undefined {
  const value = headerOf(message, name);
  return value !== undefined && isGuid(value) ? value : undefined;
}

const pathOf = (message: IncomingMessage): string => (message.url ?? '/').split('?')[0]!.slice(0, 2000);

/** @throws ArmError 400 for escapes that mean nothing. */
export function readUrl(url: string): { readonly path: string; readonly segments: readonly string[]; readonly query: URLSearchParams } {
  const cut = url.indexOf('?');
  const raw = cut < 0 ? url : url.slice(0, cut);
  let segments: string[];
  // Some SDKs escape the slashes of a scope; to ARM these are slashes all the same.
  try { segments = decodeURIComponent(raw).split('/').filter((segment) => segment.trim() !== ''); } catch (error) {
    if (error instanceof URIError) throw badRequest('InvalidRequestUri', 'The request URL holds an escape sequence that is not valid.');
    throw error;
  }
  if (segments.some((segment) => /[\u0000-\u001f]/.test(segment))) throw badRequest('InvalidRequestUri', 'A segment of the request URL holds a character that is not allowed.');
  const canonical = spellOut(segments.map((segment, index) => (index === 2 && segment.toLowerCase() === 'resourcegroups' && segments.length > 4 ? 'resourceGroups' : segment)));
  return { path: `/${canonical.join('/')}`, segments: canonical, query: new LooseQuery(cut < 0 ? '' : url.slice(cut + 1)) };
}

/** Names of query parameters are found without case, as ARM does. */
class LooseQuery extends URLSearchParams {
  override get(name: string): string | null {
    const exact = super.get(name);
    if (exact !== null) return exact;
    for (const [key, value] of this) if (key.toLowerCase() === name.toLowerCase()) return value;
    return null;
  }
}

/** Old clients leave out `providers/Microsoft.Resources`. */
function spellOut(segments: readonly string[]): readonly string[] {
  const isSubscription = segments[0]?.toLowerCase() === 'subscriptions';
  const at = isSubscription && segments[2]?.toLowerCase() === 'resourcegroups' ? 4 : isSubscription ? 2 : -1;
  return at > 0 && segments[at]?.toLowerCase() === 'deployments' ? [...segments.slice(0, at), 'providers', 'Microsoft.Resources', ...segments.slice(at)] : segments;
}

/** @throws ArmError 400 `InvalidRequestContent`. */
function parseBody(text: string, message: Pick<Incoming, 'headers'>): JsonValue | undefined {
  if (text.trim() === '') return undefined;
  if ((headerOf(message, 'content-type') ?? '').toLowerCase().startsWith('application/x-www-form-urlencoded')) return Object.fromEntries(new URLSearchParams(text));
  try { return parseLooseJson(text); } catch (error) {
    if (!(error instanceof LooseJsonError)) throw error;
    throw badRequest('InvalidRequestContent', `The request content was invalid and could not be deserialized: '${error.message}, line ${error.line}, position ${error.column}.'.`);
  }
}

const unauthenticated = (baseUrl: string): ArmError =>
  new ArmError(401, 'AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing.", { headers: { 'www-authenticate': `Bearer authorization_uri="${baseUrl}/adfs", error="invalid_token", error_description="The authentication failed because of missing 'Authorization' header."` } });

function faultAnswer({ action }: RequestDecision): Answer | undefined {
  if (action?.kind === 'throttle') {
    const seconds = String(action.retryAfterSeconds ?? 5);
    throw new ArmError(429, 'TooManyRequests', `Number of requests exceeded the limit. Please try again after '${seconds}' seconds.`, { headers: { 'retry-after': seconds, 'x-ms-ratelimit-remaining-subscription-reads': '0', 'x-ms-ratelimit-remaining-subscription-writes': '0' } });
  }
  if (action?.kind !== 'error') return undefined;
  throw new ArmError(action.status, action.code ?? usualCodes[action.status] ?? 'Fault', action.message ?? 'The fault file asks for this error.', { ...(action.retryAfterSeconds !== undefined && { headers: { 'retry-after': String(action.retryAfterSeconds) } }) });
}

const usualCodes: Readonly<Record<number, string>> = { 400: 'BadRequest', 401: 'InvalidAuthenticationToken', 403: 'AuthorizationFailed', 404: 'NotFound', 409: 'Conflict', 429: 'TooManyRequests', 500: 'InternalServerError', 502: 'BadGateway', 503: 'ServiceUnavailable', 504: 'GatewayTimeout' };

/** What a fault makes of an answer that cannot break the connection, because others travel with it. */
function spoil(answer: Answer, { action }: RequestDecision): Answer {
  if (action?.kind === 'reset' || action?.kind === 'truncate') return errorAnswer(new ArmError(502, 'BadGateway', 'The connection to the provider broke off.'));
  if (action?.kind !== 'notJson') return answer;
  const text = action.body ?? '<html><body><h1>502 Bad Gateway</h1></body></html>';
  try { return { status: action.status ?? answer.status, body: JSON.parse(text) as JsonValue }; } catch (error) {
    if (error instanceof SyntaxError) return { status: action.status ?? answer.status, body: text };
    throw error;
  }
}

function errorAnswer(error: unknown): Answer {
  const refusal = error instanceof ArmError ? error : internalError(error);
  return { status: refusal.status, body: { error: JSON.parse(JSON.stringify(refusal.toDetail())) as JsonValue }, ...(refusal.options.headers && { headers: refusal.options.headers }) };
}
