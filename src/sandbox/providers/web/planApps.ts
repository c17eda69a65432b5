import type { JsonObject } from '../../../armTemplate';
import { notFound } from '../../armError';
import type { ProviderContext, ProviderRoute, ProviderRouteRequest, RouteAnswer } from '../provider';
import { resourceNotFound } from '../../resources/resourceChecks';
import { appsOf } from './serverFarms';
import { sites } from './sites';

/** Lists and settings that App Service has at addresses of their own. */
const plan = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.Web/serverfarms/{plan}';
const site = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.Web/sites/{site}';

export const planAppRoutes: readonly ProviderRoute[] = [
  { method: 'GET', path: `${plan}/sites`, summary: 'App Service Plans - List Web Apps', handle: listApps },
  ...[site, `${site}/slots/{slot}`].map((owner): ProviderRoute => ({
    method: 'GET', path: `${owner}/config/authsettingsV2/list`, summary: 'Web Apps - Get Auth Settings V2',
    handle: ({ path }, context) => {
      const found = context.resources.find(path.replace(/\/list$/i, ''));
      if (!found) throw notFound('ResourceNotFound', `The Resource '${path}' was not found.`);
      return { body: { ...found.body, id: found.id, name: 'authsettingsV2', type: found.type } };
    },
  })),
];

function listApps({ path }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const id = path.replace(/\/sites$/i, '');
  if (!context.resources.find(id)) throw resourceNotFound(id);
  const apps = appsOf(id, context).filter(({ type }) => type === sites.type);
  return { body: { value: apps.map((app): JsonObject => ({ ...sites.read?.(app, context) ?? app.body, id: app.id, name: app.name, type: app.type })), nextLink: null } };
}
