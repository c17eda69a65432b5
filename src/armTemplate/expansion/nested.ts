import type { JsonObject, JsonValue } from '../api';
import { deeper } from '../evaluation/evaluate';
import { evaluateJson, evaluateText } from '../evaluation/evaluateJson';
import type { Frame } from '../evaluation/frame';
import { printExpression } from '../expressions/print';
import { isJsonObject } from '../template/userFunctions';
import { isObject, isUnknown, setKey, toTemplateJson, type Value } from '../values/value';
import { DEPLOYMENTS } from './declarations';
import { propertiesOf } from './body';
import type { Instance } from './instances';
import { plainText } from '../values/plainText';

export interface NestedParts {
  readonly mode: 'Incremental' | 'Complete';
  readonly evaluation: 'inner' | 'outer';
  readonly template?: JsonObject;
  readonly templateLink?: Value;
  readonly parametersLink?: Value;
  /** By name as given; values may have unknown parts. */
  readonly parameters: ReadonlyMap<string, { readonly value?: Value; readonly reference?: Value }>;
  readonly rest: ReadonlyMap<string, Value>;
}

const KNOWN = new Set(['mode', 'template', 'templatelink', 'parameters', 'parameterslink', 'expressionevaluationoptions']);

/** Reads a nested deployment, evaluated in `frame`. With outer evaluation the template comes out without any need of the parent. */
export function readNested(instance: Instance, frame: Frame): NestedParts {
  const properties = propertiesOf(instance), { template } = properties;
  const evaluation = evaluationOf(properties, frame), link = (name: string): Value | undefined => (name in properties ? evaluateJson(properties[name]!, frame) : undefined);
  const mode = 'mode' in properties ? evaluateJson(properties.mode!, frame) : 'Incremental';
  return {
    mode: plainText(mode).toLowerCase() === 'complete' ? 'Complete' : 'Incremental', evaluation,
    template: isJsonObject(template) ? (evaluation === 'outer' ? reduceTemplate(template, frame) : template) : undefined,
    templateLink: link('templateLink'), parametersLink: link('parametersLink'),
    parameters: readParameters(properties.parameters, frame),
    rest: new Map(Object.entries(properties).filter(([key]) => !KNOWN.has(key.toLowerCase())).map(([key, value]) => [key, evaluateJson(value, frame)])),
  };
}

function evaluationOf({ expressionEvaluationOptions: options }: JsonObject, frame: Frame): 'inner' | 'outer' {
  const scope = isJsonObject(options) && typeof options.scope === 'string' ? evaluateText(options.scope, frame) : 'outer';
  return plainText(scope).toLowerCase() === 'inner' ? 'inner' : 'outer';
}

function readParameters(json: JsonValue | undefined, frame: Frame): NestedParts['parameters'] {
  const given = json === undefined ? {} : evaluateJson(json, frame), parameters = new Map<string, { value?: Value; reference?: Value }>();
  if (!isObject(given)) return parameters;
  for (const [name, entry] of Object.entries(given)) {
    if (isUnknown(entry)) parameters.set(name, { value: entry });
    else if (isObject(entry)) parameters.set(name, 'reference' in entry ? { reference: entry.reference } : { value: entry.value });
  }
  return parameters;
}

/** Replaces everything the parent knows inside the template; what needs the cloud, or the nested resources, stays as an expression. */
function reduceTemplate(template: JsonObject, frame: Frame): JsonObject {
  const inside: Frame = { ...frame, place: 'resource', scope: { ...frame.scope, partial: true, host: undefined, resources: undefined } };
  const reduced: JsonObject = {};
  for (const [key, value] of Object.entries(template)) {
    const lower = key.toLowerCase();
    if (lower === 'variables' || lower === 'functions') continue;
    setKey(reduced, key, lower === 'resources' || lower === 'outputs' ? reduce(value, inside) : value);
  }
  return reduced;
}

/** Templates with inner evaluation further down keep their own expressions. */
function reduce(json: JsonValue, frame: Frame): JsonValue {
  if (Array.isArray(json)) return json.map((item) => reduce(item, deeper(frame, {})));
  if (!isJsonObject(json)) return toTemplateJson(evaluateJson(json, frame), printExpression);
  const { properties } = json;
  const keepsTemplate = plainText(json.type).toLowerCase() === DEPLOYMENTS && isJsonObject(properties) && evaluationOf(properties, frame) === 'inner';
  if (keepsTemplate) {
    const { template, ...others } = properties, copy: JsonObject = { ...json, properties: others }, done = toTemplateJson(evaluateJson(copy, frame), printExpression) as JsonObject;
    return { ...done, properties: { ...(done.properties as JsonObject), ...(template === undefined ? {} : { template }) } };
  }
  if (hasNested(json)) {
    const result: JsonObject = {};
    for (const [key, value] of Object.entries(json)) setKey(result, key, reduce(value, deeper(frame, {})));
    return result;
  }
  return toTemplateJson(evaluateJson(json, frame), printExpression);
}

function hasNested(json: JsonValue): boolean {
  if (typeof json !== 'object' || json === null) return false;
  if (!Array.isArray(json) && typeof json.type === 'string' && json.type.toLowerCase() === DEPLOYMENTS) return true;
  return Object.values(json).some((value) => hasNested(value as JsonValue));
}
