import type { Cursor } from './cursor';
import type { TypeExpression, TypeMember } from './syntax';

/** Deeper than any type a person writes. */
const maximumDepth = 100;

/** Reads a type as it stands behind `type x =` and between a variable's name and its `=`. Undefined where none can be read; the caller goes on from there. Reports nothing. */
export function readTypeExpression(cursor: Cursor, depth = 0): TypeExpression | undefined {
  if (depth > maximumDepth) return undefined;
  cursor.takeIf('|');
  const first = readPostfix(cursor, depth);
  if (!first) return undefined;
  const options = [first];
  for (cursor.skipNewlinesBefore('|'); cursor.takeIf('|'); cursor.skipNewlinesBefore('|')) {
    cursor.skipNewlines();
    const option = readPostfix(cursor, depth);
    if (!option) return undefined;
    options.push(option);
  }
  return options.length === 1 ? first : { kind: 'union', options, start: first.start, end: options.at(-1)!.end };
}

function readPostfix(cursor: Cursor, depth: number): TypeExpression | undefined {
  let target = readPrimary(cursor, depth);
  while (target) {
    const { start } = target;
    if (cursor.takeIf('?')) target = { kind: 'nullable', inner: target, start, end: cursor.lastEnd };
    else if (cursor.takeIf('!')) target = { ...target, end: cursor.lastEnd };
    else if (cursor.is('.')) target = readMember(cursor, target);
    else if (cursor.is('[')) target = readBrackets(cursor, target);
    else if (cursor.is('<')) return undefined;
    else break;
  }
  return target;
}

function readMember(cursor: Cursor, target: TypeExpression): TypeExpression | undefined {
  cursor.take();
  const { kind, text, start, end } = cursor.token;
  if (kind !== 'identifier' && text !== '*') return undefined;
  cursor.take();
  return { kind: 'member', target, member: text, memberSpan: { start, end }, start: target.start, end };
}

/** `x[]`, or one part of a list: `x[*]`, `x[0]`. */
function readBrackets(cursor: Cursor, target: TypeExpression): TypeExpression | undefined {
  cursor.take();
  const part = cursor.is(']') ? undefined : cursor.take();
  if (!cursor.takeIf(']')) return undefined;
  const place = { start: target.start, end: cursor.lastEnd };
  if (!part) return { kind: 'array', item: target, ...place };
  return { kind: 'part', target, index: part.text === '*' ? '*' : Number(part.text), ...place };
}

function readPrimary(cursor: Cursor, depth: number): TypeExpression | undefined {
  const { token } = cursor;
  const { start } = token;
  if (token.kind === 'string') { cursor.take(); return { kind: 'literal', value: token.value ?? '', start, end: token.end }; }
  if (token.kind === 'integer' || (token.text === '-' && cursor.peek(1).kind === 'integer')) {
    const sign = cursor.takeIf('-') ? -1n : 1n;
    return { kind: 'literal', value: sign * BigInt(cursor.take().text), start, end: cursor.lastEnd };
  }
  if (token.kind === 'identifier') {
    cursor.take();
    if (token.text === 'true' || token.text === 'false') return { kind: 'literal', value: token.text === 'true', start, end: token.end };
    return token.text === 'null' ? { kind: 'literal', value: null, start, end: token.end } : { kind: 'name', name: token.text, start, end: token.end };
  }
  if (cursor.is('(')) return readParenthesis(cursor, depth);
  if (cursor.is('[')) return readTuple(cursor, depth);
  return cursor.is('{') ? readObject(cursor, depth) : undefined;
}

function readParenthesis(cursor: Cursor, depth: number): TypeExpression | undefined {
  const { start } = cursor.take();
  cursor.skipNewlines();
  const inner = readTypeExpression(cursor, depth + 1);
  cursor.skipNewlines();
  return inner && cursor.takeIf(')') ? { ...inner, start, end: cursor.lastEnd } : undefined;
}

function readTuple(cursor: Cursor, depth: number): TypeExpression | undefined {
  const { start } = cursor.take();
  const items: TypeExpression[] = [];
  while (cursor.nextItem()) {
    const item = readTypeExpression(cursor, depth + 1);
    if (!item) return undefined;
    items.push(item);
  }
  return cursor.takeIf(']') ? { kind: 'tuple', items, start, end: cursor.lastEnd } : undefined;
}

function readObject(cursor: Cursor, depth: number): TypeExpression | undefined {
  const { start } = cursor.take();
  const members: TypeMember[] = [];
  let additional: TypeExpression | undefined;
  while (cursor.nextItem()) {
    const key = cursor.take();
    const isNamed = key.kind === 'identifier' || key.kind === 'string';
    const type = (isNamed || key.text === '*') && cursor.takeIf(':') ? readTypeExpression(cursor, depth + 1) : undefined;
    if (!type) return undefined;
    if (isNamed) members.push({ name: key.value ?? key.text, type });
    else additional = type;
  }
  return cursor.takeIf('}') ? { kind: 'object', members, ...(additional && { additional }), start, end: cursor.lastEnd } : undefined;
}
