import { schemeOf } from '../cloudAddress';
import { outputText, readLiveOutputs } from '../deployment';
import { InputError, LogicError } from '../errors';
import { asArray, asObject, asString } from '../json';
import type { AzureConnection, GroupScope, Resource } from '../ports';
import type { JsonObject, JsonValue } from '../values';
import type { SettingsAccess } from './writeSettings';
import { outputOf, type Application } from './application';

const version = 'api-version=2024-04-01';

/** A function app in Azure, or one of its slots. */
export interface Site {
  readonly id: string;
  readonly name: string;
  readonly slot?: string;
  readonly state: string;
  /** Base of the app's own address, without a slash at the end. */
  readonly url?: string;
  /** Base of the deployment site. */
  readonly deploymentUrl?: string;
  readonly sku?: string;
  /** The last swap it took part in, and the other side. `at` is ISO 8601. */
  readonly lastSwap?: { readonly at: string; readonly with: string };
  readonly publishing?: { readonly user: string; readonly password: string };
}
export interface SiteTarget { readonly connection: AzureConnection; readonly scope: GroupScope }

/**
 * Finds the site of an application: aos.yaml, the deployment output for its role, a tag whose value is its name, or the only app there is.
 * @throws LogicError `Application.NoSite`; InputError `Application.SiteNotClear`.
 */
export async function findSite({ connection, scope }: SiteTarget, application: Application, slot?: string, signal?: AbortSignal): Promise<Site> {
  const all = (await connection.resources.listResources(scope, signal)).filter(({ type }) => type.toLowerCase() === 'microsoft.web/sites');
  const { site, output } = application.settings;
  const outputName = output ?? outputOf[application.name];
  const named = site ?? (outputName === undefined ? undefined : outputText(await readLiveOutputs(connection, scope, signal), outputName));
  const chosen = named === undefined ? byTag(all, application.name) : all.find(({ name }) => name.toLowerCase() === named.toLowerCase());
  if (!chosen && named !== undefined) throw new LogicError('Application.NoSite', `The function app ${named} of ${application.name} is not in ${scope.resourceGroup}.`, { nextStep: 'Deploy the infrastructure first.' });
  if (!chosen && all.length === 0) throw new LogicError('Application.NoSite', `${scope.resourceGroup} holds no function app.`, { nextStep: 'Deploy the infrastructure first.' });
  if (!chosen) throw new InputError('Application.SiteNotClear', `Which app is for ${application.name}? ${scope.resourceGroup} holds ${all.map(({ name }) => name).join(', ')}.`, { nextStep: `Name it in aos.yaml: applications: { ${application.name}: { site: … } }.` });
  return readSite(connection, slot === undefined ? chosen.id : `${chosen.id}/slots/${slot}`, signal);
}

function byTag(all: readonly Resource[], name: string): Resource | undefined {
  const tagged = all.filter(({ tags }) => Object.values(tags ?? {}).some((value) => value.toLowerCase() === name.toLowerCase()));
  return tagged.length === 1 ? tagged[0] : all.length === 1 ? all[0] : undefined;
}

/** @throws LogicError `Application.NoSite` for a slot that is not there. */
export async function readSite(connection: AzureConnection, id: string, signal?: AbortSignal): Promise<Site> {
  const full = await connection.resources.findResource(id, signal);
  if (!full) throw new LogicError('Application.NoSite', `${id.split('/').at(-1)} is not there.`, { nextStep: 'List what there is with "aos-deploy resources", or create the slot.' });
  const properties = full.properties ?? {};
  const publishing = await readPublishing(connection, id, signal);
  const host = asString(properties['defaultHostName']);
  const scm = deploymentHost(properties);
  const scheme = schemeOf(connection.cloud);
  const slot = /\/slots\/([^/]+)$/i.exec(id)?.[1];
  return {
    id, name: /\/sites\/([^/]+)/i.exec(id)?.[1] ?? full.name, state: asString(properties['state']) ?? 'Unknown', ...(slot !== undefined && { slot }),
    ...(host !== undefined && { url: `${scheme}://${host}` }),
    ...((publishing ?? scm) && { deploymentUrl: publishing?.base ?? `${scheme}://${scm ?? ''}` }),
    ...(publishing && { publishing: { user: publishing.user, password: publishing.password } }),
    ...(asString(properties['sku']) !== undefined && { sku: asString(properties['sku'])! }),
    ...lastSwapOf(asObject(properties['slotSwapStatus']), slot ?? 'production'),
  };
}

/** @see Web Apps - Get, `slotSwapStatus` */
function lastSwapOf(status: JsonObject, own: string): Pick<Site, 'lastSwap'> {
  const [at, from, to] = [asString(status['timestampUtc']), asString(status['sourceSlotName']), asString(status['destinationSlotName'])];
  if (at === undefined || from === undefined || to === undefined) return {};
  return { lastSwap: { at, with: from.toLowerCase() === own.toLowerCase() ? to : from } };
}

/** Who may not see publishing credentials may still deploy with a token. */
function deploymentHost(properties: JsonObject): string | undefined {
  const repository = asArray(properties['hostNameSslStates']).map(asObject).find((one) => asString(one['hostType']) === 'Repository');
  const named = asArray(properties['enabledHostNames']).find((one) => typeof one === 'string' && /\.scm\.|^scm\./i.test(one));
  return asString(repository?.['name']) ?? asString(named);
}

/** User and password are switched off in many places, or not for everybody to see: then there are none. */
async function readPublishing({ arm }: AzureConnection, id: string, signal?: AbortSignal): Promise<{ user: string; password: string; base: string } | undefined> {
  try {
    const { scmUri, publishingUserName: user, publishingPassword: password } = propertiesOf((await arm.request('POST', `${id}/config/publishingcredentials/list?${version}`, undefined, signal)).body);
    if (typeof scmUri !== 'string' || typeof user !== 'string' || typeof password !== 'string' || !URL.canParse(scmUri)) return undefined;
    const url = new URL(scmUri);
    return { user, password, base: `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}` };
  } catch (error) {
    if (error instanceof LogicError) return undefined;
    throw error;
  }
}

const propertiesOf = (body: JsonValue | undefined): JsonObject => asObject(asObject(body)['properties']);

/** Application settings, whose values are secret: never log or store them. */
export async function readAppSettings({ arm }: AzureConnection, { id }: Site, signal?: AbortSignal): Promise<Readonly<Record<string, string>>> {
  const properties = propertiesOf((await arm.request('POST', `${id}/config/appsettings/list?${version}`, undefined, signal)).body);
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]));
}

/** Replaces all settings; the app restarts. */
async function writeAppSettings({ arm }: AzureConnection, { id }: Site, settings: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<void> {
  await arm.request('PUT', `${id}/config/appsettings?${version}`, { properties: settings }, signal);
}

/** The settings of one app or slot, for `changeSettingsSafely`. */
export const settingsAccess = (connection: AzureConnection, site: Site, signal?: AbortSignal): SettingsAccess => ({
  name: site.slot === undefined ? site.name : `${site.name}/${site.slot}`,
  read: () => readAppSettings(connection, site, signal), write: (settings) => writeAppSettings(connection, site, settings, signal),
});

/** Status of each setting that is a Key Vault reference, by its name. Undefined when that cannot be read. */
export async function readReferences({ arm }: AzureConnection, { id }: Site, signal?: AbortSignal): Promise<Readonly<Record<string, string>> | undefined> {
  try {
    const { body } = await arm.request('GET', `${id}/config/configreferences/appsettings?${version}`, undefined, signal);
    return Object.fromEntries(asArray(asObject(body)['value']).map(asObject).map((one) => [asString(one['name'])?.split('/').at(-1) ?? '', asString(asObject(one['properties'])['status']) ?? 'Unknown']));
  } catch (error) {
    if (error instanceof LogicError) return undefined;
    throw error;
  }
}

/** Names of the functions that the host has found, sorted. */
export async function listFunctions({ arm }: AzureConnection, { id }: Site, signal?: AbortSignal): Promise<readonly string[]> {
  const { body } = await arm.request('GET', `${id}/functions?${version}`, undefined, signal);
  return asArray(asObject(body)['value']).map((one) => asString(asObject(one)['name'])?.split('/').at(-1) ?? '').filter((name) => name !== '').sort();
}

export async function syncTriggers({ arm }: AzureConnection, { id }: Site, signal?: AbortSignal): Promise<void> {
  await arm.request('POST', `${id}/syncfunctiontriggers?${version}`, undefined, signal);
}

/** Names of the deployment slots, sorted; production is none of them. */
export async function listSlots({ arm }: AzureConnection, { id }: Site, signal?: AbortSignal): Promise<readonly string[]> {
  const { body } = await arm.request('GET', `${id}/slots?${version}`, undefined, signal);
  return asArray(asObject(body)['value']).map((one) => asString(asObject(one)['name'])?.split('/').at(-1) ?? '').filter((name) => name !== '').sort();
}
export { version as sitesVersion };
