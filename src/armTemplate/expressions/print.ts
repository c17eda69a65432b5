import type { Expression } from './ast';

const PLAIN = /^[A-Za-z_$][A-Za-z0-9_$]*$/;

/** Text of an expression, without brackets, spaced as the official engine prints it. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'literal': return typeof expression.value === 'number' ? String(expression.value) : `'${expression.value.replaceAll("'", "''")}'`;
    case 'call': return `${expression.name}(${expression.args.map(printExpression).join(', ')})`;
    case 'access': return printExpression(expression.target) + printIndex(expression.index);
  }
}

function printIndex(index: Expression): string {
  return index.kind === 'literal' && typeof index.value === 'string' && PLAIN.test(index.value) ? `.${index.value}` : `[${printExpression(index)}]`;
}
