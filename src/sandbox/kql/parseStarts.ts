import type { Cursor } from './cursor';
import { parseExpression } from './parseExpression';
import type { Expression, Start } from './syntax';
import { parseType, type ColumnType } from './types';

/** `datatable(name: type, ...)[cell, ...]`: cells row by row. */
export function datatableStart(cursor: Cursor): Start {
  cursor.next();
  cursor.expect('(');
  const columns: (readonly [string, ColumnType])[] = [];
  do {
    const { text } = cursor.name('The name of a column');
    cursor.expect(':');
    columns.push([text, parseType(cursor)]);
  } while (cursor.accept(','));
  cursor.expect(')');
  cursor.expect('[');
  const cells: Expression[] = [];
  while (!cursor.is(']')) { cells.push(parseExpression(cursor)); if (!cursor.accept(',')) break; }
  const end = cursor.expect(']');
  if (cells.length % columns.length !== 0) cursor.fail(`The table has ${columns.length} columns, and ${cells.length} values do not fill whole rows.`, end);
  return { kind: 'datatable', columns, cells };
}

/** `range name from first to last step distance`. */
export function rangeStart(cursor: Cursor): Start {
  const { at } = cursor.next();
  const { text: name } = cursor.name('The name of a column');
  const part = (word: string): Expression => { cursor.expect(word); return parseExpression(cursor); };
  return { kind: 'range', name, from: part('from'), to: part('to'), step: part('step'), at };
}
