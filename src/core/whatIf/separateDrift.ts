import type { JsonObject } from '../values';
import { markDrift, predictedState } from './drift';
import type { Plan, PlanTarget } from './plan';
import { predictTemplate, type Predict } from './predict';

/** A template with its parameters. */
export interface Deployable { readonly template: JsonObject; readonly parameters: JsonObject }

export interface SeparateDriftInput {
  /** What the last green run deployed. Secure parameters may be without their values. */
  readonly deployed: Deployable;
  readonly wanted: Deployable & { readonly secureParameterNames: readonly string[] };
  readonly target: PlanTarget;
  readonly now: Date;
  readonly predict?: Predict;
}

/**
 * Tells in a plan what somebody changed outside of the template (drift) from what the template wants anew (intent), by evaluating both templates here.
 * Where one of them cannot be evaluated the plan stays as it is: nothing is called drift that is not known to be.
 */
export function separateDrift(plan: Plan, { deployed, wanted, target, now, predict = predictTemplate }: SeparateDriftInput): Plan {
  const secrets = Object.fromEntries(Object.entries(wanted.parameters).filter(([name]) => wanted.secureParameterNames.some((secure) => secure.toLowerCase() === name.toLowerCase())));
  const before = predict({ template: deployed.template, parameters: { ...deployed.parameters, ...secrets }, target, now }).prediction;
  const after = predict({ ...wanted, target, now }).prediction;
  return before && after ? markDrift(plan, predictedState(before), predictedState(after)) : plan;
}
