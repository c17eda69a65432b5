import type { Prediction } from '../../armTemplate';
import { canonicalJson, hashJson } from '../hash';
import type { Environment } from '../environments/environment';
import type { CompiledEnvironment } from '../parameters/compileEnvironment';
import type { WhatIfChange, WhatIfResult } from '../ports/arm';
import type { Clock } from '../ports/clock';
import type { JsonObject, JsonValue } from '../values';
import type { LeafChange } from './compareValues';
import { countChanges } from './counts';
import { holdsExpression } from './expressions';
import { flattenChange } from './flatten';
import { createMasker, masked, type Masker } from './mask';
import { listNotPredicted } from './notPredicted';
import type { NotPredicted, Plan, PlanChange, PlanPropertyChange, PlanTarget } from './plan';
import { listOutputChanges } from './outputChanges';
import { hashPlan } from './planHash';
import { predictTemplate } from './predict';
import { parseResourceId } from './resourceId';
import { assessRisk, worstRisk } from './risk';

/** Finds the declaration of a resource in the Bicep files. */
export interface Declarations {
  find(resource: { readonly resourceId?: string; readonly type?: string; readonly symbolicName?: string; readonly deploymentId?: string }): { readonly module?: string; readonly declaration?: PlanChange['declaration']; readonly symbolicName?: string } | undefined;
}

/** Marks property changes that the services make up; see noise.ts. */
export type FoldNoise = (change: PlanChange) => PlanChange;

export interface PlanInput {
  readonly environment: Pick<Environment, 'name'>;
  readonly target: PlanTarget;
  readonly compiled: Pick<CompiledEnvironment, 'template' | 'parameters' | 'secureParameterNames' | 'templateHash' | 'parametersHash' | 'diagnostics'>;
  readonly whatIf: WhatIfResult;
  readonly declarations?: Declarations;
  readonly foldNoise?: FoldNoise;
  /** Our own evaluation of the template; made here when it is not given. */
  readonly prediction?: Prediction;
  /** Plain values of the last deployment's outputs, for the changes of outputs. */
  readonly previousOutputs?: JsonObject;
  readonly clock: Clock;
}

/** Explains what ARM's what-if answered. The plan holds no value of a secure parameter and no secret by name or looks, anywhere.
 *  @see ARM REST, Deployments - What If */
export function makePlan(input: PlanInput): Plan {
  const { compiled, whatIf, declarations } = input;
  const masker = createMasker(compiled.parameters, compiled.secureParameterNames);
  const prediction = input.prediction ?? predictTemplate({ ...compiled, target: input.target, now: input.clock.now() }).prediction;
  const changes = whatIf.changes
    .filter(({ changeType }) => changeType !== 'Unsupported')
    .map((change) => toPlanChange(change, masker, declarations))
    .map((change) => input.foldNoise?.(change) ?? change)
    .map((change) => settle(change));
  const notPredicted = listNotPredicted({ whatIf, template: compiled.template, prediction }).map((one) => locate(one, masker, declarations));
  const plan = assemblePlan({ ...input, source: 'arm', changes, notPredicted, warnings: listWarnings(compiled, masker) });
  return prediction && input.previousOutputs ? { ...plan, outputs: listOutputChanges(prediction, input.previousOutputs, masker) } : plan;
}

export interface PlanParts extends Pick<PlanInput, 'environment' | 'target' | 'compiled' | 'clock'> {
  readonly source: Plan['source'];
  readonly changes: readonly PlanChange[];
  readonly notPredicted: readonly NotPredicted[];
  readonly warnings: readonly string[];
}

/** Sorts, counts, judges and hashes; shared by both kinds of plan. */
export function assemblePlan({ environment, target, compiled, clock, source, changes: unsorted, notPredicted, warnings }: PlanParts): Plan {
  const changes = [...unsorted].sort((a, b) => (a.resourceId.toLowerCase() < b.resourceId.toLowerCase() ? -1 : 1));
  const plan = {
    environment: environment.name, target, madeAt: clock.now().toISOString(), source,
    counts: countChanges(changes, notPredicted), changes, notPredicted, warnings,
    risk: worstRisk(changes.map(({ risk }) => risk)),
    templateHash: compiled.templateHash, parametersHash: compiled.parametersHash,
  };
  return { planHash: hashOf(plan, compiled.template), ...plan };
}

const hashOf = (plan: Omit<Plan, 'planHash'>, template: JsonObject): string => hashPlan(plan, /utcnow\s*\(/i.test(JSON.stringify(template)) ? plan.madeAt : undefined);

/** The plan with other changes, counted, judged and hashed anew. */
export function withChanges(plan: Plan, changed: readonly PlanChange[], template: JsonObject): Plan {
  const changes = changed.map(settle).sort((a, b) => (a.resourceId.toLowerCase() < b.resourceId.toLowerCase() ? -1 : 1));
  const { planHash: _former, ...rest } = { ...plan, changes, counts: countChanges(changes, plan.notPredicted), risk: worstRisk(changes.map(({ risk }) => risk)) };
  return { planHash: hashOf(rest, template), ...rest };
}

export function toPlanChange(change: WhatIfChange, masker: Masker, declarations?: Declarations): PlanChange {
  const parsed = parseResourceId(change.resourceId);
  const type = parsed?.type ?? '';
  const declared = declarations?.find({ resourceId: change.resourceId, type, symbolicName: change.symbolicName, deploymentId: change.deploymentId });
  const symbolicName = change.symbolicName ?? declared?.symbolicName;
  const apiVersion = change.after?.['apiVersion'] ?? change.before?.['apiVersion'];
  return {
    resourceId: masker.scrub(change.resourceId), type, name: masker.scrub(parsed?.name ?? change.resourceId), changeType: change.changeType,
    risk: { level: 'none', reasons: [] },
    ...(declared?.module !== undefined && { module: declared.module }),
    ...(declared?.declaration && { declaration: declared.declaration }),
    ...(symbolicName !== undefined && { symbolicName }),
    ...(change.changeType === 'Modify' && change.after && { declarationHash: hashJson(masker.mask(type, '', change.after)) }),
    ...(typeof apiVersion === 'string' && { apiVersion }),
    properties: flattenChange(change).map((leaf) => toProperty(leaf, type, masker)),
  };
}

function toProperty(leaf: LeafChange, type: string, masker: Masker): PlanPropertyChange {
  const isSecret = masker.isSecret(type, leaf.path, leaf.before) || masker.isSecret(type, leaf.path, leaf.after);
  const show = (value: JsonValue | undefined): JsonValue | undefined => (value === undefined ? undefined : isSecret && !holdsExpression(value) && value !== null ? masked : masker.mask(type, leaf.path, value));
  const [before, after] = [show(leaf.before), show(leaf.after)];
  const hidden = isSecret || before === masked || after === masked;
  return {
    path: masker.scrub(leaf.path), changeType: leaf.changeType,
    ...(before !== undefined && { before }), ...(after !== undefined && { after }),
    ...(leaf.changeType !== 'Delete' && onlyExpressionsDiffer(leaf.before, leaf.after) && { knownAtDeploy: true }),
    ...(hidden && { isSecret: true }),
    ...(leaf.noise !== undefined && { noise: leaf.noise }),
  };
}

/** Whether the new value differs from the old one only where an expression is left. */
function onlyExpressionsDiffer(before: JsonValue | undefined, after: JsonValue | undefined): boolean {
  if (!holdsExpression(after)) return false;
  if (!Array.isArray(before) || !Array.isArray(after)) return true;
  const known = after.filter((element: JsonValue) => !holdsExpression(element)).map((element: JsonValue) => canonicalJson(element));
  const present = before.map((element: JsonValue) => canonicalJson(element));
  return before.length <= after.length && known.every((element) => present.includes(element));
}

/** Judges a change once its noise is marked. */
export function settle(change: PlanChange): PlanChange {
  const noise = change.changeType === 'Modify' && change.properties.some(({ noise: reason }) => reason) && change.properties.every((property) => property.noise || property.knownAtDeploy || property.changeType === 'NoEffect');
  const { isNoise: _former, ...rest } = change;
  return { ...rest, risk: assessRisk(change), ...(noise && { isNoise: true }) };
}

function locate(one: NotPredicted, masker: Masker, declarations: Declarations | undefined): NotPredicted {
  const found = declarations?.find(one);
  return { ...one, ...(one.resourceId !== undefined && { resourceId: masker.scrub(one.resourceId) }), reason: masker.scrub(one.reason), ...(found?.declaration && { declaration: found.declaration }) };
}

const listWarnings = (compiled: PlanInput['compiled'], masker: Masker): string[] =>
  compiled.diagnostics.filter(({ severity }) => severity === 'warning').map(({ code, message }) => masker.scrub(`${code}: ${message}`));
