import type { AccessToken, TokenCredential } from '@azure/core-auth';
import type { Pipeline, PipelinePolicy } from '@azure/core-rest-pipeline';
import { DeploymentsClient } from '@azure/arm-resourcesdeployments';
import { ResourceManagementClient } from '@azure/arm-resources';
import { ManagementLockClient } from '@azure/arm-locks';

export const subscriptionId = '11111111-2222-4333-8444-555555555555';
const credential: TokenCredential = { getToken: (): Promise<AccessToken> => Promise.resolve({ token: 'unused', expiresOnTimestamp: Date.now() + 3_600_000 }) };

/** A token as Entra ID would give it; the sandbox reads it and checks no signature. */
export function bearer(claims: Readonly<Record<string, string>> = {}): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `Bearer ${part({ alg: 'none' })}.${part({ oid: '99999999-0000-4000-8000-000000000001', tid: '5a4d0000-0000-4000-8000-000000000001', appid: 'tests', ...claims })}.`;
}

/** SDKs refuse to send tokens over plain http, so their own policy gives way to one that just sets the header. */
function trust(client: { readonly pipeline: Pipeline }): void {
  const policy: PipelinePolicy = { name: 'testBearer', sendRequest: (request, next) => { request.headers.set('authorization', bearer()); return next(request); } };
  client.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
  client.pipeline.addPolicy(policy);
}

export interface Clients { readonly deployments: DeploymentsClient; readonly resources: ResourceManagementClient; readonly locks: ManagementLockClient }

/** Real SDK clients aimed at a sandbox, without retries. */
export function clientsFor(endpoint: string, subscription = subscriptionId): Clients {
  const options = { endpoint, allowInsecureConnection: true, retryOptions: { maxRetries: 0 } };
  const clients = {
    deployments: new DeploymentsClient(credential, subscription, options), resources: new ResourceManagementClient(credential, subscription, options),
    locks: new ManagementLockClient(credential, subscription, options),
  };
  for (const client of Object.values(clients) as unknown as { readonly pipeline: Pipeline }[]) trust(client);
  return clients;
}

/** One plain request. */
export async function send(endpoint: string, method: string, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<{ readonly status: number; readonly headers: Headers; readonly text: string; readonly json: unknown }> {
  const answer = await fetch(`${endpoint}${path}`, { method, headers: { authorization: bearer(), 'content-type': 'application/json', ...headers }, ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }) });
  const text = await answer.text();
  let json: unknown;
  try { json = JSON.parse(text); } catch (error) { if (!(error instanceof SyntaxError)) throw error; }
  return { status: answer.status, headers: answer.headers, text, json };
}
