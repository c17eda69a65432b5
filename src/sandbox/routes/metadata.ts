import type { JsonObject } from '../../armTemplate';
import { badRequest } from '../armError';
import { ok, type ArmRequest } from '../http/armRequest';
import { claimIn, tokenLifetimeSeconds } from '../auth/tokens';
import { vaultHostSuffix } from '../dataPlanes/keyVault/addresses';
import { isObject } from '../json';
import { principals, registerPrincipal } from '../providers/shared/identity';
import { defaultTenantId, isGuid } from '../subscriptions';
import type { Sandbox } from '../sandbox';
import type { ArmRoute } from './shared';

/** The cloud's description of itself, and a token service that believes everybody. None of these needs a token. */
export const openRoutes: readonly ArmRoute[] = [
  { method: 'GET', path: '/metadata/endpoints', summary: 'Metadata of the cloud, as the Azure CLI and SDKs read it', needsApiVersion: false, handle: (request, sandbox) => ok(metadata(request, sandbox)) },
  ...['/adfs/.well-known/openid-configuration', '/{tenant}/.well-known/openid-configuration', '/{tenant}/v2.0/.well-known/openid-configuration'].map((path): ArmRoute => (
    { method: 'GET', path, summary: 'OpenID configuration', needsApiVersion: false, handle: (request) => ok(openId(request)) })),
  ...['/adfs/discovery/keys', '/{tenant}/discovery/keys', '/{tenant}/discovery/v2.0/keys'].map((path): ArmRoute => (
    { method: 'GET', path, summary: 'Keys that sign tokens', needsApiVersion: false, handle: (_request, sandbox) => ok(sandbox.tokens.keySet()) })),
  { method: 'GET', path: '/common/discovery/instance', summary: 'Instance discovery of MSAL', needsApiVersion: false, handle: (request) => ok(discovery(request)) },
  ...['/adfs/oauth2/token', '/adfs/oauth2/v2.0/token', '/{tenant}/oauth2/token', '/{tenant}/oauth2/v2.0/token'].map((path): ArmRoute => (
    { method: 'POST', path, summary: 'Tokens for any client, user or refresh token', needsApiVersion: false, handle: (request, sandbox) => ok(token(request, sandbox)) })),
];

const tenantOf = (request: ArmRequest): string => {
  const tenant = request.parameters.tenant ?? 'adfs';
  return isGuid(tenant) ? tenant.toLowerCase() : defaultTenantId;
};

function metadata({ query, baseUrl }: ArmRequest, sandbox: Sandbox): JsonObject | JsonObject[] {
  const version = query.get('api-version') ?? '2015-01-01';
  const authentication = { loginEndpoint: `${baseUrl}/adfs`, audiences: [`${baseUrl}/`, baseUrl], tenant: 'adfs', identityProvider: 'ADFS' };
  const classic = { galleryEndpoint: `${baseUrl}/gallery/`, graphEndpoint: `${baseUrl}/graph/`, portalEndpoint: `${baseUrl}/portal/`, authentication: { loginEndpoint: authentication.loginEndpoint, audiences: authentication.audiences } };
  if (version < '2018') return classic;
  const modern = { ...sandbox.environment(), ...addresses(baseUrl), suffixes: suffixesOf(new URL(sandbox.resourceManager).port), authentication, name: 'AzureSandbox' };
  return version < '2019' ? { ...classic, ...modern } : [modern];
}

/** Clients put the name of a vault or an account before these. Spelled as the public cloud's metadata, which is not how `environment()` spells them in templates. */
const suffixesOf = (port: string): JsonObject => ({
  keyVaultDns: `${vaultHostSuffix.slice(1)}:${port}`, storage: `localhost:${port}`, acrLoginServer: 'azurecr.io', sqlServerHostname: 'database.windows.net', azureDataLakeStoreFileSystem: 'azuredatalakestore.net',
  azureDataLakeAnalyticsCatalogAndJob: 'azuredatalakeanalytics.net', azureFrontDoorEndpointSuffix: 'azurefd.net', storageSyncEndpointSuffix: 'afs.azure.net', mhsmDns: 'managedhsm.azure.net', mysqlServerEndpoint: 'mysql.database.azure.com',
  postgresqlServerEndpoint: 'postgres.database.azure.com', mariadbServerEndpoint: 'mariadb.database.azure.com', synapseAnalytics: 'dev.azuresynapse.net', attestationEndpoint: 'attest.azure.net',
});

const addresses = (baseUrl: string): JsonObject => ({
  portal: `${baseUrl}/portal/`, resourceManager: `${baseUrl}/`, graph: `${baseUrl}/graph/`, graphAudience: `${baseUrl}/graph/`, gallery: `${baseUrl}/gallery/`, activeDirectory: `${baseUrl}/adfs`,
  microsoftGraphResourceId: `${baseUrl}/graph/`, logAnalyticsResourceId: `${baseUrl}/logs`, appInsightsResourceId: `${baseUrl}/insights`, sqlManagement: `${baseUrl}/sql/`, batch: `${baseUrl}/batch/`, media: `${baseUrl}/media/`,
  synapseAnalyticsResourceId: `${baseUrl}/synapse`, attestationResourceId: `${baseUrl}/attestation`, ossrDbmsResourceId: `${baseUrl}/ossrdbms`, appInsightsTelemetryChannelResourceId: `${baseUrl}/insights/v2/track`,
});

function openId(request: ArmRequest): JsonObject {
  const isAdfs = request.parameters.tenant === undefined;
  const authority = `${request.baseUrl}/${isAdfs ? 'adfs' : request.parameters.tenant}`;
  const modern = isAdfs ? '' : '/v2.0';
  return {
    issuer: isAdfs ? authority : `${request.baseUrl}/${tenantOf(request)}/v2.0`, authorization_endpoint: `${authority}/oauth2${modern}/authorize`, token_endpoint: `${authority}/oauth2${modern}/token`,
    device_authorization_endpoint: `${authority}/oauth2${modern}/devicecode`, jwks_uri: `${authority}/discovery${modern}/keys`, end_session_endpoint: `${authority}/oauth2${modern}/logout`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic', 'private_key_jwt'], response_modes_supported: ['query', 'fragment', 'form_post'],
    response_types_supported: ['code', 'id_token', 'code id_token'], subject_types_supported: ['pairwise'], id_token_signing_alg_values_supported: ['RS256'], scopes_supported: ['openid', 'profile', 'offline_access'], cloud_instance_name: new URL(request.baseUrl).host,
  };
}

function discovery({ query, baseUrl }: ArmRequest): JsonObject {
  const host = new URL(baseUrl).host;
  const tenant = /\/([^/]+)\/oauth2/.exec(query.get('authorization_endpoint') ?? '')?.[1] ?? 'common';
  return { tenant_discovery_endpoint: `${baseUrl}/${tenant}/v2.0/.well-known/openid-configuration`, 'api-version': '1.1', metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }] };
}

const grants = new Set(['client_credentials', 'password', 'authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code', 'device_code', 'urn:ietf:params:oauth:grant-type:jwt-bearer']);

function token(request: ArmRequest, sandbox: Sandbox): JsonObject {
  const form = isObject(request.body) ? request.body : {};
  const field = (name: string): string => (typeof form[name] === 'string' ? form[name] : '');
  if (!grants.has(field('grant_type'))) throw badRequest('unsupported_grant_type', `The grant type '${field('grant_type')}' is not known.`);
  const appId = field('client_id') || basicUser(request) || '00000000-0000-0000-0000-000000000000';
  const user = field('username') || claimIn(field('refresh_token'), 'upn');
  const audience = field('resource') || field('scope').split(' ').find((scope) => scope.includes('://'))?.replace(/\/\.default$|\/user_impersonation$/, '') || request.baseUrl;
  const tenantId = tenantOf(request);
  const claims = {
    aud: audience, iss: `${request.baseUrl}/${tenantId}/`, tid: tenantId, appid: appId, oid: sandbox.tokens.objectIdOf(user || appId), sub: sandbox.tokens.objectIdOf(user || appId),
    ...(user ? { upn: user, unique_name: user, scp: 'user_impersonation' } : { idtyp: 'app' }),
  };
  const now = sandbox.clock.now();
  const expiresOn = Math.floor(now.getTime() / 1000) + tokenLifetimeSeconds;
  const access = sandbox.tokens.issue(claims, now);
  knowCaller(claims.oid, appId, user, sandbox);
  const isV2 = request.path.toLowerCase().includes('/v2.0/');
  return {
    token_type: 'Bearer', access_token: access, scope: field('scope') || 'user_impersonation', resource: audience, expires_in: isV2 ? tokenLifetimeSeconds : tokenLifetimeSeconds, ext_expires_in: tokenLifetimeSeconds,
    expires_on: String(expiresOn), not_before: String(Math.floor(now.getTime() / 1000)),
    ...(user && { refresh_token: sandbox.tokens.issue({ ...claims, typ: 'refresh' }, now), id_token: sandbox.tokens.issue({ ...claims, aud: appId, preferred_username: user, name: user, ver: isV2 ? '2.0' : '1.0' }, now), client_info: clientInfo(claims.oid, tenantId) }),
  };
}

/** Who signed in is in the directory from then on. */
function knowCaller(objectId: string, appId: string, user: string, sandbox: Sandbox): void {
  const context = sandbox.ownContext();
  if (principals(context).get(objectId.toLowerCase())) return;
  registerPrincipal(user ? { objectId, type: 'User', displayName: user, userPrincipalName: user } : { objectId, type: 'ServicePrincipal', appId, displayName: appId }, context);
}

const clientInfo = (objectId: string, tenantId: string): string => Buffer.from(JSON.stringify({ uid: objectId, utid: tenantId })).toString('base64url');

function basicUser({ headers }: ArmRequest): string {
  const encoded = /^basic\s+(\S+)/i.exec(String(headers.authorization ?? ''))?.[1];
  return encoded === undefined ? '' : decodeURIComponent(Buffer.from(encoded, 'base64').toString('utf8').split(':')[0]?.replaceAll('%', '%25') ?? '');
}
