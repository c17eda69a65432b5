import type { Prediction } from '../../armTemplate';
import { canonicalJson } from '../hash';
import { asObject } from '../json';
import type { JsonObject, JsonValue } from '../values';
import { holdsExpression } from './expressions';
import type { Plan, PlanChange, PlanPropertyChange } from './plan';
import { valueAt } from './propertyPath';
import { idKey } from './resourceId';
import { isReal } from './risk';

/** What a template wants: resource by ID (lower case). Resources whose ID is not known are not in it. */
export type PredictedState = ReadonlyMap<string, JsonObject>;

export const predictedState = (prediction: Prediction): PredictedState =>
  new Map(prediction.resources.filter(({ id }) => !id.includes('[')).map(({ id, body }) => [idKey(id), asObject(body.value)]));

/**
 * Tells drift from intent. What-if compares the live resource with the wanted one; where the template that was deployed last wants the very same as today's, it was the live side that moved.
 * What only the deployment knows cannot be told apart and stays intent.
 */
export function markDrift(plan: Plan, deployed: PredictedState, wanted: PredictedState): Plan {
  return { ...plan, changes: plan.changes.map((change) => markChange(change, deployed.get(idKey(change.resourceId)), wanted.get(idKey(change.resourceId)))) };
}

function markChange(change: PlanChange, deployed: JsonObject | undefined, wanted: JsonObject | undefined): PlanChange {
  if (!deployed || !wanted) return change;
  if (change.changeType === 'Create') return isSame(deployed, wanted) ? { ...change, drift: true } : change;
  if (change.changeType !== 'Modify') return change;
  const properties = change.properties.map((property): PlanPropertyChange => (isReal(property) && isSame(valueAt(deployed, property.path), valueAt(wanted, property.path)) ? { ...property, drift: true } : property));
  const real = properties.filter(isReal);
  return { ...change, properties, ...(real.length > 0 && real.every(({ drift }) => drift) && { drift: true }) };
}

const isSame = (one: JsonValue | undefined, other: JsonValue | undefined): boolean =>
  one === undefined || other === undefined ? one === other : !holdsExpression(one) && !holdsExpression(other) && canonicalJson(one) === canonicalJson(other);

/** A plan of what was deployed last, asked again: whatever it would change has drifted. */
export function detectDrift(plan: Plan): Plan {
  return {
    ...plan,
    changes: plan.changes.map((change) => {
      const properties = change.properties.map((property) => (isReal(property) ? { ...property, drift: true } : property));
      const drifted = change.changeType === 'Create' || change.changeType === 'Delete' || change.changeType === 'Modify' && !change.isNoise && properties.some(({ drift }) => drift);
      return { ...change, properties, ...(drifted && { drift: true }) };
    }),
  };
}
