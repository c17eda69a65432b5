import type { Expression } from '../expressions/ast';
import type { Frame } from '../evaluation/frame';
import { ExpressionFault } from '../fault';
import { isArray, isInteger, isObject, typeName, type Value, type ValueObject } from '../values/value';

/** `single`: the function takes one parameter, which errors then do not number. */
export interface Call { readonly name: string; readonly frame: Frame; readonly single?: boolean }

/** Where the official engine sends the reader of most errors. */
export const USAGE = 'Please see https://aka.ms/arm-functions for usage details.';

/** A function of the template language. */
export interface Builtin {
  readonly name: string;
  readonly arity: { readonly min: number; readonly max: number };
  /** Gets evaluated arguments. What may be unknown in them says `accepts`; with more unknown than that, the call stays. */
  readonly eager?: (args: readonly Value[], call: Call) => Value;
  /** `known` (default): nothing unknown; `parts`: unknown parts inside arrays and objects; `anything`: unknown arguments too. */
  readonly accepts?: 'known' | 'parts' | 'anything';
  /** Evaluates its arguments itself, or not at all. */
  readonly lazy?: (args: readonly Expression[], call: Call) => Value;
}

export const eager = (name: string, min: number, max: number, run: NonNullable<Builtin['eager']>): Builtin => ({ name, arity: { min, max }, eager: run });
export const tolerant = (name: string, min: number, max: number, run: NonNullable<Builtin['eager']>): Builtin => ({ name, arity: { min, max }, eager: run, accepts: 'parts' });
export const structural = (name: string, min: number, max: number, run: NonNullable<Builtin['eager']>): Builtin => ({ name, arity: { min, max }, eager: run, accepts: 'anything' });
export const lazy = (name: string, min: number, max: number, run: NonNullable<Builtin['lazy']>): Builtin => ({ name, arity: { min, max }, lazy: run });

const NUMBERS: Readonly<Record<number, string>> = { 1: 'one parameter', 2: 'two parameter' };

/** The error of a call with too few or too many arguments, in the words of the official engine. */
export function arityFault(name: string, { min, max }: Builtin['arity'], count: number): ExpressionFault {
  if (max === 0) return new ExpressionFault(`The provided parameters for template language function '${name}' is not valid. The function does not accept parameters. ${USAGE}`);
  if (/^(?:parameters|variables)$/i.test(name)) return new ExpressionFault(`The template language function '${name}' must have only one parameter. ${USAGE}`);
  if (max === Infinity) return new ExpressionFault(`Unable to evaluate template language function '${name}'. At least ${NUMBERS[min] ?? `${min} parameters`} should be provided. ${USAGE}`);
  const expected = min === max ? `${min} argument(s)` : `between ${min} and ${max} argument(s)`;
  return new ExpressionFault(`Unable to evaluate template language function '${name}': function requires ${expected} while ${count} were provided. Please see https://aka.ms/arm-resource-functions/#${name} for usage details.`);
}

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

/** The error of a parameter that has the wrong type; `index` counts from 0. */
export function wrongType(call: Call, index: number, expected: string, value: Value | undefined): ExpressionFault {
  return new ExpressionFault(`The template language function '${call.name}' expects its ${call.single ? '' : `${ORDINALS[index] ?? `${index + 1}th`} `}parameter to be of type '${expected}'. The provided value is of type '${value === undefined ? 'Null' : typeName(value)}'. ${USAGE}`);
}

/** The error of an array whose items have types that the function does not take. */
export function wrongItems(call: Call, array: readonly Value[], expected: readonly string[]): ExpressionFault {
  const wrong = array.flatMap((item, index) => (expected.includes(typeName(item)) ? [] : [{ index, type: typeName(item) }]));
  const types = [...new Set(wrong.map(({ type }) => `'${type}'`))].join(', '), places = wrong.map(({ index }) => index).join(', ');
  return new ExpressionFault(`The template language function '${call.name}' expects its first parameter to be an array only containing elements of type(s) '${expected.join(', ')}'. The provided value contains elements with disallowed type(s) ${types} in index(es) ${places}. ${USAGE}`);
}

export function stringAt(args: readonly Value[], index: number, call: Call): string {
  const value = args[index];
  if (typeof value !== 'string') throw wrongType(call, index, 'String', value);
  return value;
}
export function integerAt(args: readonly Value[], index: number, call: Call): number {
  const value = args[index];
  if (!isInteger(value)) throw wrongType(call, index, 'Integer', value);
  return value;
}
export function arrayAt(args: readonly Value[], index: number, call: Call): readonly Value[] {
  const value = args[index];
  if (!isArray(value)) throw wrongType(call, index, 'Array', value);
  return value;
}
export function objectAt(args: readonly Value[], index: number, call: Call): ValueObject {
  const value = args[index];
  if (!isObject(value)) throw wrongType(call, index, 'Object', value);
  return value;
}
export function booleanAt(args: readonly Value[], index: number, call: Call): boolean {
  const value = args[index];
  if (typeof value !== 'boolean') throw wrongType(call, index, 'Boolean', value);
  return value;
}
export const fault = (call: Call, reason: string): ExpressionFault => new ExpressionFault(`The template language function '${call.name}' is not valid: ${reason}`);
export const notNumeric = (call: Call): ExpressionFault => new ExpressionFault(`The provided arguments for template language function '${call.name}' is not valid: all function arguments should be of numeric types. Please see https://aka.ms/arm-functions#${call.name} for usage details.`);
/** Of a function that is not known, or not here. */
export const notValid = (name: string): ExpressionFault => new ExpressionFault(`The template function '${name}' is not valid. ${USAGE}`);
