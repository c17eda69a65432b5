import { rootCertificates } from 'node:tls';
import { bearerTokenAuthenticationPolicyName, createDefaultHttpClient, createHttpHeaders, createPipelineFromOptions, createPipelineRequest, type HttpClient, type HttpMethods, type Pipeline, type PipelinePolicy, type PipelineRequest, type PipelineResponse, proxyPolicyName } from '@azure/core-rest-pipeline';
import { LogicError } from '../core/errors';
import { notJson, toOperationError, toResponseError, toThrownError } from './armError';
import { isLoopback } from './clouds';
import type { TokenProvider } from './credential';

export interface PipelineOptions {
  /** Only requests to this origin, or to a subdomain of its host, carry the token. */
  readonly resourceManager: string;
  readonly scope: string;
  readonly tokens?: TokenProvider;
  /** PEM certificates to trust besides the system's, for an endpoint with a CA of its own. */
  readonly ca?: string;
  /** Milliseconds that one request may go without its whole answer. Default: two minutes; Azure Resource Manager itself gives up after one. */
  readonly patienceMs?: number;
}

const defaultPatienceMs = 120_000;

/** Milliseconds before its end at which a token is replaced. */
const refreshMarginMs = 5 * 60_000;

/** Signs requests in. SDK clients refuse a token over plain http; ours is let through on loopback, and everywhere only to the resource manager itself. */
export function signInPolicy({ resourceManager, scope, tokens }: PipelineOptions): PipelinePolicy {
  let cached: { readonly token: string; readonly expiresOnTimestamp: number } | undefined;
  let pending: Promise<string> | undefined;
  const renew = async (signal: AbortSignal | undefined, claims?: string): Promise<string> => {
    const token = await tokens?.getToken(scope, { ...(claims !== undefined && { claims }), ...(signal && { abortSignal: signal }) });
    if (!token) throw new LogicError('Auth.SignInNeeded', 'Nobody is signed in.', { nextStep: 'Sign in (AOS: Sign In, or az login), then repeat.' });
    cached = token;
    return token.token;
  };
  const getToken = (signal: AbortSignal | undefined): Promise<string> => {
    if (cached && cached.expiresOnTimestamp - refreshMarginMs > Date.now()) return Promise.resolve(cached.token);
    return pending ??= renew(signal).finally(() => { pending = undefined; });
  };
  return {
    name: bearerTokenAuthenticationPolicyName,
    sendRequest: async (request, next) => {
      // A redirect may lead away; the token must not follow.
      request.headers.delete('Authorization');
      if (!tokens || !isTrusted(request.url, resourceManager)) return next(request);
      const signal = request.abortSignal as AbortSignal | undefined;
      request.headers.set('Authorization', `Bearer ${await getToken(signal)}`);
      const response = await next(request);
      // A token that was refused is not offered again.
      if (response.status === 401) cached = undefined;
      const claims = response.status === 401 ? readClaims(response.headers.get('WWW-Authenticate')) : undefined;
      if (claims === undefined) return response;
      request.headers.set('Authorization', `Bearer ${await renew(signal, claims)}`);
      return next(request);
    },
  };
}

function isTrusted(url: string, resourceManager: string): boolean {
  const [to, own] = [new URL(url), new URL(resourceManager)];
  return to.protocol === own.protocol && (to.host === own.host || to.protocol === 'https:' && to.host.endsWith(`.${own.host}`));
}

/** @see https://learn.microsoft.com/entra/identity-platform/claims-challenge */
function readClaims(challenge: string | undefined): string | undefined {
  const encoded = /error="insufficient_claims".*claims="([^"]+)"|claims="([^"]+)".*error="insufficient_claims"/.exec(challenge ?? '');
  const text = encoded?.[1] ?? encoded?.[2];
  return text === undefined ? undefined : Buffer.from(text, 'base64').toString('utf8');
}

/** Turns every failed answer, and every failure to get one, into an error of ours, so that all clients fail alike. */
export const errorPolicy: PipelinePolicy = {
  name: 'aosErrorPolicy',
  sendRequest: async (request, next) => {
    const response = await send(request, next);
    const body = response.bodyAsText ?? '';
    if (response.status >= 400) throw toResponseError({ status: response.status, headers: response.headers, body, method: request.method, url: request.url });
    if (body.trim() === '') return response;
    const parsed = parse(body);
    if (parsed === undefined) throw notJson(request.url, response.headers.get('content-type'));
    if (isFailedOperation(request, parsed)) throw toOperationError(parsed, request.url);
    return response;
  },
};

async function send(request: PipelineRequest, next: (request: PipelineRequest) => Promise<PipelineResponse>): Promise<PipelineResponse> {
  try { return await next(request); } catch (error) { throw toThrownError(error, request.url); }
}

/** A connection that died without a word (a laptop that slept, a VPN that went) would be waited for forever. Signing in has all the time it needs: this stands behind it. */
export function patiencePolicy(patienceMs: number = defaultPatienceMs): PipelinePolicy {
  return {
    name: 'aosPatiencePolicy',
    sendRequest: async (request, next) => {
      const [given, late] = [request.abortSignal as AbortSignal | undefined, new AbortController()];
      const timer = setTimeout(() => late.abort(), patienceMs);
      request.abortSignal = given ? AbortSignal.any([given, late.signal]) : late.signal;
      try {
        return await next(request);
      } catch (error) {
        if (!late.signal.aborted || given?.aborted) throw error;
        throw Object.assign(new Error(`No answer within ${patienceMs / 1000} s.`, { cause: error }), { code: 'ETIMEDOUT' });
      } finally {
        clearTimeout(timer);
        request.abortSignal = given;
      }
    },
  };
}

const parse = (text: string): unknown => { try { return JSON.parse(text) as unknown; } catch { return undefined; } };

/** The SDK's poller keeps only code and message of an operation that failed; the whole body is needed. */
function isFailedOperation(request: PipelineRequest, body: unknown): boolean {
  if (request.method !== 'GET' && !/\/(whatIf|validate)\?/i.test(request.url)) return false;
  const { status, error } = (body ?? {}) as { readonly status?: unknown; readonly error?: unknown };
  return typeof status === 'string' && /^(failed|canceled)$/i.test(status) && error !== null && typeof error === 'object';
}

/** Fits an SDK client's own pipeline: our sign-in, our errors, no retries inside, because the run's retry policy and journal rule. An endpoint on this machine is never asked through a proxy. */
export function adoptPipeline(pipeline: Pipeline, signIn: PipelinePolicy, { resourceManager, patienceMs }: Pick<PipelineOptions, 'resourceManager' | 'patienceMs'>): void {
  pipeline.removePolicy({ name: bearerTokenAuthenticationPolicyName });
  pipeline.removePolicy({ name: 'defaultRetryPolicy' });
  if (isLoopback(resourceManager)) pipeline.removePolicy({ name: proxyPolicyName });
  pipeline.addPolicy(signIn, { phase: 'Sign' });
  pipeline.addPolicy(patiencePolicy(patienceMs), { phase: 'Sign', afterPolicies: [signIn.name] });
  pipeline.addPolicy(errorPolicy);
}

export interface Requester {
  send(method: HttpMethods, url: string, options?: { readonly body?: string; readonly contentType?: string; readonly signal?: AbortSignal }): Promise<PipelineResponse>;
}

/** Plain requests with the same sign-in and the same errors as the SDK clients. */
export function createRequester(options: PipelineOptions, signIn: PipelinePolicy = signInPolicy(options), client: HttpClient = createDefaultHttpClient()): Requester {
  const pipeline = createPipelineFromOptions({ ...tlsOptions(options), userAgentOptions: { userAgentPrefix: 'aos-deploy' } });
  adoptPipeline(pipeline, signIn, options);
  return {
    send: (method, url, { body, contentType = 'application/json', signal } = {}) => pipeline.sendRequest(client, createPipelineRequest({
      method, url, allowInsecureConnection: true,
      headers: createHttpHeaders({ Accept: 'application/json', ...(body !== undefined && { 'Content-Type': contentType }) }),
      ...(body !== undefined && { body }), ...(signal && { abortSignal: signal }),
    })),
  };
}

/** Node would trust the given CA alone; the usual ones are added back. */
export const tlsOptions = ({ ca }: Pick<PipelineOptions, 'ca'>): { tlsOptions?: { ca: string[] } } => (ca === undefined ? {} : { tlsOptions: { ca: [...rootCertificates, ca] } });
