import type { JsonObject, JsonValue } from '../api';
import { access, call, literal, type Expression } from '../expressions/ast';

/** A value that only the running cloud has, as the expression that remains of it. Lives inside values while they are evaluated, never outside the library. */
export class Unknown { constructor(readonly expression: Expression) {} }

/** An unknown object of which some properties are known, e.g. the outputs of a predicted deployment. */
export class PartlyKnown extends Unknown { constructor(expression: Expression, readonly known: ValueObject) { super(expression); } }

/** What a resource of the same template answers: as it is declared where it is declared, and open where the service decides. */
export class Declared extends PartlyKnown {}

export type Value = null | boolean | number | string | readonly Value[] | ValueObject | Unknown;
export interface ValueObject { readonly [key: string]: Value }

export const isUnknown = (value: Value | undefined): value is Unknown => value instanceof Unknown;
export const isArray = (value: Value | undefined): value is readonly Value[] => Array.isArray(value);
export const isObject = (value: Value | undefined): value is ValueObject => typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Unknown);
export const isInteger = (value: Value | undefined): value is number => typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= 2 ** 63;

/** The official engine's names of JSON types, as its errors spell them. */
export function typeName(value: Value): string {
  if (value === null) return 'Null';
  if (isArray(value)) return 'Array';
  if (isUnknown(value)) return 'Unknown';
  if (typeof value === 'number') return isInteger(value) ? 'Integer' : 'Float';
  return { boolean: 'Boolean', string: 'String', object: 'Object' }[typeof value as 'boolean' | 'string' | 'object'];
}

/** True when an unknown part is anywhere inside. */
export function hasUnknown(value: Value): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (isUnknown(value)) return true;
  if (isArray(value)) return value.some(hasUnknown);
  for (const key in value) if (hasUnknown(value[key]!)) return true;
  return false;
}

/** The key as the object spells it; keys match without case. */
export function findKey(object: ValueObject, key: string): string | undefined {
  if (Object.hasOwn(object, key)) return key;
  const lower = key.toLowerCase();
  for (const own of Object.keys(object)) if (own.length === key.length && own.toLowerCase() === lower) return own;
  return undefined;
}

export function getKey(object: ValueObject, key: string): Value | undefined {
  const own = findKey(object, key);
  return own === undefined ? undefined : object[own];
}

/** Sets an own property, even one called `__proto__`. */
export function setKey<T>(object: { [key: string]: T }, key: string, value: T): void {
  if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

export function toObject(entries: Iterable<readonly [string, Value]>): ValueObject {
  const object: { [key: string]: Value } = {};
  for (const [key, value] of entries) setKey(object, key, value);
  return object;
}

/** An expression whose value this is. */
export function toExpression(value: Value): Expression {
  if (isUnknown(value)) return value.expression;
  if (value === null) return call('null', []);
  if (typeof value === 'boolean') return call(value ? 'true' : 'false', []);
  if (typeof value === 'string') return literal(value);
  if (typeof value === 'number') return Number.isInteger(value) ? literal(value) : call('json', [literal(String(value))]);
  if (isArray(value)) return call('createArray', value.map(toExpression));
  return call('createObject', Object.entries(value).flatMap(([key, item]) => [literal(key), toExpression(item)]));
}

export const unknownCall = (name: string, args: readonly Value[]): Unknown => new Unknown(call(name, args.map(toExpression)));
/** `target[index]`, known where `target` is known at that place. */
export function unknownAccess(target: Unknown, index: Value): Value {
  const known = target instanceof PartlyKnown && typeof index === 'string' ? getKey(target.known, index) : undefined;
  return known ?? new Unknown(access(target.expression, toExpression(index)));
}

/** A copy that the caller may change. @throws Error when something is unknown: strict evaluation never leaves it. */
export function toJson(value: Value): JsonValue {
  if (isUnknown(value)) throw new Error('An unknown value was left in a strict evaluation.');
  if (isArray(value)) return value.map(toJson);
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const [key, item] of Object.entries(value)) setKey(copy, key, toJson(item));
  return copy;
}

/** JSON in which every unknown part is its expression in brackets. Known text is not escaped: text that looks like an expression becomes one, which is how `[[` defers
 *  an expression to the nested template. */
export function toTemplateJson(value: Value, print: (expression: Expression) => string): JsonValue {
  if (isUnknown(value)) return `[${print(value.expression)}]`;
  if (isArray(value)) return value.map((item) => toTemplateJson(item, print));
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const [key, item] of Object.entries(value)) setKey(copy, key, toTemplateJson(item, print));
  return copy;
}
