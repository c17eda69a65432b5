import { asArray, asObject, asString, isObject } from '../../../json';
import type { JsonObject } from '../../../values';
import { resource, type App, type DetailedResource } from '../../queries';
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
  appEndpoint: async (ask, collecting) => {
    const site = await collecting.answer(resource(textOf(ask, 'app') as App));
    const host = asString(site.properties['defaultHostName']);
    if (host === undefined) throw new Absent(`${site.name} has no host name.`);
    return (await collecting.connection()).dataPlanes.send({ method: 'GET', url: `${await schemeOf(collecting)}//${host}${textOf(ask, 'path')}`, timeoutMs: endpointTimeoutMs }, collecting.signal);
  },
  kudu: async (ask, collecting) => {
    const site = await collecting.answer(resource(textOf(ask, 'app') as App));
    const host = deploymentHost(site);
    if (host === undefined) throw new Absent(`${site.name} tells no address of its deployment site.`);
    return (await collecting.connection()).dataPlanes.send({ method: 'GET', url: `${await schemeOf(collecting)}//${host}${textOf(ask, 'path')}`, credential: 'sign-in', timeoutMs: endpointTimeoutMs }, collecting.signal);
  },
};

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
