import { Cursor, type Dialect } from './cursor';
import { impliedName } from './impliedName';
import { parseExpression } from './parseExpression';
import { parseLet } from './parseLet';
import { datatableStart, rangeStart } from './parseStarts';
import type { ColumnPattern, Expanded, JoinKey, NamedExpression, Operator, Query, SortKey, Start } from './syntax';
import { parseType } from './types';

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

/** What the language has beside, and the sandbox has not. */
const otherStarts = ['search', 'find', 'externaldata', 'evaluate', 'workspace', 'app', 'cluster', 'database', 'resource', 'adx', 'arg'];

function parseStart(cursor: Cursor): Start {
  if (cursor.dialect === 'logs') {
    if (cursor.is(...otherStarts) && !['|', ';', ''].includes(cursor.following.text)) cursor.fail(`'${cursor.current.text}' is not supported by the sandbox: a query begins with a table, union, print, range or datatable.`);
    if (cursor.accept('union')) return parseUnion(cursor);
    if (cursor.accept('print')) return { kind: 'print', columns: separated(cursor, named) };
    if (cursor.is('(')) return { kind: 'query', query: tableOrSubquery(cursor) };
    if (cursor.is('datatable') && cursor.following.text === '(') return datatableStart(cursor);
    if (cursor.is('range') && cursor.following.kind === 'name') return rangeStart(cursor);
    if (cursor.is('materialize') && cursor.following.text === '(') { cursor.next(); return { kind: 'query', query: tableOrSubquery(cursor) }; }
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
  'project-away': (cursor) => ({ kind: 'project-away', names: separated(cursor, columnPattern) }),
  'project-keep': (cursor) => ({ kind: 'project-keep', names: separated(cursor, columnPattern) }),
  'project-reorder': (cursor) => ({ kind: 'project-reorder', names: separated(cursor, columnPattern) }),
  'project-rename': (cursor) => ({ kind: 'project-rename', names: separated(cursor, (inner) => { const to = columnName(inner); inner.expect('='); return [to, columnPattern(inner)] as const; }) }),
  summarize: (cursor) => { skipHints(cursor); return parseSummarize(cursor); },
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
  union(cursor) {
    if (cursor.is('kind', 'withsource', 'isfuzzy') && cursor.following.text === '=') cursor.fail(`The option '${cursor.current.text}' of a union in the middle of a query is not supported by the sandbox.`);
    return { kind: 'union', others: separated(cursor, tableOrSubquery) };
  },
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

export function separated<T>(cursor: Cursor, item: (cursor: Cursor) => T): T[] {
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

/** A name, or the beginning of names with a star. */
function columnPattern(cursor: Cursor): ColumnPattern {
  const { at } = cursor.current;
  const name = columnName(cursor);
  const isPrefix = cursor.is('*') && cursor.current.at === at + name.length;
  if (isPrefix) cursor.next();
  return { name, isPrefix, at };
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

const graphFlavors = ['inner', 'innerunique', 'leftouter', 'fullouter', 'leftanti', 'leftsemi'] as const;
const flavors = [...graphFlavors, 'rightouter', 'rightanti', 'rightsemi'] as const;
const otherNames: Readonly<Record<string, (typeof flavors)[number]>> = { anti: 'leftanti', leftantisemi: 'leftanti', rightantisemi: 'rightanti' };

function parseJoin(cursor: Cursor, otherwise: (typeof flavors)[number] = 'innerunique'): Operator {
  let flavor = otherwise;
  skipHints(cursor);
  if (cursor.accept('kind')) {
    cursor.expect('=');
    const word = cursor.name('The kind of the join');
    const known: typeof flavors = cursor.dialect === 'logs' ? flavors : graphFlavors as unknown as typeof flavors;
    const meant = cursor.dialect === 'logs' && Object.hasOwn(otherNames, word.text) ? otherNames[word.text] : word.text;
    flavor = known.find((one) => one === meant) ?? cursor.fail(`The join kind '${word.text}' is not supported. Supported: ${known.join(', ')}.`, word);
  }
  skipHints(cursor);
  const right = tableOrSubquery(cursor);
  cursor.expect('on');
  return { kind: 'join', flavor, right, on: separated(cursor, joinKey) };
}

/** `hint.strategy=shuffle` and the like change nothing of an answer. */
function skipHints(cursor: Cursor): void {
  while (cursor.is('hint') && cursor.following.text === '.') { cursor.next(); cursor.next(); cursor.name('The name of a hint'); cursor.expect('='); cursor.next(); }
}

export function tableOrSubquery(cursor: Cursor): Query {
  if (!cursor.accept('(')) return { start: tableStart(cursor, 'A table or a query in parentheses'), operators: [] };
  const query = cursor.deeper(parseTabular);
  cursor.expect(')');
  return query;
}

/** `name`, or `$left.a == $right.b`. */
function joinKey(cursor: Cursor): JoinKey {
  const { at } = cursor.current;
  if (!cursor.is('$left', '$right')) { const name = columnName(cursor); return { left: name, right: name, at }; }
  const first = sideColumn(cursor);
  cursor.expect('==');
  const second = sideColumn(cursor);
  if (first.side === second.side) cursor.fail("A join compares '$left' with '$right'.");
  return first.side === '$left' ? { left: first.name, right: second.name, at } : { left: second.name, right: first.name, at };
}

function sideColumn(cursor: Cursor): { readonly side: string; readonly name: string } {
  const side = cursor.accept('$left', '$right') ?? cursor.fail("'$left' or '$right' is expected here.");
  cursor.expect('.');
  return { side: side.text, name: columnName(cursor) };
}

/** `mv-expand kind=array with_itemindex=i a, b = expression to typeof(long) limit 10`. */
function parseExpand(cursor: Cursor): Operator {
  let asPairs = false;
  let index: string | undefined;
  while (cursor.is('kind', 'bagexpansion', 'with_itemindex') && cursor.following.text === '=') {
    const option = cursor.next().text;
    cursor.next();
    const { text } = cursor.name('A value');
    if (option === 'with_itemindex') index = text; else asPairs = text === 'array';
  }
  const columns = separated(cursor, expanded);
  return { kind: 'mv-expand', columns, asPairs, ...(index !== undefined && { index }), limit: cursor.accept('limit') ? wholeNumber(cursor) : Infinity };
}

function expanded(cursor: Cursor): Expanded {
  const column = named(cursor);
  if (!cursor.accept('to')) return column;
  cursor.expect('typeof');
  cursor.expect('(');
  const type = parseType(cursor);
  cursor.expect(')');
  return { ...column, type };
}
