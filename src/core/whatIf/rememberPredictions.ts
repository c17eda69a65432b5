import type { JsonObject } from '../values';
import { predictTemplate, type Predict, type PredictionResult } from './predict';

/** Another target or other parameters of the same template push the oldest out. */
const keptForEachTemplate = 8;

/**
 * `predictTemplate` that evaluates the same template object with the same parameters for the same target once. A plan needs the answer in several places, and the compiler gives the same object for as long as no source has changed.
 * The time decides nothing: what asks for it is left to the deployment.
 */
export function rememberPredictions(predict: Predict = predictTemplate): Predict {
  const known = new WeakMap<JsonObject, Map<string, PredictionResult>>();
  return (input) => {
    const { template, parameters, target, deploymentName } = input;
    const results = known.get(template) ?? new Map<string, PredictionResult>();
    known.set(template, results);
    const key = JSON.stringify([parameters, target.subscriptionId, target.resourceGroup, target.location, deploymentName]);
    const result = results.get(key) ?? predict(input);
    results.delete(key);
    results.set(key, result);
    for (const oldest of [...results.keys()].slice(0, -keptForEachTemplate)) results.delete(oldest);
    return result;
  };
}
