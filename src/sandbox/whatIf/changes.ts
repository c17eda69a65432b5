import type { JsonObject, JsonValue, NotPredicted, PredictedResource, Prediction } from '../../armTemplate';
import type { CheckedDeployment } from '../deployments/deployments';
import type { DeploymentRequest } from '../deployments/deploymentRequest';
import { deploymentIdOf } from '../deployments/scope';
import { isObject } from '../json';
import type { StoredResource } from '../providers/provider';
import { keyOf, parseResourceId } from '../resourceId';
import { groupBody, groupIdOf } from '../resources/resourceGroups';
import { summary } from '../routes/resources';
import type { Sandbox } from '../sandbox';
import { compareResource } from './compareResource';

interface Scene { readonly sandbox: Sandbox; readonly checked: CheckedDeployment; readonly request: DeploymentRequest }

/** `changes`, `potentialChanges` and `diagnostics` of a what-if: first what is deployed, in the template's order, then what is deleted or left alone. */
export function listChanges(sandbox: Sandbox, checked: CheckedDeployment, prediction: Prediction, request: DeploymentRequest): JsonObject {
  const scene = { sandbox, checked, request };
  const predicted = prediction.resources.filter(({ type }) => type.toLowerCase() !== 'microsoft.resources/deployments');
  const certain = predicted.filter((resource) => !isPotential(resource));
  const planned = new Set(predicted.map(({ id }) => keyOf(id)));
  const changes = [...certain.map((resource) => changeOf(resource, scene)), ...restOfGroup(scene, planned)];
  return {
    changes: changes.map((change) => shape(change, scene)), potentialChanges: predicted.filter(isPotential).map((resource) => shape(changeOf(resource, scene), scene)),
    diagnostics: [...prediction.notPredicted.map((item) => diagnosticOf(item, checked)), ...shortCircuits(predicted, checked)],
  };
}

/** Whether it is deployed at all is only known when the deployment runs. */
const isPotential = ({ conditionExpression }: PredictedResource): boolean => conditionExpression !== undefined;

/** Without an ID there is nothing to compare with; no name or scope of a resource may hold a bracket. */
const isUnidentifiable = ({ id, apiVersion }: PredictedResource): boolean => id.includes('[') || apiVersion.startsWith('[');

/** Where the declaration lies in the request: `properties.template.resources[1].properties.template.resources[0]` in a module. */
const unidentifiableReason = ({ declaration }: PredictedResource): string => `Changes to the resource declared at '${declaration.map((path) => `properties.template.${path}`).join('.')}' cannot be analyzed because its resource ID or API version cannot be calculated until the deployment is under way. Please see https://aka.ms/WhatIfUnidentifiableResource for more information.`;

function changeOf(resource: PredictedResource, { sandbox, checked }: Scene): JsonObject {
  const common = { resourceId: resource.id, ...deploymentOf(resource, checked), ...(resource.symbolicName !== undefined && { symbolicName: resource.symbolicName }) };
  if (isUnidentifiable(resource)) return { ...common, changeType: 'Unsupported', before: null, after: null, delta: null, unsupportedReason: unidentifiableReason(resource) };
  const after = withId(resource);
  if (isPotential(resource)) return { ...common, changeType: 'Create', before: null, after, delta: null, unsupportedReason: null };
  const unsupported = sandbox.registry.of(resource.type).whatIf?.unsupported;
  if (unsupported !== undefined) return { ...common, changeType: 'Unsupported', before: null, after, delta: null, unsupportedReason: unsupported };
  const before = currentOf(resource.id, checked, sandbox);
  if (!before) return { ...common, changeType: 'Create', before: null, after, delta: null, unsupportedReason: null };
  const delta = compareResource(resource, before, sandbox);
  const changeType = delta.length === 0 || delta.every(({ propertyChangeType }) => propertyChangeType === 'NoEffect') ? 'NoChange' : 'Modify';
  return { ...common, changeType, before: before.shown, after, delta: delta as unknown as JsonValue, unsupportedReason: null };
}

export interface Current { readonly shown: JsonObject; readonly stored?: StoredResource }

function currentOf(id: string, { context }: CheckedDeployment, sandbox: Sandbox): Current | undefined {
  const stored = sandbox.resources.find(id);
  if (stored) return { shown: { ...sandbox.resources.render(stored, context), apiVersion: stored.apiVersion }, stored };
  if (parseResourceId(id)) return undefined;
  const [, , subscriptionId = '', , name = ''] = id.split('/');
  const group = sandbox.groups.find(subscriptionId, name);
  return group && { shown: groupBody(group) };
}

function withId({ id, body }: PredictedResource): JsonObject {
  const resource = isObject(body.value) ? body.value : {};
  const name = typeof resource.name === 'string' ? resource.name.slice(resource.name.lastIndexOf('/') + 1) : '';
  return { id, ...resource, name };
}

/** What the group holds beyond the template: deleted in Complete mode, ignored otherwise. It is known from the list of the group, which has no properties. */
function restOfGroup({ sandbox, checked, request }: Scene, planned: ReadonlySet<string>): JsonObject[] {
  const { resourceGroup, subscriptionId } = checked.prepared.context.scope;
  if (!resourceGroup || subscriptionId === undefined) return [];
  const scope = groupIdOf({ subscriptionId, name: resourceGroup.name });
  const isComplete = request.mode === 'Complete';
  const others = sandbox.deployments.completeModeDeletes(scope, planned);
  return others.map((resource) => ({ resourceId: resource.id, changeType: isComplete ? 'Delete' : 'Ignore', before: summary(resource), after: null, delta: null, unsupportedReason: null })).reverse();
}

/** Resources of modules name the deployment that they come from. */
function deploymentOf({ deployments, scope }: PredictedResource, { record }: CheckedDeployment): JsonObject {
  const innermost = deployments.at(-1);
  return deployments.length > 1 && innermost !== undefined ? { deploymentId: deploymentIdOf(parseResourceId(scope) ? record.scope : scope, innermost) } : {};
}

function shape(change: JsonObject, { request, checked }: Scene): JsonObject {
  if (request.resultFormat === 'ResourceIdOnly') return idOnly(change);
  return { ...checked.prepared.secrets.hide(change), resourceId: change.resourceId! };
}

const idOnly = ({ resourceId, changeType, unsupportedReason }: JsonObject): JsonObject => ({
  resourceId: resourceId!, changeType: changeType === 'Modify' || changeType === 'NoChange' ? 'Deploy' : changeType!, ...(changeType === 'Unsupported' && { unsupportedReason: unsupportedReason! }),
});

/** Modules that hold resources whose names are unknown until run time: ARM leaves these out and says so, once for each module. */
function shortCircuits(predicted: readonly PredictedResource[], checked: CheckedDeployment): JsonObject[] {
  const targets = new Set(predicted.filter(({ id, deployments }) => id.includes('[') && deployments.length > 1).map((resource) => String(deploymentOf(resource, checked).deploymentId)));
  return [...targets].map((target) => ({
    level: 'Warning', code: 'NestedDeploymentShortCircuited', target, additionalInfo: null,
    message: 'A nested deployment was short-circuited: the names of its resources depend on values that are only known when the deployment runs, so they are not compared with what exists.',
  }));
}

/** Modules whose parameters are unknown are left out by ARM, with this diagnostic. */
function diagnosticOf({ code, reason, deployments }: NotPredicted, { record }: CheckedDeployment): JsonObject {
  const target = deployments.length > 1 ? deploymentIdOf(record.scope, deployments.at(-1)!) : record.id;
  return { level: 'Warning', code, message: reason, target, additionalInfo: null };
}
