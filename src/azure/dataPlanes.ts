import { createDefaultHttpClient, createHttpHeaders, createPipelineFromOptions, createPipelineRequest, proxyPolicyName, type PipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline';
import { LogicError } from '../core/errors';
import type { DataPlanes, SiteRequest } from '../core/ports';
import { toThrownError } from './armError';
import { isLoopback, type Cloud } from './clouds';
import { createConfigurationBlobs } from './configurationBlobs';
import { createMessageBus } from './messageBus';
import { createSecretVault } from './secretVault';
import { createRecoverableBlobs } from './recoverableBlobs';
import type { TokenProvider } from './credential';
import { tlsOptions } from './pipeline';
import { scopeFor } from './tokenServices';

export interface DataPlaneOptions {
  readonly tokens: TokenProvider;
  /** Its scope is that of ARM tokens, which deployment sites take as well. @see https://learn.microsoft.com/azure/app-service/deploy-authentication-types */
  readonly cloud: Cloud;
  readonly ca?: string;
}

/** Blobs over the storage SDK; apps and their deployment sites over plain requests that are neither retried nor redirected with credentials. */
export function createDataPlanes(options: DataPlaneOptions): DataPlanes {
  const client = createDefaultHttpClient();
  const ask = async (request: SiteRequest, authorization: string | undefined, signal?: AbortSignal): Promise<PipelineResponse> => {
    const pipeline = createPipelineFromOptions({ ...tlsOptions(options), redirectOptions: { maxRetries: authorization === undefined ? 5 : 0 }, userAgentOptions: { userAgentPrefix: 'aos-deploy' } });
    pipeline.removePolicy({ name: 'defaultRetryPolicy' });
    if (isLoopback(request.url)) pipeline.removePolicy({ name: proxyPolicyName });
    try { return await pipeline.sendRequest(client, toPipelineRequest(request, authorization, signal)); } catch (error) { throw toThrownError(error, request.url); }
  };
  return {
    openRecoverable: (address) => createRecoverableBlobs({ ...address, tokens: options.tokens }),
    openContainer: (address) => createConfigurationBlobs({ ...address, tokens: options.tokens }),
    openBus: createMessageBus,
    openVault: (uri) => createSecretVault(uri, async (request, signal) => {
      const { status, headers, bodyAsText } = await ask(request as SiteRequest, await authorizationOf({ url: request.url, credential: { for: 'vault' }, method: 'GET' }, options, signal), signal);
      return { status, headers, body: bodyAsText ?? '' };
    }),
    send: async (request, signal) => {
      const response = await ask(request, await authorizationOf(request, options, signal), signal);
      return { status: response.status, headers: response.headers.toJSON(), body: response.bodyAsText ?? '' };
    },
  };
}

function toPipelineRequest({ method, url, body, contentType, headers, timeoutMs, onUploadProgress }: SiteRequest, authorization: string | undefined, signal: AbortSignal | undefined): PipelineRequest {
  return createPipelineRequest({
    method, url, allowInsecureConnection: isLoopback(url), ...(timeoutMs !== undefined && { timeout: timeoutMs }), ...(signal && { abortSignal: signal }),
    headers: createHttpHeaders({ ...headers, ...(body !== undefined && { 'Content-Type': contentType ?? 'application/json' }), ...(authorization !== undefined && { Authorization: authorization }) }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength) }),
    ...(onUploadProgress && { onUploadProgress: ({ loadedBytes }) => onUploadProgress(loadedBytes) }),
  });
}

async function authorizationOf({ credential, url }: SiteRequest, { tokens, cloud }: DataPlaneOptions, signal: AbortSignal | undefined): Promise<string | undefined> {
  if (credential === undefined) return undefined;
  if (!isLoopback(url) && !url.toLowerCase().startsWith('https:')) throw new LogicError('Site.NotEncrypted', `${new URL(url).host} is not encrypted; a credential would be readable on the way.`, { nextStep: 'Switch on "HTTPS only" for the app.' });
  if (credential !== 'sign-in' && 'user' in credential) return `Basic ${Buffer.from(`${credential.user}:${credential.password}`).toString('base64')}`;
  const token = await tokens.getToken(credential === 'sign-in' ? cloud.scope : scopeFor(credential.for, url, cloud), { ...(signal && { abortSignal: signal }) });
  if (!token) throw new LogicError('Auth.SignInNeeded', 'Nobody is signed in.', { nextStep: 'Sign in (AOS: Sign In, or az login), then repeat.' });
  return `Bearer ${token.token}`;
}
