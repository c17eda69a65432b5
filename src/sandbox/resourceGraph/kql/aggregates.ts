import type { JsonValue } from '../../../armTemplate';
import { compile } from './evaluate';
import type { Compiled, Scope } from './evaluate';
import type { NamedExpression } from './syntax';
import { errorAt } from './tokens';
import { compareValues, isEmpty, toJson, toNumber, toText } from './values';
import type { Row, Value } from './values';

/** One column of a summary, or several for `arg_max(x, *)`. */
export type Aggregate = (rows: readonly Row[]) => readonly (readonly [string, Value])[];

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
  any: (values) => values[0] ?? null,
  take_any: (values) => values[0] ?? null,
};

/** Compiles `name = aggregate(...)`. @throws QueryError when it is no supported aggregate. */
export function compileAggregate({ name, value }: NamedExpression, scope: Scope): Aggregate {
  if (value.kind !== 'call') throw errorAt(scope.query, value.at, 'An aggregate such as count() is expected here.', name);
  const [first, second] = value.arguments;
  const argument = (index: number): Compiled => {
    const given = value.arguments[index];
    if (!given) throw errorAt(scope.query, value.at, `The aggregate '${value.name}' needs ${index + 1} argument(s).`, value.name);
    return compile(given, scope);
  };
  const single = (result: (rows: readonly Row[]) => Value): Aggregate => (rows) => [[name, result(rows)]];
  if (value.name === 'count') return single((rows) => rows.length);
  if (value.name === 'countif') { const condition = argument(0); return single((rows) => rows.filter((row) => condition(row) === true).length); }
  if (value.name === 'arg_max' || value.name === 'arg_min') return argExtreme(value.name === 'arg_max' ? 1 : -1, { by: argument(0), byName: name.replace(/^arg_(max|min)_/, ''), all: second?.kind === 'star', others: value.arguments.slice(1) }, scope);
  const base = value.name.replace(/if$/, '');
  const reduce = Object.hasOwn(reductions, value.name) ? reductions[value.name] : value.name.endsWith('if') && Object.hasOwn(reductions, base) ? reductions[base] : undefined;
  if (!reduce || !first) throw errorAt(scope.query, value.at, `The aggregate '${value.name}' is not supported by the sandbox. Supported: count, countif, arg_max, arg_min, ${Object.keys(reductions).join(', ')}.`, value.name);
  const of = argument(0);
  const condition = value.name !== base && !Object.hasOwn(reductions, value.name) ? argument(1) : undefined;
  return single((rows) => reduce((condition ? rows.filter((row) => condition(row) === true) : rows).map(of)));
}

interface Extreme { readonly by: Compiled; readonly byName: string; readonly all: boolean; readonly others: readonly NamedExpression['value'][] }

/** The row with the greatest or smallest value: its columns. */
function argExtreme(direction: number, { by, byName, all, others }: Extreme, scope: Scope): Aggregate {
  const columns = all ? [] : others.map((other) => [other.kind === 'column' ? other.name : 'Column', compile(other, scope)] as const);
  return (rows) => {
    const best = rows.reduce<Row | undefined>((winner, row) => (winner && compareValues(by(row), by(winner)) * direction <= 0 ? winner : row), undefined);
    if (!best) return [];
    return [[byName, by(best)], ...(all ? [...best] : columns.map(([name, value]) => [name, value(best)] as const))];
  };
}

const numbers = (values: readonly Value[]): number[] => values.flatMap((value) => toNumber(value) ?? []);
const extreme = (values: readonly Value[], direction: number): Value => values.filter((value) => !isEmpty(value)).reduce<Value>((best, value) => (best === null || compareValues(value, best) * direction > 0 ? value : best), null);

function distinct(values: readonly Value[]): JsonValue[] {
  return [...new Map(values.filter((value) => value !== null).map((value) => [JSON.stringify(toJson(value)), toJson(value)])).values()];
}
