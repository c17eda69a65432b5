import { evaluatePartially, type EvaluationContext, type GivenParameter, type JsonObject, type PredictedResource, type Prediction } from '../../armTemplate';
import { ArmError, badRequest, type ArmErrorDetail } from '../armError';
import { isObject, member, objectOr, textOr } from '../json';
import type { StoredResource } from '../providers/provider';
import { forbiddenInTemplate } from '../providers/authorization/accessControl';
import { refusalsOf, type Coming } from '../quotas/used';
import { keyOf, parseResourceId } from '../resourceId';
import { normaliseLocation } from '../resources/locations';
import type { Sandbox } from '../sandbox';
import type { CheckedDeployment } from './deployments';
import { asArmError } from './prepare';
import { Questions } from './questions';
import { createExistingHost, isThere } from './runtimeHost';

/** Predicts what a deployment and all nested in it would put. As in ARM, references to what is in the same template stay open, and others are read where they exist;
 *  without noise both are read, so that nothing but changes is reported. */
function predict(sandbox: Sandbox, { prepared, context, record }: CheckedDeployment): Prediction {
  const parameters = Object.fromEntries(Object.entries(record.given ?? {}).map(([name, given]): [string, GivenParameter] => [name, given.reference ? { value: prepared.parameters.values[name] } : given]));
  const request = { template: prepared.template, parameters, linkedTemplate: (link: JsonObject) => linkedSpec(link, sandbox) };
  return asArmError(() => {
    const questions = new Questions();
    const first = evaluatePartially({ ...request, context: { ...prepared.context, findResourceGroup: (subscriptionId, name) => { questions.groups.add(groupKey(subscriptionId, name)); return existingGroup(sandbox, subscriptionId, name); } }, host: questions.host() });
    const coming = new Set(first.resources.map(({ id }) => keyOf(id)));
    const isComing = (id: string): boolean => sandbox.noiseProfile !== 'none' && coming.has(id);
    // Most templates ask for nothing but what they bring: what was predicted without any answer then stands.
    if (!questions.haveAnswers((id) => !isComing(keyOf(id)) && isThere(id, sandbox), (key) => coming.has(key))) return first;
    const findResourceGroup = groupFinder(sandbox, first.resources);
    return evaluatePartially({ ...request, context: { ...prepared.context, findResourceGroup }, host: createExistingHost(sandbox, context, { isComing, onSecret: (value) => { prepared.secrets.addKeys(value); } }) });
  });
}

const groupKey = (subscriptionId: string, name: string): string => keyOf(`/subscriptions/${subscriptionId}/resourceGroups/${name}`);

function existingGroup(sandbox: Sandbox, subscriptionId: string, name: string): ReturnType<NonNullable<EvaluationContext['findResourceGroup']>> {
  const existing = sandbox.groups.find(subscriptionId, name);
  return existing && { location: existing.location, ...(existing.tags && { tags: existing.tags }) };
}

/** Groups that the same template creates count with the location and tags that they will have, before those that exist. */
function groupFinder(sandbox: Sandbox, planned: readonly PredictedResource[]): NonNullable<EvaluationContext['findResourceGroup']> {
  const groups = new Map(planned.flatMap(({ id, type, body: { value } }) => (/^microsoft\.resources\/resourcegroups$/i.test(type) && isObject(value) ? [[keyOf(id), value] as const] : [])));
  return (subscriptionId, name) => {
    const coming = groups.get(groupKey(subscriptionId, name));
    if (!coming) return existingGroup(sandbox, subscriptionId, name);
    const location = textOr(coming.location);
    return { location: location.startsWith('[') ? '' : normaliseLocation(location), ...(isObject(coming.tags) && { tags: coming.tags }) };
  };
}

function linkedSpec(link: JsonObject, sandbox: Sandbox): JsonObject | undefined {
  const body = typeof link.id === 'string' ? sandbox.resources.find(link.id)?.body.properties : undefined;
  const template = isObject(body) ? body.mainTemplate : undefined;
  return isObject(template) ? template : undefined;
}

/** Asks every provider before anything happens, as ARM does; gives what would be put. @throws ArmError 400 `InvalidTemplateDeployment` with one detail for each refusal. */
export function preflight(sandbox: Sandbox, checked: CheckedDeployment, name: string): Prediction {
  const prediction = predict(sandbox, checked);
  const { resources } = prediction;
  const coming = new Set(resources.map(({ id }) => keyOf(id)));
  const planned = new Map(resources.map((resource) => [keyOf(resource.id), resource]));
  const refusals = [...resources.flatMap((resource) => refusalOf(resource, sandbox, withPlanned(checked, planned), coming) ?? []), ...quotaRefusals(resources, sandbox, checked)];
  if (refusals.length === 0) return prediction;
  const forbidden = refusals.filter(({ code }) => code === forbiddenInTemplate).map(({ message }) => message);
  if (forbidden.length > 0) throw new ArmError(403, 'InvalidTemplateDeployment', forbidden.length === 1 ? `The template deployment failed with error: '${forbidden.join('')}'.` : `Deployment failed with multiple errors: '${forbidden.join(':')}'`);
  const trackingId = checked.record.correlationId;
  throw badRequest('InvalidTemplateDeployment', `The template deployment '${name}' is not valid according to the validation procedure. The tracking id is '${trackingId}'. See inner errors for details.`, { details: refusals.map((detail) => hide(detail, checked)) });
}

/** Providers look for resources that others refer to; those of the same template count as there. */
function withPlanned(checked: CheckedDeployment, planned: ReadonlyMap<string, PredictedResource>): CheckedDeployment {
  const { resources } = checked.context;
  const standIn = (id: string): StoredResource | undefined => {
    const resource = planned.get(keyOf(id));
    if (!resource) return inline(id);
    const { id: _id, name: _name, type: _type, apiVersion: _version, ...body } = isObject(resource.body.value) ? resource.body.value : {};
    const now = checked.prepared.context.now.toISOString();
    return { id: resource.id, type: resource.type, name: resource.name, apiVersion: resource.apiVersion, body, createdAt: now, changedAt: now };
  };
  /** Subnets and the like stand in a list of their parent. */
  const inline = (id: string): StoredResource | undefined => {
    const parsed = parseResourceId(id);
    const parent = parsed?.parentId === undefined ? undefined : standIn(parsed.parentId);
    const list = parent && objectOr(parent.body.properties)[parsed?.type.split('/').at(-1) ?? ''];
    const item = Array.isArray(list) ? list.find((one) => textOr(member(one, 'name')).toLowerCase() === parsed?.shortName.toLowerCase()) : undefined;
    return parent && parsed && isObject(item) ? { ...parent, id, type: parsed.type, name: parsed.name, body: { properties: objectOr(item.properties) } } : undefined;
  };
  return { ...checked, context: { ...checked.context, resources: { ...resources, find: (id) => standIn(id) ?? resources.find(id) } } };
}

function refusalOf({ id, type, body, apiVersion, conditionExpression }: PredictedResource, sandbox: Sandbox, { context }: CheckedDeployment, coming: ReadonlySet<string>): ArmErrorDetail | undefined {
  const parsed = parseResourceId(id);
  const isNameUnknown = id.includes('[') || conditionExpression !== undefined;
  if (!parsed || isNameUnknown || !isObject(body.value) || /^microsoft\.resources\/(deployments|resourcegroups)$/i.test(type)) return undefined;
  const parentIsComing = [parsed.parentId, parsed.scope].some((owner) => owner !== undefined && comesWith(owner, coming, sandbox)) || parsed.parentId === undefined || sandbox.resources.find(parsed.parentId) !== undefined;
  try {
    const own = parsed.subscriptionId === context.subscriptionId ? context : sandbox.context(context.caller, parsed.subscriptionId);
    sandbox.resources.preflight({ id: parsed, body: body.value, apiVersion, context: own, unknown: body.unknown.map(({ path }) => path), parentIsComing });
    // What is not known yet cannot be judged before the deployment; the right to write it can.
    for (const module of sandbox.registry.modules) module.preflight?.({ action: `${parsed.type}/write`, scope: parsed.id, method: 'PUT', ...(body.unknown.length === 0 && { body: body.value }) }, own);
    return undefined;
  } catch (error) {
    // ARM looks at registrations before it asks any provider.
    if (error instanceof ArmError && error.code === 'MissingSubscriptionRegistration') throw error;
    if (error instanceof ArmError) return { ...error.toDetail(), target: error.options.target ?? parsed.shortName };
    throw error;
  }
}

/** Storage accounts, plans and cores are counted beforehand, all of a template together; other services count when they create. What is not known yet is not counted. */
function quotaRefusals(resources: readonly PredictedResource[], sandbox: Sandbox, { context }: CheckedDeployment): readonly ArmErrorDetail[] {
  const bySubscription = new Map<string, Coming[]>();
  for (const { id, type, body: { value, unknown }, conditionExpression } of resources) {
    const subscriptionId = parseResourceId(id)?.subscriptionId;
    if (subscriptionId === undefined || id.includes('[') || conditionExpression !== undefined || !isObject(value) || unknown.some(({ path }) => path === 'location' || path.startsWith('sku'))) continue;
    const before = sandbox.resources.find(id)?.body;
    bySubscription.set(subscriptionId, [...(bySubscription.get(subscriptionId) ?? []), { id, type, body: value, ...(before && { before }) }]);
  }
  return [...bySubscription].flatMap(([subscriptionId, coming]) => refusalsOf(coming, subscriptionId, subscriptionId === context.subscriptionId ? context : sandbox.context(context.caller, subscriptionId)).flatMap(({ quota, id, error }): readonly ArmErrorDetail[] => {
    const target = parseResourceId(id)?.shortName ?? id;
    const detail = { ...error.toDetail(), target };
    switch (quota.refusal) {
      case 'storage': return [{ code: 'PreflightValidationCheckFailed', message: 'Preflight validation failed. Please refer to the details for the specific errors.', details: [detail] }];
      case 'plan': return [{ code: 'ValidationForResourceFailed', message: "Validation failed for a resource. Check 'Error.Details[0]' for more information.", details: [error.toDetail()] }];
      case 'cores': return [{ ...detail, code: 'QuotaExceeded' }];
      default: return [];
    }
  }));
}

/** Declared in the same template, or there as soon as its parent is: the `default` blob service of a storage account. */
function comesWith(id: string, coming: ReadonlySet<string>, sandbox: Sandbox): boolean {
  if (coming.has(keyOf(id))) return true;
  const parsed = parseResourceId(id);
  if (parsed?.parentId === undefined || !sandbox.registry.of(parsed.type).singletons?.some((name) => name.toLowerCase() === parsed.shortName.toLowerCase())) return false;
  return comesWith(parsed.parentId, coming, sandbox) || sandbox.resources.find(parsed.parentId) !== undefined;
}

const hide = (detail: ArmErrorDetail, { prepared }: CheckedDeployment): ArmErrorDetail => ({ ...detail, message: prepared.secrets.hideText(detail.message) });
