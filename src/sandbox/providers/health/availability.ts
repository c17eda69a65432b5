import type { JsonObject } from '../../../armTemplate';
import type { ProviderContext, StoredResource } from '../provider';
import { sameText, valueAt } from '../shared/json';
import { longTime } from '../shared/time';

export type AvailabilityState = 'Available' | 'Unavailable' | 'Degraded' | 'Unknown';

/** Types that Resource Health reports on, among those of an AOS environment. @see Resource types and health checks */
const reported = new Set(['microsoft.web/sites', 'microsoft.web/serverfarms', 'microsoft.storage/storageaccounts', 'microsoft.keyvault/vaults', 'microsoft.servicebus/namespaces', 'microsoft.operationalinsights/workspaces', 'microsoft.network/trafficmanagerprofiles', 'microsoft.machinelearningservices/workspaces', 'microsoft.containerregistry/registries']);

export const hasHealth = (resource: StoredResource): boolean => reported.has(resource.type.toLowerCase());

/** From what the sandbox knows of a resource: stopped apps and failed provisioning are Unavailable. */
export function availabilityOf(resource: StoredResource): { readonly state: AvailabilityState; readonly summary: string } {
  const provisioning = valueAt(resource.body, 'properties.provisioningState');
  const state = valueAt(resource.body, 'properties.state');
  if (sameText(state, 'Stopped')) return { state: 'Unavailable', summary: 'The app was stopped by a user or an automation.' };
  if (sameText(provisioning, 'Failed')) return { state: 'Unavailable', summary: 'The last provisioning of this resource failed.' };
  if (provisioning !== undefined && !sameText(provisioning, 'Succeeded')) return { state: 'Unknown', summary: 'The resource is being changed, so its health is not known yet.' };
  return { state: 'Available', summary: "There aren't any known Azure platform problems affecting this resource." };
}

/** @see Availability Statuses - Get By Resource */
export function availabilityStatus(resource: StoredResource, context: ProviderContext): JsonObject {
  const { state, summary } = availabilityOf(resource);
  const isUserInitiated = sameText(valueAt(resource.body, 'properties.state'), 'Stopped');
  return {
    id: `${resource.id}/providers/Microsoft.ResourceHealth/availabilityStatuses/current`, name: 'current', type: 'Microsoft.ResourceHealth/AvailabilityStatuses', location: String(resource.body.location ?? '').replace(/\s/g, '').toLowerCase(),
    properties: {
      availabilityState: state, title: state, summary, reasonType: state === 'Available' ? '' : isUserInitiated ? 'Customer Initiated' : 'Unplanned', category: '', context: state === 'Available' ? '' : isUserInitiated ? 'Customer Initiated' : 'Platform Initiated',
      occuredTime: longTime(new Date(resource.changedAt)), reasonChronicity: 'Persistent', reportedTime: longTime(context.clock.now()), occurredTime: longTime(new Date(resource.changedAt)),
    },
  };
}
