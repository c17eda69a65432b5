import type { DeploymentScope, EvaluationContext, JsonObject } from '../api';
import { evaluateText } from '../evaluation/evaluateJson';
import type { Frame } from '../evaluation/frame';
import { access, call, literal } from '../expressions/ast';
import { ExpressionFault } from '../fault';
import { containerId, GUID, interleave, scopeId } from '../functions/resourceId';
import { isUnknown, toExpression, Unknown, unknownCall, type Value } from '../values/value';
import { plainText } from '../values/plainText';

export interface Identity {
  readonly type: string;
  readonly apiVersion: string;
  /** Text, or unknown. With the parents' segments. */
  readonly name: Value;
  /** Resource ID of the scope, without closing slash; empty for the tenant. */
  readonly scope: Value;
  readonly id: Value;
}

/** Evaluates type, name, apiVersion and scope of one instance. @throws ExpressionFault */
export function identify(json: JsonObject, frame: Frame, parent: Identity | undefined): Identity {
  const ownType = knownText(json, 'type', frame), apiVersion = knownText(json, 'apiVersion', frame), ownName = evaluateText(plainText(json.name), frame);
  if (typeof ownName !== 'string' && !isUnknown(ownName)) throw new ExpressionFault(`The resource name must be a string.`);
  const type = parent ? `${parent.type}/${ownType}` : ownType;
  const name = parent ? joinNames(parent.name, ownName) : ownName;
  const scope = parent ? parent.scope : scopeOf(json, frame);
  return { type, apiVersion, name, scope, id: makeId(scope, type, name) };
}

function knownText(json: JsonObject, key: string, frame: Frame): string {
  const value = evaluateText(plainText(json[key]), frame);
  if (typeof value !== 'string') throw new ExpressionFault(`The property '${key}' of a resource must be a string that is known before the deployment starts.`);
  return value;
}

const joinNames = (parent: Value, own: Value): Value => (isUnknown(parent) || isUnknown(own) ? unknownCall('concat', [parent, '/', own]) : `${plainText(parent)}/${plainText(own)}`);

/** @see ARM template reference, `scope`, `subscriptionId` and `resourceGroup` of a resource */
function scopeOf(json: JsonObject, frame: Frame): Value {
  const { context } = frame.scope, own = scopeId(context);
  if (typeof json.scope === 'string') {
    const scope = evaluateText(json.scope, frame);
    if (isUnknown(scope)) return scope;
    const text = plainText(scope).replace(/\/+$/, '');
    if (text === '' || text.startsWith('/')) return text;
    return /^Microsoft\.Management\/managementGroups\//i.test(text) ? `/providers/${text}` : `${own}/providers/${text}`;
  }
  const subscription = typeof json.subscriptionId === 'string' ? evaluateText(json.subscriptionId, frame) : undefined;
  const group = typeof json.resourceGroup === 'string' ? evaluateText(json.resourceGroup, frame) : undefined;
  if (!subscription && !group) return own;
  if (isUnknown(subscription) || isUnknown(group)) return unknownCall('concat', ['/subscriptions/', subscription ?? context.scope.subscriptionId ?? '', ...(group === undefined ? [] : ['/resourceGroups/', group])]);
  if (subscription && !GUID.test(plainText(subscription))) throw new ExpressionFault(`The provided value '${plainText(subscription)}' is not valid subscription identifier. Please see https://aka.ms/arm-resource-functions/#subscriptionresourceid for usage details.`);
  const subscriptionPath = `/subscriptions/${plainText(subscription || (context.scope.subscriptionId ?? ''))}`;
  return !group ? subscriptionPath : `${subscriptionPath}/resourceGroups/${plainText(group)}`;
}

/** ID of a resource at a scope; where parts are unknown, the call that would make it. */
export function makeId(scope: Value, type: string, name: Value): Value {
  if (isUnknown(scope) || isUnknown(name)) return unknownId(scope, type, name);
  const base = plainText(scope), container = containerId(base, type, plainText(name));
  if (container) return container;
  const path = interleave(type, plainText(name).split('/'));
  if (path === undefined) throw new ExpressionFault(`The name '${plainText(name)}' contains '${plainText(name).split('/').length}' name segment(s) separated by '/', but '${type.split('/').length - 1}' segment(s) were expected. Please see https://aka.ms/arm-syntax-resources for usage details.`);
  return `${base}/providers/${path}`;
}

/** The ID functions take each segment of a name by itself; of a name that is not known yet they are cut when it is, as the official engine does. */
function segmentsOf(name: Value, count: number): Value[] {
  if (!isUnknown(name)) return plainText(name).split('/');
  if (count === 1) return [name];
  const parts = call('filter', [call('split', [toExpression(name), literal('/')]), call('lambda', [literal('x'), call('not', [call('empty', [call('lambdaVariables', [literal('x')])])])])]);
  return Array.from({ length: count }, (_, index) => new Unknown(access(parts, literal(index))));
}

function unknownId(scope: Value, type: string, whole: Value): Value {
  const name = segmentsOf(whole, type.split('/').length - 1);
  if (isUnknown(scope)) return unknownCall('extensionResourceId', [scope, type, ...name]);
  const [, subscription, group] = /^\/subscriptions\/([^/]+)(?:\/resourceGroups\/([^/]+))?$/i.exec(plainText(scope)) ?? [];
  if (subscription && group) return unknownCall('resourceId', [subscription, group, type, ...name]);
  if (subscription) return unknownCall('subscriptionResourceId', [subscription, type, ...name]);
  const managementGroup = /^\/providers\/Microsoft\.Management\/managementGroups\/([^/]+)$/i.exec(plainText(scope))?.[1];
  if (managementGroup) return unknownCall('managementGroupResourceId', [managementGroup, type, ...name]);
  return scope === '' ? unknownCall('tenantResourceId', [type, ...name]) : unknownCall('extensionResourceId', [scope, type, ...name]);
}

/** The deployment scope that a scope ID names. Of a group that is not the parent's, the context may know more than the name. */
export function deploymentScope(scope: string, context: EvaluationContext): DeploymentScope {
  const own = context.scope, { tenantId } = own;
  if (scope.toLowerCase() === scopeId(context).toLowerCase()) return own;
  const [, subscriptionId, group] = /^\/subscriptions\/([^/]+)(?:\/resourceGroups\/([^/]+))?$/i.exec(scope) ?? [];
  const managementGroupId = /^\/providers\/Microsoft\.Management\/managementGroups\/([^/]+)$/i.exec(scope)?.[1];
  if (managementGroupId) return { kind: 'managementGroup', tenantId, managementGroupId };
  if (!subscriptionId) return { kind: 'tenant', tenantId };
  const subscription = { tenantId, subscriptionId, ...(subscriptionId.toLowerCase() === own.subscriptionId?.toLowerCase() ? { subscriptionDisplayName: own.subscriptionDisplayName } : {}) };
  return group ? { kind: 'resourceGroup', ...subscription, resourceGroup: { name: group, location: '', ...context.findResourceGroup?.(subscriptionId, group) } } : { kind: 'subscription', ...subscription };
}
