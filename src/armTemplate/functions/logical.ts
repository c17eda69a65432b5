import { evaluate } from '../evaluation/evaluate';
import { call as callNode, type Expression } from '../expressions/ast';
import { ExpressionFault } from '../fault';
import { isUnknown, toExpression, typeName, Unknown, type Value } from '../values/value';
import { booleanAt, eager, lazy, type Builtin, type Call } from './builtin';

/** Reduces a branch that may never run. Where it fails, the failure stays inside as `fail('reason')`. */
export function reduce(expression: Expression, call: Call): Expression {
  try { return toExpression(evaluate(expression, call.frame)); } catch (error) {
    if (!(error instanceof ExpressionFault)) throw error;
    return callNode('fail', [{ kind: 'literal', value: error.message }]);
  }
}

/** `and` stops at the first false, `or` at the first true. */
function shortCircuit(stop: boolean): NonNullable<Builtin['lazy']> {
  return (args, call) => {
    const seen: Value[] = [];
    for (const [index, arg] of args.entries()) {
      const value = evaluate(arg, call.frame);
      if (isUnknown(value)) return new Unknown(callNode(call.name, [...seen.map(toExpression), value.expression, ...args.slice(index + 1).map((rest) => reduce(rest, call))]));
      if (typeof value !== 'boolean') throw new ExpressionFault(`The provided arguments for template language function '${call.name}' is not valid: all arguments should be of type 'boolean'. Please see https://aka.ms/arm-functions#${call.name} for usage details.`);
      if (value === stop) return stop;
      seen.push(value);
    }
    return !stop;
  };
}

function choose(args: readonly Expression[], call: Call): Value {
  const condition = evaluate(args[0]!, call.frame);
  if (isUnknown(condition)) return new Unknown(callNode(call.name, [condition.expression, reduce(args[1]!, call), reduce(args[2]!, call)]));
  if (typeof condition !== 'boolean') throw new ExpressionFault(`The template language function '${call.name}' expects its first parameter to be of type 'boolean'. The provided value is of type '${typeName(condition)}'. Please see https://aka.ms/arm-function-if for usage details.`);
  return evaluate(args[condition ? 1 : 2]!, call.frame);
}

function toBoolean(args: readonly Value[]): Value {
  const value = args[0];
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  const text = typeof value === 'string' ? value.trim().toLowerCase() : '';
  if (text === 'true' || text === 'false') return text === 'true';
  throw new ExpressionFault("The template language function 'bool' was invoked with a parameter that is not valid. The value cannot be converted to the target type.");
}

export const logicalFunctions: readonly Builtin[] = [
  lazy('and', 2, Infinity, shortCircuit(false)),
  lazy('or', 2, Infinity, shortCircuit(true)),
  eager('not', 1, 1, (args, call) => !booleanAt(args, 0, call)),
  lazy('if', 3, 3, choose),
  eager('bool', 1, 1, toBoolean),
  eager('true', 0, 0, () => true),
  eager('false', 0, 0, () => false),
];
