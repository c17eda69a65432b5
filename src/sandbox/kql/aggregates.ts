import type { JsonValue } from '../../armTemplate';
import { compile } from './evaluate';
import type { Compiled, Scope } from './evaluate';
import { impliedName } from './impliedName';
import { replaceCalls, type Call } from './replaceCalls';
import type { NamedExpression } from './syntax';
import { errorAt } from './tokens';
import { typeOf, type ColumnType, type ColumnTypes } from './types';
import { compareValues, isEmpty, toJson, toNumber, toText } from './values';
import type { Row, Value } from './values';

/** What a group of rows becomes: one column, or several for `arg_max(x, *)` and for `percentiles`. */
export interface Aggregate { readonly columns: readonly (readonly [string, ColumnType])[]; compute(rows: readonly Row[]): readonly (readonly [string, Value])[] }

type Reduce = (values: readonly Value[]) => Value;

/** Functions of one argument's values in a group. */
const reductions: Readonly<Record<string, Reduce>> = {
  sum: (values) => numbers(values).reduce((total, value) => total + value, 0),
  avg: (values) => (numbers(values).length === 0 ? null : numbers(values).reduce((total, value) => total + value, 0) / numbers(values).length),
  min: (values) => extreme(values, -1),
  max: (values) => extreme(values, 1),
  dcount: (values) => new Set(values.map(toText)).size,
  make_list: (values) => values.filter((value) => value !== null).map(toJson),
  makelist: (values) => values.filter((value) => value !== null).map(toJson),
  make_set: (values) => distinct(values),
  makeset: (values) => distinct(values),
  stdev: (values) => { const spread = variance(numbers(values)); return spread === null ? null : Math.sqrt(spread); },
  variance: (values) => variance(numbers(values)),
  any: (values) => values[0] ?? null,
  take_any: (values) => values[0] ?? null,
};

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
const baseOf = (name: string): string => (name.endsWith('if') && !Object.hasOwn(reductions, name) ? name.slice(0, -2) : name);
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
      const [of, reduce] = [argument(0), reductions[baseOf(call.name)]!];
      const condition = baseOf(call.name) === call.name ? undefined : argument(1);
      return single((rows) => reduce((condition ? rows.filter((row) => condition(row) === true) : rows).map(of)));
    }
  }
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
  return { columns: names.map((one) => [one, 'real']), compute: (rows) => { const values = rows.map(of); return names.map((one, index) => [one, percentile(values, shares[index]!)] as const); } };
}

/** The value at the nearest rank. */
function percentile(values: readonly Value[], share: number): Value {
  const sorted = numbers(values).sort((a, b) => a - b);
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
      const best = rows.reduce<Row | undefined>((winner, row) => (winner && compareValues(by(row), by(winner)) * direction <= 0 ? winner : row), undefined);
      return best ? [[byName, by(best)], ...picked.map(([column, value]) => [column, value(best)] as const)] : [];
    },
  };
}

const numbers = (values: readonly Value[]): number[] => values.flatMap((value) => toNumber(value) ?? []);

/** Of a sample. */
function variance(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const mean = values.reduce((total, value) => total + value, 0) / values.length;
  return values.length === 1 ? 0 : values.reduce((total, value) => total + (value - mean) ** 2, 0) / (values.length - 1);
}

const extreme = (values: readonly Value[], direction: number): Value => values.filter((value) => !isEmpty(value)).reduce<Value>((best, value) => (best === null || compareValues(value, best) * direction > 0 ? value : best), null);

function distinct(values: readonly Value[]): JsonValue[] {
  return [...new Map(values.filter((value) => value !== null).map((value) => [JSON.stringify(toJson(value)), toJson(value)])).values()];
}
