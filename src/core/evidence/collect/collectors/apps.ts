import { hostKeyIn } from '../../../applications/siteCall';
import { asArray, asObject, asString, isObject } from '../../../json';
import type { SiteAnswer } from '../../../ports';
import type { JsonObject } from '../../../values';
import { appSettings, armGet, kudu, resource, type App, type AppDeployment, type DetailedResource } from '../../queries';
import { textOf } from '../ask';
import type { Collecting, Collectors } from '../collector';
import { Absent } from '../fact';
import { list } from './arm';

const version = '2024-04-01';
const endpointTimeoutMs = 20_000;

/** Function apps: their settings, their own answers, and those of their deployment sites. */
export const appCollectors: Collectors = {
  appSettings: async (ask, collecting) => {
    const path = await collecting.path(`{${textOf(ask, 'app')}}/config/appsettings/list`);
    const { body } = await (await collecting.connection()).arm.request('POST', `${path}?api-version=${version}`, undefined, collecting.signal);
    const settings = Object.fromEntries(Object.entries(asObject(asObject(body)['properties'])).map(([name, value]) => [name, asString(value) ?? JSON.stringify(value)]));
    collecting.keepSecret(...Object.entries(settings).filter(([name, value]) => !isPlain(name, value)).map(([, value]) => value));
    return settings;
  },
  settingReferences: async (ask, collecting) => {
    const entries = await list(collecting, `{${textOf(ask, 'app')}}/config/configreferences/appsettings`, version);
    return Object.fromEntries(entries.map((one) => [asString(one['name'])?.split('/').at(-1) ?? '', asString(asObject(one['properties'])['status']) ?? 'Unknown']));
  },
  appDeployment: readDeployment,
  appEndpoint: async (ask, collecting) => askApp(ask, collecting),
  signedEndpoint: async (ask, collecting) => {
    const path = await collecting.path(`{${textOf(ask, 'app')}}/host/default/listkeys`);
    const key = hostKeyIn((await (await collecting.connection()).arm.request('POST', `${path}?api-version=${version}`, undefined, collecting.signal)).body) ?? '';
    collecting.keepSecret(key);
    return askApp(ask, collecting, { 'x-functions-key': key });
  },
  kudu: async (ask, collecting) => {
    const site = await collecting.answer(resource(textOf(ask, 'app') as App));
    const host = deploymentHost(site);
    if (host === undefined) throw new Absent(`${site.name} tells no address of its deployment site.`);
    return (await collecting.connection()).dataPlanes.send({ method: 'GET', url: `${await schemeOf(collecting)}//${host}${textOf(ask, 'path')}`, credential: 'sign-in', timeoutMs: endpointTimeoutMs }, collecting.signal);
  },
};

async function askApp(ask: JsonObject, collecting: Collecting, headers: Readonly<Record<string, string>> = {}): Promise<SiteAnswer> {
  const site = await collecting.answer(resource(textOf(ask, 'app') as App));
  const host = asString(site.properties['defaultHostName']);
  if (host === undefined) throw new Absent(`${site.name} has no host name.`);
  return (await collecting.connection()).dataPlanes.send({ method: 'GET', url: `${await schemeOf(collecting)}//${host}${textOf(ask, 'path')}`, headers, timeoutMs: endpointTimeoutMs }, collecting.signal);
}

/** The deployment site itself is asked, which costs no request to ARM; where it does not answer, ARM's list. @see Kudu REST, deployments; Web Apps - List Deployments */
async function readDeployment(ask: JsonObject, collecting: Collecting): Promise<AppDeployment> {
  const app = textOf(ask, 'app') as App;
  const ofSite = await newestOfSite(app, collecting);
  const newest = ofSite === 'unknown' ? await newestOfArm(app, collecting) : ofSite;
  if (newest) {
    const [receivedAt, message] = [timeOf(newest), asString(newest['message'])];
    const complete = newest['complete'] === true || (newest['complete'] === undefined && asString(newest['end_time']) !== undefined);
    return { kind: 'history', status: typeof newest['status'] === 'number' ? newest['status'] : -1, complete, ...(receivedAt && { receivedAt }), ...(message !== undefined && { message }) };
  }
  // Consumption on Linux keeps no history: there a package is mounted from storage.
  const hasPackage = !['', '0'].includes(((await collecting.answer(appSettings(app)))['WEBSITE_RUN_FROM_PACKAGE'] ?? '').trim());
  const host = hasPackage ? await collecting.fact(armGet(`{${app}}/hostruntime/admin/host/status`, version)) : undefined;
  const hostState = host?.state === 'answered' ? asString(host.value['state']) : undefined;
  return { kind: 'mounted', hasPackage, ...(hostState !== undefined && { hostState }) };
}

const timeOf = (one: JsonObject): string => asString(one['received_time']) ?? asString(one['start_time']) ?? '';

/** Undefined: the site says that there is none. */
async function newestOfSite(app: App, collecting: Collecting): Promise<JsonObject | undefined | 'unknown'> {
  const fact = await collecting.fact(kudu(app, '/api/deployments/latest'));
  if (fact.state !== 'answered') return 'unknown';
  if (fact.value.status === 404) return undefined;
  if (fact.value.status !== 200) return 'unknown';
  try { return asObject(JSON.parse(fact.value.body)); } catch (error) { if (error instanceof SyntaxError) return 'unknown'; throw error; }
}

async function newestOfArm(app: App, collecting: Collecting): Promise<JsonObject | undefined> {
  const history = (await list(collecting, `{${app}}/deployments`, version)).map((one) => asObject(one['properties']));
  return [...history].sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1))[0];
}

/** Settings whose values everybody may know. */
const plainNames = /^(FUNCTIONS_(EXTENSION_VERSION|WORKER_RUNTIME)|(AOS|APP)_ENVIRONMENT|AOS_LOG_LEVEL|\w+_CONTAINER|(AZURE_)?KEY_VAULT_URL|AZURE_STORAGE_ACCOUNT|WEBSITE_(CONTENTSHARE|RUN_FROM_PACKAGE|ENABLE_SYNC_UPDATE_SITE)|SCM_DO_BUILD_DURING_DEPLOYMENT|ENABLE_ORYX_BUILD|B2C_(TENANT|POLICY)|USE_\w+)$/;
const isPlain = (name: string, value: string): boolean => (plainNames.test(name) && !/[?&]sig=/i.test(value)) || /^@Microsoft\.KeyVault\(/i.test(value);

/** An app of a sandbox answers over what the sandbox itself speaks. */
async function schemeOf(collecting: Collecting): Promise<string> {
  const { isSandbox, resourceManager } = (await collecting.connection()).cloud;
  return isSandbox ? new URL(resourceManager).protocol : 'https:';
}

function deploymentHost({ properties }: DetailedResource): string | undefined {
  const states = asArray(properties['hostNameSslStates']).filter(isObject).find((one: JsonObject) => asString(one['hostType'])?.toLowerCase() === 'repository');
  return asString(states?.['name']) ?? asArray(properties['enabledHostNames']).filter((one): one is string => typeof one === 'string').find((one) => /\.scm\./i.test(one));
}
