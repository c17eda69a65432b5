import { evaluate } from '../evaluation/evaluate';
import { call as callNode } from '../expressions/ast';
import { compareText, deepEquals, surelyDiffer } from '../values/compare';
import { hasUnknown, isUnknown, toExpression, Unknown, unknownCall, type Value } from '../values/value';
import { eager, lazy, notNumeric, tolerant, wrongType, type Builtin, type Call } from './builtin';
import { reduce } from './logical';

function compare(args: readonly Value[], call: Call): number {
  const [a, b] = args;
  if (typeof a === 'string' || typeof b === 'string') {
    if (typeof a !== 'string') throw wrongType(call, 0, 'String', a);
    if (typeof b !== 'string') throw wrongType(call, 1, 'String', b);
    return compareText(a, b);
  }
  if (typeof a !== 'number' || typeof b !== 'number') throw notNumeric(call);
  return a - b;
}

/** An unknown first argument may turn out to be null, so that later ones must stay. */
const coalesce: NonNullable<Builtin['lazy']> = (args, call) => {
  for (const [index, arg] of args.entries()) {
    const value = evaluate(arg, call.frame);
    if (isUnknown(value)) {
      if (index === args.length - 1) return value;
      return new Unknown(callNode(call.name, [toExpression(value), ...args.slice(index + 1).map((rest) => reduce(rest, call))]));
    }
    if (value !== null) return value;
  }
  return null;
};

export const comparisonFunctions: readonly Builtin[] = [
  lazy('coalesce', 0, Infinity, coalesce),
  tolerant('equals', 2, 2, (args, call) => (args.some(hasUnknown) ? (surelyDiffer(args[0]!, args[1]!) ? false : unknownCall(call.name, args)) : deepEquals(args[0]!, args[1]!))),
  eager('greater', 2, 2, (args, call) => compare(args, call) > 0),
  eager('greaterOrEquals', 2, 2, (args, call) => compare(args, call) >= 0),
  eager('less', 2, 2, (args, call) => compare(args, call) < 0),
  eager('lessOrEquals', 2, 2, (args, call) => compare(args, call) <= 0),
];
