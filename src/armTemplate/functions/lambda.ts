import { deeper, evaluate } from '../evaluation/evaluate';
import { call as callNode, literal, type Call as CallNode, type Expression } from '../expressions/ast';
import { ExpressionFault } from '../fault';
import { findKey, hasUnknown, isArray, isObject, isUnknown, setKey, toExpression, typeName, Unknown, type Value } from '../values/value';
import { arityFault, lazy, notValid, USAGE, wrongType, type Builtin, type Call } from './builtin';
import { reduce } from './logical';

interface Lambda { readonly names: readonly string[]; readonly body: Expression; apply(...args: Value[]): Value; reduced(): Expression }

/** `minimum` and `maximum` count the lambda's variables; `position` is its place among the arguments. */
function readLambda(expression: Expression | undefined, call: Call, position: number, minimum: number, maximum = minimum): Lambda {
  if (expression?.kind !== 'call' || expression.key !== 'lambda') throw new ExpressionFault(`The template language function '${call.name}' expects its ${position === 1 ? 'second' : 'third'} parameter to be of type 'lambda'. The provided value is of type 'Token'. ${USAGE}`);
  const count = expression.args.length - 1;
  if (count < minimum || count > maximum) throw arityFault('lambda', { min: minimum + 1, max: maximum + 1 }, count + 1);
  const names = expression.args.slice(0, -1).map((arg, index) => nameOf(arg, index, call)), body = expression.args.at(-1)!;
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

function nameOf(expression: Expression, index: number, call: Call): string {
  if (expression.kind === 'literal' && typeof expression.value === 'string') return expression.value;
  throw wrongType({ ...call, name: 'lambda', single: false }, index, 'String', evaluate(expression, call.frame));
}

function lambdaVariables(args: readonly Expression[], call: Call): Value {
  const name = args.length === 1 ? evaluate(args[0]!, call.frame) : undefined;
  for (let frame = call.frame.lambda; frame; frame = frame.outer) if (typeof name === 'string' && frame.name === name.toLowerCase()) return frame.value;
  throw notValid(call.name);
}

/** Wraps a lambda function over one array. When the array is unknown, or `apply` meets something unknown where it must decide (`undecided`), the call stays. */
function overArray(name: string, [min, max]: readonly [number, number], apply: (array: readonly Value[], call: Call, lambda: (index: number, min: number, max?: number) => Lambda, values: (index: number) => Value, count: number) => Value): Builtin {
  return lazy(name, min, max, (args, call) => {
    const input = evaluate(args[0]!, call.frame);
    const lambda = (index: number, min: number, maximum?: number): Lambda => readLambda(args[index], call, index, min, maximum);
    const remains = (): Unknown => new Unknown(callNode(call.name, [toExpression(input), ...args.slice(1).map((arg, index) => (isLambda(arg) ? readLambda(arg, call, index + 1, 0, 3).reduced() : reduce(arg, call)))]));
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

/** `index`: place of the item that the lambda was asked about. */
function decided<T>(value: Value, check: (value: Value) => value is T & Value, expected: string, call: Call, index?: number): T {
  if (hasUnknown(value)) throw new Undecided();
  if (!check(value)) throw new ExpressionFault(`The lambda expression provided to language function '${call.name}' is expected to return a value of type '${expected}', but evaluation${index === undefined ? '' : ` on the input element at position ${index}`} returned a value of type '${typeName(value)}'. ${USAGE}`);
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
  lazy('lambda', 0, Infinity, (_args, call) => { throw notValid(call.name); }),
  lazy('lambdaVariables', 0, Infinity, lambdaVariables),
  overArray('map', [2, 2], (array, _call, lambda) => { const each = lambda(1, 1, 2); return array.map((item, index) => indexed(each, item, index)); }),
  overArray('filter', [2, 2], (array, call, lambda) => { const test = lambda(1, 1, 2); return array.filter((item, index) => decided(indexed(test, item, index), isBoolean, 'Boolean', call, index)); }),
  overArray('reduce', [3, 3], (array, _call, lambda, values) => {
    const step = lambda(2, 2, 3);
    return array.reduce((sum, item, index) => (step.names.length === 3 ? step.apply(sum, item, index) : step.apply(sum, item)), values(1));
  }),
  overArray('sort', [2, 2], (array, call, lambda) => { const test = lambda(1, 2); return sort(array, (a, b) => decided(test.apply(a, b), isBoolean, 'Boolean', call)); }),
  overArray('toObject', [2, 3], (array, call, lambda, _values, count) => {
    const key = lambda(1, 1), value = count > 2 ? lambda(2, 1) : undefined, object: { [key: string]: Value } = {};
    array.forEach((item, index) => {
      const name = decided(key.apply(item), isString, 'String', call, index);
      put(object, name, (old) => {
        if (old !== undefined) throw new ExpressionFault(`The lambda expression parameter at index '1' of function '${call.name}' returned a duplicate key '${name}'. Object keys must be strings that are case-insensitively unique. ${USAGE}`);
        return value ? value.apply(item) : item;
      });
    });
    return object;
  }),
  overArray('groupBy', [2, 3], (array, call, lambda, _values, count) => {
    const key = lambda(1, 1), value = count > 2 ? lambda(2, 1) : undefined, object: { [key: string]: Value } = {};
    array.forEach((item, index) => { put(object, decided(key.apply(item), isString, 'String', call, index), (old) => [...(isArray(old) ? old : []), value ? value.apply(item) : item]); });
    return object;
  }),
  lazy('mapValues', 2, 2, (args, call) => {
    const input = evaluate(args[0]!, call.frame);
    if (!isUnknown(input) && !isObject(input)) throw wrongType(call, 0, 'Object', input);
    const each = readLambda(args[1], call, 1, 1);
    if (isUnknown(input)) return new Unknown(callNode(call.name, [input.expression, each.reduced()]));
    const object: { [key: string]: Value } = {};
    for (const [name, value] of Object.entries(input)) setKey(object, name, each.apply(value));
    return object;
  }),
];
