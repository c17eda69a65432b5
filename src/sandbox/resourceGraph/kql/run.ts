import { compileAggregate } from './aggregates';
import { compile } from './evaluate';
import type { Scope } from './evaluate';
import type { NamedExpression, Operator, Query, SortKey } from './syntax';
import { errorAt } from './tokens';
import { compareValues, isEmpty, isObject, toJson } from './values';
import type { Row, Value } from './values';

/** Columns in order, and rows that need not have them all. */
export interface ResultTable { readonly columns: readonly string[]; readonly rows: readonly Row[] }

export interface Source {
  readonly now: Date;
  /** Undefined for tables that are not served. */
  table(name: string): ResultTable | undefined;
  readonly tableNames: readonly string[];
}

/** Evaluates a parsed query; `text` is its source, for errors. @throws QueryError for unknown tables, columns and functions. */
export function runQuery(query: Query, text: string, source: Source): ResultTable {
  const start = source.table(query.table);
  if (!start) throw errorAt(text, query.tableAt, `The table '${query.table}' is not served by the sandbox. Tables: ${source.tableNames.join(', ')}.`, query.table);
  return query.operators.reduce((table, operator) => apply(operator, table, { query: text, now: source.now, columns: new Set(table.columns) }, source), start);
}

function apply(operator: Operator, table: ResultTable, scope: Scope, source: Source): ResultTable {
  switch (operator.kind) {
    case 'where': { const condition = compile(operator.condition, scope); return { ...table, rows: table.rows.filter((row) => condition(row) === true) }; }
    case 'project': return project(table, operator.columns, scope);
    case 'extend': return extend(table, operator.columns, scope);
    case 'project-away': return keep(table, table.columns.filter((name) => !operator.names.includes(name)));
    case 'project-keep': return keep(table, table.columns.filter((name) => operator.names.includes(name)));
    case 'project-reorder': return { ...table, columns: [...operator.names.filter((name) => scope.columns.has(name)), ...table.columns.filter((name) => !operator.names.includes(name))] };
    case 'project-rename': return rename(table, new Map(operator.names.map(([to, from]) => [from, to])));
    case 'summarize': return summarize(table, operator, scope);
    case 'sort': return { ...table, rows: sorted(table.rows, operator.keys, scope) };
    case 'take': return { ...table, rows: table.rows.slice(0, operator.count) };
    case 'top': return { ...table, rows: sorted(table.rows, [operator.key], scope).slice(0, operator.count) };
    case 'count': return { columns: ['Count'], rows: [new Map([['Count', table.rows.length]])] };
    case 'distinct': return distinct(operator.columns === 'all' ? table : project(table, operator.columns, scope));
    case 'join': return join(table, operator, scope, runQuery(operator.right, scope.query, source));
    case 'mv-expand': return expand(table, operator, scope);
    case 'union': return union([table, ...operator.others.map((other) => runQuery(other, scope.query, source))]);
  }
}

function project(table: ResultTable, columns: readonly NamedExpression[], scope: Scope): ResultTable {
  const compiled = unique(columns).map(({ name, value }) => [name, compile(value, scope)] as const);
  return { columns: compiled.map(([name]) => name), rows: table.rows.map((row) => new Map(compiled.map(([name, value]) => [name, value(row)]))) };
}

/** Two columns of one name get numbers, as in Kusto: `name`, `name1`. */
function unique(columns: readonly NamedExpression[]): NamedExpression[] {
  const seen = new Map<string, number>();
  return columns.map(({ name, value }) => {
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return { name: count === 0 ? name : `${name}${count}`, value };
  });
}

/** Later columns of one `extend` do not see earlier ones. */
function extend(table: ResultTable, columns: readonly NamedExpression[], scope: Scope): ResultTable {
  const compiled = columns.map(({ name, value }) => [name, compile(value, scope)] as const);
  return { columns: [...new Set([...table.columns, ...compiled.map(([name]) => name)])], rows: table.rows.map((row) => new Map([...row, ...compiled.map(([name, value]) => [name, value(row)] as const)])) };
}

const keep = (table: ResultTable, columns: readonly string[]): ResultTable => ({ columns, rows: table.rows.map((row) => new Map(columns.map((name) => [name, row.get(name) ?? null]))) });

function rename(table: ResultTable, names: ReadonlyMap<string, string>): ResultTable {
  const to = (name: string): string => names.get(name) ?? name;
  return { columns: table.columns.map(to), rows: table.rows.map((row) => new Map([...row].map(([name, value]) => [to(name), value]))) };
}

function summarize(table: ResultTable, { aggregates, by }: Operator & { kind: 'summarize' }, scope: Scope): ResultTable {
  const keys = unique(by).map(({ name, value }) => [name, compile(value, scope)] as const);
  const results = unique(aggregates).map((aggregate) => compileAggregate(aggregate, scope));
  const groups = new Map<string, { key: (readonly [string, Value])[]; rows: Row[] }>();
  for (const row of table.rows) {
    const key = keys.map(([name, value]) => [name, value(row)] as const);
    const id = JSON.stringify(key.map(([, value]) => toJson(value)));
    const group = groups.get(id) ?? { key, rows: [] };
    group.rows.push(row);
    groups.set(id, group);
  }
  // Without groups there is one row, even over nothing.
  const all = by.length === 0 && groups.size === 0 ? [{ key: [], rows: [] }] : [...groups.values()];
  const rows = all.map(({ key, rows: members }) => new Map([...key, ...results.flatMap((result) => result(members))]));
  return { columns: rows[0] ? [...rows[0].keys()] : [...keys.map(([name]) => name), ...aggregates.map(({ name }) => name)], rows };
}

function sorted(rows: readonly Row[], keys: readonly SortKey[], scope: Scope): Row[] {
  const compiled = keys.map(({ value, descending, nullsFirst }) => ({ value: compile(value, scope), descending, nullsFirst }));
  const withKeys = rows.map((row) => ({ row, values: compiled.map(({ value }) => value(row)) }));
  withKeys.sort((left, right) => {
    for (const [index, { descending, nullsFirst }] of compiled.entries()) {
      const [a, b] = [left.values[index]!, right.values[index]!];
      if (isEmpty(a) !== isEmpty(b)) return isEmpty(a) === nullsFirst ? -1 : 1;
      const order = compareValues(a, b);
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
  return withKeys.map(({ row }) => row);
}

function distinct(table: ResultTable): ResultTable {
  const rows = new Map(table.rows.map((row) => [JSON.stringify(table.columns.map((name) => toJson(row.get(name)))), row]));
  return keep({ ...table, rows: [...rows.values()] }, table.columns);
}

/** Columns of the right side that the left one has too get a number. */
function join(left: ResultTable, { flavor, on }: Operator & { kind: 'join' }, scope: Scope, right: ResultTable): ResultTable {
  for (const [a, b] of on) for (const [name, columns] of [[a, left.columns], [b, right.columns]] as const) if (!columns.includes(name)) throw errorAt(scope.query, scope.query.indexOf(name), `The join column '${name}' is not known on its side.`, name);
  const keyOf = (row: Row, side: 0 | 1): string => JSON.stringify(on.map((pair) => toJson(row.get(pair[side]))));
  const matches = new Map<string, Row[]>();
  for (const row of right.rows) matches.set(keyOf(row, 1), [...(matches.get(keyOf(row, 1)) ?? []), row]);
  if (flavor === 'leftanti' || flavor === 'leftsemi') return { ...left, rows: left.rows.filter((row) => matches.has(keyOf(row, 0)) === (flavor === 'leftsemi')) };
  const named = right.columns.map((name) => [name, left.columns.includes(name) ? `${name}1` : name] as const);
  const combine = (row: Row, other: Row | undefined): Row => new Map([...row, ...named.map(([from, to]) => [to, other?.get(from) ?? null] as const)]);
  const base = flavor === 'innerunique' ? [...new Map(left.rows.map((row) => [keyOf(row, 0), row] as const).reverse()).values()].reverse() : left.rows;
  const rows = base.flatMap((row) => {
    const found = matches.get(keyOf(row, 0));
    return found ? found.map((other) => combine(row, other)) : flavor === 'leftouter' ? [combine(row, undefined)] : [];
  });
  return { columns: [...left.columns, ...named.map(([, to]) => to)], rows };
}

/** One row for each item of an array or each property of an object; rows without either stay, with null. */
function expand(table: ResultTable, { name, value }: Operator & { kind: 'mv-expand' }, scope: Scope): ResultTable {
  const of = compile(value, scope);
  const items = (found: Value): readonly Value[] => (Array.isArray(found) ? found : isObject(found) ? Object.entries(found).map(([key, one]) => ({ [key]: one })) : [found]);
  return { columns: [...new Set([...table.columns, name])], rows: table.rows.flatMap((row) => items(of(row)).map((item) => new Map([...row, [name, item] as const]))) };
}

const union = (tables: readonly ResultTable[]): ResultTable => ({ columns: [...new Set(tables.flatMap(({ columns }) => columns))], rows: tables.flatMap(({ rows }) => rows) });
