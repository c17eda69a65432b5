import type { JsonObject, JsonValue } from '../../../armTemplate';
import type { ProviderContext, ProviderRoute, ProviderRouteRequest, StoredResource } from '../provider';
import { resourceNotFound } from '../../resources/resourceChecks';
import { displayRegion } from '../shared/regions';
import { objectOf, valueAt } from '../shared/json';
import { tierOfSku } from './skus';

/** Lists beside apps and plans that clients read in passing. Those of things that the sandbox has none of are empty. */
const sites = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.Web/sites/{site}';
const plans = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.Web/serverfarms/{plan}';
const subscription = '/subscriptions/{subscriptionId}/providers/Microsoft.Web';

/** The resource whose path the request's path goes on from. @throws ArmError 404 */
function ownerOf({ path }: ProviderRouteRequest, segments: number, context: ProviderContext): StoredResource {
  const id = path.split('/').slice(0, -segments).join('/');
  const found = context.resources.find(id);
  if (!found) throw resourceNotFound(id);
  return found;
}

const empty = (method: 'GET' | 'POST', path: string, summary: string, body: JsonValue = { value: [] }): ProviderRoute => ({
  method, path, summary, handle(request, context) { ownerOf(request, 1, context); return { body }; },
});

const ofApp = (owner: string): readonly ProviderRoute[] => [
  // This one answers a bare array.
  empty('GET', `${owner}/virtualNetworkConnections`, 'Web Apps - List Vnet Connections; apps join networks by networkConfig here', []),
  empty('GET', `${owner}/snapshots`, 'Web Apps - List Snapshots; none are taken'),
  empty('GET', `${owner}/usages`, 'Web Apps - List Usages; nothing is limited by quota here'),
  empty('GET', `${owner}/hybridConnectionRelays`, 'Web Apps - List Hybrid Connections; there are none', { properties: {} }),
  empty('POST', `${owner}/listbackups`, 'Web Apps - List Site Backups; none are taken'),
];

export const appListRoutes: readonly ProviderRoute[] = [
  ...ofApp(sites), ...ofApp(`${sites}/slots/{slot}`),
  empty('GET', `${plans}/virtualNetworkConnections`, 'App Service Plans - List Vnets', []),
  empty('GET', `${plans}/usages`, 'App Service Plans - List Usages; nothing is limited by quota here'),
  empty('GET', `${plans}/hybridConnectionRelays`, 'App Service Plans - List Hybrid Connections; there are none'),
  {
    method: 'GET', path: `${plans}/skus`, summary: 'App Service Plans - Get Server Farm Skus',
    handle: (request, context) => ({ body: { resourceType: 'Microsoft.Web/serverfarms', skus: skusFor(ownerOf(request, 1, context)) } }),
  },
  {
    method: 'GET', path: `${plans}/capabilities`, summary: 'App Service Plans - List Capabilities',
    handle: (request, context) => ({ body: [{ name: 'AlwaysOn', value: String(tierOfSku(String(valueAt(ownerOf(request, 1, context).body, 'sku.name')))?.alwaysOn === true), reason: '' }] }),
  },
  ...[`${subscription}/deletedSites`, `${subscription}/locations/{location}/deletedSites`].map((path): ProviderRoute => ({ method: 'GET', path, summary: 'Deleted Web Apps - List', handle: ({ parameters }, context) => ({ body: { value: deletedSites(parameters, context) } }) })),
];

/** Sizes that a plan of this tier may change to. */
const skusFor = (plan: StoredResource): JsonObject[] => {
  const current = tierOfSku(String(valueAt(plan.body, 'sku.name')));
  const names = ['B1', 'B2', 'B3', 'S1', 'S2', 'S3', 'P0v3', 'P1v3', 'P2v3', 'P3v3', 'EP1', 'EP2', 'EP3'].filter((name) => (tierOfSku(name)?.tier === 'ElasticPremium') === (current?.tier === 'ElasticPremium'));
  return names.map((name) => { const known = tierOfSku(name)!; return { resourceType: 'Microsoft.Web/serverfarms', sku: { name, tier: known.tier }, capacity: { minimum: 1, maximum: known.workers, default: 1, scaleType: 'manual' } }; });
};

interface DeletedSite { readonly site: StoredResource; readonly deletedAt: string }

const deleted = (context: ProviderContext) => context.table<DeletedSite>('Microsoft.Web/deletedSites');

/** Deleted apps are listed for 30 days. */
export function rememberDeletedSite(site: StoredResource, context: ProviderContext): void {
  const deletedAt = context.clock.now().toISOString();
  deleted(context).set(`${site.id.toLowerCase()} ${deletedAt}`, { site: { ...site, hidden: {} }, deletedAt });
}

function deletedSites({ subscriptionId = '', location }: Readonly<Record<string, string>>, context: ProviderContext): JsonObject[] {
  const prefix = `/subscriptions/${subscriptionId.toLowerCase()}/`;
  return [...deleted(context).entries()].map(([, record], index) => ({ ...record, number: index + 1 }))
    .filter(({ site, deletedAt }) => site.id.toLowerCase().startsWith(prefix) && Date.parse(deletedAt) + 30 * 86_400_000 > context.clock.now().getTime() && (location === undefined || displayRegion(String(site.body.location)) === displayRegion(location)))
    .map(({ site, deletedAt, number }) => {
      const [app = '', slot] = site.name.split('/');
      const region = String(site.body.location ?? '');
      return {
        id: `/subscriptions/${subscriptionId}/providers/Microsoft.Web/locations/${region}/deletedSites/${number}`, name: String(number), type: 'Microsoft.Web/deletedSites', kind: site.body.kind ?? 'app',
        properties: { deletedSiteId: number, deletedTimestamp: deletedAt, subscription: subscriptionId, resourceGroup: String(objectOf(site.body.properties).resourceGroup ?? ''), deletedSiteName: app, slot: slot ?? 'Production', kind: String(site.body.kind ?? 'app'), geoRegionName: region },
      };
    });
}
