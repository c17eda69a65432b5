/** One expression of the template language. Calls of user-defined functions have their namespace in the name: `ns.f`. */
export type Expression = Literal | Call | Access;
export interface Literal { readonly kind: 'literal'; readonly value: string | number }
export interface Call { readonly kind: 'call'; readonly name: string; readonly key: string; readonly args: readonly Expression[] }
/** `target.name` or `target[index]`. */
export interface Access { readonly kind: 'access'; readonly target: Expression; readonly index: Expression }

export const literal = (value: string | number): Literal => ({ kind: 'literal', value });
/** `key` is the name in lower case: functions are found without regard to case. */
export const call = (name: string, args: readonly Expression[]): Call => ({ kind: 'call', name, key: name.toLowerCase(), args });
export const access = (target: Expression, index: Expression): Access => ({ kind: 'access', target, index });

/** Calls back with every call inside, outermost first. */
export function visitCalls(expression: Expression, visit: (found: Call) => void): void {
  if (expression.kind === 'call') { visit(expression); for (const arg of expression.args) visitCalls(arg, visit); }
  if (expression.kind === 'access') { visitCalls(expression.target, visit); visitCalls(expression.index, visit); }
}
