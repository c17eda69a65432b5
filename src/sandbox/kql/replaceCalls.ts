import type { Expression } from './syntax';

export type Call = Expression & { kind: 'call' };

/** The expression with some of its calls replaced; `replace` sees outer calls first, and answers undefined for those that stay. */
export function replaceCalls(expression: Expression, replace: (call: Call) => Expression | undefined): Expression {
  const inside = (part: Expression): Expression => replaceCalls(part, replace);
  switch (expression.kind) {
    case 'call': return replace(expression) ?? { ...expression, arguments: expression.arguments.map(inside) };
    case 'member': case 'negate': return { ...expression, of: inside(expression.of) };
    case 'index': return { ...expression, of: inside(expression.of), index: inside(expression.index) };
    case 'binary': return { ...expression, left: inside(expression.left), right: inside(expression.right) };
    case 'in': return { ...expression, left: inside(expression.left), list: expression.list.map(inside) };
    case 'inQuery': return { ...expression, left: inside(expression.left) };
    case 'between': return { ...expression, left: inside(expression.left), from: inside(expression.from), to: inside(expression.to) };
    default: return expression;
  }
}
