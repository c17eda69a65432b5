import type { Expression } from '../../bicepparam';

/** Names that can reach themselves through what they refer to. */
export function findCycles(values: ReadonlyMap<string, Expression>): ReadonlySet<string> {
  const edges = new Map([...values].map(([name, value]) => [name, new Set([...namesIn(value)].filter((other) => values.has(other)))]));
  const cycles = new Set<string>();
  for (const [name, direct] of edges) {
    const seen = new Set<string>();
    const open = [...direct];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (next === name) { cycles.add(name); break; }
      if (seen.has(next)) continue;
      seen.add(next);
      open.push(...edges.get(next) ?? []);
    }
  }
  return cycles;
}

/** Every name that an expression mentions, locals included. */
export function* namesIn(expression: Expression): Generator<string> {
  for (const name of namesOf(expression)) yield name.name;
}

type Name = Extract<Expression, { kind: 'name' }>;
/** Every mention of a name, with its place. */
export function* namesOf(expression: Expression): Generator<Name> {
  if (expression.kind === 'name') { yield expression; return; }
  for (const part of partsOf(expression)) yield* namesOf(part);
}

export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'interpolation': return expression.holes;
    case 'array': return expression.items.map(({ value }) => value);
    case 'object': return expression.members.map(({ value }) => value);
    case 'call': return expression.target ? [expression.target, ...expression.args] : expression.args;
    case 'property': return [expression.target];
    case 'index': return [expression.target, expression.index];
    case 'unary': return [expression.operand];
    case 'binary': return [expression.left, expression.right];
    case 'conditional': return [expression.condition, expression.whenTrue, expression.whenFalse];
    case 'lambda': return [expression.body];
    case 'for': return [expression.source, expression.body];
    default: return [];
  }
}
