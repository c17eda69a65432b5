import type { FoundResource, ResourceLookup } from '../evaluation/frame';
import { printExpression } from '../expressions/print';
import { isUnknown, toExpression, type Value } from '../values/value';
import type { Instance } from './instances';
import { plainText } from '../values/plainText';

/** Finds instances the way `dependsOn` and `reference` name them. */
export class Lookup implements ResourceLookup {
  readonly #byKey = new Map<string, Instance>();
  readonly #byId = new Map<string, Instance>();
  /** Name or `type/name` -> instances; more than one is ambiguous. */
  readonly #byName = new Map<string, Instance[]>();
  readonly #loops = new Map<string, Instance[]>();

  constructor(instances: readonly Instance[], private readonly facts: (instance: Instance) => Pick<FoundResource, 'known' | 'declared'> = () => ({})) {
    for (const instance of instances) this.#add(instance);
  }

  find(name: string): FoundResource | undefined {
    const instance = this.findInstance(name);
    return instance && { id: text(instance.id), name: text(instance.name), type: instance.type, apiVersion: instance.apiVersion, scope: text(instance.scope), ...this.facts(instance) };
  }

  findLoop(name: string): readonly FoundResource[] | undefined { return this.findLoopInstances(name)?.map((instance) => this.find(instance.key)!); }

  /** By key, ID, or an unambiguous name. */
  findInstance(name: string): Instance | undefined {
    const lower = name.toLowerCase(), named = this.#byName.get(lower);
    return this.#byKey.get(lower) ?? this.#byId.get(lower) ?? (named?.length === 1 ? named[0] : undefined);
  }

  /** All instances of a loop, by the loop's name or its symbolic name. */
  findLoopInstances(name: string): readonly Instance[] | undefined { return this.#loops.get(name.toLowerCase()); }

  /** True when the name stands for several resources of different types. */
  isAmbiguous(name: string): boolean { return (this.#byName.get(name.toLowerCase())?.length ?? 0) > 1; }

  #add(instance: Instance): void {
    const { key, id, name, type, copy, declaration } = instance;
    this.#byKey.set(key.toLowerCase(), instance);
    if (typeof id === 'string' && (!this.#byId.has(id.toLowerCase()) || instance.condition === true)) this.#byId.set(id.toLowerCase(), instance);
    if (declaration.symbolicName === undefined && typeof name === 'string') {
      push(this.#byName, name, instance);
      push(this.#byName, `${type}/${name}`, instance);
      const path = typeof id === 'string' ? id.slice(plainText(instance.scope).length + '/providers/'.length) : '';
      if (path.toLowerCase() !== `${type}/${name}`.toLowerCase()) push(this.#byName, path, instance);
    }
    if (copy) for (const loop of new Set([copy.name, declaration.symbolicName ?? copy.name].map((one) => one.toLowerCase()))) push(this.#loops, loop, instance);
  }
}

function push(map: Map<string, Instance[]>, name: string, instance: Instance): void {
  const key = name.toLowerCase(), list = map.get(key);
  if (list) list.push(instance); else map.set(key, [instance]);
}

const text = (value: Value): string => (isUnknown(value) ? `[${printExpression(toExpression(value))}]` : plainText(value));
