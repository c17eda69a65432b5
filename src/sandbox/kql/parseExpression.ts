import type { JsonValue } from '../../armTemplate';
import type { Cursor } from './cursor';
import { parseTabular } from './parse';
import type { Expression } from './syntax';
import { spanMs, type Token } from './tokens';
import { spanOfClock, toDate } from './values';

const comparisons = ['==', '!=', '<>', '=~', '!~', '<', '>', '<=', '>=', 'contains', '!contains', 'contains_cs', '!contains_cs', 'has', '!has', 'has_cs', '!has_cs', 'hasprefix', '!hasprefix', 'hasprefix_cs', '!hasprefix_cs', 'hassuffix', '!hassuffix', 'hassuffix_cs', '!hassuffix_cs', 'startswith', '!startswith', 'startswith_cs', '!startswith_cs', 'endswith', '!endswith', 'endswith_cs', '!endswith_cs'];
const lists = ['in', 'in~', '!in', '!in~', 'has_any', 'has_all'];

/** `or` binds weakest, then `and`, comparisons, sums, products, signs. @throws QueryError */
export function parseExpression(cursor: Cursor): Expression {
  return cursor.deeper((whole) => binary(whole, ['or'], (inner) => binary(inner, ['and'], comparison)));
}

function binary(cursor: Cursor, operators: readonly string[], operand: (cursor: Cursor) => Expression): Expression {
  let left = operand(cursor);
  for (let sign = cursor.accept(...operators); sign; sign = cursor.accept(...operators)) left = { kind: 'binary', operator: sign.text, left, right: operand(cursor), at: sign.at };
  return left;
}

function comparison(cursor: Cursor): Expression {
  const left = sum(cursor);
  const list = cursor.accept(...lists);
  if (list) return listed(cursor, left, list);
  const between = cursor.accept('between');
  if (between) return range(cursor, left, between.at);
  const outside = cursor.accept('!between');
  if (outside) return { kind: 'call', name: 'not', arguments: [range(cursor, left, outside.at)], at: outside.at };
  const matches = cursor.is('matches') && cursor.following.text === 'regex' ? cursor.next() : undefined;
  if (matches) { cursor.next(); return { kind: 'binary', operator: 'matches regex', left, right: sum(cursor), at: matches.at }; }
  const sign = cursor.accept(...comparisons);
  return sign ? { kind: 'binary', operator: sign.text === '<>' ? '!=' : sign.text, left, right: sum(cursor), at: sign.at } : left;
}

/** A list of values, or a table whose first column they are: `in (names)` after `let names = table | ...`, `in ((table | ...))`, `in (table | ...)`. */
function listed(cursor: Cursor, left: Expression, { text: operator, at }: Token): Expression {
  if (cursor.dialect !== 'logs' || !beginsTable(cursor)) return { kind: 'in', operator, left, list: parenthesised(cursor), at };
  if (operator.startsWith('has_')) cursor.fail(`The operator '${operator}' does not take a table.`);
  cursor.expect('(');
  const query = cursor.deeper(parseTabular);
  cursor.expect(')');
  return { kind: 'inQuery', operator, left, query, at };
}

/** After an open parenthesis: a table of a `let`, or a name with a pipe behind it, in parentheses or not. */
function beginsTable(cursor: Cursor): boolean {
  let skip = 0;
  while (cursor.ahead(skip).text === '(' && cursor.ahead(skip).kind === 'sign') skip++;
  const [name, after] = [cursor.ahead(skip), cursor.ahead(skip + 1)];
  if (skip === 0 || name.kind !== 'name' || cursor.hasValue(name.text)) return false;
  return cursor.hasTable(name.text) || after.text === '|' || (after.text === '(' && /^(datatable|materialize)$/.test(name.text));
}

function range(cursor: Cursor, left: Expression, at: number): Expression {
  cursor.expect('(');
  const from = sum(cursor);
  cursor.expect('..');
  const to = sum(cursor);
  cursor.expect(')');
  return { kind: 'between', left, from, to, at };
}

function parenthesised(cursor: Cursor): Expression[] {
  cursor.expect('(');
  return separated(cursor, ')');
}

/** Expressions up to the closing sign, which is taken too. */
function separated(cursor: Cursor, closing: string): Expression[] {
  const items: Expression[] = [];
  while (!cursor.is(closing)) {
    items.push(parseExpression(cursor));
    if (!cursor.accept(',') && !cursor.is(closing)) cursor.fail(`',' or '${closing}' is expected here.`);
  }
  cursor.expect(closing);
  return items;
}

const sum = (cursor: Cursor): Expression => binary(cursor, ['+', '-'], (inner) => binary(inner, ['*', '/', '%'], signed));

function signed(cursor: Cursor): Expression {
  const sign = cursor.accept('-', '+');
  if (!sign) return postfix(cursor, primary(cursor));
  const of = cursor.deeper(signed);
  return sign.text === '-' ? { kind: 'negate', of, at: sign.at } : of;
}

function postfix(cursor: Cursor, start: Expression): Expression {
  for (let of = start; ;) {
    const sign = cursor.accept('.', '[');
    if (!sign) return of;
    if (sign.text === '.' && !cursor.is('[')) of = { kind: 'member', of, name: cursor.name('A property name').text, at: sign.at };
    else {
      // `a.['b']` is `a['b']`.
      if (sign.text === '.') cursor.expect('[');
      const index = parseExpression(cursor);
      cursor.expect(']');
      of = { kind: 'index', of, index, at: sign.at };
    }
  }
}

function primary(cursor: Cursor): Expression {
  const token = cursor.current;
  switch (token.kind) {
    case 'number': cursor.next(); return { kind: 'value', value: Number(token.text), at: token.at, ...(/[.eE]/.test(token.text) && { isReal: true }) };
    case 'text': cursor.next(); return { kind: 'value', value: String(token.value), at: token.at };
    case 'timespan': cursor.next(); return { kind: 'timespan', ms: Number(token.value), at: token.at };
    case 'name': return named(cursor);
    default:
  }
  if (cursor.accept('(')) {
    const inner = parseExpression(cursor);
    cursor.expect(')');
    return inner;
  }
  if (cursor.accept('*')) return { kind: 'star', at: token.at };
  if (cursor.accept('[')) {
    const name = cursor.current.kind === 'text' ? String(cursor.next().value) : cursor.fail("A column name in quotes is expected here, as in ['name'].");
    cursor.expect(']');
    return { kind: 'column', name, at: token.at };
  }
  return cursor.fail('An expression is expected here.');
}

const nullable = new Set(['bool', 'datetime', 'guid', 'int', 'long', 'real', 'double', 'decimal', 'time', 'timespan']);

function named(cursor: Cursor): Expression {
  const token = cursor.next();
  if (!cursor.is('(')) {
    if (/^(true|false)$/i.test(token.text)) return { kind: 'value', value: token.text.toLowerCase() === 'true', at: token.at };
    return cursor.value(token.text) ?? { kind: 'column', name: token.text, at: token.at };
  }
  if (token.text === 'toscalar' && cursor.dialect === 'logs') return scalarQuery(cursor, token.at);
  if (token.text === 'dynamic') return dynamicLiteral(cursor, token.at);
  if (nullable.has(token.text) && cursor.following.text === 'null' && cursor.ahead(2).text === ')') { for (let left = 3; left > 0; left--) cursor.next(); return { kind: 'call', name: token.text, arguments: [{ kind: 'value', value: null, at: token.at }], at: token.at }; }
  if (token.text === 'datetime' && cursor.following.text !== ')') return datetimeLiteral(cursor, token.at);
  if (['time', 'timespan'].includes(token.text) && ['number', 'timespan'].includes(cursor.following.kind)) return spanLiteral(cursor, token.at);
  // Names of functions have their case, as all names do; Resource Graph has always been taken loosely.
  return { kind: 'call', name: cursor.dialect === 'logs' ? token.text : token.text.toLowerCase(), arguments: parenthesised(cursor), at: token.at };
}

/** `dynamic([...])`, `dynamic({...})` and `dynamic(null)`: JSON, with single quotes allowed. */
function dynamicLiteral(cursor: Cursor, at: number): Expression {
  cursor.expect('(');
  const value = cursor.deeper(json);
  cursor.expect(')');
  return { kind: 'value', value, at };
}

function json(cursor: Cursor): JsonValue {
  if (cursor.accept('[')) {
    const items: JsonValue[] = [];
    while (!cursor.accept(']')) { items.push(cursor.deeper(json)); if (!cursor.is(']')) cursor.expect(','); }
    return items;
  }
  if (cursor.accept('{')) {
    const object: [string, JsonValue][] = [];
    while (!cursor.accept('}')) {
      const name = cursor.current.kind === 'text' ? String(cursor.next().value) : cursor.fail('A property name in quotes is expected here.');
      cursor.expect(':');
      object.push([name, cursor.deeper(json)]);
      if (!cursor.is('}')) cursor.expect(',');
    }
    return Object.fromEntries(object);
  }
  const isNegative = cursor.accept('-') !== undefined;
  const token = cursor.next();
  if (token.kind === 'number') return isNegative ? -Number(token.text) : Number(token.text);
  if (token.kind === 'text') return String(token.value);
  const constant = ({ true: true, false: false, null: null } as Record<string, JsonValue>)[token.text];
  return constant === undefined ? cursor.fail('A JSON value is expected here.', token) : constant;
}

function scalarQuery(cursor: Cursor, at: number): Expression {
  cursor.expect('(');
  const query = cursor.deeper(parseTabular);
  cursor.expect(')');
  return { kind: 'toscalar', query, at };
}

/** `time(1h)`, `timespan(1.02:03:04)`. */
function spanLiteral(cursor: Cursor, at: number): Expression {
  const first = cursor.following;
  const text = bracketed(cursor).replace(/^(\d+(?:\.\d+)?) (?=[a-z])/, '$1');
  const ms = spanOfClock(text) ?? spanMs(text) ?? (/^\d+(\.\d+)?$/.test(text) ? Number(text) * 86_400_000 : undefined);
  return ms === undefined ? cursor.fail(`'${text.slice(0, 40)}' is no span of time.`, first) : { kind: 'timespan', ms, at };
}

/** `datetime(2024-05-01)`: the text is not quoted, so its tokens are joined again. */
function datetimeLiteral(cursor: Cursor, at: number): Expression {
  const first = cursor.following;
  const value = bracketed(cursor);
  if (value !== 'null' && !toDate(value)) cursor.fail(`'${value.slice(0, 40)}' is no time.`, first);
  return { kind: 'call', name: 'todatetime', arguments: [{ kind: 'value', value: value === 'null' ? null : value, at }], at };
}

/** What stands in parentheses without quotes. */
function bracketed(cursor: Cursor): string {
  cursor.expect('(');
  let text = '';
  let end = cursor.current.at;
  while (!cursor.is(')') && cursor.current.kind !== 'end') {
    const token = cursor.next();
    text += (token.at > end ? ' ' : '') + (token.kind === 'text' ? String(token.value) : token.text);
    end = token.at + token.text.length;
  }
  cursor.expect(')');
  return text;
}
