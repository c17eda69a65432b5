import type { JsonObject } from '../../armTemplate';
import { badRequest, conflict } from '../armError';
import { isObject, member } from '../json';
import type { Locks } from './locks';
import { isRegion, normaliseLocation, regionNames } from './locations';
import { checkTags } from './tagRules';
import { groupIdOf, type GroupRecord, type ResourceGroups } from './resourceGroups';

interface Parts { readonly groups: ResourceGroups; readonly locks: Locks; readonly clock: { now(): Date } }

/** @throws ArmError `LocationRequired`, `LocationNotAvailableForResourceGroup`, `InvalidResourceGroupLocation`, `ResourceGroupBeingDeleted`, `ResourceGroupQuotaExceeded`, `ScopeLocked`, those of `checkTags`. */
export function putGroup({ groups, locks, clock }: Parts, { subscriptionId, name, body }: { readonly subscriptionId: string; readonly name: string; readonly body: JsonObject }): { readonly group: GroupRecord; readonly created: boolean } {
  checkGroupName(name);
  const existing = groups.find(subscriptionId, name);
  const location = member(body, 'location');
  if (typeof location !== 'string' || location === '') throw badRequest('LocationRequired', 'The location property is required for this definition.');
  if (!isRegion(location)) throw badRequest('LocationNotAvailableForResourceGroup', `The provided location '${location}' is not available for resource group. List of available regions is '${regionNames().map(normaliseLocation).join(',')}'.`);
  if (existing?.provisioningState === 'Deleting') throw conflict('ResourceGroupBeingDeleted', `The resource group '${name}' is in deprovisioning state and cannot perform this operation.`);
  if (existing && existing.location !== normaliseLocation(location)) {
    throw conflict('InvalidResourceGroupLocation', `Invalid resource group location '${location}'. The Resource group already exists in location '${existing.location}'.`);
  }
  if (existing) locks.checkWrite(groupIdOf(existing));
  else checkQuota(name, groups.list(subscriptionId).length);
  const [tags, managedBy, now] = [member(body, 'tags'), member(body, 'managedBy'), clock.now().toISOString()];
  checkTags(tags);
  const group: GroupRecord = {
    subscriptionId: subscriptionId.toLowerCase(), name: existing?.name ?? name, location: normaliseLocation(location), provisioningState: 'Succeeded', createdAt: existing?.createdAt ?? now, changedAt: now,
    ...(isObject(tags) && { tags }), ...(typeof managedBy === 'string' && { managedBy }),
  };
  groups.set(group);
  return { group, created: !existing };
}

/** Most groups of a subscription. */
const quota = 980;

function checkQuota(name: string, count: number): void {
  if (count >= quota) throw conflict('ResourceGroupQuotaExceeded', `Creating the resource group '${name}' would exceed the quota of '${quota}'. The current resource group count is '${count}', please delete some resource groups before creating a new one.`);
}

function checkGroupName(name: string): void {
  if (name.length <= 90 && /^[-\p{L}\p{N}_.()]+$/u.test(name) && !name.endsWith('.')) return;
  throw badRequest('InvalidResourceGroup', `The provided resource group name '${name.slice(0, 100)}' has these invalid characters or a length over 90. The name can only be a letter, digit, '-', '.', '(', ')' or '_', and cannot end with a period.`);
}
