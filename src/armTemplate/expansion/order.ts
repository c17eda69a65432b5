import { TemplateError } from '../api';

export interface DependencyNode { readonly key: string; readonly dependsOn: readonly string[] }

/** Orders nodes so that each comes after what it depends on, otherwise in the given order. Unknown keys are ignored.
 *  @throws TemplateError `InvalidTemplate` naming the cycle, as ARM does. */
export function orderByDependency<T extends DependencyNode>(nodes: readonly T[]): T[] {
  const byKey = new Map(nodes.map((node) => [node.key.toLowerCase(), node]));
  const state = new Map<T, 'open' | 'done'>();
  const ordered: T[] = [];
  for (const root of nodes) {
    const stack: { node: T; next: number }[] = [];
    const open = (node: T): void => { state.set(node, 'open'); stack.push({ node, next: 0 }); };
    if (!state.has(root)) open(root);
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const name = top.node.dependsOn[top.next++];
      if (name === undefined) { state.set(top.node, 'done'); ordered.push(top.node); stack.pop(); continue; }
      const needed = byKey.get(name.toLowerCase());
      if (!needed || state.get(needed) === 'done') continue;
      if (state.get(needed) === 'open') throw cycleError(stack.map((frame) => frame.node.key), needed.key);
      open(needed);
    }
  }
  return ordered;
}

function cycleError(path: readonly string[], back: string): TemplateError {
  const cycle = [...path.slice(path.indexOf(back)), back];
  return new TemplateError('InvalidTemplate', `Deployment template validation failed: 'Circular dependency detected on resource: '${back}'. The cycle is: ${cycle.map((key) => `'${key}'`).join(' -> ')}. Please see https://aka.ms/arm-syntax-resources for usage details.'.`);
}
