import { lookup } from 'node:dns/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonValue } from '../../../armTemplate';
import { ArmError, badRequest, notFound } from '../../armError';
import { readBytes } from '../../http/readBody';
import { recordVaultCall } from '../../monitoring';
import { mayUseData } from '../../providers/authorization/accessControl';
import { SecretStore } from '../../providers/keyVault/secretStore';
import type { Caller, DataPlane, DataPlaneHost, StoredResource } from '../../providers/provider';
import { sameText, textOf, valueAt } from '../../providers/shared/json';
import { endpointOfVault, vaultHostSuffix, vaultOf } from './addresses';
import { Bundles } from './bundles';
import { operationOf, policyAllows } from './operations';
import type { VaultAnswer } from './operations';

const largestBodyBytes = 1_000_000;

/** Secrets of vaults, at the `vaultUri` that a vault reports. Requests without a token are answered with the challenge that SDKs wait for. */
export function createKeyVaultPlane(): DataPlane {
  let resolvesHosts = false;
  return {
    name: 'keyVault',
    async start() { resolvesHosts = await resolvesLocalNames(); },
    endpoint: (vault, _service, host) => endpointOfVault(vault, host, resolvesHosts),
    mounts: [{ matches: (host, path) => vaultOf(host, path) !== undefined, handle: serve }],
  };
}

/** Some systems know every name under `localhost`, others only the bare one. */
async function resolvesLocalNames(): Promise<boolean> {
  try { return (await lookup(`sandbox${vaultHostSuffix}`)).address.startsWith('127.'); }
  catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

async function serve(request: IncomingMessage, response: ServerResponse, host: DataPlaneHost): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const place = vaultOf((request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase(), url.pathname)!;
  const startedAt = host.context().clock.now().getTime();
  const audited: Audited = { operation: 'Authentication' };
  const answer = await answerTo(request, { url, ...place }, audited, host).catch(asAnswer);
  if (audited.vault) recordVaultCall(audited.vault, { operation: audited.operation, status: answer.status, message: textOf(valueAt(answer.body, 'error.message')), durationMs: host.context().clock.now().getTime() - startedAt, url: `${host.context().endpoint('keyVault', audited.vault.name)}${place.path}`, caller: host.callerOf(request.headers.authorization), address: request.socket.remoteAddress ?? '', client: request.headers['user-agent'] ?? '' }, host.context());
  host.log({ method: request.method ?? '', path: url.pathname, status: answer.status, dataPlane: 'keyVault' });
  response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8', 'x-ms-keyvault-service-version': '1.9.0.0', ...answer.headers });
  response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body));
}

interface FullAnswer extends VaultAnswer { readonly headers?: Record<string, string> }

/** What is known of a request by the time it is answered. */
interface Audited { vault?: StoredResource; operation: string }

async function answerTo(request: IncomingMessage, { url, vault: name, path }: { url: URL; vault: string; path: string }, audited: Audited, host: DataPlaneHost): Promise<FullAnswer> {
  const body = await readJson(request);
  const context = host.context();
  const resource = context.resources.listByType('Microsoft.KeyVault/vaults').find((candidate) => sameText(candidate.name, name));
  if (!resource) throw notFound('VaultNotFound', `The vault '${name}' does not exist, or is deleted.`);
  audited.vault = resource;
  const tenantId = textOf(valueAt(resource.body, 'properties.tenantId')) ?? context.tenantId;
  const caller = host.callerOf(request.headers.authorization);
  if (!caller) return challenge(host.authority(tenantId), host);
  const operation = operationOf({ method: request.method ?? 'GET', segments: path.split('/').filter(Boolean).map(decodeURIComponent), query: url.searchParams, body });
  audited.operation = operation.name;
  checkAccess(resource, caller, operation.dataAction, host);
  const retentionDays = Number(valueAt(resource.body, 'properties.softDeleteRetentionInDays') ?? 90);
  return operation.run({ resource, context, store: new SecretStore(resource.name, context, retentionDays), bundles: new Bundles(resource, host, context) });
}

/** @see Key Vault, Authentication, requests and responses */
function challenge(authority: string, host: DataPlaneHost): FullAnswer {
  const resource = `${host.protocol}://vault.localhost:${host.port}`;
  return {
    status: 401, headers: { 'www-authenticate': `Bearer authorization="${authority}", resource="${resource}"` },
    body: { error: { code: 'Unauthorized', message: 'AKV10000: Request is missing a Bearer or PoP token.' } },
  };
}

function checkAccess(vault: StoredResource, caller: Caller, dataAction: string, host: DataPlaneHost): void {
  const context = host.context();
  if (mayUseData(caller.objectId, dataAction, vault.id, context)) return;
  const usesRoles = valueAt(vault.body, 'properties.enableRbacAuthorization') === true;
  if (!usesRoles && policyAllows(vault, caller.objectId, dataAction)) return;
  throw new ArmError(403, 'Forbidden', `Caller is not authorized to perform action on resource. If role assignments, deny assignments or role definitions were changed recently, please observe propagation time. Caller: appid=${caller.appId ?? ''};oid=${caller.objectId}; Action: '${dataAction}'; Resource: '${vault.id}'; ${usesRoles ? 'ForbiddenByRbac' : 'ForbiddenByPolicy'}.`);
}

function asAnswer(error: unknown): FullAnswer {
  if (error instanceof ArmError) return { status: error.status, body: { error: { code: error.code, message: error.message } } };
  throw error;
}

async function readJson(request: IncomingMessage): Promise<JsonValue | undefined> {
  const body = await readBytes(request, largestBodyBytes, () => new ArmError(413, 'RequestEntityTooLarge', 'The request is too large.'));
  if (body.length === 0) return undefined;
  try { return JSON.parse(body.toString('utf8')) as JsonValue; }
  catch (error) {
    if (error instanceof SyntaxError) throw badRequest('BadParameter', 'The request body is no JSON.');
    throw error;
  }
}
