import type { JsonObject } from '../../../armTemplate';
import { badRequest, notFound } from '../../armError';
import type { ActionRequest, ProviderContext, ProviderRoute, ResourceProvider, RouteAnswer, StoredResource } from '../provider';
import { ArmError } from '../../armError';
import { defined, objectOf, withDefaults } from '../shared/json';
import { typed } from '../shared/typed';
import type { TypedRequest } from '../shared/typed';
import { publishingCredentials } from './siteActions';
import { applySiteConfig, briefSiteConfig, configurationOf, fullSiteConfig } from './siteConfig';
import { changeSite, siteIdOf, siteState } from './siteState';
import type { SiteState } from './siteState';

/** Names under `config`. All of an app exist from its start; those in `secret` are read with POST .../list alone. */
const names = ['web', 'appsettings', 'connectionstrings', 'authsettings', 'authsettingsV2', 'azurestorageaccounts', 'backup', 'logs', 'metadata', 'pushsettings', 'slotConfigNames', 'publishingcredentials'];
const secret = ['appsettings', 'connectionstrings', 'authsettings', 'azurestorageaccounts', 'backup', 'metadata', 'pushsettings', 'publishingcredentials'];

const defaults: Readonly<Record<string, JsonObject>> = {
  logs: { applicationLogs: { fileSystem: { level: 'Off' } }, httpLogs: { fileSystem: { retentionInMb: 35, retentionInDays: 0, enabled: false }, azureBlobStorage: { retentionInDays: 0, enabled: false } }, failedRequestsTracing: { enabled: false }, detailedErrorMessages: { enabled: false } },
  slotconfignames: {},
  pushsettings: { isPushEnabled: false },
  authsettings: { enabled: false, unauthenticatedClientAction: 'RedirectToLoginPage', tokenStoreEnabled: false, isAuthFromFile: 'False' },
  authsettingsv2: { platform: { enabled: false, runtimeVersion: '~1' }, globalValidation: { requireAuthentication: false, unauthenticatedClientAction: 'RedirectToLoginPage' }, login: { tokenStore: { enabled: false } }, httpSettings: { requireHttps: true } },
};

/** `config/*` of apps or of slots. @see Web Apps - Update Application Settings and its neighbours */
export const configurations = (parent: 'sites' | 'sites/slots'): ResourceProvider => typed({
  type: `Microsoft.Web/${parent}/config`, locations: 'none', hasProvisioningState: false, createdStatus: 200, singletons: names, deletable: false,
  check({ id }) {
    if (!names.some((name) => name.toLowerCase() === id.shortName.toLowerCase())) throw badRequest('BadRequest', `There is no configuration '${id.shortName}' of an app; there are ${names.join(', ')}.`);
  },
  fill(request, context) {
    const site = siteOf(request.id.id, context);
    const changed = request.implicit || !site ? site : write(site, request, context);
    if (!changed) return { properties: request.properties };
    // PUT answers what it was given, although GET never shows it.
    const properties = propertiesOf(changed, siteState(changed), request.id.shortName.toLowerCase());
    return { body: shown(changed, request.id.shortName), ...(!request.implicit && { answer: { properties } }) };
  },
  read({ id, name }, context) {
    const site = siteOf(id, context);
    return site ? shown(site, name.split('/').at(-1) ?? '') : { properties: {} };
  },
  actions: { list },
});

const siteOf = (id: string, context: ProviderContext): StoredResource | undefined => context.resources.find(siteIdOf(id));

function write(site: StoredResource, { id, properties }: TypedRequest, context: ProviderContext): StoredResource {
  const state = siteState(site);
  const name = id.shortName.toLowerCase();
  if (name === 'web') {
    const changed = applySiteConfig(state, properties);
    return changeSite(site, changed, context, { ...site.body, properties: { ...objectOf(site.body.properties), siteConfig: briefSiteConfig(changed) } });
  }
  if (name === 'appsettings') return changeSite(site, { appSettings: asTexts(properties) }, context);
  if (name === 'connectionstrings') return changeSite(site, { connectionStrings: properties }, context);
  return changeSite(site, { configurations: { ...state.configurations, [name]: properties } }, context);
}

const asTexts = (settings: JsonObject): JsonObject => Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]));

function propertiesOf(site: StoredResource, state: SiteState, name: string): JsonObject {
  if (name === 'web') return fullSiteConfig(state, site.name);
  if (name === 'appsettings') return state.appSettings;
  if (name === 'connectionstrings') return state.connectionStrings;
  return withDefaults(configurationOf(state, name), defaults[name] ?? {});
}

/** The answer of GET: secret ones show nothing of what they hold. */
function shown(site: StoredResource, name: string): JsonObject {
  const isSecret = secret.includes(name.toLowerCase());
  return defined({ location: site.body.location, properties: isSecret ? {} : propertiesOf(site, siteState(site), name.toLowerCase()) });
}

/** @see Web Apps - List Application Settings, List Connection Strings, List Publishing Credentials */
function list({ id, resource }: ActionRequest, context: ProviderContext): RouteAnswer {
  const site = siteOf(id.id, context);
  if (!site) throw notFound('NotFound', `The app of ${id.id} does not exist.`);
  const name = id.shortName.toLowerCase();
  if (name === 'backup' && siteState(site).configurations.backup === undefined) throw notFound('NotFound', `Backup configuration not found for site '${site.name}'.`);
  const properties = name === 'publishingcredentials' ? credentials(site, context) : propertiesOf(site, siteState(site), name);
  return { body: defined({ id: resource.id, name: id.shortName, type: resource.type, location: site.body.location, properties }) };
}

function credentials(site: StoredResource, context: ProviderContext): JsonObject {
  const { publishingUserName, publishingPassword } = publishingCredentials(site, context);
  const scm = new URL(context.endpoint('web', site.name.toLowerCase().replace('/', '-'), 'scm'));
  return { name: null, publishingUserName, publishingPassword, publishingPasswordHash: null, publishingPasswordHashSalt: null, scmUri: `${scm.protocol}//${publishingUserName}:${publishingPassword}@${scm.host}`, isDeleted: false };
}

/** GET on secret configurations is refused, as App Service does. */
export const secretConfigurationRoutes: readonly ProviderRoute[] = ['', '/slots/{slot}'].flatMap((slot) => secret.map((name) => ({
  method: 'GET' as const,
  path: `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.Web/sites/{site}${slot}/config/${name}`,
  summary: `config/${name} is read with POST .../list`,
  handle(): never { throw new ArmError(405, 'MethodNotAllowed', `The resource config/${name} does not support GET. Use POST .../config/${name}/list.`); },
})));
