import type { JsonObject } from '../../../armTemplate';
import { badRequest, conflict, notFound } from '../../armError';
import { keyOf } from '../../resourceId';
import type { ChildResource, ProviderContext, PutResult, ResourceProvider, StoredResource } from '../provider';
import { forgetPrincipalsOf, identityOf } from '../shared/identity';
import { defined, objectOf, sameText, textOf, valueAt, withDefaults } from '../shared/json';
import { displayRegion } from '../shared/regions';
import { longTime } from '../shared/time';
import { typed } from '../shared/typed';
import type { TypedPatch, TypedRequest } from '../shared/typed';
import { rememberDeletedSite } from './appLists';
import { siteActions } from './siteActions';
import { applySiteConfig, briefSiteConfig, hiddenSiteConfigPaths } from './siteConfig';
import { siteState, toHidden } from './siteState';
import { tierOfSku } from './skus';

const common = {
  hasProvisioningState: false,
  createdStatus: 200,
  provisioningMs: 20_000,
  check: checkSite,
  fill: fillSite,
  merge: mergeSite,
  children: childrenOf,
  afterDelete(resource: StoredResource, context: ProviderContext) {
    forgetPrincipalsOf(resource.id, context);
    rememberDeletedSite(resource, context);
  },
  actions: siteActions,
  whatIf: {
    noise: ['properties.siteConfig.numberOfWorkers', 'properties.siteConfig.acrUseManagedIdentityCreds', 'properties.siteConfig.functionAppScaleLimit', 'properties.siteConfig.minimumElasticInstanceCount', 'properties.clientAffinityEnabled', 'properties.hostNameSslStates', 'properties.keyVaultReferenceIdentity', 'properties.storageAccountRequired', 'properties.vnetRouteAllEnabled', 'properties.redundancyMode', 'properties.customDomainVerificationId', 'properties.containerSize', 'properties.dailyMemoryTimeQuota', 'properties.hostNamesDisabled', 'properties.clientCertMode', 'properties.clientCertEnabled', 'properties.scmSiteAlsoStopped'],
    writeOnly: hiddenSiteConfigPaths,
    arrayKeys: { 'properties.siteConfig.appSettings': 'name', 'properties.siteConfig.connectionStrings': 'name' },
  },
} as const;

/** Web and function apps. @see Web Apps - Create Or Update */
export const sites: ResourceProvider = typed({
  ...common,
  type: 'Microsoft.Web/sites',
  name: {
    pattern: /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/, minLength: 2, maxLength: 60, code: 'BadRequest', message: "The name '{name}' of the app is not valid: it has 2 to 60 letters, digits and hyphens, and neither starts nor ends with a hyphen.",
    uniqueError: { status: 409, code: 'Conflict', message: 'Website with given name {name} already exists.' },
  },
});

/** @see Web Apps - Create Or Update Slot */
export const slots: ResourceProvider = typed({
  ...common,
  type: 'Microsoft.Web/sites/slots',
  locations: undefined,
  name: { pattern: /^[A-Za-z0-9-]+$/, minLength: 2, maxLength: 59, code: 'BadRequest', message: "The slot name '{name}' is not valid." },
  check(request, context) {
    checkSite(request, context);
    checkSlotCount(request, context);
  },
});

function checkSlotCount({ id, existing }: TypedRequest, context: ProviderContext): void {
  const plan = textOf(valueAt(context.resources.find(id.parentId ?? '')?.body, 'properties.serverFarmId'));
  const tier = tierOfSku(textOf(valueAt(context.resources.find(plan ?? '')?.body, 'sku.name')) ?? '');
  const count = context.resources.list(`${id.parentId ?? ''}/slots`).length;
  if (!existing && tier && count >= tier.slots) throw conflict('Conflict', `Cannot complete the operation because the site will exceed the number of slots allowed for the '${tier.tier}' SKU.`);
}

function planOf({ properties, existing, id }: TypedRequest, context: ProviderContext): StoredResource | undefined {
  const parent = id.type.toLowerCase().endsWith('/slots') ? context.resources.find(id.parentId ?? '') : undefined;
  const given = textOf(properties.serverFarmId) ?? textOf(valueAt(existing?.body, 'properties.serverFarmId')) ?? textOf(valueAt(parent?.body, 'properties.serverFarmId'));
  if (given === undefined) return undefined;
  const plan = given.includes('/') ? given : `/subscriptions/${id.subscriptionId ?? ''}/resourceGroups/${id.resourceGroup ?? ''}/providers/Microsoft.Web/serverfarms/${given}`;
  return context.resources.find(plan) ?? raise(notFound('NotFound', `Cannot find App Service plan ${plan}. Create it first, in the region of the app.`));
}

function checkSite(request: TypedRequest, context: ProviderContext): void {
  const { properties, unknown = [], body } = request;
  const isUnknown = (path: string) => unknown.some((known) => known === 'properties' || known.toLowerCase().startsWith(path.toLowerCase()));
  const plan = isUnknown('properties.serverFarmId') ? undefined : planOf(request, context);
  const tier = tierOfSku(textOf(valueAt(plan?.body, 'sku.name')) ?? '');
  if (tier && !tier.alwaysOn && valueAt(properties, 'siteConfig.alwaysOn') === true) {
    throw conflict('Conflict', 'There was a conflict. AlwaysOn cannot be set for this site as the plan does not allow it. For more information on pricing and features, please see: https://aka.ms/appservicepricingdetails');
  }
  const region = textOf(plan?.body.location);
  if (region !== undefined && body.location !== undefined && displayRegion(String(body.location)) !== displayRegion(region)) throw conflict('Conflict', `The app is in ${displayRegion(String(body.location))}, but its App Service plan '${plan?.name ?? ''}' is in ${region}; they must be in the same region.`);
  const runtime = textOf(valueAt(properties, 'siteConfig.linuxFxVersion'));
  if (runtime && !isUnknown('properties.siteConfig') && !/^[A-Za-z-]+\|.+$/.test(runtime)) throw badRequest('BadRequest', "The parameter LinuxFxVersion has an invalid value. Parameter name: LinuxFxVersion. Expected is 'RUNTIME|VERSION', e.g. 'Python|3.11'.");
}

function fillSite(request: TypedRequest, context: ProviderContext): PutResult {
  const { body, properties, existing } = request;
  const plan = planOf(request, context);
  const before = objectOf(existing?.body.properties);
  const { siteConfig, ...given } = properties;
  const state = applySiteConfig(siteState(existing), objectOf(siteConfig));
  const shown = withDefaults(given, withDefaults(keptSettings(before), {
    enabled: true, reserved: valueAt(plan?.body, 'properties.reserved') === true || (textOf(body.kind) ?? '').includes('linux'), isXenon: false, hyperV: false, vnetRouteAllEnabled: false, vnetImagePullEnabled: false,
    vnetContentShareEnabled: false, scmSiteAlsoStopped: false, clientAffinityEnabled: !(textOf(body.kind) ?? 'app').includes('functionapp'), clientCertEnabled: false, clientCertMode: 'Required', hostNamesDisabled: false,
    containerSize: 1536, dailyMemoryTimeQuota: 0, httpsOnly: false, redundancyMode: 'None', storageAccountRequired: false, keyVaultReferenceIdentity: 'SystemAssigned', publicNetworkAccess: undefined,
  }));
  const changed = { ...shown, ...(plan ? { serverFarmId: plan.id } : {}), ...runtimeFacts(request, plan, before, context), siteConfig: briefSiteConfig(state) };
  return { body: defined({ kind: body.kind ?? existing?.body.kind ?? 'app', location: displayRegion(textOf(body.location) ?? ''), tags: body.tags ?? {}, identity: identityOf(request, context), properties: changed }), hidden: toHidden(state) };
}

/** A PATCH touches the settings it names alone: application settings stay as they were set since, not as the last PUT had them. */
function mergeSite(request: TypedPatch, context: ProviderContext): PutResult {
  const { siteConfig: _brief, ...before } = objectOf(request.existing.body.properties);
  const properties = withDefaults(request.properties, before);
  return fillSite({ ...request, body: { ...request.existing.body, ...request.body, properties }, properties }, context);
}

/** Settings that a later PUT keeps when it leaves them out. */
const keptSettings = (before: JsonObject): JsonObject => Object.fromEntries(['virtualNetworkSubnetId', 'publicNetworkAccess', 'clientAffinityEnabled', 'keyVaultReferenceIdentity'].flatMap((name) => (before[name] === undefined ? [] : [[name, before[name]]])));

/** `app`, or `app-slot` for slots: the first label of the host name. */
export const hostLabel = (siteName: string): string => siteName.toLowerCase().replace('/', '-');

function runtimeFacts({ id }: TypedRequest, plan: StoredResource | undefined, before: JsonObject, context: ProviderContext): JsonObject {
  const host = new URL(context.endpoint('web', hostLabel(id.name))).host;
  const scm = new URL(context.endpoint('web', hostLabel(id.name), 'scm')).host;
  const state = before.state ?? 'Running';
  const region = (textOf(plan?.body.location) ?? '').replace(/\s/g, '');
  const addresses = [1, 2, 3, 4].map((last) => [...context.random.bytes(`outbound:${keyOf(id.id)}:${last}`, 3)]).map(([a = 0, b = 0, c = 0]) => `20.${a}.${b}.${c}`).join(',');
  return {
    name: id.name.includes('/') ? id.name.replace('/', '(').concat(')') : id.name, state, hostNames: before.hostNames ?? [host], webSpace: `${id.resourceGroup ?? ''}-${region}webspace${valueAt(plan?.body, 'properties.reserved') === true ? '-Linux' : ''}`, repositorySiteName: id.name.split('/')[0] ?? '',
    ...(before.slotSwapStatus !== undefined && { slotSwapStatus: before.slotSwapStatus }), usageState: 'Normal', adminEnabled: true, enabledHostNames: before.enabledHostNames ?? [host, scm], availabilityState: 'Normal', contentAvailabilityState: 'Normal', runtimeAvailabilityState: 'Normal', storageRecoveryDefaultState: 'Running',
    hostNameSslStates: before.hostNameSslStates ?? [{ name: host, sslState: 'Disabled', hostType: 'Standard' }, { name: scm, sslState: 'Disabled', hostType: 'Repository' }],
    lastModifiedTimeUtc: longTime(context.clock.now()).replace('Z', ''), sku: valueAt(plan?.body, 'sku.tier') ?? 'Free', outboundIpAddresses: addresses, possibleOutboundIpAddresses: addresses,
    customDomainVerificationId: context.random.bytes(`domain:${id.subscriptionId ?? ''}`, 32).toString('hex').toUpperCase(), resourceGroup: id.resourceGroup ?? '', defaultHostName: host,
  };
}

function childrenOf({ type, body }: StoredResource): ChildResource[] {
  const host = String(valueAt(body, 'properties.defaultHostName'));
  return [
    { type: `${type}/hostNameBindings`, name: host, body: { properties: {} } },
    ...['ftp', 'scm'].map((name) => ({ type: `${type}/basicPublishingCredentialsPolicies`, name, body: { properties: { allow: true } } })),
  ];
}

const raise = (error: Error): never => { throw error; };
export const isSite = (type: string): boolean => sameText(type, sites.type) || sameText(type, slots.type);
