import { conflict } from '../armError';
import { isRegistered } from '../routes/features';
import { scopeParts } from '../resourceId';
import type { Sandbox } from '../sandbox';
import type { DeploymentStore } from './deploymentStore';
import { isActive, type DeploymentRecord } from './record';

/** What a scope keeps at most. */
const quota = 800;
/** Beyond this the oldest are deleted, down to the other. @see Automatic deletions from deployment history */
const groomedFrom = 700;
const groomedTo = 600;
/** Deployments above groups lie in the region they name, and a scope has these for at most so many regions. */
const mostLocations = 10;

/** @throws ArmError 409 `DeploymentQuotaExceeded` when the scope has no place for one more. */
export function checkQuota(record: DeploymentRecord, store: DeploymentStore): void {
  const count = store.count(record.scope);
  if (count >= quota) throw conflict('DeploymentQuotaExceeded', `Creating the deployment '${record.name}' would exceed the quota of '${quota}'. The current deployment count is '${count}'. Please delete some deployments before creating a new one, or see https://aka.ms/800LimitFix for information on managing deployment limits.`);
  if (record.location === undefined) return;
  const used = new Set(store.list(record.scope).flatMap(({ location }) => location?.toUpperCase() ?? []));
  if (used.has(record.location.toUpperCase()) || used.size < mostLocations) return;
  throw conflict('DeploymentQuotaExceeded', `Creating the deployment '${record.name}' would exceed the deployment location quota. The current scope allows deployments to be created in at most '${mostLocations}' locations. The following locations are used for deployments: '${[...used].join(',')}'. Please create your deployment in other locations. Please see https://aka.ms/arm-deploy-resources for usage details.`);
}

/** Deletes the oldest deployments of a scope that has many. Locks and the feature that opts a subscription out of it keep them. */
export function groomHistory(scope: string, store: DeploymentStore, { locks, store: state }: Sandbox): void {
  if (store.count(scope) <= groomedFrom || locks.keepsFromDeletion(scope)) return;
  const { subscriptionId } = scopeParts(scope);
  if (subscriptionId !== undefined && isRegistered(state, { subscriptionId, namespace: 'Microsoft.Resources', name: 'DisableDeploymentGrooming' })) return;
  // Children of a deployment under way are asked for their outputs until it ends.
  const ended = store.list(scope).filter((record) => !isActive(record.state) && !(record.parentId !== undefined && isActive(store.find(record.parentId)?.state ?? 'Succeeded')));
  for (const record of ended.slice(Math.max(0, ended.length - (store.count(scope) - groomedTo)))) store.remove(record);
}
