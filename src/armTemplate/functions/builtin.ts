import type { Expression } from '../expressions/ast';
import type { Frame } from '../evaluation/frame';
import { ExpressionFault } from '../fault';
import { isArray, isInteger, isObject, typeName, type Value, type ValueObject } from '../values/value';

export interface Call { readonly name: string; readonly frame: Frame }

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

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth'];

/** The error of a parameter that has the wrong type; `index` counts from 0. */
export function wrongType(call: Call, index: number, expected: string, value: Value | undefined): ExpressionFault {
  return new ExpressionFault(`The template language function '${call.name}' expects its ${ORDINALS[index] ?? `${index + 1}th`} parameter to be of type '${expected}'. The provided value is of type '${value === undefined ? 'Null' : typeName(value)}'.`);
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
