import type { ExpandedResource } from '../../armTemplate';

interface Node { readonly resource: ExpandedResource; waitsFor: number; readonly dependents: Node[] }

/** Gives out resources as soon as what they depend on is done. Those behind a failed one are never given out; everything else goes on. */
export class Schedule {
  private readonly nodes = new Map<string, Node>();
  private ready: ExpandedResource[] = [];
  private open = 0;

  constructor(resources: readonly ExpandedResource[]) {
    for (const resource of resources) this.nodes.set(resource.key.toLowerCase(), { resource, waitsFor: 0, dependents: [] });
    for (const node of this.nodes.values()) for (const key of new Set(node.resource.dependsOn.map((name) => name.toLowerCase()))) this.connect(key, node);
    for (const [key, earlier] of batchEdges(resources)) this.connect(earlier.toLowerCase(), this.nodes.get(key.toLowerCase())!);
    for (const node of this.nodes.values()) if (node.waitsFor === 0) this.ready.push(node.resource);
  }

  /** Whether something was given out and not answered yet. */
  get isWorking(): boolean { return this.open > 0; }

  /** Next one that may start now. */
  take(): ExpandedResource | undefined {
    const next = this.ready.shift();
    if (next) this.open++;
    return next;
  }

  done(resource: ExpandedResource): void {
    this.open--;
    for (const node of this.nodes.get(resource.key.toLowerCase())!.dependents) if (--node.waitsFor === 0) this.ready.push(node.resource);
  }

  failed(_resource: ExpandedResource): void { this.open--; }

  private connect(key: string, node: Node): void {
    const needed = this.nodes.get(key);
    if (!needed || needed === node) return;
    needed.dependents.push(node);
    node.waitsFor++;
  }
}

/** In a serial copy loop each batch waits for the whole batch before it. */
function batchEdges(resources: readonly ExpandedResource[]): readonly (readonly [string, string])[] {
  const loops = new Map<string, ExpandedResource[]>();
  for (const resource of resources) {
    if (!resource.copy?.batchSize && resource.copy?.mode !== 'serial') continue;
    const loop = `${resource.path}|${resource.copy.name}`;
    loops.set(loop, [...loops.get(loop) ?? [], resource]);
  }
  return [...loops.values()].flatMap((instances) => instances.flatMap((instance) => {
    const batchOf = ({ copy }: ExpandedResource): number => Math.floor((copy?.index ?? 0) / (copy?.batchSize ?? 1));
    return instances.filter((other) => batchOf(other) === batchOf(instance) - 1).map((other) => [instance.key, other.key] as const);
  }));
}
