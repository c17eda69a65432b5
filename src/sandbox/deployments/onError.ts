import type { JsonValue } from '../../armTemplate';
import { badRequest, notFound } from '../armError';
import { isObject, member, textOr } from '../json';
import { keyOf, parseResourceId } from '../resourceId';
import type { DeploymentStore } from './deploymentStore';
import type { DeploymentRecord } from './record';

/** What a deployment goes back to when it fails. */
export interface OnErrorRequest { readonly type: 'LastSuccessful' | 'SpecificDeployment'; readonly deploymentName?: string }

/** @throws ArmError 400. @see Rollback on error to successful deployment */
export function readOnError(value: JsonValue | undefined, scopeKind: string): OnErrorRequest | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw badRequest('InvalidRequestContent', "The request content was invalid and could not be deserialized: the property 'properties.onErrorDeployment' must be an object.");
  if (scopeKind !== 'resourceGroup') throw badRequest('InvalidDeployment', "The property 'onErrorDeployment' is not supported at this scope. Only deployments to resource groups can go back to an earlier one.");
  const type = textOr(member(value, 'type')).toLowerCase();
  const deploymentName = textOr(member(value, 'deploymentName'));
  if (type === 'lastsuccessful') return { type: 'LastSuccessful' };
  if (type === 'specificdeployment' && deploymentName !== '') return { type: 'SpecificDeployment', deploymentName };
  throw badRequest('InvalidRequestContent', "The request content was invalid: 'properties.onErrorDeployment' needs the type 'LastSuccessful', or 'SpecificDeployment' with a 'deploymentName'.");
}

/** The deployment to go back to: it succeeded, and was none inside another one. @throws ArmError 404 `DeploymentNotFound`, 400 */
export function findFallback({ type, deploymentName }: OnErrorRequest, record: DeploymentRecord, store: DeploymentStore): DeploymentRecord {
  const earlier = store.list(record.scope).filter(({ id, parentId }) => parentId === undefined && keyOf(id) !== keyOf(record.id));
  const found = earlier.find(({ name, state }) => (type === 'LastSuccessful' ? state === 'Succeeded' : name.toLowerCase() === deploymentName?.toLowerCase()));
  if (!found) throw notFound('DeploymentNotFound', type === 'LastSuccessful' ? `The resource group '${parseResourceId(record.id)?.resourceGroup ?? ''}' has no earlier deployment that succeeded.` : `Deployment '${deploymentName ?? ''}' could not be found.`);
  if (found.state !== 'Succeeded') throw badRequest('InvalidDeployment', `The deployment '${found.name}' cannot be gone back to: it is in the provisioning state '${found.state}'.`);
  return found;
}
