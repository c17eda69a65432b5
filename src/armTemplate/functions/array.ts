import { ExpressionFault } from '../fault';
import { deepEquals } from '../values/compare';
import { findKey, isArray, isObject, isUnknown, setKey, typeName, Unknown, unknownCall, type Value, type ValueObject } from '../values/value';
import { arrayAt, eager, fault, integerAt, objectAt, stringAt, structural, tolerant, USAGE, wrongItems, wrongType, type Builtin, type Call } from './builtin';
import { plainText } from '../values/plainText';

/** Longest text ARM makes of parts. */
const TEXT_LIMIT = 131072;
const ITEM_LIMIT = 1_000_000;

/** Text of a scalar as `concat` and `format` join it. */
export function scalarText(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return plainText(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return undefined;
}

export function checkText(text: string): string {
  if (text.length > TEXT_LIMIT) throw new ExpressionFault(`The result of the template language expression exceeds the maximum length limit of ${TEXT_LIMIT} characters.`);
  return text;
}
function checkArray(array: readonly Value[], call: Call): readonly Value[] {
  if (array.length > ITEM_LIMIT) throw fault(call, `the array has more than ${ITEM_LIMIT} items.`);
  return array;
}

function concat(args: readonly Value[], call: Call): Value {
  if (args.length > 0 && args.every(isArray)) return checkArray(args.flat(), call);
  const texts = args.map(scalarText);
  if (texts.includes(undefined)) throw new ExpressionFault(`The provided parameters for language function '${call.name}' are invalid. Either all or none of the parameters must be an array. Please see https://aka.ms/arm-function-concat for usage details.`);
  return checkText(texts.join(''));
}

function contains(args: readonly Value[], call: Call): Value {
  const [container, wanted] = args;
  if (isObject(container) && typeof wanted === 'string') return findKey(container, wanted) !== undefined;
  if (typeof container === 'string' && typeof wanted === 'string') return container.includes(wanted);
  if (!isArray(container)) throw new ExpressionFault(`The template function 'contains' expects parameters of matching types: a dictionary and a key (string), an array and a value (object), or a string and a substring. The provided types '${typeName(container!)}' and '${typeName(wanted!)}' are incompatible. Please see https://aka.ms/arm-function-contains for usage details.`);
  if (container.some((item) => !isUnknown(item) && deepEquals(item, wanted!))) return true;
  return container.some(isUnknown) ? unknownCall(call.name, args) : false;
}

/** Only this function and `empty` take all three. */
function length(args: readonly Value[], call: Call): Value {
  const [value] = args;
  if (typeof value === 'string' || isArray(value)) return value.length;
  if (isObject(value)) return Object.keys(value).length;
  const [kind, types] = call.name.toLowerCase() === 'empty' ? ['function', 'an object, an array, or a string'] : ['language function', 'an array, object, or a string'];
  throw new ExpressionFault(`The template ${kind!} '${call.name}' expects its parameter to be ${types!}. The provided value is of type '${typeName(value!)}'. Please see https://aka.ms/arm-function-${call.name} for usage details.`);
}

function empty(args: readonly Value[], call: Call): Value {
  const [value] = args;
  if (value === null) return true;
  return length([value!], call) === 0;
}

function endpoint(position: number): NonNullable<Builtin['eager']> {
  return (args, call) => {
    const value = args[0];
    if (typeof value === 'string') return value.length === 0 ? '' : value.at(position)!;
    if (!isArray(value)) throw new ExpressionFault(`The template language function '${call.name}' expects its parameter be an array or a string. The provided value is of type '${typeName(value!)}'. Please see https://aka.ms/arm-function-${call.name} for usage details.`);
    return value.at(position) ?? null;
  };
}

/** Bounds past the end are cut; negative counts count as none. */
function take(args: readonly Value[], call: Call): Value { const count = partOf(args, call); return collectionAt(args, call).slice(0, count); }
function skip(args: readonly Value[], call: Call): Value { const count = partOf(args, call); return collectionAt(args, call).slice(count); }

function collectionAt([value]: readonly Value[], call: Call): string | readonly Value[] {
  if (typeof value === 'string' || isArray(value)) return value;
  throw new ExpressionFault(`The template language function '${call.name}' expects its first parameter 'collection' to be an array or a string. The provided value is of type '${typeName(value!)}'. Please see https://aka.ms/arm-function-${call.name} for usage details.`);
}
function partOf(args: readonly Value[], call: Call): number {
  const count = integerAt(args, 1, call);
  if (Math.abs(count) > 0x7fffffff) throw new ExpressionFault(`The value '${count}' cannot be used as a number because it is either too large or too small. The value must be between -2147483648 and 2147483647.`);
  return Math.max(0, count);
}

function indexInArray(last: boolean): NonNullable<Builtin['eager']> {
  return (args, call) => { const array = arrayAt(args, 0, call), match = (item: Value): boolean => deepEquals(item, args[1]!); return last ? array.findLastIndex(match) : array.findIndex(match); };
}

function union(args: readonly Value[], call: Call): Value {
  checkSameKind(args, call);
  if (isArray(args[0])) return unionArrays(args.map((_, index) => arrayAt(args, index, call)));
  return args.map((_, index) => objectAt(args, index, call)).reduce(mergeDeep);
}

/** All of them arrays, or all of them objects. */
function checkSameKind(args: readonly Value[], call: Call): void {
  args.forEach((arg, index) => { if (!isArray(arg) && !isObject(arg)) throw wrongType(call, index, 'Array, Object', arg); });
  if (args.some((arg) => isArray(arg) !== isArray(args[0]))) throw new ExpressionFault(`Template language function '${call.name}' expects parameters of the same type, but found multiple types.`);
}

function unionArrays(arrays: readonly (readonly Value[])[]): Value {
  const result: Value[] = [];
  for (const item of arrays.flat()) if (!result.some((seen) => deepEquals(seen, item))) result.push(item);
  return result;
}

/** Later objects win, unless they hold null; objects inside merge too. A key that is replaced keeps its place and takes the later spelling. */
export function mergeDeep(first: ValueObject, second: ValueObject): ValueObject {
  const entries = new Map<string, readonly [string, Value]>(Object.entries(first).map(([key, value]) => [key.toLowerCase(), [key, value]]));
  for (const [key, value] of Object.entries(second)) {
    const old = entries.get(key.toLowerCase());
    if (old && value === null) continue;
    checkMerge(old?.[1], value);
    const merged = old && isObject(old[1]) && isObject(value) ? mergeDeep(old[1], value) : value;
    entries.set(key.toLowerCase(), [key, merged]);
  }
  const object: { [key: string]: Value } = {};
  for (const [key, value] of entries.values()) setKey(object, key, value);
  return object;
}

/** Arrays and objects are not replaced by something of another type. */
function checkMerge(old: Value | undefined, value: Value): void {
  if (old === undefined || old === null || isUnknown(old) || isUnknown(value)) return;
  const types = [typeName(old), typeName(value)];
  if (types[0] !== types[1] && types.some((type) => type === 'Array' || type === 'Object')) throw new ExpressionFault(`The template language function 'union' failed to evaluate due to a type mismatch between '${types[0]!}' and '${types[1]!}'. Please see https://aka.ms/arm-function-union for usage details.`);
}

function intersection(args: readonly Value[], call: Call): Value {
  checkSameKind(args, call);
  if (isArray(args[0])) {
    const arrays = args.map((_, index) => arrayAt(args, index, call));
    return arrays[0]!.filter((item, index, first) => first.findIndex((other) => deepEquals(other, item)) === index && arrays.every((array) => array.some((other) => deepEquals(other, item))));
  }
  const objects = args.map((_, index) => objectAt(args, index, call));
  const result: { [key: string]: Value } = {};
  for (const [key, value] of Object.entries(objects[0]!)) {
    if (objects.every((object) => Object.hasOwn(object, key) && deepEquals(object[key]!, value))) setKey(result, key, value);
  }
  return result;
}

function flatten(args: readonly Value[], call: Call): Value {
  const array = arrayAt(args, 0, call);
  if (!array.every(isArray)) throw wrongItems(call, array, ['Array']);
  return checkArray(array.flat(), call);
}

function indexFromEnd(args: readonly Value[], call: Call): Value {
  const array = arrayAt(args, 0, call), index = integerAt(args, 1, call);
  if (index < 1) throw new ExpressionFault(`Unable to evaluate the template language function '${call.name}'. The index parameter must be greater than zero, but an index of '${index}' was received.`);
  if (index > array.length) throw new ExpressionFault(`Unable to evaluate the template language function '${call.name}'. The index parameter cannot be larger than the length of the array. The index parameter was '${index}', and the length of the array parameter was '${array.length}'.`);
  return array[array.length - index]!;
}

/** The value, or an unknown stand-in where parts of the answer are unknown. */
const settled = (run: NonNullable<Builtin['eager']>): NonNullable<Builtin['eager']> => (args, call) => {
  if (call.frame.scope.partial && args.some((arg) => isArray(arg) && arg.some(isUnknown))) return new Unknown(unknownCall(call.name, args).expression);
  return run(args, call);
};

export const arrayFunctions: readonly Builtin[] = [
  structural('array', 1, 1, ([value], call) => (isUnknown(value) ? unknownCall(call.name, [value]) : isArray(value) ? value : [value!])),
  structural('createArray', 0, Infinity, (args) => args),
  tolerant('concat', 0, Infinity, concat),
  tolerant('contains', 2, 2, contains),
  tolerant('length', 1, 1, length),
  tolerant('empty', 1, 1, empty),
  tolerant('first', 1, 1, endpoint(0)),
  tolerant('last', 1, 1, endpoint(-1)),
  tolerant('take', 2, 2, take),
  tolerant('skip', 2, 2, skip),
  tolerant('flatten', 1, 1, settled(flatten)),
  tolerant('indexFromEnd', 2, 2, indexFromEnd),
  eager('indexOf', 2, 2, (args, call) => (isArray(args[0]) ? indexInArray(false)(args, call) : searched(args, call).toLowerCase().indexOf(stringAt(args, 1, call).toLowerCase()))),
  eager('lastIndexOf', 2, 2, (args, call) => (isArray(args[0]) ? indexInArray(true)(args, call) : lastIndexOfText(searched(args, call), stringAt(args, 1, call)))),
  tolerant('union', 2, Infinity, settled(union)),
  eager('intersection', 2, Infinity, intersection),
];

function searched([value]: readonly Value[], call: Call): string {
  if (typeof value !== 'string') throw new ExpressionFault(`The template language function '${call.name}' expects its first parameter to be one of the following types 'String, Array'. The provided value is of type '${typeName(value!)}'. ${USAGE}`);
  return value;
}

/** Of an empty text, the last position, as .NET Framework counts. */
const lastIndexOfText = (text: string, wanted: string): number => (wanted === '' ? Math.max(0, text.length - 1) : text.toLowerCase().lastIndexOf(wanted.toLowerCase()));
