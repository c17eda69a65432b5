import { badRequest, conflict } from '../../armError';
import type { ActionRequest, ProviderContext, RouteAnswer, StoredResource } from '../provider';
import { objectOf, textOf, valueAt } from '../shared/json';
import { pairedRegion } from '../shared/regions';
import { longTime } from '../shared/time';

/** Where the primary endpoint is now: another region than that of the account after a failover. */
export const primaryRegionOf = ({ body, hidden }: Pick<StoredResource, 'body' | 'hidden'>): string => textOf(hidden?.primaryLocation) ?? textOf(body.location) ?? '';

/** The secondary region becomes the primary one. Unless planned, what is left is locally redundant, until somebody makes it redundant again. @see Storage Accounts - Failover */
export function failover({ resource, query }: ActionRequest, context: ProviderContext): RouteAnswer {
  const sku = textOf(valueAt(resource.body, 'sku.name')) ?? '';
  if (!/_(RA)?GZ?RS$/.test(sku)) throw conflict('AccountFailoverNotSupported', `The storage account '${resource.name}' cannot fail over: with the SKU ${sku} it has no secondary region.`);
  const isPlanned = query.get('failoverType')?.toLowerCase() === 'planned';
  const properties = { ...objectOf(resource.body.properties), lastGeoFailoverTime: longTime(context.clock.now()) };
  const body = { ...resource.body, properties, ...(!isPlanned && { sku: { name: 'Standard_LRS', tier: 'Standard' } }) };
  context.resources.update(resource.id, { body, hidden: { ...resource.hidden, primaryLocation: pairedRegion(primaryRegionOf(resource).replace(/\s/g, '').toLowerCase()) } });
  return { status: 200 };
}

/** Blobs in a hierarchy of directories, on an account that had none. @see Storage Accounts - Hierarchical Namespace Migration */
export function migrateToHierarchy({ resource, query }: ActionRequest, context: ProviderContext): RouteAnswer {
  const type = query.get('requestType')?.toLowerCase();
  if (type !== 'hnsonvalidationrequest' && type !== 'hnsonhydrationrequest') throw badRequest('InvalidValuesForRequestParameters', 'Values for request parameters are invalid: requestType.');
  const properties = objectOf(resource.body.properties);
  if (properties.isHnsEnabled === true) throw conflict('HnsAlreadyEnabled', `The storage account '${resource.name}' has a hierarchical namespace already.`);
  if (type === 'hnsonhydrationrequest') context.resources.update(resource.id, { body: { ...resource.body, properties: { ...properties, isHnsEnabled: true } } });
  return { status: 200 };
}
