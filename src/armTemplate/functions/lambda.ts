import { deeper, evaluate } from '../evaluation/evaluate';
import { call as callNode, literal, type Call as CallNode, type Expression } from '../expressions/ast';
import { ExpressionFault } from '../fault';
import { findKey, hasUnknown, isArray, isObject, isUnknown, setKey, toExpression, Unknown, type Value } from '../values/value';
import { fault, lazy, wrongType, type Builtin, type Call } from './builtin';
import { reduce } from './logical';
import { plainText } from '../values/plainText';

interface Lambda { readonly names: readonly string[]; readonly body: Expression; apply(...args: Value[]): Value; reduced(): Expression }

function readLambda(expression: Expression | undefined, call: Call, minimum: number, maximum = minimum): Lambda {
  if (expression?.kind !== 'call' || expression.key !== 'lambda' || expression.args.length === 0) throw fault(call, 'a lambda is expected.');
  const names = expression.args.slice(0, -1).map((arg) => nameOf(arg, call)), body = expression.args.at(-1)!;
  if (names.length < minimum || names.length > maximum) throw fault(call, `the lambda must take ${minimum === maximum ? minimum : `${minimum} to ${maximum}`} parameter(s).`);
  const bind = (values: readonly Value[]): Call['frame'] => {
    let lambda = call.frame.lambda;
    names.forEach((name, index) => { lambda = { name: name.toLowerCase(), value: values[index]!, outer: lambda }; });
    return deeper(call.frame, { lambda });
  };
  return {
    names, body,
    apply: (...args) => evaluate(body, bind(args)),
    reduced: () => callNode('lambda', [...names.map((name) => literal(name)), reduce(body, { ...call, frame: bind(names.map((name) => new Unknown(callNode('lambdaVariables', [literal(name)])))) })]),
  };
}

function nameOf(expression: Expression, call: Call): string {
  if (expression.kind === 'literal' && typeof expression.value === 'string') return expression.value;
  throw fault(call, 'the names of the lambda variables must be strings.');
}

function lambdaVariables(args: readonly Expression[], call: Call): Value {
  const name = evaluate(args[0]!, call.frame);
  for (let frame = call.frame.lambda; frame; frame = frame.outer) if (typeof name === 'string' && frame.name === name.toLowerCase()) return frame.value;
  throw new ExpressionFault(`The lambda variable '${plainText(name)}' is not found.`);
}

/** Wraps a lambda function over one array. When the array is unknown, or `apply` meets something unknown where it must decide (`undecided`), the call stays. */
function overArray(name: string, max: number, apply: (array: readonly Value[], call: Call, lambda: (index: number, min: number, max?: number) => Lambda, values: (index: number) => Value, count: number) => Value): Builtin {
  return lazy(name, 2, max, (args, call) => {
    const input = evaluate(args[0]!, call.frame);
    const lambda = (index: number, min: number, maximum?: number): Lambda => readLambda(args[index], call, min, maximum);
    const remains = (): Unknown => new Unknown(callNode(call.name, [toExpression(input), ...args.slice(1).map((arg) => (isLambda(arg) ? readLambda(arg, call, 0, 3).reduced() : reduce(arg, call)))]));
    if (isUnknown(input)) return remains();
    if (!isArray(input)) throw wrongType(call, 0, 'Array', input);
    try { return apply(input, call, lambda, (index) => evaluate(args[index]!, call.frame), args.length); } catch (error) {
      if (error instanceof Undecided) return remains();
      throw error;
    }
  });
}

const isLambda = (expression: Expression): expression is CallNode => expression.kind === 'call' && expression.key === 'lambda' && expression.args.length > 0;
class Undecided extends Error {}

function decided<T>(value: Value, check: (value: Value) => value is T & Value, expected: string, call: Call): T {
  if (hasUnknown(value)) throw new Undecided();
  if (!check(value)) throw fault(call, `the lambda must give a value of type '${expected}'.`);
  return value;
}
const isBoolean = (value: Value): value is boolean => typeof value === 'boolean';
const isString = (value: Value): value is string => typeof value === 'string';

/** A stable merge sort: the lambda says whether its first argument must come before the second. */
function sort(array: readonly Value[], before: (a: Value, b: Value) => boolean): readonly Value[] {
  if (array.length < 2) return array;
  const middle = array.length >> 1, left = sort(array.slice(0, middle), before), right = sort(array.slice(middle), before);
  const result: Value[] = [];
  let next = 0;
  for (const item of right) {
    while (next < left.length && (before(left[next]!, item) || !before(item, left[next]!))) result.push(left[next++]!);
    result.push(item);
  }
  return [...result, ...left.slice(next)];
}

const indexed = (lambda: Lambda, item: Value, index: number): Value => (lambda.names.length === 2 ? lambda.apply(item, index) : lambda.apply(item));

/** Adds under the key as it was first spelt. */
function put(object: { [key: string]: Value }, key: string, change: (old: Value | undefined) => Value): void {
  const own = findKey(object, key) ?? key;
  setKey(object, own, change(Object.hasOwn(object, own) ? object[own] : undefined));
}

export const lambdaFunctions: readonly Builtin[] = [
  lazy('lambda', 1, Infinity, (_args, call) => { throw fault(call, 'a lambda is not expected here.'); }),
  lazy('lambdaVariables', 1, 1, lambdaVariables),
  overArray('map', 2, (array, _call, lambda) => { const each = lambda(1, 1, 2); return array.map((item, index) => indexed(each, item, index)); }),
  overArray('filter', 2, (array, call, lambda) => { const test = lambda(1, 1, 2); return array.filter((item, index) => decided(indexed(test, item, index), isBoolean, 'Boolean', call)); }),
  overArray('reduce', 3, (array, _call, lambda, values) => {
    const step = lambda(2, 2, 3);
    return array.reduce((sum, item, index) => (step.names.length === 3 ? step.apply(sum, item, index) : step.apply(sum, item)), values(1));
  }),
  overArray('sort', 2, (array, call, lambda) => { const test = lambda(1, 2); return sort(array, (a, b) => decided(test.apply(a, b), isBoolean, 'Boolean', call)); }),
  overArray('toObject', 3, (array, call, lambda, _values, count) => {
    const key = lambda(1, 1), value = count > 2 ? lambda(2, 1) : undefined, object: { [key: string]: Value } = {};
    for (const item of array) put(object, decided(key.apply(item), isString, 'String', call), (old) => { if (old !== undefined) throw fault(call, 'the lambda returned a duplicate key. Object keys must be strings that are case-insensitively unique.'); return value ? value.apply(item) : item; });
    return object;
  }),
  overArray('groupBy', 2, (array, call, lambda) => {
    const key = lambda(1, 1), object: { [key: string]: Value } = {};
    for (const item of array) put(object, decided(key.apply(item), isString, 'String', call), (old) => [...(isArray(old) ? old : []), item]);
    return object;
  }),
  lazy('mapValues', 2, 2, (args, call) => {
    const input = evaluate(args[0]!, call.frame), each = readLambda(args[1], call, 1);
    if (isUnknown(input)) return new Unknown(callNode(call.name, [input.expression, each.reduced()]));
    if (!isObject(input)) throw wrongType(call, 0, 'Object', input);
    const object: { [key: string]: Value } = {};
    for (const [name, value] of Object.entries(input)) setKey(object, name, each.apply(value));
    return object;
  }),
];
