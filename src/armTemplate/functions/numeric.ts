import { ExpressionFault } from '../fault';
import { isArray, isInteger, isUnknown, typeName, unknownCall, type Value } from '../values/value';
import { eager, integerAt, notNumeric, notValid, USAGE, wrongType, type Builtin, type Call } from './builtin';
import { plainText } from '../values/plainText';

/** 64-bit arithmetic: overflow is an error, as in the official engine. */
function arithmetic(run: (a: bigint, b: bigint) => bigint): NonNullable<Builtin['eager']> {
  return (args, call) => {
    const result = run(BigInt(integerAt(args, 0, call)), BigInt(integerAt(args, 1, call)));
    if (BigInt.asIntN(64, result) !== result) throw new ExpressionFault(`The template language function '${call.name}' overflowed with the operants '${plainText(args[0])}' and '${plainText(args[1])}'. ${USAGE}`);
    return Number(result);
  };
}

function divide(run: (a: bigint, b: bigint) => bigint): NonNullable<Builtin['eager']> {
  const checked = arithmetic(run);
  return (args, call) => {
    integerAt(args, 0, call);
    if (integerAt(args, 1, call) === 0) throw new ExpressionFault(`The template language function '${call.name}' tried to divide by zero. ${USAGE}`);
    return checked(args, call);
  };
}

function toInteger(args: readonly Value[]): Value {
  const value = args[0]!;
  if (isInteger(value)) return value;
  if (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)) {
    const parsed = BigInt(value.trim().replace(/^\+/, ''));
    if (BigInt.asIntN(64, parsed) === parsed) return Number(parsed);
  }
  if (typeof value !== 'string') throw new ExpressionFault(`The template language function 'int' expects its first parameter to be one of the following types 'Integer, String'. The provided value is of type '${typeName(value)}'. ${USAGE}`);
  throw new ExpressionFault(`The template language function 'int' cannot convert provided value '${value}' to integer value. Please see https://aka.ms/arm-function-int for usage details.`);
}

/** `min` and `max` take integers, or one array of integers. */
function extreme(pick: (...values: number[]) => number): NonNullable<Builtin['eager']> {
  return (args, call) => {
    const values = args.length === 1 && isArray(args[0]) ? args[0] : args;
    if (values.length === 0) throw new ExpressionFault(`Unable to evaluate template language function '${call.name}'. At least one parameter should be provided. ${USAGE}`);
    return values.map((value) => { if (typeof value !== 'number') throw notNumeric(call); return value; }).reduce((a, b) => pick(a, b));
  };
}

function range(args: readonly Value[], call: Call): Value {
  const start = integerAt(args, 0, call), count = integerAt(args, 1, call);
  if (count < 0 || count > 10000 || start + count - 1 > 2147483647) throw new ExpressionFault(`The template language function 'range' parameters are out of range: 'count' must be a positive integer no larger than 1000 and the sum of 'start index' and 'count' must be no larger than 2147483647. Please see https://aka.ms/arm-function-range for usage details.`);
  return Array.from({ length: count }, (_, index) => start + index);
}

export const numericFunctions: readonly Builtin[] = [
  eager('add', 2, 2, arithmetic((a, b) => a + b)),
  eager('sub', 2, 2, arithmetic((a, b) => a - b)),
  eager('mul', 2, 2, arithmetic((a, b) => a * b)),
  eager('div', 2, 2, divide((a, b) => a / b)),
  eager('mod', 2, 2, divide((a, b) => a % b)),
  eager('int', 1, 1, toInteger),
  eager('float', 1, 1, ([value], call) => {
    const number = typeof value === 'number' ? value : typeof value === 'string' && value.trim() !== '' ? Number(value.replaceAll(',', '')) : NaN;
    if (!Number.isFinite(number)) throw new ExpressionFault(`The template language function '${call.name}' was invoked with a parameter that is not valid. The value cannot be converted to the target type.`);
    return number;
  }),
  eager('min', 1, Infinity, extreme(Math.min)),
  eager('max', 1, Infinity, extreme(Math.max)),
  eager('range', 2, 2, range),
  // Answered inside copy loops; the frame knows the loop.
  eager('copyIndex', 0, 2, copyIndex),
];

function copyIndex(args: readonly Value[], call: Call): Value {
  const named = typeof args[0] === 'string' ? args[0] : undefined;
  const offset = named === undefined ? args[0] : args[1];
  if (offset !== undefined && !isInteger(offset)) throw wrongType(call, named === undefined ? 0 : 1, 'Integer', offset);
  if (named === undefined && args.length > 1) throw wrongType(call, 0, 'String', args[0]);
  let frame = call.frame.copy;
  while (frame && (named === undefined ? !frame.isDefault : frame.name?.toLowerCase() !== named.toLowerCase())) frame = frame.outer;
  // Outside of any loop the function is not known at all; inside of one, a bare call may still have no loop of its own.
  if (!call.frame.copy) throw notValid(call.name);
  if (!frame && named === undefined) throw new ExpressionFault(`The template function 'copyIndex' is not expected at this location. The function can only be used in a resource with copy specified. Please see https://aka.ms/arm-resource-loops for usage details.`);
  if (!frame) throw new ExpressionFault(`The template language function 'copyIndex' has an invalid argument. The provided copy name '${named!}' doesn't exist in the resource. Please see https://aka.ms/arm-resource-loops for usage details.`);
  return isUnknown(frame.index) ? (offset ? unknownCall('add', [frame.index, offset]) : frame.index) : frame.index + (offset ?? 0);
}
