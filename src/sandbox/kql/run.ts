import type { JsonValue } from '../../armTemplate';
import { compileAggregate } from './aggregates';
import { checkCondition, checkKey } from './checkTypes';
import { compile } from './evaluate';
import type { Scope } from './evaluate';
import { distinctNames } from './distinctNames';
import { expand } from './expand';
import { join } from './join';
import type { ColumnPattern, NamedExpression, Operator, Query, SortKey, Start } from './syntax';
import { errorAt } from './tokens';
import { noTypes, typeOf, type ColumnTypes } from './types';
import { Timespan, compareValues, isEmpty, timeAt, toJson, toNumber } from './values';
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
    case 'datatable': return datatable(start, scopeOf({ columns: [], rows: [] }, text, source));
    case 'range': return range(start, scopeOf({ columns: [], rows: [] }, text, source));
    case 'print': return project({ columns: [], rows: [new Map()] }, start.columns.map(({ name, value }, index) => ({ name: name === 'Column1' ? `print_${index}` : name, value })), scopeOf({ columns: [], rows: [] }, text, source));
    case 'union': return union(start.parts.filter((part) => !start.isFuzzy || part.start.kind !== 'table' || part.start.table.endsWith('*') || source.table(part.start.table) !== undefined).map((part, index) => {
      const table = runQuery(part, text, source);
      return start.name === undefined ? table : labelled(table, start.name, part.start.kind === 'table' ? part.start.table : `union_arg${index}`);
    }));
  }
}

function datatable({ columns, cells }: Start & { kind: 'datatable' }, scope: Scope): ResultTable {
  const nothing: Row = new Map();
  const values = cells.map((cell) => compile(cell, scope)(nothing));
  const rows = Array.from({ length: values.length / columns.length }, (_, row) => new Map(columns.map(([name], column) => [name, values[row * columns.length + column] ?? null] as const)));
  return { columns: columns.map(([name]) => name), types: new Map(columns), rows };
}

const mostSteps = 100_000;

function range({ name, from, to, step, at }: Start & { kind: 'range' }, scope: Scope): ResultTable {
  const nothing: Row = new Map();
  const [first, last, distance] = [from, to, step].map((part) => compile(part, scope)(nothing)) as [Value, Value, Value];
  const [start, end, by] = [first, last, distance].map((value) => toNumber(value)) as [number | null, number | null, number | null];
  if (start === null || end === null || by === null || by === 0) throw errorAt(scope.query, at, 'A range needs numbers, times or spans, and a step that is not zero.', 'range');
  if ((end - start) / by > mostSteps) throw errorAt(scope.query, at, `A range of more than ${mostSteps} steps is not supported by the sandbox.`, 'range');
  const rows: Row[] = [];
  for (let value = start; by > 0 ? value <= end : value >= end; value += by) rows.push(new Map([[name, first instanceof Date ? timeAt(value) : first instanceof Timespan ? new Timespan(value) : value]]));
  return { columns: [name], types: new Map([[name, typeOf(from, noTypes)]]), rows };
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
    case 'where': { checkCondition(operator.condition, scope); const condition = compile(operator.condition, scope); return { ...table, rows: table.rows.filter((row) => condition(row) === true) }; }
    case 'project': return project(table, operator.columns, scope);
    case 'extend': return extend(table, operator.columns, scope);
    case 'project-away': { const named = matching(operator.names, table, scope); return keep(table, table.columns.filter((name) => !named.includes(name))); }
    case 'project-keep': { const named = matching(operator.names, table, scope); return keep(table, table.columns.filter((name) => named.includes(name))); }
    case 'project-reorder': { const named = matching(operator.names, table, scope); return { ...table, columns: [...named, ...table.columns.filter((name) => !named.includes(name))] }; }
    case 'as-is': return table;
    case 'project-rename': return rename(table, new Map(operator.names.map(([to, from]) => { matching([from], table, scope); return [from.name, to]; })));
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

/** Columns that names and beginnings of names stand for, in the order in which they are named. @throws QueryError for a name that is none. */
function matching(patterns: readonly ColumnPattern[], { columns }: ResultTable, { query }: Scope): readonly string[] {
  return [...new Set(patterns.flatMap(({ name, isPrefix, at }) => {
    if (isPrefix) return columns.filter((column) => column.startsWith(name));
    if (!columns.includes(name)) throw errorAt(query, at, `The column '${name}' is not known here. Columns: ${columns.join(', ')}.`, name);
    return [name];
  }))];
}

function project(table: ResultTable, columns: readonly NamedExpression[], scope: Scope): ResultTable {
  const compiled = unique(columns).map(({ name, value }) => [name, compile(value, scope)] as const);
  return { columns: compiled.map(([name]) => name), rows: table.rows.map((row) => new Map(compiled.map(([name, value]) => [name, value(row)]))), types: typesOf(unique(columns), scope) };
}

const typesOf = (columns: readonly NamedExpression[], { types }: Scope): ColumnTypes => new Map(columns.map(({ name, value }) => [name, typeOf(value, types)]));

/** Two columns of one name get numbers, as in Kusto: `name`, `name1`. */
function unique(columns: readonly NamedExpression[]): NamedExpression[] {
  const names = distinctNames(columns.map(({ name }) => name));
  return columns.map(({ value }, index) => ({ name: names[index]!, value }));
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
  for (const { name, value } of by) checkKey(value, `The group key '${name}'`, scope);
  const keys = unique(by).map(({ name, value }) => [name, compile(value, scope)] as const);
  const results = aggregates.map((aggregate) => compileAggregate(aggregate, scope));
  const groups = new Map<string, { key: (readonly [string, Value])[]; rows: Row[] }>();
  for (const row of table.rows) {
    const key = keys.map(([name, value]) => [name, value(row)] as const);
    const id = JSON.stringify(key.map(([, value]) => idOf(value)));
    const group = groups.get(id) ?? { key, rows: [] };
    group.rows.push(row);
    groups.set(id, group);
  }
  // Without groups there is one row, even over nothing.
  const all = by.length === 0 && groups.size === 0 ? [{ key: [], rows: [] }] : [...groups.values()];
  const typed = [...typesOf(unique(by), scope), ...results.flatMap(({ columns }) => columns)];
  // Several aggregates may make columns of one name.
  const names = distinctNames(typed.map(([name]) => name));
  const rows = all.map(({ key, rows: members }) => {
    const values = [...key.map(([, value]) => value), ...results.flatMap(({ columns, compute }) => { const made = compute(members); return columns.map((_, index) => made[index]?.[1] ?? null); })];
    return new Map(names.map((name, index) => [name, values[index] ?? null] as const));
  });
  const types = new Map(names.map((name, index) => [name, typed[index]![1]] as const));
  return { columns: [...types.keys()], rows, types };
}

/** Values that count as one. */
const idOf = (value: Value | undefined): JsonValue => (value instanceof Timespan ? value.ms : toJson(value));

function sorted(rows: readonly Row[], keys: readonly SortKey[], scope: Scope): Row[] {
  for (const { value } of keys) checkKey(value, 'What the rows are sorted by', scope);
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

const union = (tables: readonly ResultTable[]): ResultTable => ({ types: new Map(tables.flatMap(({ types }) => [...types ?? noTypes])), columns: [...new Set(tables.flatMap(({ columns }) => columns))], rows: tables.flatMap(({ rows }) => rows) });
