import type { Prediction, PredictedResource } from '../../armTemplate';
import type { Environment } from '../environments/environment';
import { CancelledError, DeployError } from '../errors';
import { asArray, asObject, asString, isArray, isObject } from '../json';
import type { CompiledEnvironment } from '../parameters/compileEnvironment';
import type { BicepCompiler, SnapshotScope } from '../ports/bicep';
import type { Clock } from '../ports/clock';
import type { JsonObject, JsonValue } from '../values';
import { isExpression } from './expressions';
import { assemblePlan, settle, toPlanChange, type Declarations } from './makePlan';
import { createMasker } from './mask';
import type { NotPredicted, Plan, PlanTarget } from './plan';
import { predictTemplate, unknownSubscription, unknownTenant } from './predict';
import { valueAt } from './propertyPath';
import { idKey } from './resourceId';
import { listTemplateResources } from './templateResources';

export interface LocalPlanInput {
  readonly environment: Pick<Environment, 'name' | 'parametersFile'>;
  readonly target: PlanTarget;
  readonly compiled: CompiledEnvironment;
  readonly clock: Clock;
  /** Asked for the official prediction; absent: our own evaluation alone. */
  readonly bicep?: Pick<BicepCompiler, 'getSnapshot'>;
  readonly declarations?: Declarations;
}

/** One resource of either prediction. */
interface Declared { readonly id: string; readonly symbolicName?: string; readonly after: JsonObject }

/**
 * What the template declares, without a connection and without rights: every resource as created, with the values known so far; the others keep their expression and count as known at deploy.
 * The official engine's snapshot comes first. Where it fails, drops a module, or turns an unknown into nothing, our own evaluation of the template takes over; the warnings say so.
 * @throws CancelledError; what a missing Bicep CLI throws.
 */
export async function makeLocalPlan(input: LocalPlanInput, signal?: AbortSignal): Promise<Plan> {
  const { compiled, target, clock, declarations } = input;
  const masker = createMasker(compiled.parameters, compiled.secureParameterNames);
  const own = predictTemplate({ template: compiled.template, parameters: compiled.parameters, target, now: clock.now() });
  const official = await takeSnapshot(input, signal);
  const { resources, warnings } = combine(official, own.prediction);
  const changes = resources
    .map(({ id, symbolicName, after }) => toPlanChange({ resourceId: id, changeType: 'Create', after, ...(symbolicName !== undefined && { symbolicName }) }, masker, declarations))
    .map((change) => settle(change));
  const failures = [official.failure, own.failure && `Our own evaluation failed: ${own.failure.message}`].filter((text): text is string => text !== undefined);
  return assemblePlan({
    ...input, source: 'local', changes,
    notPredicted: listUnpredicted(compiled, official, own.prediction, resources.length > 0).map((one) => ({ ...one, reason: masker.scrub(one.reason), ...(one.resourceId !== undefined && { resourceId: masker.scrub(one.resourceId) }) })),
    warnings: [...(target.subscriptionId ? [] : [noSubscription]), ...warnings, ...failures, ...compiled.diagnostics.filter(({ severity }) => severity === 'warning').map(({ code, message }) => `${code}: ${message}`)].map((text) => masker.scrub(text)),
  });
}

interface Snapshot { readonly resources?: readonly Declared[]; readonly diagnostics: readonly NotPredicted[]; readonly failure?: string }

async function takeSnapshot({ bicep, environment, target }: LocalPlanInput, signal: AbortSignal | undefined): Promise<Snapshot> {
  if (!bicep) return { diagnostics: [] };
  try {
    return parseSnapshot(await bicep.getSnapshot(environment.parametersFile, scopeOf(target), signal));
  } catch (error) {
    if (error instanceof CancelledError || !(error instanceof DeployError) || error.code === 'Bicep.NotFound' || error.code === 'Bicep.TooOld') throw error;
    return { diagnostics: [], failure: `Bicep's own prediction failed, so the template was evaluated here: ${error.message}` };
  }
}

/** The engine refuses blank values; what it is not told stays an expression. */
const scopeOf = ({ subscriptionId, resourceGroup, location }: PlanTarget): SnapshotScope => ({ subscriptionId: subscriptionId || unknownSubscription, resourceGroup, ...(location && { location }) });

const noSubscription = `No subscription is chosen: IDs and names made from it are those of the subscription ${unknownSubscription}. Choose one with --subscription, or with "subscription" in aos.yaml.`;

/** Reads a snapshot document. One that is not understood counts as failed. */
export function parseSnapshot(text: string): Snapshot {
  let document: JsonObject;
  try { document = asObject(JSON.parse(text)); } catch (error) { if (error instanceof SyntaxError) return { diagnostics: [], failure: 'Bicep\'s own prediction was no JSON, so the template was evaluated here.' }; throw error; }
  if (!isArray(document['predictedResources'])) return { diagnostics: [], failure: 'Bicep\'s own prediction lists no resources, so the template was evaluated here.' };
  return {
    resources: document['predictedResources'].filter(isObject).map((resource) => ({ id: asString(resource['id']) ?? '', after: resource })).filter(({ id }) => id !== ''),
    diagnostics: asArray(document['diagnostics']).map((diagnostic): NotPredicted => {
      const { code, message, target } = asObject(diagnostic);
      return { kind: 'nested-limit', reason: `${asString(message) ?? 'A part of the template could not be predicted.'} (${asString(code) ?? 'unknown'})`, ...(typeof target === 'string' && { resourceId: target }) };
    }),
  };
}

/** Official resources, corrected where our evaluation knows that a value is unknown, and those that only ours predicts. */
function combine(official: Snapshot, own: Prediction | undefined): { readonly resources: readonly Declared[]; readonly warnings: readonly string[] } {
  const ownResources = (own?.resources ?? []).filter(({ type }) => type.toLowerCase() !== 'microsoft.resources/deployments');
  if (!official.resources) return { resources: ownResources.map(toDeclared), warnings: [] };
  const byId = new Map(ownResources.map((resource) => [idKey(resource.id), resource]));
  const corrected = official.resources.map((resource) => correct(resource, byId.get(idKey(resource.id))));
  const present = new Set(official.resources.map(({ id }) => idKey(id)));
  const missing = ownResources.filter(({ id, type }) => !present.has(idKey(id)) && !hasUnresolvedTwin(type, id, official.resources ?? []));
  return {
    resources: [...corrected, ...missing.map(toDeclared)],
    warnings: missing.length === 0 ? [] : [`${missing.length} ${missing.length === 1 ? 'resource was' : 'resources were'} predicted here, because Bicep's own prediction leaves out modules that depend on run-time values.`],
  };
}

/** Both engines write what remains of a name in their own way; such resources cannot be told apart by ID. */
const hasUnresolvedTwin = (type: string, id: string, official: readonly Declared[]): boolean =>
  id.includes('[') && official.some((other) => other.id.includes('[') && asString(other.after['type'])?.toLowerCase() === type.toLowerCase());

const toDeclared = ({ id, symbolicName, body }: PredictedResource): Declared => ({ id: withoutTenant(id) as string, ...(symbolicName !== undefined && { symbolicName }), after: asObject(withoutTenant(body.value)) });

/** The engine turns `.?` on a resource into an empty text; our evaluation says that it is unknown. */
function correct(resource: Declared, own: PredictedResource | undefined): Declared {
  if (!own) return resource;
  const wrong = own.body.unknown.filter(({ path }) => { const value = valueAt(resource.after, path); return value === '' || value === null; });
  const after = wrong.reduce((value, { path, expression }) => setAt(value, path.split(/[.[\]]+/).filter(Boolean), expression), resource.after as JsonValue);
  return { ...resource, ...(own.symbolicName !== undefined && { symbolicName: own.symbolicName }), after: asObject(after) };
}

function setAt(value: JsonValue, path: readonly string[], leaf: JsonValue): JsonValue {
  const [name, ...rest] = path;
  if (name === undefined) return leaf;
  if (isArray(value)) return value.map((item, index) => (String(index) === name ? setAt(item, rest, leaf) : item));
  return isObject(value) ? { ...value, [name]: setAt(value[name] ?? null, rest, leaf) } : value;
}

/** The tenant is not known without a connection; what our evaluation put in its place is shown as what it is. */
function withoutTenant(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value === unknownTenant ? '[tenant().tenantId]' : value;
  if (isArray(value)) return value.map(withoutTenant);
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withoutTenant(item)])) : value;
}

function listUnpredicted(compiled: CompiledEnvironment, official: Snapshot, own: Prediction | undefined, anything: boolean): NotPredicted[] {
  const skipped = (own?.notPredicted ?? []).map((one): NotPredicted => ({ kind: 'nested-limit', reason: one.reason, ...(one.type !== undefined && { type: one.type }), ...(one.symbolicName !== undefined && { symbolicName: one.symbolicName }) }));
  const unresolved = (own?.resources ?? []).filter(({ conditionExpression }) => conditionExpression !== undefined).map((one): NotPredicted => ({ kind: 'unresolved', resourceId: one.id, type: one.type, reason: `Whether it is deployed is only known at deployment: ${one.conditionExpression ?? ''}` }));
  if (own) return [...skipped, ...unresolved];
  if (anything) return [...official.diagnostics];
  return listTemplateResources(compiled.template).filter(({ isNestedDeployment }) => !isNestedDeployment).map(({ type, symbolicName, name }) => ({ kind: 'left-out' as const, type, ...(symbolicName !== undefined && { symbolicName }), reason: `The template could not be evaluated without a connection${isExpression(name) ? `; its name is ${name}` : ''}.` }));
}
