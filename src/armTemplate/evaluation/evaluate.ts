import { access, call as callNode, type Access, type Call, type Expression } from '../expressions/ast';
import { ExpressionFault } from '../fault';
import { arityFault } from '../functions/builtin';
import { findBuiltin } from '../functions/registry';
import { Declared, hasUnknown, isUnknown, PartlyKnown, toExpression, Unknown, unknownAccess, type Value } from '../values/value';
import { accessValue, tryAccess } from './access';
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
    case 'access': return evaluateAccess(expression, frame);
  }
}

/** Steps into a value, one index after the other. Steps into what is declared end open where nothing is declared, or nothing that is known. */
function evaluateAccess(expression: Access, frame: Frame): Value {
  const indices: Expression[] = [];
  let root: Expression = expression;
  for (; root.kind === 'access'; root = root.target) indices.push(root.index);
  let value = evaluate(root, frame), self = value instanceof Declared ? value.expression : undefined;
  for (const one of indices.reverse()) {
    const index = evaluate(one, frame);
    if (self) [value, self] = stepIntoDeclared(value, access(self, toExpression(index)), index);
    else value = step(value, index);
  }
  return value;
}

function step(target: Value, index: Value): Value {
  if (isUnknown(target)) return unknownAccess(target, index);
  if (isUnknown(index)) return unknownAccess(new Unknown(toExpression(target)), index);
  return accessValue(target, index);
}

function stepIntoDeclared(target: Value, self: Expression, index: Value): [Value, Expression] {
  const found = tryAccess(target instanceof Declared ? target.known : target, index);
  return [found === undefined || found === null || isUnknown(found) && !(found instanceof PartlyKnown) ? new Unknown(self) : found, self];
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
