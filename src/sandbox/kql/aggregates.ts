import type { JsonObject, JsonValue } from '../../armTemplate';
import { compile } from './evaluate';
import type { Compiled, Scope } from './evaluate';
import { impliedName } from './impliedName';
import { replaceCalls, type Call } from './replaceCalls';
import type { NamedExpression } from './syntax';
import { errorAt } from './tokens';
import { typeOf, type ColumnType, type ColumnTypes } from './types';
import { Timespan, compareValues, isEmpty, isObject, timeAt, toJson, toNumber } from './values';
import type { Row, Value } from './values';

/** What a group of rows becomes: one column, or several for `arg_max(x, *)` and for `percentiles`. */
export interface Aggregate { readonly columns: readonly (readonly [string, ColumnType])[]; compute(rows: readonly Row[]): readonly (readonly [string, Value])[] }

/** `most` values are kept by those that make lists. */
type Reduce = (values: readonly Value[], most: number) => Value;

/** Functions of one argument's values in a group. */
const reductions: Readonly<Record<string, Reduce>> = {
  sum: (values) => alike(values, (all) => all.reduce((total, value) => total + value, 0)),
  avg: (values) => alike(values, (all) => (all.length === 0 ? NaN : all.reduce((total, value) => total + value, 0) / all.length)),
  min: (values) => extreme(values, -1),
  max: (values) => extreme(values, 1),
  dcount: (values) => new Set(values.filter((value) => value !== null).map((value) => JSON.stringify(toJson(value)))).size,
  count_distinct: (values) => new Set(values.filter((value) => value !== null).map((value) => JSON.stringify(toJson(value)))).size,
  make_list: (values, most) => values.filter((value) => value !== null).slice(0, most).map(toJson),
  makelist: (values, most) => values.filter((value) => value !== null).slice(0, most).map(toJson),
  make_set: (values, most) => distinct(values).slice(0, most),
  makeset: (values, most) => distinct(values).slice(0, most),
  make_bag: (values) => Object.assign({}, ...values.filter((value) => isObject(value)).reverse()) as JsonObject,
  stdev: (values) => Math.sqrt(variance(numbers(values), 1)),
  stdevp: (values) => Math.sqrt(variance(numbers(values), 0)),
  variance: (values) => variance(numbers(values), 1),
  variancep: (values) => variance(numbers(values), 0),
  any: (values) => values.find((value) => !isEmpty(value)) ?? values[0] ?? null,
  take_any: (values) => values.find((value) => !isEmpty(value)) ?? values[0] ?? null,
};

/** Sums and means of spans are spans, means of times are times. */
function alike(values: readonly Value[], reduce: (numbers: readonly number[]) => number): Value {
  const all = numbers(values);
  const [first] = values.filter((value) => value !== null);
  const result = reduce(all);
  return first instanceof Timespan ? new Timespan(result) : first instanceof Date ? timeAt(result) : result;
}

/** Compiles `name = aggregate(...)`, or an expression over aggregates such as `100.0 * countif(x) / count()`. @throws QueryError when there is no supported aggregate in it. */
export function compileAggregate(named: NamedExpression, scope: Scope): Aggregate {
  if (named.value.kind === 'call' && isAggregate(named.value.name)) return compileCall(named.name, named.value, scope);
  const inner: Aggregate[] = [];
  const outer = replaceCalls(named.value, (call) => {
    if (!isAggregate(call.name)) return undefined;
    const name = `$${inner.length}`;
    inner.push(compileCall(name, call, scope));
    return { kind: 'column', name, at: call.at };
  });
  if (inner.length === 0) throw notOne(named, scope);
  const types: ColumnTypes = new Map(inner.flatMap(({ columns }) => columns));
  const value = compile(outer, { ...scope, columns: new Set(types.keys()), types });
  return { columns: [[named.name, typeOf(outer, types)]], compute: (rows) => [[named.name, value(new Map(inner.flatMap(({ compute }) => compute(rows))))]] };
}

function notOne({ name, value }: NamedExpression, scope: Scope): Error {
  if (value.kind !== 'call') return errorAt(scope.query, value.at, 'An aggregate such as count() is expected here.', name);
  return errorAt(scope.query, value.at, `The aggregate '${value.name}' is not supported by the sandbox. Supported: ${[...special, ...Object.keys(reductions)].join(', ')}.`, value.name);
}

const special = ['count', 'countif', 'arg_max', 'arg_min', 'percentile', 'percentiles'];
/** `sumif(x, condition)` is `sum` over some of the rows. */
const baseOf = (name: string): string => (name.endsWith('if') && !Object.hasOwn(reductions, name) ? name.replace(/_?if$/, '') : name);
const takesSize = /^make_?(list|set)(_if)?$/;
const isAggregate = (name: string): boolean => special.includes(name) || Object.hasOwn(reductions, baseOf(name));

function compileCall(name: string, call: Call, scope: Scope): Aggregate {
  const argument = (index: number): Compiled => {
    const given = call.arguments[index];
    if (!given) throw errorAt(scope.query, call.at, `The aggregate '${call.name}' needs ${index + 1} argument(s).`, call.name);
    return compile(given, scope);
  };
  const single = (compute: (rows: readonly Row[]) => Value): Aggregate => ({ columns: [[name, typeOf(call, scope.types)]], compute: (rows) => [[name, compute(rows)]] });
  switch (call.name) {
    case 'count': return single((rows) => rows.length);
    case 'countif': { const condition = argument(0); return single((rows) => rows.filter((row) => condition(row) === true).length); }
    case 'arg_max': case 'arg_min': return argExtreme(call, name, argument(0), scope);
    case 'percentile': { const [of, share] = [argument(0), percentOf(call, 1, scope)]; return single((rows) => percentile(rows.map(of), share)); }
    case 'percentiles': return percentiles(call, argument(0), scope);
    default: {
      if (call.arguments[0]?.kind === 'star') throw errorAt(scope.query, call.at, `The aggregate '${call.name}' of all columns is not supported by the sandbox.`, call.name);
      const [of, reduce] = [argument(0), reductions[baseOf(call.name)]!];
      const isConditional = baseOf(call.name) !== call.name;
      const condition = isConditional ? argument(1) : undefined;
      const most = sizeOf(call, isConditional ? 2 : 1, scope);
      return single((rows) => reduce((condition ? rows.filter((row) => condition(row) === true) : rows).map(of), most));
    }
  }
}

/** The last argument of what makes lists. What else is too much is refused, but for the accuracy of `dcount`. */
function sizeOf(call: Call, index: number, scope: Scope): number {
  const given = call.arguments[index];
  if (!given) return Infinity;
  if (takesSize.test(call.name) && given.kind === 'value' && typeof given.value === 'number' && given.value >= 0) return given.value;
  if (/^dcount(if)?$/.test(call.name) && given.kind === 'value') return Infinity;
  throw errorAt(scope.query, given.at, `The aggregate '${call.name}' does not take this argument here.`, call.name);
}

function percentOf(call: Call, index: number, scope: Scope): number {
  const given = call.arguments[index];
  if (given?.kind === 'value' && typeof given.value === 'number' && given.value >= 0 && given.value <= 100) return given.value;
  throw errorAt(scope.query, given?.at ?? call.at, `The aggregate '${call.name}' needs a number from 0 to 100 here.`, call.name);
}

function percentiles(call: Call, of: Compiled, scope: Scope): Aggregate {
  const first = call.arguments[0]!;
  const shares = call.arguments.slice(1).map((_, index) => percentOf(call, index + 1, scope));
  if (shares.length === 0) percentOf(call, 1, scope);
  const names = shares.map((share) => `percentile_${impliedName(first)}_${share}`);
  return { columns: names.map((one) => [one, typeOf(first, scope.types)]), compute: (rows) => { const values = rows.map(of); return names.map((one, index) => [one, percentile(values, shares[index]!)] as const); } };
}

/** The value at the nearest rank. */
function percentile(values: readonly Value[], share: number): Value {
  const sorted = values.filter((value) => toNumber(value) !== null).sort(compareValues);
  return sorted.length === 0 ? null : sorted[Math.max(Math.ceil((share / 100) * sorted.length) - 1, 0)]!;
}

/** The row with the greatest or smallest value: its columns. */
function argExtreme(call: Call, name: string, by: Compiled, scope: Scope): Aggregate {
  const direction = call.name === 'arg_max' ? 1 : -1;
  const [first, ...others] = call.arguments;
  const byName = name.replace(/^arg_(max|min)_/, '');
  const picked: readonly (readonly [string, Compiled, ColumnType])[] = others.some(({ kind }) => kind === 'star')
    ? [...scope.columns].filter((column) => column !== byName).map((column) => [column, (row) => row.get(column) ?? null, scope.types.get(column) ?? 'dynamic'])
    : others.map((other) => [other.kind === 'column' ? other.name : impliedName(other), compile(other, scope), typeOf(other, scope.types)]);
  return {
    columns: [[byName, typeOf(first!, scope.types)], ...picked.map(([column, , type]) => [column, type] as const)],
    compute(rows) {
      const known = rows.filter((row) => by(row) !== null);
      const best = (known.length > 0 ? known : rows).reduce<Row | undefined>((winner, row) => (winner && compareValues(by(row), by(winner)) * direction <= 0 ? winner : row), undefined);
      return best ? [[byName, by(best)], ...picked.map(([column, value]) => [column, value(best)] as const)] : [];
    },
  };
}

const numbers = (values: readonly Value[]): number[] => values.flatMap((value) => toNumber(value) ?? []);

/** `less` is 1 of a sample, 0 of all there is. */
function variance(values: readonly number[], less: 0 | 1): number {
  if (values.length <= less) return 0;
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - less);
}

const extreme = (values: readonly Value[], direction: number): Value => values.filter((value) => !isEmpty(value)).reduce<Value>((best, value) => (best === null || compareValues(value, best) * direction > 0 ? value : best), null);

function distinct(values: readonly Value[]): JsonValue[] {
  return [...new Map(values.filter((value) => value !== null).map((value) => [JSON.stringify(toJson(value)), toJson(value)])).values()];
}
