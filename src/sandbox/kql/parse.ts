import { Cursor, type Dialect } from './cursor';
import { impliedName } from './impliedName';
import { parseExpression } from './parseExpression';
import { parseLet } from './parseLet';
import type { NamedExpression, Operator, Query, SortKey, Start } from './syntax';

/** Reads a query of the supported subset. @throws QueryError with the place of the first thing that is not understood. */
export function parseQuery(text: string, dialect: Dialect = 'resourceGraph'): Query {
  const cursor = new Cursor(text, dialect);
  while (dialect === 'logs' && cursor.is('let')) parseLet(cursor);
  const query = parseTabular(cursor);
  cursor.accept(';');
  if (cursor.current.kind !== 'end') cursor.fail("'|' or the end of the query is expected here.");
  return query;
}

/** Operators that Resource Graph takes as the beginning of a query over `resources`. @see Understanding the Azure Resource Graph query language */
const tableless = ['where', 'project', 'summarize', 'extend', 'order', 'sort', 'top', 'limit', 'take', 'count', 'distinct'];

export function parseTabular(cursor: Cursor): Query {
  if (cursor.is('let', 'set')) cursor.fail(`'${cursor.current.text}' statements are not supported ${cursor.dialect === 'logs' ? 'here' : 'by the sandbox'}.`);
  if (cursor.dialect === 'resourceGraph' && cursor.is(...tableless) && cursor.following.text !== '|') return piped(cursor, { kind: 'table', table: 'resources', at: cursor.current.at }, parseOperator(cursor));
  return piped(cursor, parseStart(cursor));
}

function piped(cursor: Cursor, start: Start, first?: Operator): Query {
  const operators: Operator[] = first ? [first] : [];
  while (cursor.accept('|')) operators.push(parseOperator(cursor));
  return { start, operators };
}

function parseStart(cursor: Cursor): Start {
  if (cursor.dialect === 'logs') {
    if (cursor.accept('union')) return parseUnion(cursor);
    if (cursor.accept('print')) return { kind: 'print', columns: separated(cursor, named) };
    if (cursor.is('(')) return { kind: 'query', query: tableOrSubquery(cursor) };
  }
  return tableStart(cursor, 'The name of a table');
}

function tableStart(cursor: Cursor, what: string): Start {
  const { text, at } = cursor.name(what);
  const own = cursor.table(text);
  if (own) return { kind: 'query', query: own };
  const isPattern = cursor.dialect === 'logs' && cursor.is('*') && cursor.current.at === at + text.length;
  if (isPattern) cursor.next();
  return { kind: 'table', table: isPattern ? `${text}*` : text, at };
}

/** `union withsource=name isfuzzy=true a, b, (c | where ...)`. */
function parseUnion(cursor: Cursor): Start {
  const options = new Map<string, string>();
  while (cursor.is('withsource', 'isfuzzy', 'kind') && cursor.following.text === '=') {
    const { text } = cursor.next();
    cursor.next();
    options.set(text, cursor.name('A value').text);
  }
  if (options.get('kind') === 'inner') cursor.fail('The kind inner of a union is not supported by the sandbox.');
  const name = options.get('withsource');
  return { kind: 'union', parts: separated(cursor, tableOrSubquery), isFuzzy: options.get('isfuzzy') === 'true', ...(name !== undefined && { name }) };
}

function parseOperator(cursor: Cursor): Operator {
  const word = cursor.name('A tabular operator');
  const known = cursor.dialect === 'logs' ? { ...operatorParsers, ...logOperators } : operatorParsers;
  const parse = Object.hasOwn(known, word.text) ? known[word.text] : undefined;
  return parse ? parse(cursor) : cursor.fail(`The operator '${word.text}' is not supported by the sandbox. Supported: ${Object.keys(known).join(', ')}.`, word);
}

const sort = (cursor: Cursor): Operator => {
  cursor.expect('by');
  return { kind: 'sort', keys: separated(cursor, sortKey) };
};

const take = (cursor: Cursor): Operator => ({ kind: 'take', count: wholeNumber(cursor) });

const operatorParsers: Readonly<Record<string, (cursor: Cursor) => Operator>> = {
  where: (cursor) => ({ kind: 'where', condition: parseExpression(cursor) }),
  filter: (cursor) => ({ kind: 'where', condition: parseExpression(cursor) }),
  project: (cursor) => ({ kind: 'project', columns: separated(cursor, named) }),
  extend: (cursor) => ({ kind: 'extend', columns: separated(cursor, named) }),
  'project-away': (cursor) => ({ kind: 'project-away', names: separated(cursor, columnName) }),
  'project-keep': (cursor) => ({ kind: 'project-keep', names: separated(cursor, columnName) }),
  'project-reorder': (cursor) => ({ kind: 'project-reorder', names: separated(cursor, columnName) }),
  'project-rename': (cursor) => ({ kind: 'project-rename', names: separated(cursor, (inner) => { const to = columnName(inner); inner.expect('='); return [to, columnName(inner)] as const; }) }),
  summarize: parseSummarize,
  order: sort,
  sort,
  take,
  limit: take,
  top(cursor) {
    const count = wholeNumber(cursor);
    cursor.expect('by');
    return { kind: 'top', count, key: sortKey(cursor) };
  },
  count: () => ({ kind: 'count' }),
  distinct: (cursor) => (cursor.accept('*') ? { kind: 'distinct', columns: 'all' } : { kind: 'distinct', columns: separated(cursor, named) }),
  join: (cursor) => parseJoin(cursor),
  'mv-expand': parseExpand,
  mvexpand: parseExpand,
  union: (cursor) => ({ kind: 'union', others: separated(cursor, tableOrSubquery) }),
};

/** What logs have beside. */
const logOperators: Readonly<Record<string, (cursor: Cursor) => Operator>> = {
  render(cursor) {
    cursor.name('The kind of a chart');
    while (cursor.current.kind !== 'end' && !cursor.is('|', ';', ')')) cursor.next();
    return { kind: 'as-is' };
  },
  serialize: () => ({ kind: 'as-is' }),
  sample: take,
  lookup: (cursor) => parseJoin(cursor, 'leftouter'),
  as(cursor) { cursor.name('A name'); return { kind: 'as-is' }; },
};

function separated<T>(cursor: Cursor, item: (cursor: Cursor) => T): T[] {
  const items = [item(cursor)];
  while (cursor.accept(',')) items.push(item(cursor));
  return items;
}

function named(cursor: Cursor): NamedExpression {
  if (cursor.current.kind === 'name' && cursor.following.text === '=' && cursor.following.kind === 'sign') {
    const { text: name } = cursor.next();
    cursor.expect('=');
    return { name, value: parseExpression(cursor) };
  }
  const value = parseExpression(cursor);
  return { name: impliedName(value), value };
}

function columnName(cursor: Cursor): string {
  if (!cursor.accept('[')) return cursor.name('A column name').text;
  const name = cursor.current.kind === 'text' ? String(cursor.next().value) : cursor.fail('A column name in quotes is expected here.');
  cursor.expect(']');
  return name;
}

function sortKey(cursor: Cursor): SortKey {
  const value = parseExpression(cursor);
  const descending = cursor.accept('asc', 'desc')?.text !== 'asc';
  if (!cursor.accept('nulls')) return { value, descending, nullsFirst: !descending };
  return { value, descending, nullsFirst: (cursor.accept('first') ?? cursor.expect('last')).text === 'first' };
}

function wholeNumber(cursor: Cursor): number {
  if (cursor.current.kind !== 'number' || !/^\d+$/.test(cursor.current.text)) cursor.fail('A whole number is expected here.');
  return Number(cursor.next().text);
}

function parseSummarize(cursor: Cursor): Operator {
  const aggregates = cursor.is('by') ? [] : separated(cursor, named);
  const by = cursor.accept('by') ? separated(cursor, named) : [];
  return { kind: 'summarize', aggregates, by };
}

const flavors = ['inner', 'innerunique', 'leftouter', 'leftanti', 'leftsemi'] as const;

function parseJoin(cursor: Cursor, otherwise: (typeof flavors)[number] = 'innerunique'): Operator {
  let flavor = otherwise;
  if (cursor.accept('kind')) {
    cursor.expect('=');
    const word = cursor.name('The kind of the join');
    flavor = flavors.find((known) => known === word.text) ?? cursor.fail(`The join kind '${word.text}' is not supported. Supported: ${flavors.join(', ')}.`, word);
  }
  const right = tableOrSubquery(cursor);
  cursor.expect('on');
  return { kind: 'join', flavor, right, on: separated(cursor, joinKey) };
}

function tableOrSubquery(cursor: Cursor): Query {
  if (!cursor.accept('(')) return { start: tableStart(cursor, 'A table or a query in parentheses'), operators: [] };
  const query = cursor.deeper(parseTabular);
  cursor.expect(')');
  return query;
}

/** `name`, or `$left.a == $right.b`. */
function joinKey(cursor: Cursor): readonly [string, string] {
  if (!cursor.is('$left', '$right')) { const name = columnName(cursor); return [name, name]; }
  const first = sideColumn(cursor);
  cursor.expect('==');
  const second = sideColumn(cursor);
  return first.side === '$left' ? [first.name, second.name] : [second.name, first.name];
}

function sideColumn(cursor: Cursor): { readonly side: string; readonly name: string } {
  const side = cursor.accept('$left', '$right') ?? cursor.fail("'$left' or '$right' is expected here.");
  cursor.expect('.');
  return { side: side.text, name: columnName(cursor) };
}

function parseExpand(cursor: Cursor): Operator {
  const { name, value } = named(cursor);
  if (cursor.accept('to')) { cursor.expect('typeof'); cursor.expect('('); cursor.name('A type'); cursor.expect(')'); }
  return { kind: 'mv-expand', name, value };
}
