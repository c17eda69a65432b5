import { Cursor } from './cursor';
import { readArguments, readExpression } from './expressions';
import { tokenize } from './lexer';
import type { Decorator, Expression, ImportedSymbol, ParametersSyntax, Span, Statement, TypeExpression } from './syntax';
import { readTypeExpression } from './types';

/**
 * Reads the text of a `.bicepparam` file, finished or not: every statement that can be told is there, with its spans, and
 * `problems` names what could not be read. Never throws; time grows with the length of the text.
 */
export function readParameters(text: string): ParametersSyntax {
  const { tokens, problems } = tokenize(text);
  const cursor = new Cursor(tokens);
  const statements: Statement[] = [];
  for (;;) {
    cursor.skipNewlines();
    if (cursor.atEnd) break;
    statements.push(readStatement(cursor));
  }
  return { statements, problems: [...problems, ...cursor.problems].sort((a, b) => a.start - b.start) };
}

function readStatement(cursor: Cursor): Statement {
  const decorators = readDecorators(cursor);
  const first = cursor.token;
  const start = decorators[0]?.start ?? first.start;
  const statement = readKnown(cursor, decorators, start);
  if (cursor.token.kind === 'newline' || cursor.atEnd || cursor.startsStatement()) return statement;
  if (statement.kind !== 'unknown') cursor.problem(cursor.token, 'Nothing more is expected on this line.');
  return { ...statement, end: cursor.skipStatement() };
}

function readKnown(cursor: Cursor, decorators: readonly Decorator[], start: number): Statement {
  const base = { decorators, start };
  const { text } = cursor.token;
  switch (cursor.token.kind === 'identifier' ? text : '') {
    case 'using': return { kind: 'using', ...base, ...readUsing(cursor), end: cursor.lastEnd };
    case 'extends': { const { start: from, end } = cursor.take(); return { kind: 'extends', ...base, keywordSpan: { start: from, end }, ...readPath(cursor), end: cursor.lastEnd }; }
    case 'import': return readImport(cursor, base);
    case 'param': case 'var': return readAssignment(cursor, text as 'param' | 'var', base);
    case 'type': return readType(cursor, base);
  }
  cursor.problem(cursor.token, 'A statement is expected here: using, extends, import, param, var or type.');
  return { kind: 'unknown', ...base, end: cursor.skipStatement() };
}

function readDecorators(cursor: Cursor): readonly Decorator[] {
  const decorators: Decorator[] = [];
  while (cursor.is('@')) {
    const { start } = cursor.take();
    let name = '';
    while (cursor.token.kind === 'identifier' || cursor.is('.')) name += cursor.take().text;
    const args = cursor.is('(') ? readArguments(cursor, 0) : [];
    decorators.push({ name, args, start, end: cursor.lastEnd });
    cursor.skipNewlines();
  }
  return decorators;
}

function readUsing(cursor: Cursor): { keywordSpan: Span; path?: string; pathSpan: Span; isNone: boolean } {
  const { start, end } = cursor.take();
  const keywordSpan = { start, end };
  const { token } = cursor;
  if (cursor.takeIf('none')) return { keywordSpan, pathSpan: { start: token.start, end: token.end }, isNone: true };
  const read = { keywordSpan, ...readPath(cursor), isNone: false };
  if (cursor.takeIf('with')) readExpression(cursor);
  return read;
}

function readPath(cursor: Cursor): { path?: string; pathSpan: Span } {
  const value = readExpression(cursor);
  return { path: value.kind === 'string' ? value.value : undefined, pathSpan: { start: value.start, end: value.end } };
}

function readImport(cursor: Cursor, base: { decorators: readonly Decorator[]; start: number }): Statement {
  cursor.take();
  const symbols: ImportedSymbol[] = [];
  if (cursor.is('*')) {
    cursor.take();
    cursor.takeIf('as');
    if (cursor.token.kind === 'identifier') { const { text, start, end } = cursor.take(); symbols.push({ name: '*', alias: text, start, end }); }
  } else if (cursor.takeIf('{')) {
    while (!cursor.atEnd && !cursor.is('}') && !cursor.startsStatement()) readImportedName(cursor, symbols);
    cursor.takeIf('}');
  }
  if (!cursor.takeIf('from')) cursor.problem({ start: cursor.lastEnd, end: cursor.lastEnd }, '"from" is expected here.');
  return { kind: 'import', ...base, names: symbols.map(({ alias }) => alias).filter((alias) => alias !== ''), symbols, ...readPath(cursor), end: cursor.lastEnd };
}

function readImportedName(cursor: Cursor, symbols: ImportedSymbol[]): void {
  const token = cursor.take();
  if (token.kind === 'string') { symbols.push({ name: token.value ?? '', alias: '', start: token.start, end: token.end }); return; }
  if (token.kind !== 'identifier') return;
  const previous = symbols.at(-1);
  if (token.text === 'as' && previous && cursor.token.kind === 'identifier') symbols[symbols.length - 1] = { ...previous, alias: cursor.take().text };
  else symbols.push({ name: token.text, alias: token.text, start: token.start, end: token.end });
}

function readAssignment(cursor: Cursor, kind: 'param' | 'var', base: { decorators: readonly Decorator[]; start: number }): Statement {
  cursor.take();
  const name = cursor.token;
  const hasName = name.kind === 'identifier';
  const nameSpan = hasName ? { start: name.start, end: name.end } : { start: cursor.lastEnd, end: cursor.lastEnd };
  if (hasName) cursor.take();
  else cursor.problem(nameSpan, `The name of the ${kind === 'param' ? 'parameter' : 'variable'} is expected here.`);
  const named = { ...base, name: hasName ? name.text : '', nameSpan };
  if (kind === 'param') return { kind, ...named, value: readAssigned(cursor), end: cursor.lastEnd };
  const annotation = readTypeAnnotation(cursor);
  return { kind, ...named, ...(annotation && { annotation }), value: readAssigned(cursor), end: cursor.lastEnd };
}

function readAssigned(cursor: Cursor): Expression {
  if (!cursor.takeIf('=')) {
    cursor.problem({ start: cursor.lastEnd, end: cursor.lastEnd }, '"=" is expected here.');
    return { kind: 'missing', start: cursor.lastEnd, end: cursor.lastEnd };
  }
  return readExpression(cursor);
}

function readTypeAnnotation(cursor: Cursor): (Span & { readonly type?: TypeExpression }) | undefined {
  const { start } = cursor.token;
  if (cursor.atLineEnd || cursor.is('=')) return undefined;
  const place = cursor.mark();
  const type = readTypeExpression(cursor);
  if (type && cursor.is('=')) return { start, end: cursor.lastEnd, type };
  cursor.rewind(place);
  while (!cursor.atLineEnd && !cursor.is('=')) cursor.take();
  return { start, end: cursor.lastEnd };
}

function readType(cursor: Cursor, base: { decorators: readonly Decorator[]; start: number }): Statement {
  cursor.take();
  const name = cursor.token;
  const hasName = name.kind === 'identifier';
  if (!hasName) cursor.problem(name, 'The name of the type is expected here.');
  if (hasName) cursor.take();
  const place = cursor.mark();
  const type = hasName && cursor.takeIf('=') ? readTypeExpression(cursor) : undefined;
  const isWhole = type !== undefined && cursor.atLineEnd;
  if (!isWhole) cursor.rewind(place);
  return { kind: 'type', ...base, name: hasName ? name.text : '', nameSpan: { start: name.start, end: name.end }, ...(isWhole && { type }), end: isWhole ? type.end : cursor.skipStatement() };
}
