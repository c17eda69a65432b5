import type { Prediction } from '../../armTemplate';
import { canonicalJson } from '../hash';
import type { JsonObject, JsonValue } from '../values';
import { masked, type Masker } from './mask';
import type { PlanOutputChange } from './plan';

/**
 * How the outputs of the deployment would differ from those of the last one. Outputs whose new value only the deployment knows are told when they are new or gone, never as changed.
 * @param previous plain values of the last outputs; secure ones are not among them and are not compared.
 */
export function listOutputChanges(prediction: Prediction, previous: JsonObject, masker: Masker): PlanOutputChange[] {
  const before = new Map(Object.entries(previous).map(([name, value]) => [name.toLowerCase(), { name, value }]));
  const wanted = new Set(Object.keys(prediction.outputs).map((name) => name.toLowerCase()));
  const show = (name: string, value: JsonValue): JsonValue => (masker.isSecret('', name, value) ? masked : masker.mask('', name, value));
  const present = Object.entries(prediction.outputs).filter(([, { secure }]) => !secure).flatMap(([name, { value: { value, unknown } }]): PlanOutputChange[] => {
    const old = before.get(name.toLowerCase());
    if (!old) return [{ name, changeType: 'Create', after: show(name, value), ...(unknown.length > 0 && { knownAtDeploy: true }) }];
    return unknown.length > 0 || canonicalJson(old.value) === canonicalJson(value) ? [] : [{ name, changeType: 'Modify', before: show(name, old.value), after: show(name, value) }];
  });
  const gone = [...before.values()].filter(({ name }) => !wanted.has(name.toLowerCase())).map(({ name, value }): PlanOutputChange => ({ name, changeType: 'Delete', before: show(name, value) }));
  return [...present, ...gone];
}
