import type { JsonObject, JsonValue } from '../../armTemplate';
import { notFound } from '../armError';
import { ok, parameterOf, type Answer, type ArmRequest } from '../http/armRequest';
import { wellKnownTypeNames } from '../providers/genericProvider';
import { displayRegion } from '../providers/shared/regions';
import { officialTypes } from '../providers/types/typeNames';
import { regionNames } from '../resources/locations';
import type { RegistrationState } from '../resources/registrations';
import type { Sandbox } from '../sandbox';
import { page, subscriptionOf, type ArmRoute } from './shared';

/** Resource providers: all that Azure's official types name. */
export const providerRoutes: readonly ArmRoute[] = [
  { method: 'GET', path: '/subscriptions/{subscriptionId}/providers', summary: 'Providers - List', handle: (request, sandbox) => {
    const subscriptionId = subscriptionOf(request, sandbox);
    const display = displayOnce();
    return page([...offers(sandbox).values()], request, (offer) => providerBody(offer, subscriptionId, sandbox, display));
  } },
  { method: 'GET', path: '/providers', summary: 'Providers - List At Tenant Scope', handle: (request, sandbox) => { const display = displayOnce(); return page([...offers(sandbox).values()], request, (offer) => providerBody(offer, undefined, sandbox, display)); } },
  { method: 'GET', path: '/providers/{namespace}', summary: 'Providers - Get At Tenant Scope', handle: (request, sandbox) => ok(providerBody(offerOf(request, sandbox), undefined, sandbox)) },
  { method: 'GET', path: '/subscriptions/{subscriptionId}/providers/{namespace}', summary: 'Providers - Get', handle: (request, sandbox) => ok(providerBody(offerOf(request, sandbox), subscriptionOf(request, sandbox), sandbox)) },
  { method: 'GET', path: '/subscriptions/{subscriptionId}/providers/{namespace}/resourceTypes', summary: 'Provider Resource Types - List', handle: (request, sandbox) => ok({ value: providerBody(offerOf(request, sandbox), subscriptionOf(request, sandbox), sandbox).resourceTypes ?? [] }) },
  { method: 'POST', path: '/subscriptions/{subscriptionId}/providers/{namespace}/register', summary: 'Providers - Register', handle: (request, sandbox) => register(request, sandbox, 'Registered') },
  { method: 'POST', path: '/subscriptions/{subscriptionId}/providers/{namespace}/unregister', summary: 'Providers - Unregister', handle: (request, sandbox) => register(request, sandbox, 'Unregistered') },
];

const apiVersions = ['2024-11-01', '2022-09-01', '2021-04-01', '2020-10-01'];
const ownTypes: readonly string[] = ['Microsoft.Resources/deployments', 'Microsoft.Resources/resourceGroups', 'Microsoft.Resources/subscriptions', 'Microsoft.Resources/tags', 'Microsoft.Authorization/locks'];

interface OfferedType { readonly type: string; readonly apiVersions: readonly string[]; readonly locations: readonly string[] }

/** Types with providers of their own, those in use, and every other that Azure has; each once, by the first that names it. Only those of one namespace, where one is asked for: all of them are thousands. */
function typesOf(sandbox: Sandbox, namespace?: string): ReadonlyMap<string, OfferedType> {
  const found = new Map<string, OfferedType>();
  const prefix = namespace === undefined ? '' : `${namespace.toLowerCase()}/`;
  const regions = regionNames();
  const isWanted = (type: string): boolean => prefix === '' || (type.length > prefix.length && type.slice(0, prefix.length).toLowerCase() === prefix);
  const add = (type: OfferedType): void => { const key = type.type.toLowerCase(); if (!found.has(key)) found.set(key, type); };
  for (const { type, apiVersions: versions, locations } of sandbox.registry.all()) {
    if (isWanted(type)) add({ type, apiVersions: versions.length > 0 ? versions : apiVersions, locations: Array.isArray(locations) ? locations as readonly string[] : locations === undefined ? regions : locations === 'global' ? ['global'] : [] });
  }
  for (const type of ownTypes.filter(isWanted)) add({ type, apiVersions, locations: [] });
  for (const type of sandbox.table.typesInUse().filter(isWanted)) add({ type, apiVersions: [...new Set(sandbox.table.ofType(type).map(({ apiVersion }) => apiVersion))].sort().reverse(), locations: regions });
  for (const { type, apiVersion } of officialTypes) if (isWanted(type)) add({ type, apiVersions: apiVersions.includes(apiVersion) ? apiVersions : [apiVersion, ...apiVersions].sort().reverse(), locations: isTopLevel(type) ? regions : [] });
  for (const type of wellKnownTypeNames.filter(isWanted)) add({ type, apiVersions, locations: regions });
  return found;
}

const isTopLevel = (type: string): boolean => type.indexOf('/') === type.lastIndexOf('/');
const namespaceIn = (type: string): string => type.slice(0, type.indexOf('/'));

export interface Offer { readonly namespace: string; readonly types: OfferedType[] }

/** By namespace in lower case, in alphabetical order. */
export function offers(sandbox: Sandbox, only?: string): ReadonlyMap<string, Offer> {
  const byNamespace = new Map<string, Offer>();
  for (const type of typesOf(sandbox, only).values()) {
    const namespace = namespaceIn(type.type);
    const offer = byNamespace.get(namespace.toLowerCase()) ?? { namespace, types: [] };
    offer.types.push(type);
    byNamespace.set(namespace.toLowerCase(), offer);
  }
  return new Map([...byNamespace].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function offerOf(request: ArmRequest, sandbox: Sandbox): Offer {
  const wanted = parameterOf(request, 'namespace');
  const found = offers(sandbox, wanted).get(wanted.toLowerCase());
  if (found === undefined) throw notFound('InvalidResourceNamespace', `The resource namespace '${wanted}' is invalid.`);
  return found;
}

/** Most types share one list of regions, which is spelled out once. */
function displayOnce(): (locations: readonly string[]) => string[] {
  const known = new Map<readonly string[], string[]>();
  return (locations) => {
    const shown = known.get(locations) ?? locations.map(displayRegion);
    known.set(locations, shown);
    return shown;
  };
}

function providerBody({ namespace, types }: Offer, subscriptionId: string | undefined, sandbox: Sandbox, display = displayOnce()): JsonObject {
  const state = subscriptionId === undefined ? undefined : sandbox.registrations.stateOf(subscriptionId, namespace);
  return {
    ...(subscriptionId !== undefined && { id: `/subscriptions/${subscriptionId}/providers/${namespace}`, registrationState: state!, registrationPolicy: 'RegistrationRequired' }), namespace,
    resourceTypes: types.map(({ type, apiVersions: versions, locations }): JsonValue => ({ resourceType: type.slice(namespace.length + 1), locations: display(locations), apiVersions: [...versions], capabilities: locations.length > 0 ? 'SupportsTags, SupportsLocation' : 'None' })),
  };
}

function register(request: ArmRequest, sandbox: Sandbox, state: RegistrationState): Answer {
  const [subscriptionId, offer] = [subscriptionOf(request, sandbox), offerOf(request, sandbox)];
  sandbox.registrations.set(subscriptionId, offer.namespace, state);
  return ok(providerBody(offer, subscriptionId, sandbox));
}
