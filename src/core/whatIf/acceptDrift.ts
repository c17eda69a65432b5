import { canonicalJson } from '../hash';
import { asObject, isArray, isObject } from '../json';
import type { JsonObject, JsonValue } from '../values';
import type { PlanTarget } from './plan';
import { predictTemplate } from './predict';
import { valueAt } from './propertyPath';
import { sameId } from './resourceId';

/** A value inside a parameter that decides a property: `path` leads from the parameter's value to it, empty for the value itself. */
export interface DecidingValue { readonly parameter: string; readonly path: readonly string[]; readonly value: string | number | boolean }

export interface AcceptInput {
  readonly template: JsonObject;
  /** name -> `{value}` or `{reference}`. */
  readonly parameters: JsonObject;
  readonly secureParameterNames: readonly string[];
  readonly target: PlanTarget;
  readonly now: Date;
  readonly resourceId: string;
  /** Path of the property inside the resource, as the plan has it. */
  readonly path: string;
  /** What is there now. */
  readonly live: JsonValue;
}

/**
 * Which parameters, set to the live value, make the template want exactly what is there: found by evaluating the template anew for each that holds today's value.
 * Empty where the template itself decides, or where only the deployment knows.
 */
export function findDecidingValues(input: AcceptInput): readonly DecidingValue[] {
  const { template, live, secureParameterNames } = input;
  if (!isScalar(live)) return [];
  const wanted = predicted(input, {});
  const secure = new Set(secureParameterNames.map((name) => name.toLowerCase()));
  return Object.keys(asObject(template['parameters'])).filter((name) => !secure.has(name.toLowerCase())).flatMap((parameter) => {
    const value = valueOf(input, parameter);
    const places = value === undefined ? [] : listLeaves(value).filter((leaf) => typeof leaf.value === typeof live && leaf.value === wanted);
    return places.filter(({ path }) => canonicalJson(predicted(input, { [parameter]: { value: replaceAt(value!, path, live) } }) ?? null) === canonicalJson(live)).map(({ path }): DecidingValue => ({ parameter, path, value: live }));
  });
}

function valueOf({ template, parameters }: AcceptInput, name: string): JsonValue | undefined {
  const given = asObject(parameters[name])['value'];
  const standard = asObject(asObject(template['parameters'])[name])['defaultValue'];
  return given ?? (typeof standard === 'string' && standard.startsWith('[') ? undefined : standard);
}

/** What the template wants at the place, with some parameters changed. */
function predicted({ template, parameters, target, now, resourceId, path }: AcceptInput, change: JsonObject): JsonValue | undefined {
  const { prediction } = predictTemplate({ template, parameters: { ...parameters, ...change }, target, now });
  const body = prediction?.resources.find(({ id }) => sameId(id, resourceId))?.body.value as JsonValue | undefined;
  return valueAt(body, path);
}

interface Leaf { readonly path: readonly string[]; readonly value: JsonValue }

function listLeaves(value: JsonValue, path: readonly string[] = []): readonly Leaf[] {
  if (isArray(value)) return value.flatMap((item, index) => listLeaves(item, [...path, String(index)]));
  return isObject(value) ? Object.entries(value).flatMap(([name, item]) => listLeaves(item, [...path, name])) : [{ path, value }];
}

function replaceAt(value: JsonValue, [first, ...rest]: readonly string[], leaf: JsonValue): JsonValue {
  if (first === undefined) return leaf;
  if (isArray(value)) return value.map((item, index) => (String(index) === first ? replaceAt(item, rest, leaf) : item));
  return isObject(value) ? { ...value, [first]: replaceAt(value[first] ?? null, rest, leaf) } : value;
}

const isScalar = (value: JsonValue): value is string | number | boolean => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
