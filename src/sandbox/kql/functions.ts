import type { JsonValue } from '../../armTemplate';
import { mathFunctions } from './mathFunctions';
import { textFunctions } from './textFunctions';
import { timeFunctions } from './timeFunctions';
import { Timespan, equalValues, isEmpty, isObject, timeAt, toDate, toJson, toNumber, toText } from './values';
import type { Value } from './values';

/** Scalar functions: arguments are evaluated. `most` arguments are allowed, any number without it. */
export interface ScalarFunction { readonly least: number; readonly most?: number; readonly call: (values: readonly Value[], now: Date) => Value }

const one = (call: (value: Value) => Value): ScalarFunction => ({ least: 1, most: 1, call: ([value = null]) => call(value) });
const text = (call: (value: string, ...more: string[]) => Value, least = 1, most = least): ScalarFunction => ({ least, most, call: (values) => call(...(values.map(toText) as [string, ...string[]])) });
const array = (value: Value | undefined): JsonValue[] => (Array.isArray(value) ? value : []);

export const scalarFunctions: Readonly<Record<string, ScalarFunction>> = {
  ...timeFunctions, ...mathFunctions, ...textFunctions,
  tostring: one(toText),
  tolower: text((value) => value.toLowerCase()),
  toupper: text((value) => value.toUpperCase()),
  toint: one((value) => truncated(toNumber(value))),
  tolong: one((value) => truncated(toNumber(value))),
  todouble: one(toNumber),
  toreal: one(toNumber),
  todecimal: one(toNumber),
  tobool: one(toBoolean),
  toboolean: one(toBoolean),
  todatetime: one(toDate),
  totimespan: one((value) => (value instanceof Timespan ? value : null)),
  parse_json: one(parseJson),
  todynamic: one(parseJson),
  strlen: text((value) => value.length),
  strcat: { least: 1, call: (values) => values.map(toText).join('') },
  strcat_array: { least: 2, most: 2, call: ([list, separator]) => array(list).map(toText).join(toText(separator)) },
  strcat_delim: { least: 2, call: ([separator, ...parts]) => parts.map(toText).join(toText(separator)) },
  split: { least: 2, most: 3, call: ([value, separator, index]) => { const parts = toText(value).split(toText(separator)); return index === undefined ? parts : parts.slice(Number(index), Number(index) + 1); } },
  substring: { least: 2, most: 3, call: ([value, start, length]) => toText(value).slice(Number(start), length === undefined ? undefined : Number(start) + Number(length)) },
  replace_string: text((value, search, replacement) => value.replaceAll(search ?? '', replacement ?? ''), 3),
  // The older form: pattern first, subject last.
  replace: text((pattern, replacement, value) => regex(pattern, 'g', (expression) => (value ?? '').replace(expression, replacement ?? ''), value ?? ''), 3),
  replace_regex: text((value, pattern, replacement) => regex(pattern ?? '', 'g', (expression) => value.replace(expression, replacement ?? ''), value), 3),
  extract: { least: 3, most: 3, call: ([pattern, group, value]) => regex(toText(pattern), '', (expression) => expression.exec(toText(value))?.[Number(group)] ?? '', '') },
  trim: text((pattern, value) => regex(`^(?:${pattern})+|(?:${pattern})+$`, 'g', (expression) => (value ?? '').replace(expression, ''), value ?? ''), 2),
  indexof: text((value, search) => value.indexOf(search ?? ''), 2),
  isempty: one(isEmpty),
  isnotempty: one((value) => !isEmpty(value)),
  isnull: one((value) => value === null),
  isnotnull: one((value) => value !== null),
  not: one((value) => value !== true),
  array_length: one((value) => (Array.isArray(value) ? value.length : null)),
  bag_keys: one((value) => (isObject(value) ? Object.keys(value) : null)),
  set_has_element: { least: 2, most: 2, call: ([list, wanted = null]) => array(list).some((item) => equalValues(item, wanted)) },
  array_index_of: { least: 2, most: 2, call: ([list, wanted = null]) => array(list).findIndex((item) => equalValues(item, wanted)) },
  coalesce: { least: 2, call: (values) => values.find((value) => !isEmpty(value)) ?? null },
  iff: { least: 3, most: 3, call: ([condition, yes = null, no = null]) => (condition === true ? yes : no) },
  iif: { least: 3, most: 3, call: ([condition, yes = null, no = null]) => (condition === true ? yes : no) },
  case: { least: 3, call: chooseCase },
  bag_pack: { least: 2, call: pack },
  pack: { least: 2, call: pack },
  pack_array: { least: 1, call: (values) => values.map(toJson) },
  now: { least: 0, most: 1, call: ([offset], now) => timeAt(now.getTime() + (toNumber(offset) ?? 0)) },
  ago: { least: 1, most: 1, call: ([span], now) => timeAt(now.getTime() - (toNumber(span) ?? 0)) },
  bin: { least: 2, most: 2, call: ([value = null, size]) => bin(value, toNumber(size) ?? 1) },
  floor: { least: 2, most: 2, call: ([value = null, size]) => bin(value, toNumber(size) ?? 1) },
  round: { least: 1, most: 2, call: ([value, digits]) => { const number = toNumber(value); return number === null ? null : Number(number.toFixed(Number(digits ?? 0))); } },
  abs: one((value) => { const number = toNumber(value); return number === null ? null : Math.abs(number); }),
};

const truncated = (number: number | null): number | null => (number === null ? null : Math.trunc(number));

function toBoolean(value: Value): Value {
  if (typeof value === 'boolean') return value;
  const words = toText(value).toLowerCase();
  return words === 'true' || words === '1' ? true : words === 'false' || words === '0' ? false : null;
}

function parseJson(value: Value): Value {
  if (typeof value !== 'string') return value;
  try { return JSON.parse(value) as JsonValue; }
  catch (error) {
    if (error instanceof SyntaxError) return value;
    throw error;
  }
}

/** Patterns that are none give `otherwise`, as a query does not fail over its data. */
function regex(pattern: string, flags: string, use: (expression: RegExp) => Value, otherwise: Value): Value {
  try { return use(new RegExp(pattern, flags)); }
  catch (error) {
    if (error instanceof SyntaxError) return otherwise;
    throw error;
  }
}

function chooseCase(values: readonly Value[]): Value {
  for (let index = 0; index + 1 < values.length; index += 2) if (values[index] === true) return values[index + 1]!;
  return values.length % 2 === 1 ? values.at(-1)! : null;
}

function pack(values: readonly Value[]): Value {
  const pairs: [string, JsonValue][] = [];
  for (let index = 0; index + 1 < values.length; index += 2) pairs.push([toText(values[index]), toJson(values[index + 1])]);
  return Object.fromEntries(pairs);
}

function bin(value: Value, size: number): Value {
  const number = toNumber(value);
  if (number === null || size <= 0) return null;
  const rounded = Math.floor(number / size) * size;
  return value instanceof Date ? timeAt(rounded) : value instanceof Timespan ? new Timespan(rounded) : rounded;
}
