import type { JsonObject } from '../../../armTemplate';
import { badRequest, notFound } from '../../armError';
import { publishFunctions } from '../../dataPlanes/functionHost/publish';
import { forgetRegistry } from '../../dataPlanes/functionHost/registryMemory';
import { exchangeHistories } from '../../dataPlanes/kudu/history';
import type { ActionRequest, ProviderContext, ResourceAction, RouteAnswer, StoredResource } from '../provider';
import { arrayOf, objectOf, omit, property, textOf, valueAt } from '../shared/json';
import { briefSiteConfig } from './siteConfig';
import { changeSite, siteState } from './siteState';
import type { SiteState } from './siteState';

/** POST actions of apps and slots. */
export const siteActions: Readonly<Record<string, ResourceAction>> = {
  start: (request, context) => setState(request, 'Running', context),
  stop: (request, context) => setState(request, 'Stopped', context),
  restart: (request, context) => (valueAt(request.resource.body, 'properties.state') === 'Stopped' ? { status: 200 } : setState(request, 'Running', context)),
  syncfunctiontriggers: ({ resource }, context) => { publishFunctions(resource, context); return { status: 204 }; },
  listsyncfunctiontriggerstatus: ({ resource }, context) => ({ body: { key: context.random.base64(`trigger:${resource.id}`, 32), trigger_url: `https://${String(valueAt(resource.body, 'properties.defaultHostName'))}/admin/host/synctriggers` } }),
  publishxml: ({ resource }, context) => ({ body: publishProfile(resource, context), headers: { 'content-type': 'application/xml' } }),
  newpassword: ({ resource }, context) => {
    const { keys } = siteState(resource);
    changeSite(resource, { keys: { ...keys, 'publishing/resets': String(Number(keys['publishing/resets'] ?? 0) + 1) } }, context);
    return { status: 200 };
  },
  slotsswap: swap,
  applySlotConfig,
  resetSlotConfig,
  slotsdiffs: slotDifferences,
};

function setState({ resource }: ActionRequest, state: string, context: ProviderContext): RouteAnswer {
  forgetRegistry(resource, context);
  context.resources.update(resource.id, { body: { ...resource.body, properties: { ...objectOf(resource.body.properties), state } } });
  return { status: 200 };
}

/** User and password that deployments use; `reset` counts how often they were reset. */
export function publishingCredentials(site: StoredResource, context: ProviderContext): { publishingUserName: string; publishingPassword: string } {
  const resets = String(siteState(site).keys['publishing/resets'] ?? 0);
  return { publishingUserName: `$${site.name.replace('/', '__')}`, publishingPassword: context.random.bytes(`publishing:${site.id.toLowerCase()}:${resets}`, 45).toString('base64url') };
}

function publishProfile(site: StoredResource, context: ProviderContext): string {
  const { publishingUserName, publishingPassword } = publishingCredentials(site, context);
  const host = arrayOf(valueAt(site.body, 'properties.enabledHostNames')).map(String).find((name) => name.includes('.scm.')) ?? '';
  const app = `https://${String(valueAt(site.body, 'properties.defaultHostName'))}`;
  const profile = (method: string) => `<publishProfile profileName="${site.name} - ${method}" publishMethod="${method}" publishUrl="${host}:443" userName="${publishingUserName}" userPWD="${publishingPassword}" destinationAppUrl="${app}"/>`;
  return `<publishData>${profile('ZipDeploy')}${profile('MSDeploy')}</publishData>`;
}

/** Swaps what moves with the code and leaves settings that stick to their slot. @see Web Apps - Swap Slot With Production */
function swap(request: ActionRequest, context: ProviderContext): RouteAnswer {
  const { production, target } = sidesOf(request, context);
  resetSlotConfig(request, context);
  exchange(context.resources.find(request.resource.id) ?? request.resource, target, stickyNames(production), context);
  return { status: 200 };
}

const slotNameOf = ({ id }: StoredResource): string => /\/slots\/([^/]+)$/i.exec(id)?.[1] ?? 'Production';

/** The app that is asked, and the one that `targetSlot` names. */
function sidesOf({ resource, body, id }: ActionRequest, context: ProviderContext): { readonly production: StoredResource; readonly target: StoredResource } {
  const production = id.type.toLowerCase().endsWith('/slots') ? context.resources.find(id.parentId ?? '') : resource;
  const name = textOf(property(body, 'targetSlot'));
  if (!production || name === undefined) throw badRequest('BadRequest', "The property 'targetSlot' is required.");
  const target = name.toLowerCase() === 'production' ? production : context.resources.find(`${production.id}/slots/${name}`);
  if (!target) throw notFound('NotFound', `The slot '${name}' of the app '${production.name}' does not exist.`);
  if (target.id.toLowerCase() === resource.id.toLowerCase()) throw badRequest('BadRequest', `The app '${production.name}' cannot swap the slot '${name}' with itself.`);
  return { production, target };
}

/** First half of a swap with preview: the app runs with the settings that stick to the target, until the swap or a reset. @see Web Apps - Apply Slot Configuration */
function applySlotConfig(request: ActionRequest, context: ProviderContext): RouteAnswer {
  const { production, target } = sidesOf(request, context);
  const [own, other] = [siteState(request.resource), siteState(target)];
  const sticky = stickyNames(production);
  const kept = own.configurations.beforepreview ?? { appSettings: own.appSettings, connectionStrings: own.connectionStrings };
  changeSite(request.resource, {
    appSettings: merged(other.appSettings, own.appSettings, sticky.appSettings), connectionStrings: merged(other.connectionStrings, own.connectionStrings, sticky.connectionStrings), configurations: { ...own.configurations, beforepreview: kept },
  }, context);
  return { status: 200 };
}

/** @see Web Apps - Reset Production Slot Config */
function resetSlotConfig({ resource }: ActionRequest, context: ProviderContext): RouteAnswer {
  const { beforepreview: before, ...configurations } = siteState(resource).configurations;
  if (before !== undefined) changeSite(resource, { appSettings: objectOf(objectOf(before).appSettings), connectionStrings: objectOf(objectOf(before).connectionStrings), configurations }, context);
  return { status: 200 };
}

/** What a swap would change, setting by setting, without values. @see Web Apps - List Slot Differences From Production */
function slotDifferences(request: ActionRequest, context: ProviderContext): RouteAnswer {
  const { production, target } = sidesOf(request, context);
  const sticky = stickyNames(production);
  const [own, other] = [siteState(request.resource), siteState(target)];
  const compare = (settingType: string, a: JsonObject, b: JsonObject, stuck: ReadonlySet<string>): JsonObject[] => [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((name) => {
    if (JSON.stringify(a[name]) === JSON.stringify(b[name])) return [];
    const rule = stuck.has(name.toLowerCase()) ? 'SettingsWillStayInSlot' : 'SettingsWillBeSwapped';
    const where = a[name] === undefined ? `only in ${target.name}` : b[name] === undefined ? `only in ${request.resource.name}` : 'different in the two';
    return [{ name, type: 'Microsoft.Web/sites/slotsdiffs', properties: { level: 'Warning', settingType, diffRule: rule, settingName: name, valueInCurrentSlot: a[name] === undefined ? null : '(hidden)', valueInTargetSlot: b[name] === undefined ? null : '(hidden)', description: `The setting '${name}' is ${where}.` } }];
  });
  return { body: { value: [...compare('AppSetting', own.appSettings, other.appSettings, sticky.appSettings), ...compare('ConnectionString', own.connectionStrings, other.connectionStrings, sticky.connectionStrings)] } };
}

interface Sticky { readonly appSettings: ReadonlySet<string>; readonly connectionStrings: ReadonlySet<string> }

function stickyNames(production: StoredResource): Sticky {
  const names = objectOf(siteState(production).configurations.slotconfignames);
  const set = (name: string) => new Set(arrayOf(names[name]).map((value) => String(value).toLowerCase()));
  return { appSettings: set('appSettingNames'), connectionStrings: set('connectionStringNames') };
}

function exchange(source: StoredResource, target: StoredResource, sticky: Sticky, context: ProviderContext): void {
  const [a, b] = [siteState(source), siteState(target)];
  // Whoever takes a swap back learns here that there was one.
  const slotSwapStatus = { timestampUtc: context.clock.now().toISOString(), sourceSlotName: slotNameOf(target), destinationSlotName: slotNameOf(source) };
  const into = (site: StoredResource, own: SiteState, incoming: SiteState): void => {
    const state: Partial<SiteState> = {
      appSettings: merged(own.appSettings, incoming.appSettings, sticky.appSettings), connectionStrings: merged(own.connectionStrings, incoming.connectionStrings, sticky.connectionStrings), web: incoming.web,
      configurations: { ...omit(own.configurations, 'package'), ...(incoming.configurations.package === undefined ? {} : { package: incoming.configurations.package }) },
    };
    const properties = { ...objectOf(site.body.properties), siteConfig: briefSiteConfig({ ...own, ...state }), slotSwapStatus };
    changeSite(site, state, context, { ...site.body, properties });
  };
  into(source, a, b);
  into(target, b, a);
  exchangeFunctions(source, target, context);
  exchangeHistories(source, target, context);
}

function merged(own: JsonObject, incoming: JsonObject, sticky: ReadonlySet<string>): JsonObject {
  const moving = omit(incoming, ...Object.keys(incoming).filter((name) => sticky.has(name.toLowerCase())));
  return { ...moving, ...Object.fromEntries(Object.entries(own).filter(([name]) => sticky.has(name.toLowerCase()))) };
}

/** Functions belong to the deployed code, so they change sides too. */
function exchangeFunctions(source: StoredResource, target: StoredResource, context: ProviderContext): void {
  const [ofSource, ofTarget] = [context.resources.list(`${source.id}/functions`), context.resources.list(`${target.id}/functions`)].map((list) => [...list]);
  for (const one of [...ofSource!, ...ofTarget!]) context.resources.delete(one.id);
  const move = (functions: readonly StoredResource[], to: StoredResource): void => {
    for (const one of functions) context.resources.put(`${to.id}/functions/${one.name.split('/').at(-1) ?? ''}`, one.body);
  };
  move(ofSource!, target);
  move(ofTarget!, source);
  // Addresses of deployed functions follow their app.
  for (const side of [source, target]) if (siteState(context.resources.find(side.id)).configurations.package !== undefined) publishFunctions(side, context);
}
