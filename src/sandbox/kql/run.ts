import { compileAggregate } from './aggregates';
import { compile } from './evaluate';
import type { Scope } from './evaluate';
import type { NamedExpression, Operator, Query, SortKey, Start } from './syntax';
import { errorAt } from './tokens';
import { noTypes, typeOf, type ColumnTypes } from './types';
import { compareValues, isEmpty, isObject, toJson } from './values';
import type { Row, Value } from './values';

/** Columns in order, and rows that need not have them all. Columns without a type are dynamic. */
export interface ResultTable { readonly columns: readonly string[]; readonly rows: readonly Row[]; readonly types?: ColumnTypes }

export interface Source {
  readonly now: Date;
  /** Undefined for tables that are not served. */
  table(name: string): ResultTable | undefined;
  readonly tableNames: readonly string[];
}

/** Evaluates a parsed query; `text` is its source, for errors. @throws QueryError for unknown tables, columns and functions. */
export function runQuery(query: Query, text: string, source: Source): ResultTable {
  return query.operators.reduce((table, operator) => apply(operator, table, scopeOf(table, text, source), source), startOf(query.start, text, source));
}

const scopeOf = (table: ResultTable, query: string, source: Source): Scope => ({ query, now: source.now, columns: new Set(table.columns), types: table.types ?? noTypes, run: (inner) => runQuery(inner, query, source) });

function startOf(start: Start, text: string, source: Source): ResultTable {
  switch (start.kind) {
    case 'table': return start.table.endsWith('*') ? allLike(start.table, source) : tableOf(start, text, source);
    case 'query': return runQuery(start.query, text, source);
    case 'print': return project({ columns: [], rows: [new Map()] }, start.columns.map(({ name, value }, index) => ({ name: name === 'Column1' ? `print_${index}` : name, value })), scopeOf({ columns: [], rows: [] }, text, source));
    case 'union': return union(start.parts.filter((part) => !start.isFuzzy || part.start.kind !== 'table' || part.start.table.endsWith('*') || source.table(part.start.table) !== undefined).map((part, index) => {
      const table = runQuery(part, text, source);
      return start.name === undefined ? table : labelled(table, start.name, part.start.kind === 'table' ? part.start.table : `union_arg${index}`);
    }));
  }
}

function tableOf({ table, at }: Start & { kind: 'table' }, text: string, source: Source): ResultTable {
  const found = source.table(table);
  if (!found) throw errorAt(text, at, `The table '${table}' is not served by the sandbox. Tables: ${source.tableNames.join(', ')}.`, table);
  return found;
}

const allLike = (pattern: string, source: Source): ResultTable => union(source.tableNames.filter((name) => name.startsWith(pattern.slice(0, -1))).flatMap((name) => source.table(name) ?? []));

const labelled = (table: ResultTable, name: string, label: string): ResultTable =>
  ({ columns: [name, ...table.columns], types: new Map([...table.types ?? noTypes, [name, 'string']]), rows: table.rows.map((row) => new Map([...row, [name, label]])) });

function apply(operator: Operator, table: ResultTable, scope: Scope, source: Source): ResultTable {
  switch (operator.kind) {
    case 'where': { const condition = compile(operator.condition, scope); return { ...table, rows: table.rows.filter((row) => condition(row) === true) }; }
    case 'project': return project(table, operator.columns, scope);
    case 'extend': return extend(table, operator.columns, scope);
    case 'project-away': return keep(table, table.columns.filter((name) => !operator.names.includes(name)));
    case 'project-keep': return keep(table, table.columns.filter((name) => operator.names.includes(name)));
    case 'project-reorder': return { ...table, columns: [...operator.names.filter((name) => scope.columns.has(name)), ...table.columns.filter((name) => !operator.names.includes(name))] };
    case 'as-is': return table;
    case 'project-rename': return rename(table, new Map(operator.names.map(([to, from]) => [from, to])));
    case 'summarize': return summarize(table, operator, scope);
    case 'sort': return { ...table, rows: sorted(table.rows, operator.keys, scope) };
    case 'take': return { ...table, rows: table.rows.slice(0, operator.count) };
    case 'top': return { ...table, rows: sorted(table.rows, [operator.key], scope).slice(0, operator.count) };
    case 'count': return { columns: ['Count'], rows: [new Map([['Count', table.rows.length]])], types: new Map([['Count', 'long']]) };
    case 'distinct': return distinct(operator.columns === 'all' ? table : project(table, operator.columns, scope));
    case 'join': return join(table, operator, scope, runQuery(operator.right, scope.query, source));
    case 'mv-expand': return expand(table, operator, scope);
    case 'union': return union([table, ...operator.others.map((other) => runQuery(other, scope.query, source))]);
  }
}

function project(table: ResultTable, columns: readonly NamedExpression[], scope: Scope): ResultTable {
  const compiled = unique(columns).map(({ name, value }) => [name, compile(value, scope)] as const);
  return { columns: compiled.map(([name]) => name), rows: table.rows.map((row) => new Map(compiled.map(([name, value]) => [name, value(row)]))), types: typesOf(unique(columns), scope) };
}

const typesOf = (columns: readonly NamedExpression[], { types }: Scope): ColumnTypes => new Map(columns.map(({ name, value }) => [name, typeOf(value, types)]));

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
  return { columns: [...new Set([...table.columns, ...compiled.map(([name]) => name)])], rows: table.rows.map((row) => new Map([...row, ...compiled.map(([name, value]) => [name, value(row)] as const)])), types: new Map([...scope.types, ...typesOf(columns, scope)]) };
}

const keep = (table: ResultTable, columns: readonly string[]): ResultTable => ({ ...table, columns, rows: table.rows.map((row) => new Map(columns.map((name) => [name, row.get(name) ?? null]))) });

function rename(table: ResultTable, names: ReadonlyMap<string, string>): ResultTable {
  const to = (name: string): string => names.get(name) ?? name;
  return { columns: table.columns.map(to), types: new Map([...table.types ?? noTypes].map(([name, type]) => [to(name), type])), rows: table.rows.map((row) => new Map([...row].map(([name, value]) => [to(name), value]))) };
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
  const rows = all.map(({ key, rows: members }) => new Map([...key, ...results.flatMap(({ compute }) => compute(members))]));
  const types = new Map([...typesOf(unique(by), scope), ...results.flatMap(({ columns }) => columns)]);
  return { columns: [...types.keys()], rows, types };
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
  const types = new Map([...right.columns.map((name) => [left.columns.includes(name) ? `${name}1` : name, right.types?.get(name) ?? 'dynamic'] as const), ...left.types ?? noTypes]);
  if (flavor === 'leftanti' || flavor === 'leftsemi') return { ...left, rows: left.rows.filter((row) => matches.has(keyOf(row, 0)) === (flavor === 'leftsemi')) };
  const named = right.columns.map((name) => [name, left.columns.includes(name) ? `${name}1` : name] as const);
  const combine = (row: Row, other: Row | undefined): Row => new Map([...row, ...named.map(([from, to]) => [to, other?.get(from) ?? null] as const)]);
  const base = flavor === 'innerunique' ? [...new Map(left.rows.map((row) => [keyOf(row, 0), row] as const).reverse()).values()].reverse() : left.rows;
  const rows = base.flatMap((row) => {
    const found = matches.get(keyOf(row, 0));
    return found ? found.map((other) => combine(row, other)) : flavor === 'leftouter' ? [combine(row, undefined)] : [];
  });
  return { columns: [...left.columns, ...named.map(([, to]) => to)], rows, types };
}

/** One row for each item of an array or each property of an object; rows without either stay, with null. */
function expand(table: ResultTable, { name, value }: Operator & { kind: 'mv-expand' }, scope: Scope): ResultTable {
  const of = compile(value, scope);
  const items = (found: Value): readonly Value[] => (Array.isArray(found) ? found : isObject(found) ? Object.entries(found).map(([key, one]) => ({ [key]: one })) : [found]);
  return { columns: [...new Set([...table.columns, name])], types: new Map([...scope.types, [name, 'dynamic']]), rows: table.rows.flatMap((row) => items(of(row)).map((item) => new Map([...row, [name, item] as const]))) };
}

const union = (tables: readonly ResultTable[]): ResultTable => ({ types: new Map(tables.flatMap(({ types }) => [...types ?? noTypes])), columns: [...new Set(tables.flatMap(({ columns }) => columns))], rows: tables.flatMap(({ rows }) => rows) });
