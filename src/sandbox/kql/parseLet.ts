import type { Cursor } from './cursor';
import { parseTabular } from './parse';
import { parseExpression } from './parseExpression';

/** `let name = expression;` or `let name = table | ...;`. Functions are refused. The name stands for what it names from here on. */
export function parseLet(cursor: Cursor): void {
  cursor.expect('let');
  const { text: name } = cursor.name('A name');
  cursor.expect('=');
  if (cursor.is('(') && (cursor.following.text === ')' || cursor.ahead(2).text === ':')) cursor.fail('Functions of your own are not supported by the sandbox.');
  if (isTabular(cursor)) cursor.nameTable(name, parseTabular);
  else cursor.nameValue(name, parseExpression);
  cursor.expect(';');
}

/** A name that is no earlier value and is followed by a pipe or nothing, or what only a table begins with. */
function isTabular(cursor: Cursor): boolean {
  if (cursor.is('union', 'print') || (cursor.is('datatable', 'materialize') && cursor.following.text === '(') || (cursor.is('range') && cursor.following.kind === 'name')) return true;
  const [first, second] = cursor.is('(') ? [cursor.following, cursor.ahead(2)] : [cursor.current, cursor.following];
  if (first.kind !== 'name' || cursor.hasValue(first.text) || /^(true|false)$/i.test(first.text)) return false;
  return second.text === '|' || second.text === ';' || second.text === ')' || first.text === 'union';
}
