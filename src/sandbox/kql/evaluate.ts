import { scalarFunctions } from './functions';
import type { Expression, Query } from './syntax';
import { errorAt } from './tokens';
import { typeOf, type ColumnTypes } from './types';
import { Timespan, compareValues, equalValues, isEmpty, isObject, timeAt, toDate, toNumber, toText } from './values';
import type { Row, Value } from './values';

/** What expressions need beside their row. */
export interface Scope { readonly query: string; readonly now: Date; readonly columns: ReadonlySet<string>; readonly types: ColumnTypes; /** Answers a query inside of the query. */ run(query: Query): ScalarAnswer }
interface ScalarAnswer { readonly columns: readonly string[]; readonly rows: readonly Row[] }

export type Compiled = (row: Row) => Value;

/** Turns an expression into a function of a row; names and argument counts are checked once, before any row is seen. @throws QueryError */
export function compile(expression: Expression, scope: Scope): Compiled {
  const fail = (message: string, token: string): never => { throw errorAt(scope.query, expression.at, message, token); };
  switch (expression.kind) {
    case 'value': { const { value } = expression; return () => value; }
    case 'timespan': { const span = new Timespan(expression.ms); return () => span; }
    case 'star': return fail("'*' is not expected here.", '*');
    case 'column': {
      const { name } = expression;
      if (!scope.columns.has(name)) return fail(`The column '${name}' is not known here. Columns: ${[...scope.columns].join(', ')}.`, name);
      return (row) => row.get(name) ?? null;
    }
    case 'member': { const of = compile(expression.of, scope); const { name } = expression; return (row) => memberOf(of(row), name); }
    case 'index': { const of = compile(expression.of, scope); const index = compile(expression.index, scope); return (row) => memberOf(of(row), index(row)); }
    case 'negate': { const of = compile(expression.of, scope); return (row) => { const value = of(row); const number = toNumber(value); return number === null ? null : value instanceof Timespan ? new Timespan(-number) : -number; }; }
    case 'toscalar': { const { columns, rows } = scope.run(expression.query); const value = rows[0]?.get(columns[0] ?? '') ?? null; return () => value; }
    case 'call': return compileCall(expression, scope);
    case 'in': return compileIn(expression, scope);
    case 'between': {
      const [left, from, to] = [expression.left, expression.from, expression.to].map((part) => compile(part, scope)) as [Compiled, Compiled, Compiled];
      return (row) => { const value = left(row); return compareValues(value, from(row)) >= 0 && compareValues(value, to(row)) <= 0; };
    }
    case 'binary': {
      const [left, right] = [compile(expression.left, scope), compile(expression.right, scope)];
      if (expression.operator === 'and') return (row) => left(row) === true && right(row) === true;
      if (expression.operator === 'or') return (row) => left(row) === true || right(row) === true;
      if (expression.operator === '/' && [expression.left, expression.right].some((side) => typeOf(side, scope.types) === 'real')) return (row) => arithmetic(left(row), right(row), (a, b) => a / b);
      const apply = binaryOperators[expression.operator] ?? fail(`The operator '${expression.operator}' is not supported.`, expression.operator);
      return (row) => apply(left(row), right(row));
    }
  }
}

function compileCall(expression: Expression & { kind: 'call' }, scope: Scope): Compiled {
  if (/^column_?ifexists$/.test(expression.name)) return compileOptional(expression, scope);
  const found = Object.hasOwn(scalarFunctions, expression.name) ? scalarFunctions[expression.name] : undefined;
  const count = expression.arguments.length;
  if (!found) throw errorAt(scope.query, expression.at, `The function '${expression.name}' is not supported here by the sandbox.`, expression.name);
  if (count < found.least || count > (found.most ?? Infinity)) throw errorAt(scope.query, expression.at, `The function '${expression.name}' does not take ${count} argument(s).`, expression.name);
  const parts = expression.arguments.map((argument) => compile(argument, scope));
  return (row) => found.call(parts.map((part) => part(row)), scope.now);
}

/** `column_ifexists('name', otherwise)`. */
function compileOptional({ arguments: [name, otherwise], at }: Expression & { kind: 'call' }, scope: Scope): Compiled {
  if (name?.kind !== 'value' || typeof name.value !== 'string' || !otherwise) throw errorAt(scope.query, at, "The function 'column_ifexists' takes the name of a column in quotes and what stands for it.", 'column_ifexists');
  return scope.columns.has(name.value) ? compile({ kind: 'column', name: name.value, at }, scope) : compile(otherwise, scope);
}

function compileIn({ operator, left, list }: Expression & { kind: 'in' }, scope: Scope): Compiled {
  const [value, ...items] = [left, ...list].map((part) => compile(part, scope)) as [Compiled, ...Compiled[]];
  const choices = (row: Row): Value[] => items.flatMap((item): Value[] => { const choice = item(row); return Array.isArray(choice) ? choice : [choice]; });
  switch (operator) {
    case 'has_any': return (row) => { const subject = value(row); return choices(row).some((choice) => hasTerm(toText(subject).toLowerCase(), toText(choice).toLowerCase())); };
    case 'has_all': return (row) => { const subject = value(row); return choices(row).every((choice) => hasTerm(toText(subject).toLowerCase(), toText(choice).toLowerCase())); };
    default: {
      const equal = operator.endsWith('~') ? sameText : equalValues;
      const wanted = !operator.startsWith('!');
      return (row) => { const subject = value(row); return choices(row).some((choice) => equal(subject, choice)) === wanted; };
    }
  }
}

/** Items by position (negative from the end), properties by name. */
function memberOf(value: Value, key: Value): Value {
  if (Array.isArray(value)) return typeof key === 'number' ? value.at(key) ?? null : null;
  if (!isObject(value)) return null;
  const name = toText(key);
  return Object.hasOwn(value, name) ? value[name] ?? null : null;
}

type Binary = (left: Value, right: Value) => Value;
const sameText = (left: Value, right: Value): boolean => toText(left).toLowerCase() === toText(right).toLowerCase();

/** Text operators come in four: without case, with case (`_cs`), and both negated. */
function textOperators(name: string, test: (subject: string, search: string) => boolean): [string, Binary][] {
  const folded: Binary = (left, right) => test(toText(left).toLowerCase(), toText(right).toLowerCase());
  const exact: Binary = (left, right) => test(toText(left), toText(right));
  return [[name, folded], [`!${name}`, (left, right) => !folded(left, right)], [`${name}_cs`, exact], [`!${name}_cs`, (left, right) => !exact(left, right)]];
}

/** Whole terms: runs of letters and digits. */
function hasTerm(subject: string, term: string): boolean {
  if (term === '') return true;
  for (let at = subject.indexOf(term); at >= 0; at = subject.indexOf(term, at + 1)) {
    const isWord = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
    if (!isWord(subject[at - 1]) && !isWord(subject[at + term.length])) return true;
  }
  return false;
}

const binaryOperators: Readonly<Record<string, Binary>> = {
  '==': equalValues,
  '!=': (left, right) => !equalValues(left, right),
  '=~': sameText,
  '!~': (left, right) => !sameText(left, right),
  '<': (left, right) => comparable(left, right) && compareValues(left, right) < 0,
  '>': (left, right) => comparable(left, right) && compareValues(left, right) > 0,
  '<=': (left, right) => comparable(left, right) && compareValues(left, right) <= 0,
  '>=': (left, right) => comparable(left, right) && compareValues(left, right) >= 0,
  ...Object.fromEntries([
    ...textOperators('contains', (subject, search) => subject.includes(search)), ...textOperators('startswith', (subject, search) => subject.startsWith(search)),
    ...textOperators('endswith', (subject, search) => subject.endsWith(search)), ...textOperators('has', hasTerm),
  ]),
  'matches regex': (left, right) => scalarFunctions.extract!.call([right, 0, left], new Date(0)) !== '' || isEmpty(right),
  '+': (left, right) => arithmetic(left, right, (a, b) => a + b),
  '-': (left, right) => arithmetic(left, right, (a, b) => a - b),
  '*': (left, right) => arithmetic(left, right, (a, b) => a * b),
  '/': (left, right) => arithmetic(left, right, (a, b) => (Number.isInteger(a) && Number.isInteger(b) ? Math.trunc(a / b) : a / b)),
  '%': (left, right) => arithmetic(left, right, (a, b) => a % b),
};

const comparable = (left: Value, right: Value): boolean => !isEmpty(left) && !isEmpty(right);

/** Times and spans keep their kind: time - time is a span, time + span a time. Null where a side is no number. */
function arithmetic(left: Value, right: Value, apply: (a: number, b: number) => number): Value {
  const [leftTime, rightTime] = [left instanceof Date ? left : null, right instanceof Date ? right : right instanceof Timespan ? null : left instanceof Date ? toDate(right) : null];
  const [a, b] = [toNumber(left), rightTime ? rightTime.getTime() : toNumber(right)];
  if (a === null || b === null) return null;
  const result = apply(a, b);
  if (!Number.isFinite(result)) return null;
  if (leftTime && rightTime) return new Timespan(result);
  if (leftTime || right instanceof Date) return timeAt(result);
  return left instanceof Timespan || right instanceof Timespan ? new Timespan(result) : result;
}
