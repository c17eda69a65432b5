import type { JsonObject } from '../../armTemplate';
import { badRequest, notFound } from '../armError';
import type { ProviderContext, ProviderModule, ProviderRoute, ProviderRouteRequest, RouteAnswer } from '../providers/provider';
import { isRegion, normaliseLocation } from '../resources/locations';
import { quotasOf, type Quota } from './limits';
import { limitOf, usedOf, type Place } from './used';

interface Counted { readonly quota: Quota; readonly used: number; readonly limit: number }
const counted = (quota: Quota, place: Place, context: ProviderContext): Counted => ({ quota, used: usedOf(quota, place, context), limit: limitOf(quota, place, context) });
const nameOf = ({ name, label }: Quota): JsonObject => ({ value: name, localizedValue: label });

/** `Microsoft.X/locations/{location}/usages`. */
function usages(provider: string): ProviderRoute {
  return {
    method: 'GET', path: `/subscriptions/{subscriptionId}/providers/${provider}/locations/{location}/usages`, summary: 'Usages - List: what is there against its limits',
    handle: ({ parameters }, context) => {
      const place = placeOf(parameters.subscriptionId ?? '', parameters.location ?? '');
      return { body: { value: quotasOf(provider).map((quota) => counted(quota, place, context)).map(({ quota, used, limit }) => ({ id: `/subscriptions/${place.subscriptionId}/providers/${provider}/locations/${place.location}/usages/${quota.name}`, unit: 'Count', currentValue: used, limit, name: nameOf(quota) })) } };
    },
  };
}

function placeOf(subscriptionId: string, location: string): Place {
  if (!isRegion(location)) throw badRequest('LocationNotAvailableForResourceType', `The provided location '${location}' is not available.`);
  return { subscriptionId, location: normaliseLocation(location) };
}

/** `subscriptions/../providers/Microsoft.X/locations/..`: what the quota service calls a scope. */
function scopeOf({ parameters }: ProviderRouteRequest): { readonly id: string; readonly place: Place; readonly quotas: readonly Quota[] } {
  const id = parameters.scope || '/';
  const [, subscriptionId, provider, location] = /^\/subscriptions\/([^/]+)\/providers\/([^/]+)\/locations\/([^/]+)$/i.exec(id) ?? [];
  if (subscriptionId === undefined || provider === undefined || location === undefined) throw badRequest('InvalidResourceScope', 'A scope of quotas names a subscription, a resource provider and a location.');
  const quotas = quotasOf(provider);
  if (quotas.length === 0) throw badRequest('UnsupportedResourceProvider', `The sandbox knows no quotas of '${provider}'.`);
  return { id, place: placeOf(subscriptionId, location), quotas };
}

type Shape = (one: Counted, scope: string) => JsonObject;
const limitShape: Shape = ({ quota, limit }, scope) => ({ id: `${scope}/providers/Microsoft.Quota/quotas/${quota.name}`, name: quota.name, type: 'Microsoft.Quota/quotas', properties: { limit: { limitObjectType: 'LimitValue', limitType: 'Independent', value: limit }, unit: 'Count', name: nameOf(quota), isQuotaApplicable: false, properties: {} } });
const usageShape: Shape = ({ quota, used }, scope) => ({ id: `${scope}/providers/Microsoft.Quota/usages/${quota.name}`, name: quota.name, type: 'Microsoft.Quota/usages', properties: { usages: { usagesType: 'Individual', value: used }, unit: 'Count', name: nameOf(quota), isQuotaApplicable: false, properties: {} } });

function quotaRoutes(kind: 'quotas' | 'usages', title: string, shape: Shape): readonly ProviderRoute[] {
  const list = (request: ProviderRouteRequest, context: ProviderContext): RouteAnswer => {
    const { id, place, quotas } = scopeOf(request);
    return { body: { value: quotas.map((quota) => shape(counted(quota, place, context), id)) } };
  };
  const get = (request: ProviderRouteRequest, context: ProviderContext): RouteAnswer => {
    const { id, place, quotas } = scopeOf(request);
    const quota = quotas.find(({ name }) => name.toLowerCase() === (request.parameters.name ?? '').toLowerCase());
    if (!quota) throw notFound('ResourceNotFound', `There is no quota '${request.parameters.name ?? ''}'.`);
    return { body: shape(counted(quota, place, context), id) };
  };
  return [
    { method: 'GET', path: `/{scope}/providers/Microsoft.Quota/${kind}`, summary: `${title} - List; requests for more are not taken`, handle: list },
    { method: 'GET', path: `/{scope}/providers/Microsoft.Quota/${kind}/{name}`, summary: `${title} - Get`, handle: get },
  ];
}

/** What may be had and what is there, of every provider that tells it. */
export const quotaModule: ProviderModule = {
  types: [],
  routes: [...['Microsoft.Web', 'Microsoft.Storage', 'Microsoft.Network', 'Microsoft.Compute', 'Microsoft.MachineLearningServices', 'Microsoft.ServiceBus'].map(usages), ...quotaRoutes('quotas', 'Quota', limitShape), ...quotaRoutes('usages', 'Usages', usageShape)],
};
