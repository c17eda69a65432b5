import { toRegExp } from './patterns';
import { Timespan, compareOrNull, equalOrNull, timeAt, toDate, toNumber, toText, type Value } from './values';

export type Binary = (left: Value, right: Value) => Value;
export const sameText = (left: Value, right: Value): boolean => toText(left).toLowerCase() === toText(right).toLowerCase();

/** Text operators come in four: without case, with case (`_cs`), and both negated. */
function textOperators(name: string, test: (subject: string, search: string) => boolean): [string, Binary][] {
  const folded: Binary = (left, right) => test(toText(left).toLowerCase(), toText(right).toLowerCase());
  const exact: Binary = (left, right) => test(toText(left), toText(right));
  return [[name, folded], [`!${name}`, (left, right) => folded(left, right) !== true], [`${name}_cs`, exact], [`!${name}_cs`, (left, right) => exact(left, right) !== true]];
}

const isWord = (character: string | undefined): boolean => character !== undefined && /[\p{L}\p{N}]/u.test(character);

/** Whole terms: runs of letters and digits. Of a prefix only the beginning of a term counts, of a suffix the end. */
function termTest(atStart: boolean, atEnd: boolean): (subject: string, term: string) => boolean {
  return (subject, term) => {
    if (term === '') return true;
    for (let at = subject.indexOf(term); at >= 0; at = subject.indexOf(term, at + 1)) if (!(atStart && isWord(subject[at - 1])) && !(atEnd && isWord(subject[at + term.length]))) return true;
    return false;
  };
}

export const hasTerm = termTest(true, true);

const compares = (test: (order: number) => boolean): Binary => (left, right) => { const order = compareOrNull(left, right); return order === null ? null : test(order); };

/** By sign or word. Where a side is missing the answer is null, but of equality and of texts. @see Kusto, null values and binary operators */
export const binaryOperators: Readonly<Record<string, Binary>> = {
  '==': equalOrNull,
  '!=': (left, right) => { const equal = equalOrNull(left, right); return equal === null ? null : !equal; },
  '=~': sameText,
  '!~': (left, right) => !sameText(left, right),
  '<': compares((order) => order < 0), '>': compares((order) => order > 0), '<=': compares((order) => order <= 0), '>=': compares((order) => order >= 0),
  ...Object.fromEntries([
    ...textOperators('contains', (subject, search) => subject.includes(search)), ...textOperators('startswith', (subject, search) => subject.startsWith(search)), ...textOperators('endswith', (subject, search) => subject.endsWith(search)),
    ...textOperators('has', hasTerm), ...textOperators('hasprefix', termTest(true, false)), ...textOperators('hassuffix', termTest(false, true)),
  ]),
  'matches regex': (left, right) => toRegExp(toText(right))?.test(toText(left)) ?? false,
  and: (left, right) => (left === false || right === false ? false : left === true && right === true ? true : null),
  or: (left, right) => (left === true || right === true ? true : left === false && right === false ? false : null),
  '+': (left, right) => arithmetic(left, right, (a, b) => a + b),
  '-': (left, right) => arithmetic(left, right, (a, b) => a - b),
  '*': (left, right) => arithmetic(left, right, (a, b) => a * b),
  '/': (left, right) => divide(left, right, !isWhole(left) || !isWhole(right)),
  // Never below zero, whatever the signs.
  '%': (left, right) => arithmetic(left, right, (a, b) => (b === 0 ? NaN : ((a % b) + Math.abs(b)) % Math.abs(b))),
};

const isWhole = (value: Value): boolean => typeof value !== 'number' || Number.isInteger(value);

/** Whole numbers are divided without a rest, and by zero not at all; real ones become infinite or no number. */
export function divide(left: Value, right: Value, isReal: boolean): Value {
  if (left instanceof Timespan && right instanceof Timespan) return left.ms / right.ms;
  if (!isReal || left instanceof Timespan) return arithmetic(left, right, (a, b) => (left instanceof Timespan ? a / b : Math.trunc(a / b)));
  const [a, b] = [toNumber(left), toNumber(right)];
  return a === null || b === null ? null : a / b;
}

/** Times and spans keep their kind: time - time is a span, time + span a time. Null where a side is no number. */
function arithmetic(left: Value, right: Value, apply: (a: number, b: number) => number): Value {
  const [leftTime, rightTime] = [left instanceof Date ? left : null, right instanceof Date ? right : right instanceof Timespan ? null : left instanceof Date ? toDate(right) : null];
  const [a, b] = [toNumber(left), rightTime ? rightTime.getTime() : toNumber(right)];
  if (a === null || b === null) return null;
  const result = apply(a, b);
  if (typeof left === 'number' && typeof right === 'number' && (!Number.isFinite(a) || !Number.isFinite(b))) return result;
  if (!Number.isFinite(result)) return null;
  if (leftTime && rightTime) return new Timespan(result);
  if (leftTime || right instanceof Date) return timeAt(result);
  return left instanceof Timespan || right instanceof Timespan ? new Timespan(result) : result;
}

/** The end of a range may be a span from its beginning. */
export function isBetween(value: Value, from: Value, to: Value): Value {
  const start = toDate(from);
  const end = to instanceof Timespan && value instanceof Date && start ? timeAt(start.getTime() + to.ms) : to;
  const [after, before] = [compareOrNull(value, from), compareOrNull(value, end)];
  return binaryOperators.and!(after === null ? null : after >= 0, before === null ? null : before <= 0);
}

