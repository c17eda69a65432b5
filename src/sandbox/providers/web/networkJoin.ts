import type { ProviderContext, ProviderRoute, ProviderRouteRequest, RouteAnswer } from '../provider';
import { notFound } from '../../armError';
import { objectOf, textOf, valueAt } from '../shared/json';

const site = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.Web/sites/{site}';

/** The subnet an app has joined is a property of the app; leaving it has an address of its own. @see Web Apps - Delete Swift Virtual Network */
export const networkJoinRoutes: readonly ProviderRoute[] = [site, `${site}/slots/{slot}`].flatMap((owner): readonly ProviderRoute[] => [
  { method: 'GET', path: `${owner}/networkConfig/virtualNetwork`, summary: 'Web Apps - Get Swift Virtual Network Connection', handle: show },
  { method: 'DELETE', path: `${owner}/networkConfig/virtualNetwork`, summary: 'Web Apps - Delete Swift Virtual Network', handle: leave },
]);

function ownerOf(path: string, context: ProviderContext) {
  const found = context.resources.find(path.replace(/\/networkConfig\/virtualNetwork$/i, ''));
  if (!found) throw notFound('ResourceNotFound', `The Resource '${path}' was not found.`);
  return found;
}

function show({ path }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const { body, type } = ownerOf(path, context);
  const subnet = textOf(valueAt(body, 'properties.virtualNetworkSubnetId'));
  return { body: { id: path, name: 'virtualNetwork', type: `${type}/networkConfig`, properties: { ...(subnet !== undefined && { subnetResourceId: subnet }), swiftSupported: true } } };
}

function leave({ path }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const { id, body } = ownerOf(path, context);
  const { virtualNetworkSubnetId: _subnet, ...properties } = objectOf(body.properties);
  context.resources.update(id, { body: { ...body, properties } });
  return { status: 200 };
}
