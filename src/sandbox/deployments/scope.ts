import type { DeploymentScope } from '../../armTemplate';
import { badRequest } from '../armError';
import type { Caller } from '../providers/provider';
import { scopeParts } from '../resourceId';
import { groupNotFound } from '../providers/management/groups';
import type { ResourceTable } from '../resources/resourceTable';
import type { ResourceGroups } from '../resources/resourceGroups';
import type { Subscriptions } from '../subscriptions';

interface Parts { readonly groups: ResourceGroups; readonly subscriptions: Subscriptions; readonly table: ResourceTable }

/** Turns the scope of a URL into what templates see. The group must exist. @throws ArmError `ResourceGroupNotFound`, `ManagementGroupNotFound`, `InvalidSubscriptionId`. */
export function resolveScope(scope: string, caller: Caller, { groups, subscriptions, table }: Parts): DeploymentScope {
  const { subscriptionId, resourceGroup } = scopeParts(scope);
  const managementGroupId = /^\/providers\/Microsoft\.Management\/managementGroups\/([^/]+)$/i.exec(scope)?.[1];
  if (managementGroupId !== undefined) {
    const group = table.get(scope);
    if (!group && managementGroupId.toLowerCase() !== caller.tenantId.toLowerCase()) throw groupNotFound(managementGroupId);
    return { kind: 'managementGroup', tenantId: caller.tenantId, managementGroupId: group?.name ?? managementGroupId };
  }
  if (subscriptionId === undefined) {
    if (scope === '') return { kind: 'tenant', tenantId: caller.tenantId };
    throw badRequest('InvalidDeploymentScope', `Deployments are not possible at the scope '${scope}'.`);
  }
  const subscription = subscriptions.use(subscriptionId, caller.tenantId);
  const shared = { tenantId: subscription.tenantId, subscriptionId: subscription.subscriptionId, subscriptionDisplayName: subscription.displayName };
  if (resourceGroup === undefined) return { kind: 'subscription', ...shared };
  const group = groups.get(subscriptionId, resourceGroup);
  return { kind: 'resourceGroup', ...shared, resourceGroup: { name: group.name, location: group.location, ...(group.tags && { tags: group.tags }) } };
}

/** Resource ID of a scope; empty for the tenant. */
export function scopeIdOf(scope: DeploymentScope): string {
  switch (scope.kind) {
    case 'resourceGroup': return `/subscriptions/${scope.subscriptionId}/resourceGroups/${scope.resourceGroup?.name}`;
    case 'subscription': return `/subscriptions/${scope.subscriptionId}`;
    case 'managementGroup': return `/providers/Microsoft.Management/managementGroups/${scope.managementGroupId}`;
    case 'tenant': return '';
  }
}

export const deploymentIdOf = (scopeId: string, name: string): string => `${scopeId}/providers/Microsoft.Resources/deployments/${name}`;
