import { compile, type Scope } from './evaluate';
import { scalarFunctions } from './functions';
import type { ResultTable } from './run';
import type { Operator } from './syntax';
import type { ColumnType } from './types';
import { isObject, toJson, toText, type Row, type Value } from './values';

/** One row for each item of an array or each property of an object; several columns are expanded beside each other. Rows whose values are all missing stay, those with nothing in them go. @see Kusto, mv-expand operator */
export function expand(table: ResultTable, { columns, asPairs, index, limit }: Operator & { kind: 'mv-expand' }, scope: Scope): ResultTable {
  const compiled = columns.map(({ name, value, type }) => ({ name, of: compile(value, scope), type }));
  const rows = table.rows.flatMap((row): Row[] => {
    const lists = compiled.map(({ of }) => itemsOf(of(row), asPairs));
    const length = Math.min(limit, Math.max(...lists.map((list) => list.length)));
    return Array.from({ length }, (_, at) => new Map([...row, ...compiled.map(({ name, type }, column) => [name, cast(lists[column]![at] ?? null, type)] as const), ...(index === undefined ? [] : [[index, at] as const])]));
  });
  const types = new Map([...scope.types, ...columns.map(({ name, type = 'dynamic' }): [string, ColumnType] => [name, type]), ...(index === undefined ? [] : [[index, 'long'] as [string, ColumnType]])]);
  return { columns: [...new Set([...table.columns, ...columns.map(({ name }) => name), ...(index === undefined ? [] : [index])])], types, rows };
}

function itemsOf(found: Value, asPairs: boolean): readonly Value[] {
  if (Array.isArray(found)) return found;
  return isObject(found) ? Object.entries(found).map(([key, one]) => (asPairs ? [key, one] : { [key]: one })) : [found];
}

/** A value that is not of the type becomes null, and an empty text. */
function cast(value: Value, type: ColumnType | undefined): Value {
  if (type === undefined || type === 'dynamic') return value;
  if (type === 'string') return value === null ? '' : typeof value === 'object' ? JSON.stringify(toJson(value)) : typeof value === 'boolean' ? String(value) : toText(value);
  return scalarFunctions[`to${type === 'real' ? 'double' : type}`]!.call([value], new Date(0));
}
