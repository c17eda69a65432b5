import { call as callNode, type Call, type Expression } from '../expressions/ast';
import { ExpressionFault } from '../fault';
import { arityFault } from '../functions/builtin';
import { findBuiltin } from '../functions/registry';
import { hasUnknown, isUnknown, toExpression, Unknown, unknownAccess, type Value } from '../values/value';
import { accessValue } from './access';
import type { Frame } from './frame';
import { callUserFunction } from './userFunction';

/** Calls of user-defined functions, variables and lambdas inside each other. */
const DEPTH_LIMIT = 800;

/** Evaluates one expression in its place. Unknown parts appear only where the scope is partial.
 *  @throws ExpressionFault; RuntimeValueUnavailable when not partial. */
export function evaluate(expression: Expression, frame: Frame): Value {
  switch (expression.kind) {
    case 'literal': return expression.value;
    case 'call': return evaluateCall(expression, frame);
    case 'access': {
      const target = evaluate(expression.target, frame), index = evaluate(expression.index, frame);
      if (isUnknown(target)) return unknownAccess(target, index);
      if (isUnknown(index)) return unknownAccess(new Unknown(toExpression(target)), index);
      return accessValue(target, index);
    }
  }
}

/** One level deeper. @throws ExpressionFault past the limit, long before the stack ends. */
export function deeper(frame: Frame, changes: Partial<Frame>): Frame {
  if (frame.depth >= DEPTH_LIMIT) throw new ExpressionFault(`The evaluation is nested more than ${DEPTH_LIMIT} levels deep.`);
  return { ...frame, depth: frame.depth + 1, ...changes };
}

function evaluateCall(expression: Call, frame: Frame): Value {
  const builtin = findBuiltin(expression.key);
  if (!builtin) return callUserFunction(expression, frame);
  const { min, max } = builtin.arity, count = expression.args.length;
  if (count < min || count > max) throw arityFault(expression.name, builtin.arity, count);
  const call = { name: expression.name, frame, single: max === 1 };
  if (builtin.lazy) return builtin.lazy(expression.args, call);
  const args = expression.args.map((arg) => evaluate(arg, frame));
  if (frame.scope.partial && builtin.accepts !== 'anything' && args.some(builtin.accepts === 'parts' ? isUnknown : hasUnknown)) return new Unknown(callNode(expression.name, args.map(toExpression)));
  return builtin.eager!(args, call);
}
