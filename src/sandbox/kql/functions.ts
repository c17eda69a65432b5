import type { JsonValue } from '../../armTemplate';
import { mathFunctions } from './mathFunctions';
import { toRegExp, toReplacement } from './patterns';
import { textFunctions } from './textFunctions';
import { timeFunctions } from './timeFunctions';
import { spanMs } from './tokens';
import { Timespan, equalValues, isEmpty, isObject, spanOfClock, timeAt, toDate, toJson, toNumber, toText } from './values';
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
  toint: one(toWhole),
  tolong: one(toWhole),
  todouble: one(toNumber),
  toreal: one(toNumber),
  todecimal: one(toNumber),
  tobool: one(toBoolean),
  toboolean: one(toBoolean),
  todatetime: one(toDate),
  totimespan: one(toSpan), time: one(toSpan), timespan: one(toSpan), datetime: one(toDate), decimal: one(toNumber),
  parse_json: one(parseJson),
  todynamic: one(parseJson),
  strlen: text((value) => [...value].length),
  strcat: { least: 1, call: (values) => values.map(toText).join('') },
  strcat_array: { least: 2, most: 2, call: ([list, separator]) => array(list).map(toText).join(toText(separator)) },
  strcat_delim: { least: 2, call: ([separator, ...parts]) => parts.map(toText).join(toText(separator)) },
  split: { least: 2, most: 3, call: ([value, separator, index]) => { const parts = toText(value).split(toText(separator)); return index === undefined ? parts : parts.slice(Number(index), Number(index) + 1); } },
  substring: { least: 2, most: 3, call: ([value, start, length]) => part(toText(value), toNumber(start) ?? 0, length === undefined ? Infinity : toNumber(length) ?? 0) },
  replace_string: text((value, search, replacement) => value.replaceAll(search ?? '', replacement ?? ''), 3),
  // The older form: pattern first, subject last.
  replace: text((pattern, replacement, value) => replaced(value ?? '', pattern, replacement ?? ''), 3),
  replace_regex: text((value, pattern, replacement) => replaced(value, pattern ?? '', replacement ?? ''), 3),
  extract: { least: 3, most: 4, call: ([pattern, group, value]) => toRegExp(toText(pattern))?.exec(toText(value))?.[toNumber(group) ?? 0] ?? '' },
  extract_all: { least: 2, most: 2, call: ([pattern, value]) => { const found = [...toText(value).matchAll(toRegExp(toText(pattern), 'g') ?? /$^/g)].map((match): JsonValue => (match.length > 2 ? match.slice(1).map((one) => one ?? '') : match[1] ?? match[0])); return found.length === 0 ? null : found; } },
  trim: text((pattern, value) => trimmed(value ?? '', pattern, true, true), 2),
  trim_start: text((pattern, value) => trimmed(value ?? '', pattern, true, false), 2),
  trim_end: text((pattern, value) => trimmed(value ?? '', pattern, false, true), 2),
  indexof: text((value, search) => value.indexOf(search ?? ''), 2),
  isempty: one(isEmpty),
  isnotempty: one((value) => !isEmpty(value)), notempty: one((value) => !isEmpty(value)), notnull: one((value) => value !== null),
  isnull: one((value) => value === null),
  isnotnull: one((value) => value !== null),
  not: one((value) => (typeof value === 'boolean' ? !value : null)),
  array_length: one((value) => (Array.isArray(value) ? value.length : null)),
  bag_keys: one((value) => (isObject(value) ? Object.keys(value) : null)),
  set_has_element: { least: 2, most: 2, call: ([list, wanted = null]) => array(list).some((item) => equalValues(item, wanted)) },
  array_index_of: { least: 2, most: 2, call: ([list, wanted = null]) => array(list).findIndex((item) => equalValues(item, wanted)) },
  coalesce: { least: 2, call: (values) => values.find((value) => !isEmpty(value)) ?? values.at(-1) ?? null },
  iff: { least: 3, most: 3, call: ([condition, yes = null, no = null]) => (condition === true ? yes : no) },
  iif: { least: 3, most: 3, call: ([condition, yes = null, no = null]) => (condition === true ? yes : no) },
  case: { least: 3, call: chooseCase },
  bag_pack: { least: 2, call: pack },
  pack: { least: 2, call: pack },
  pack_array: { least: 1, call: (values) => values.map(toJson) },
  now: { least: 0, most: 1, call: ([offset], now) => timeAt(now.getTime() + (toNumber(offset) ?? 0)) },
  ago: { least: 1, most: 1, call: ([span], now) => timeAt(now.getTime() - (toNumber(span) ?? 0)) },
  bin: { least: 2, most: 2, call: ([value = null, size]) => bin(value, toNumber(size) ?? 0, value instanceof Date ? beginningOfTimeMs : 0) },
  bin_at: { least: 3, most: 3, call: ([value = null, size, at = null]) => bin(value, toNumber(size) ?? 0, toNumber(at) ?? 0) },
  floor: { least: 2, most: 2, call: ([value = null, size]) => bin(value, toNumber(size) ?? 0, value instanceof Date ? beginningOfTimeMs : 0) },
  round: { least: 1, most: 2, call: ([value, digits]) => { const number = toNumber(value); return number === null || !Number.isFinite(number) ? number : rounded(number, toNumber(digits ?? 0) ?? 0); } },
  abs: one((value) => { const number = toNumber(value); return number === null ? null : Math.abs(number); }),
};

/** Of times and spans: ticks of 100 nanoseconds, since the year 1. */
function toWhole(value: Value): number | null {
  if (value instanceof Timespan) return Math.round(value.ms * 10_000);
  if (value instanceof Date) return (value.getTime() - beginningOfTimeMs) * 10_000;
  const number = toNumber(value);
  return number === null || !Number.isFinite(number) ? null : Math.trunc(number);
}

function toSpan(value: Value): Value {
  if (value instanceof Timespan) return value;
  const ms = typeof value === 'string' ? spanOfClock(value) ?? spanMs(value.trim()) : undefined;
  return ms === undefined ? null : new Timespan(ms);
}

/** A negative start counts from the end. */
function part(value: string, start: number, length: number): string {
  const from = start < 0 ? Math.max(value.length + start, 0) : start;
  return value.slice(from, from + Math.max(length, 0));
}

/** Halves go away from zero; digits may be negative. */
function rounded(number: number, digits: number): number {
  const factor = 10 ** Math.max(Math.min(Math.trunc(digits), 15), -15);
  const scaled = Number((Math.abs(number) * factor).toPrecision(15));
  return (Math.sign(number) * Math.round(scaled)) / factor;
}

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

/** Patterns that are none change nothing, as a query does not fail over its data. */
function replaced(value: string, pattern: string, replacement: string): string {
  const expression = toRegExp(pattern, 'g');
  return expression ? value.replace(expression, toReplacement(replacement)) : value;
}

function trimmed(value: string, pattern: string, atStart: boolean, atEnd: boolean): string {
  const [start, end] = [toRegExp(`^(?:${pattern})+`), toRegExp(`(?:${pattern})+$`)];
  const rest = atStart && start ? value.replace(start, '') : value;
  return atEnd && end ? rest.replace(end, '') : rest;
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

/** Times are counted from the year 1, so that bins of seven days begin on a Monday. */
const beginningOfTimeMs = -62_135_596_800_000;

function bin(value: Value, size: number, from: number): Value {
  const number = toNumber(value);
  if (number === null || size <= 0) return null;
  const rounded = Math.floor((number - from) / size) * size + from;
  return value instanceof Date ? timeAt(rounded) : value instanceof Timespan ? new Timespan(rounded) : rounded;
}
