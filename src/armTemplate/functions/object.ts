import { accessValue, tryAccess } from '../evaluation/access';
import { evaluate } from '../evaluation/evaluate';
import { call as callNode, type Expression } from '../expressions/ast';
import { ExpressionFault } from '../fault';
import { parseJsonText, printJsonText } from '../values/jsonText';
import { compareIgnoreCase } from '../values/compare';
import { getKey, isArray, isInteger, isObject, isUnknown, Declared, PartlyKnown, setKey, toExpression, toObject, typeName, Unknown, unknownCall, type Value } from '../values/value';
import { eager, lazy, objectAt, stringAt, structural, tolerant, USAGE, wrongItems, wrongType, type Builtin, type Call } from './builtin';

function createObject(args: readonly Value[], call: Call): Value {
  if (args.length % 2) throw new ExpressionFault(`The template language function 'createObject' expects an even number of parameters. The number of provided parameters was '${args.length}'. ${USAGE}`);
  if (args.some((arg, index) => index % 2 === 0 && isUnknown(arg))) return unknownCall(call.name, args);
  const wrong = args.flatMap((arg, index) => (index % 2 === 0 && typeof arg !== 'string' ? [{ at: index + 1, type: typeName(arg) }] : []));
  if (wrong.length > 0) throw new ExpressionFault(`The template language function 'createObject' expects the parameters at an odd-numbered position to be of type 'string'. The specified parameters at positions '${wrong.map(({ at }) => at).join(', ')}' are of types '${wrong.map(({ type }) => type).join(', ')}', respectively. ${USAGE}`);
  const object: { [key: string]: Value } = {};
  for (let index = 0; index < args.length; index += 2) {
    const key = stringAt(args, index, call);
    if (Object.hasOwn(object, key)) throw new ExpressionFault(`The template language function 'createObject' expects all property names to be unique. The following property names were duplicated: ${key}. ${USAGE}`);
    setKey(object, key, args[index + 1]!);
  }
  return object;
}

const sortedEntries = (args: readonly Value[], call: Call): [string, Value][] => Object.entries(objectAt(args, 0, call)).sort(([a], [b]) => compareIgnoreCase(a, b));

/** Only the first step may be missing; what it leads to is accessed strictly. */
function tryGet(args: readonly Expression[], call: Call): Value {
  const values = args.map((arg) => evaluate(arg, call.frame));
  let target = values[0] as Value, isDeclared = target instanceof Declared;
  for (const [position, index] of values.slice(1).entries()) {
    if (!isUnknown(index) && typeof index !== 'string' && !isInteger(index)) throw wrongType(call, position + 1, 'String, Integer', index);
    if (isDeclared && !isUnknown(index)) {
      const found = tryAccess(target instanceof Declared ? target.known : target, index);
      // What is not declared the service may still have.
      if (found === undefined || found === null || isUnknown(found) && !(found instanceof Declared)) return new Unknown(callNode(call.name, values.map(toExpression)));
      target = found;
      continue;
    }
    isDeclared = false;
    if (target instanceof PartlyKnown && typeof index === 'string' && getKey(target.known, index) !== undefined) { target = getKey(target.known, index)!; continue; }
    if (isUnknown(target) || isUnknown(index)) return new Unknown(callNode(call.name, [toExpression(target), ...values.slice(position + 1).map(toExpression)]));
    const next = position === 0 ? tryAccess(target, index) : accessValue(target, index);
    if (next === undefined || next === null && position === 0 && values.length > 2) return null;
    target = next;
  }
  return target;
}

function tryIndexFromEnd(args: readonly Value[]): Value {
  const [array, index] = args;
  return isArray(array) && isInteger(index) && index > 0 ? array[array.length - index] ?? null : null;
}

function shallowMerge(args: readonly Value[], call: Call): Value {
  const array = args[0];
  if (!isArray(array)) throw wrongType(call, 0, 'Array', array);
  if (array.some(isUnknown)) return new Unknown(callNode(call.name, args.map(toExpression)));
  if (!array.every(isObject)) throw wrongItems(call, array, ['Object']);
  const entries = new Map<string, [string, Value]>();
  for (let index = 0; index < array.length; index++) for (const [key, value] of Object.entries(objectAt(array, index, call))) entries.set(key.toLowerCase(), [entries.get(key.toLowerCase())?.[0] ?? key, value]);
  return toObject(entries.values());
}

function toText(args: readonly Value[], call: Call): Value {
  const value = args[0] ?? null;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value === null || typeof value === 'number' && !isInteger(value)) throw new ExpressionFault(`The template language function '${call.name}' expects its first parameter to be one of the following types 'Integer, String, Boolean, Object, Array'. The provided value is of type '${typeName(value)}'. ${USAGE}`);
  return printJsonText(value);
}

export const objectFunctions: readonly Builtin[] = [
  structural('createObject', 0, Infinity, createObject),
  eager('null', 0, 0, () => null),
  eager('json', 1, 1, (args, call) => {
    const text = stringAt(args, 0, call);
    try { return parseJsonText(text); } catch (error) {
      if (error instanceof SyntaxError) throw new ExpressionFault("Unable to evaluate the template language function 'json'. The argument provided is not a valid JSON string.");
      throw error;
    }
  }),
  eager('string', 1, 1, toText),
  tolerant('items', 1, 1, (args, call) => sortedEntries(args, call).map(([key, value]) => ({ key, value }))),
  tolerant('objectKeys', 1, 1, (args, call) => sortedEntries(args, call).map(([key]) => key)),
  tolerant('shallowMerge', 1, 1, shallowMerge),
  lazy('tryGet', 2, Infinity, tryGet),
  tolerant('tryIndexFromEnd', 2, Infinity, tryIndexFromEnd),
];
