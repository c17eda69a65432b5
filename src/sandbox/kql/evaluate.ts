import { checkBinary, checkPath } from './checkTypes';
import { scalarFunctions } from './functions';
import { binaryOperators, divide, hasTerm, isBetween, sameText } from './operators';
import { toRegExp } from './patterns';
import type { Expression, Query } from './syntax';
import { errorAt } from './tokens';
import { typeOf, type ColumnTypes } from './types';
import { Timespan, equalOrNull, isObject, textOfDynamic, toNumber, toText } from './values';
import type { Row, Value } from './values';

/** What expressions need beside their row. */
export interface Scope { readonly query: string; readonly now: Date; readonly columns: ReadonlySet<string>; readonly types: ColumnTypes; /** Answers a query inside of the query. */ run(query: Query): InnerAnswer }
interface InnerAnswer { readonly columns: readonly string[]; readonly rows: readonly Row[] }

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
      // There is no missing text, only an empty one.
      const absent = scope.types.get(name) === 'string' ? '' : null;
      return (row) => row.get(name) ?? absent;
    }
    case 'member': { checkPath(expression, scope); const of = compile(expression.of, scope); const { name } = expression; return (row) => memberOf(of(row), name); }
    case 'index': { checkPath(expression, scope); const of = compile(expression.of, scope); const index = compile(expression.index, scope); return (row) => memberOf(of(row), index(row)); }
    case 'negate': { const of = compile(expression.of, scope); return (row) => { const value = of(row); const number = toNumber(value); return number === null ? null : value instanceof Timespan ? new Timespan(-number) : -number; }; }
    case 'toscalar': { const { columns, rows } = scope.run(expression.query); const value = rows[0]?.get(columns[0] ?? '') ?? null; return () => value; }
    case 'call': return compileCall(expression, scope);
    case 'in': return compileIn(expression, scope);
    case 'between': {
      const [left, from, to] = [expression.left, expression.from, expression.to].map((part) => compile(part, scope)) as [Compiled, Compiled, Compiled];
      return (row) => isBetween(left(row), from(row), to(row));
    }
    case 'inQuery': return compileInQuery(expression, scope);
    case 'binary': return compileBinary(expression, scope);
  }
}

function compileBinary(expression: Expression & { kind: 'binary' }, scope: Scope): Compiled {
  const { operator } = expression;
  const [left, right] = [compile(expression.left, scope), compile(expression.right, scope)];
  checkBinary(expression, scope);
  if (operator === '/' && [expression.left, expression.right].some((side) => typeOf(side, scope.types) === 'real')) return (row) => divide(left(row), right(row), true);
  if (operator === 'matches regex' && expression.right.kind === 'value') {
    const pattern = toRegExp(toText(expression.right.value));
    if (!pattern) throw errorAt(scope.query, expression.right.at, 'The regular expression is not valid.', toText(expression.right.value).slice(0, 60));
    return (row) => pattern.test(toText(left(row)));
  }
  const apply = binaryOperators[operator];
  if (!apply) throw errorAt(scope.query, expression.at, `The operator '${operator}' is not supported by the sandbox.`, operator);
  return (row) => apply(left(row), right(row));
}

/** `value in (table)`: the first column of another query is the list. */
function compileInQuery({ operator, left, query }: Expression & { kind: 'inQuery' }, scope: Scope): Compiled {
  const [value, { columns, rows }] = [compile(left, scope), scope.run(query)];
  const isFolded = operator.endsWith('~');
  const keyOf = (one: Value): string => (isFolded ? toText(one).toLowerCase() : toText(one));
  const choices = new Set(rows.map((row) => keyOf(row.get(columns[0] ?? '') ?? null)));
  return (row) => choices.has(keyOf(value(row))) !== operator.startsWith('!');
}

function compileCall(expression: Expression & { kind: 'call' }, scope: Scope): Compiled {
  if (/^column_?ifexists$/.test(expression.name)) return compileOptional(expression, scope);
  const found = Object.hasOwn(scalarFunctions, expression.name) ? scalarFunctions[expression.name] : undefined;
  const count = expression.arguments.length;
  if (!found) throw errorAt(scope.query, expression.at, `The function '${expression.name}' is not supported here by the sandbox.`, expression.name);
  if (count < found.least || count > (found.most ?? Infinity)) throw errorAt(scope.query, expression.at, `The function '${expression.name}' does not take ${count} argument(s).`, expression.name);
  const parts = expression.arguments.map((argument) => compile(argument, scope));
  const [first] = expression.arguments;
  if (expression.name === 'tostring' && first && typeOf(first, scope.types) === 'dynamic') return (row) => textOfDynamic(parts[0]!(row));
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
      // As `or` over all that may be equal.
      const equal = operator.endsWith('~') ? sameText : equalOrNull;
      const isIn = (row: Row): boolean | null => { const subject = value(row); const found = choices(row).map((choice) => equal(subject, choice)); return found.includes(true) ? true : found.includes(null) ? null : false; };
      return operator.startsWith('!') ? (row) => { const found = isIn(row); return found === null ? null : !found; } : isIn;
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
