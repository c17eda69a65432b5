import type { Cursor } from './cursor';
import type { ArrayItem, Expression, ObjectMember } from './syntax';

const binary: readonly (readonly string[])[] = [['??'], ['||'], ['&&'], ['==', '!=', '=~', '!~'], ['<', '<=', '>', '>='], ['+', '-'], ['*', '/', '%']];
/** Deeper than any file a person writes; beyond it the reader reports a problem instead of filling the stack. */
const maximumDepth = 200;

/** Reads one expression. Never throws; where none can be read the result is `missing` and a problem says what was expected. */
export function readExpression(cursor: Cursor, depth = 0): Expression {
  if (depth > maximumDepth) return tooDeep(cursor);
  const condition = readBinary(cursor, 0, depth);
  cursor.skipNewlinesBefore('?');
  if (!cursor.is('?')) return condition;
  cursor.take();
  cursor.skipNewlines();
  const whenTrue = readExpression(cursor, depth + 1);
  cursor.skipNewlines();
  expect(cursor, ':');
  cursor.skipNewlines();
  const whenFalse = readExpression(cursor, depth + 1);
  return { kind: 'conditional', start: condition.start, end: whenFalse.end, condition, whenTrue, whenFalse };
}

function tooDeep(cursor: Cursor): Expression {
  const { start } = cursor.token;
  cursor.problem(cursor.token, `Nested deeper than ${maximumDepth} levels.`);
  return { kind: 'missing', start, end: cursor.skipStatement() };
}

function readBinary(cursor: Cursor, level: number, depth: number): Expression {
  const operators = binary[level];
  if (!operators) return readUnary(cursor, depth);
  let left = readBinary(cursor, level + 1, depth);
  for (let count = 0; operators.some((operator) => cursor.is(operator)) && count < 10_000; count++) {
    const operator = cursor.take().text;
    const right = readBinary(cursor, level + 1, depth);
    left = { kind: 'binary', start: left.start, end: right.end, operator, left, right };
  }
  return left;
}

function readUnary(cursor: Cursor, depth: number): Expression {
  if (depth > maximumDepth) return tooDeep(cursor);
  if (!cursor.is('!') && !cursor.is('-')) return readPostfix(cursor, depth);
  const { start, text } = cursor.take();
  const operand = readUnary(cursor, depth + 1);
  if (text === '-' && operand.kind === 'integer') return { ...operand, start, value: -operand.value };
  return { kind: 'unary', start, end: operand.end, operator: text, operand };
}

function readPostfix(cursor: Cursor, depth: number): Expression {
  let target = readPrimary(cursor, depth);
  for (;;) {
    if (cursor.is('.') || cursor.is('.?') || cursor.is('::')) target = readMember(cursor, target, depth);
    else if (cursor.is('[') || cursor.is('[?')) target = readIndex(cursor, target, depth);
    else if (cursor.is('!') && !cursor.peek(1).text.startsWith('=')) target = { ...target, end: cursor.take().end };
    else return target;
  }
}

function readMember(cursor: Cursor, target: Expression, depth: number): Expression {
  const safe = cursor.take().text === '.?';
  const name = cursor.token;
  if (name.kind !== 'identifier') {
    cursor.problem({ start: cursor.lastEnd, end: cursor.lastEnd }, 'A property name is expected after the dot.');
    return { kind: 'property', start: target.start, end: cursor.lastEnd, target, property: '', propertySpan: { start: cursor.lastEnd, end: cursor.lastEnd }, safe };
  }
  cursor.take();
  if (cursor.is('(')) return readCall(cursor, name.text, name, depth, target);
  return { kind: 'property', start: target.start, end: name.end, target, property: name.text, propertySpan: { start: name.start, end: name.end }, safe };
}

function readIndex(cursor: Cursor, target: Expression, depth: number): Expression {
  const safe = cursor.take().text === '[?';
  cursor.takeIf('^');
  cursor.skipNewlines();
  const index = readExpression(cursor, depth + 1);
  cursor.skipNewlines();
  expect(cursor, ']');
  return { kind: 'index', start: target.start, end: cursor.lastEnd, target, index, safe };
}

function readCall(cursor: Cursor, callee: string, calleeSpan: { start: number; end: number }, depth: number, target?: Expression): Expression {
  const args = readArguments(cursor, depth);
  return { kind: 'call', start: target?.start ?? calleeSpan.start, end: cursor.lastEnd, callee, calleeSpan: { start: calleeSpan.start, end: calleeSpan.end }, target, args };
}

/** `( … )` with commas or line ends between; the cursor stands on the bracket. */
export function readArguments(cursor: Cursor, depth: number): readonly Expression[] {
  cursor.take();
  const args: Expression[] = [];
  while (cursor.nextItem()) {
    const before = cursor.index;
    args.push(readExpression(cursor, depth + 1));
    if (cursor.index === before) break;
    cursor.checkSeparator(true);
  }
  expect(cursor, ')');
  return args;
}

function readPrimary(cursor: Cursor, depth: number): Expression {
  const token = cursor.token;
  switch (token.kind) {
    case 'string': case 'multilineString': cursor.take(); return { kind: 'string', start: token.start, end: token.end, value: token.value ?? '' };
    case 'stringStart': return readInterpolation(cursor, depth);
    case 'integer': cursor.take(); return { kind: 'integer', start: token.start, end: token.end, value: BigInt(token.text) };
    case 'identifier': return readName(cursor, depth);
    case 'punctuation':
      if (token.text === '[') return readArray(cursor, depth);
      if (token.text === '{') return readObject(cursor, depth);
      if (token.text === '(') return readParenthesis(cursor, depth);
  }
  const at = token.kind === 'newline' || token.kind === 'end' ? { start: cursor.lastEnd, end: cursor.lastEnd } : token;
  cursor.problem(at, 'A value is expected here.');
  return { kind: 'missing', start: at.start, end: at.start };
}

function readName(cursor: Cursor, depth: number): Expression {
  const token = cursor.take();
  const span = { start: token.start, end: token.end };
  if (token.text === 'true' || token.text === 'false') return { kind: 'boolean', ...span, value: token.text === 'true' };
  if (token.text === 'null') return { kind: 'null', ...span };
  if (cursor.is('=>')) return readLambdaBody(cursor, span.start, [token.text], depth);
  return cursor.is('(') ? readCall(cursor, token.text, span, depth) : { kind: 'name', ...span, name: token.text };
}

function readLambdaBody(cursor: Cursor, start: number, parameters: readonly string[], depth: number): Expression {
  expect(cursor, '=>');
  cursor.skipNewlines();
  const body = readExpression(cursor, depth + 1);
  return { kind: 'lambda', start, end: body.end, parameters, body };
}

/** `( expression )` or the parameters of a lambda. */
function readParenthesis(cursor: Cursor, depth: number): Expression {
  const { start } = cursor.take();
  const items: Expression[] = [];
  while (cursor.nextItem()) {
    const before = cursor.index;
    items.push(readExpression(cursor, depth + 1));
    if (cursor.index === before) break;
  }
  expect(cursor, ')');
  if (cursor.is('=>')) return readLambdaBody(cursor, start, items.map((item) => (item.kind === 'name' ? item.name : '')), depth);
  const [inner] = items;
  if (!inner) { cursor.problem({ start, end: cursor.lastEnd }, 'A value is expected in the brackets.'); return { kind: 'missing', start, end: cursor.lastEnd }; }
  return { ...inner, start, end: cursor.lastEnd };
}

function readInterpolation(cursor: Cursor, depth: number): Expression {
  const first = cursor.take();
  const texts = [first.value ?? ''];
  const holes: Expression[] = [];
  for (;;) {
    cursor.skipNewlines();
    holes.push(readExpression(cursor, depth + 1));
    cursor.skipNewlines();
    const { token } = cursor;
    if (token.kind !== 'stringMiddle' && token.kind !== 'stringEnd') {
      cursor.problem({ start: cursor.lastEnd, end: cursor.lastEnd }, 'This interpolation is not closed by }.');
      break;
    }
    cursor.take();
    texts.push(token.value ?? '');
    if (token.kind === 'stringEnd') break;
  }
  return { kind: 'interpolation', start: first.start, end: cursor.lastEnd, texts, holes };
}

function readArray(cursor: Cursor, depth: number): Expression {
  const { start } = cursor.take();
  cursor.skipNewlines();
  if (cursor.is('for')) return readFor(cursor, start, depth);
  const items: ArrayItem[] = [];
  while (cursor.nextItem()) {
    const before = cursor.index;
    const spread = cursor.takeIf('...');
    const value = readExpression(cursor, depth + 1);
    items.push({ start: spread?.start ?? value.start, end: value.end, value, spread: spread !== undefined });
    if (cursor.index === before) break;
    cursor.checkSeparator(false);
  }
  expect(cursor, ']');
  return { kind: 'array', start, end: cursor.lastEnd, items };
}

/** `[for x in y: body]` or `[for (x, i) in y: body]`. */
function readFor(cursor: Cursor, start: number, depth: number): Expression {
  cursor.take();
  const names: string[] = [];
  while (!cursor.atEnd && !cursor.is('in') && !cursor.is(']') && cursor.token.kind !== 'newline') {
    const token = cursor.take();
    if (token.kind === 'identifier') names.push(token.text);
  }
  cursor.takeIf('in');
  const source = readExpression(cursor, depth + 1);
  cursor.skipNewlines();
  expect(cursor, ':');
  cursor.skipNewlines();
  const body = readExpression(cursor, depth + 1);
  cursor.skipNewlines();
  expect(cursor, ']');
  return { kind: 'for', start, end: cursor.lastEnd, names, source, body };
}

function readObject(cursor: Cursor, depth: number): Expression {
  const { start } = cursor.take();
  const members: ObjectMember[] = [];
  while (cursor.nextItem()) {
    const before = cursor.index;
    const member = readMemberOfObject(cursor, depth);
    if (member) members.push(member);
    if (cursor.index === before) break;
    cursor.checkSeparator(false);
  }
  expect(cursor, '}');
  return { kind: 'object', start, end: cursor.lastEnd, members };
}

function readMemberOfObject(cursor: Cursor, depth: number): ObjectMember | undefined {
  const first = cursor.token;
  if (cursor.takeIf('...')) {
    const value = readExpression(cursor, depth + 1);
    return { start: first.start, end: value.end, keySpan: first, value, spread: true };
  }
  const keySpan = { start: first.start, end: first.end };
  let key: string | undefined;
  if (first.kind === 'identifier') key = cursor.take().text;
  else if (first.kind === 'string' || first.kind === 'multilineString') key = cursor.take().value;
  else if (first.kind === 'stringStart') keySpan.end = readInterpolation(cursor, depth).end;
  else { cursor.problem(first, 'A property name is expected here.'); cursor.take(); return undefined; }
  if (!expect(cursor, ':')) return { start: first.start, end: cursor.lastEnd, key, keySpan, value: { kind: 'missing', start: cursor.lastEnd, end: cursor.lastEnd }, spread: false };
  const value = readExpression(cursor, depth + 1);
  return { start: first.start, end: Math.max(value.end, cursor.lastEnd), key, keySpan, value, spread: false };
}

function expect(cursor: Cursor, text: string): boolean {
  if (cursor.takeIf(text)) return true;
  cursor.problem({ start: cursor.lastEnd, end: cursor.lastEnd }, `"${text}" is expected here.`);
  return false;
}
