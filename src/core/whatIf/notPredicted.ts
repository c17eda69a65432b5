import type { Prediction } from '../../armTemplate';
import type { WhatIfChange, WhatIfResult } from '../ports/arm';
import type { JsonObject } from '../values';
import { isExpression } from './expressions';
import type { NotPredicted } from './plan';
import { idKey, parseResourceId } from './resourceId';
import { listTemplateResources } from './templateResources';

export interface NotPredictedInput {
  readonly whatIf: WhatIfResult;
  readonly template: JsonObject;
  /** Our own evaluation of the template; without it, resources that what-if left out are told by type alone. */
  readonly prediction?: Prediction;
}

/** Everything that the template declares and what-if did not answer for, with the reason; and what the service said about its own limits. */
export function listNotPredicted({ whatIf, template, prediction }: NotPredictedInput): NotPredicted[] {
  const changes = [...whatIf.changes, ...whatIf.potentialChanges];
  const answered = changes.flatMap((change) => explainChange(change, prediction));
  const leftOut = prediction ? leftOutOf(prediction, changes) : leftOutByType(template, changes);
  const remarks = whatIf.diagnostics.filter(({ level }) => level.toLowerCase() !== 'info').map(explainDiagnostic);
  return [...answered, ...leftOut.filter((one) => !answered.some((other) => other.resourceId !== undefined && one.resourceId !== undefined && idKey(other.resourceId) === idKey(one.resourceId))), ...remarks];
}

function explainChange(change: WhatIfChange, prediction: Prediction | undefined): NotPredicted[] {
  const type = parseResourceId(change.resourceId)?.type;
  const base = { resourceId: change.resourceId, ...(type !== undefined && { type }), ...(change.symbolicName !== undefined && { symbolicName: change.symbolicName }) };
  switch (change.changeType) {
    case 'Unsupported': return [{ ...base, kind: 'unsupported', reason: change.unsupportedReason ?? 'What-if does not support this resource.' }];
    case 'Deploy': return change.before && change.after ? [] : [{ ...base, kind: 'no-details', reason: 'The resource will be deployed; what-if does not tell whether that changes it.' }];
    case 'Ignore': return prediction?.resources.some(({ id }) => idKey(id) === idKey(change.resourceId))
      ? [{ ...base, kind: 'ignored', reason: 'What-if ignored this resource although the template declares it: its scope or its kind is outside of what is predicted.' }] : [];
    default: return [];
  }
}

function leftOutOf(prediction: Prediction, changes: readonly WhatIfChange[]): NotPredicted[] {
  const answered = new Set(changes.map(({ resourceId }) => idKey(resourceId)));
  const missing = prediction.resources
    .filter(({ type, id }) => type.toLowerCase() !== 'microsoft.resources/deployments' && !answered.has(idKey(id)))
    .map((resource): NotPredicted => ({
      resourceId: resource.id, type: resource.type, ...(resource.symbolicName !== undefined && { symbolicName: resource.symbolicName }),
      ...(holdsRuntimeName(resource.id)
        ? { kind: 'unresolved' as const, reason: 'Its name depends on a value that only the deployment knows.' }
        : resource.conditionExpression !== undefined
          ? { kind: 'unresolved' as const, reason: `Whether it is deployed depends on a value that only the deployment knows: ${resource.conditionExpression}` }
          : { kind: 'left-out' as const, reason: 'The template declares it, but what-if does not mention it. Usually a module around it depends on the result of another one.' }),
    }));
  const unresolved = missing.filter(({ kind, type }) => kind !== 'unresolved' || !hasUnmatched(type, prediction, changes));
  const skipped = prediction.notPredicted.map((one): NotPredicted => ({ ...(one.type !== undefined && { type: one.type }), ...(one.symbolicName !== undefined && { symbolicName: one.symbolicName }), kind: 'nested-limit', reason: one.reason }));
  return [...unresolved, ...skipped];
}

/** A change of this type whose ID our evaluation did not foresee is the resource whose name it could not compute. */
function hasUnmatched(type: string | undefined, prediction: Prediction, changes: readonly WhatIfChange[]): boolean {
  const foreseen = new Set(prediction.resources.map(({ id }) => idKey(id)));
  return changes.some(({ resourceId, changeType }) => changeType !== 'Ignore' && parseResourceId(resourceId)?.type.toLowerCase() === type?.toLowerCase() && !foreseen.has(idKey(resourceId)));
}

const holdsRuntimeName = (id: string): boolean => id.includes('[') && id.includes('(') || isExpression(id);

function leftOutByType(template: JsonObject, changes: readonly WhatIfChange[]): NotPredicted[] {
  const answered = new Set(changes.map(({ resourceId }) => parseResourceId(resourceId)?.type.toLowerCase()));
  const missing = listTemplateResources(template).filter(({ type, isNestedDeployment, condition }) => !isNestedDeployment && condition === undefined && type !== '' && !answered.has(type.toLowerCase()));
  return missing.map(({ type, symbolicName }) => ({ type, ...(symbolicName !== undefined && { symbolicName }), kind: 'left-out', reason: 'The template declares a resource of this type, but what-if mentions none.' }));
}

/** @see https://aka.ms/WhatIfEvalStopped for the limits: 500 nested templates, 800 groups, 5 minutes. */
function explainDiagnostic({ code, message, target }: WhatIfResult['diagnostics'][number]): NotPredicted {
  const limit = /nested.*(shortcircuit|limit)|expansion|evalstopped/i.test(code);
  const type = target === undefined ? undefined : parseResourceId(target)?.type;
  return { ...(target !== undefined && { resourceId: target }), ...(type !== undefined && { type }), kind: limit ? 'nested-limit' : 'diagnostic', reason: `${message} (${code})` };
}
