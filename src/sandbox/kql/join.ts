import type { JsonValue } from '../../armTemplate';
import type { Scope } from './evaluate';
import { distinctNames } from './distinctNames';
import type { ResultTable } from './run';
import type { JoinKey, Operator } from './syntax';
import { errorAt } from './tokens';
import { noTypes, type ColumnType } from './types';
import { Timespan, toJson, type Row, type Value } from './values';

type Side = 'left' | 'right';

/** Rows of both sides whose keys are equal; of the kind `innerunique` only the first row of the left for each key. Columns of the right side that the left one has too get a number. @see Kusto, join operator */
export function join(left: ResultTable, { flavor, on }: Operator & { kind: 'join' }, scope: Scope, right: ResultTable): ResultTable {
  for (const key of on) checkKeys(key, left, right, scope);
  const keyOf = (row: Row, side: Side): string => JSON.stringify(on.map((pair) => keyValue(row.get(pair[side]))));
  if (flavor === 'leftanti' || flavor === 'leftsemi') { const keys = new Set(right.rows.map((row) => keyOf(row, 'right'))); return { ...left, rows: left.rows.filter((row) => keys.has(keyOf(row, 'left')) === (flavor === 'leftsemi')) }; }
  if (flavor === 'rightanti' || flavor === 'rightsemi') { const keys = new Set(left.rows.map((row) => keyOf(row, 'left'))); return { ...right, rows: right.rows.filter((row) => keys.has(keyOf(row, 'right')) === (flavor === 'rightsemi')) }; }
  const matches = new Map<string, Row[]>();
  for (const row of right.rows) { const key = keyOf(row, 'right'); const own = matches.get(key); if (own) own.push(row); else matches.set(key, [row]); }
  const named = namesOf(left, right);
  const types = new Map([...named.map(([from, to]) => [to, right.types?.get(from) ?? 'dynamic'] as const), ...left.types ?? noTypes]);
  const combine = (row: Row | undefined, other: Row | undefined): Row => new Map([...left.columns.map((name) => [name, row?.get(name) ?? null] as const), ...named.map(([from, to]) => [to, other?.get(from) ?? null] as const)]);
  const base = flavor === 'innerunique' ? [...new Map(left.rows.map((row) => [keyOf(row, 'left'), row] as const).reverse()).values()].reverse() : left.rows;
  const met = new Set<string>();
  const rows = base.flatMap((row) => {
    const key = keyOf(row, 'left');
    met.add(key);
    const found = matches.get(key);
    return found ? found.map((other) => combine(row, other)) : flavor === 'leftouter' || flavor === 'fullouter' ? [combine(row, undefined)] : [];
  });
  if (flavor === 'rightouter' || flavor === 'fullouter') rows.push(...right.rows.filter((row) => !met.has(keyOf(row, 'right'))).map((other) => combine(undefined, other)));
  return { columns: [...left.columns, ...named.map(([, to]) => to)], rows, types };
}

/** Times and spans are equal when they are the same, and texts only to the same text. */
const keyValue = (value: Value | undefined): JsonValue => (value instanceof Timespan ? value.ms : toJson(value));

/** Keys are compared as they are: a text is never equal to what is none. */
function checkTypes(sides: readonly (ColumnType | undefined)[], at: number, query: string): void {
  const known = sides.filter((type) => type !== undefined && type !== 'dynamic');
  if (known.length === 2 && (known[0] === 'string') !== (known[1] === 'string') && !known.includes('guid')) throw errorAt(query, at, `The keys of a join are of the types ${known.join(' and ')}. Convert one of them first, as by tostring().`, 'on');
}

function checkKeys({ left: a, right: b, at }: JoinKey, left: ResultTable, right: ResultTable, { query }: Scope): void {
  checkTypes([left.types?.get(a), right.types?.get(b)], at, query);
  for (const [name, table] of [[a, left], [b, right]] as const) {
    if (!table.columns.includes(name)) throw errorAt(query, at, `The join column '${name}' is not known on its side.`, name);
    if (table.types?.get(name) === 'dynamic') throw errorAt(query, at, `The join column '${name}' is of the type dynamic, which cannot be used here. Convert it first, as by tostring().`, name);
  }
}

function namesOf(left: ResultTable, right: ResultTable): readonly (readonly [from: string, to: string])[] {
  const names = distinctNames([...left.columns, ...right.columns]);
  return right.columns.map((name, index) => [name, names[left.columns.length + index]!] as const);
}
