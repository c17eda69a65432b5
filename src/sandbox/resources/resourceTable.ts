import type { StoredResource } from '../providers/provider';
import { keyOf, parseResourceId } from '../resourceId';
import type { StateStore, StateTable } from '../store/stateStore';

/** All resources by ID, with the indexes that lists need. Sets keep the order of creation. */
export class ResourceTable {
  private readonly table: StateTable<StoredResource>;
  private readonly byCollection = new Map<string, Set<string>>();
  private readonly byScope = new Map<string, Set<string>>();
  private readonly byType = new Map<string, Set<string>>();
  private readonly byOwner = new Map<string, Set<string>>();
  private readonly byName = new Map<string, Set<string>>();

  constructor(store: StateStore) {
    this.table = store.table('resources');
    this.table.follow((key, before, after) => {
      if (!before && after) this.index(key, add);
      if (before && !after) this.index(key, remove);
    });
  }

  get size(): number { return this.table.size; }
  get(id: string): StoredResource | undefined { return this.table.get(keyOf(id)); }
  set(resource: StoredResource): void { this.table.set(keyOf(resource.id), resource); }
  remove(id: string): void { this.table.delete(keyOf(id)); }

  /** `.../providers/Microsoft.X/types` or `.../parents/p/children`. */
  inCollection(collectionId: string): StoredResource[] { return this.pick(this.byCollection.get(keyOf(collectionId))); }
  /** Directly at a scope or below it: a group, a subscription. Not what groups of a subscription hold. */
  atScope(scope: string): StoredResource[] { return this.pick(this.byScope.get(keyOf(scope))); }
  ofType(type: string): StoredResource[] { return this.pick(this.byType.get(type.toLowerCase())); }
  /** Resources of a type with a name, wherever they are. */
  withName(type: string, name: string): StoredResource[] { return this.pick(this.byName.get(`${type}|${name}`.toLowerCase())); }
  typesInUse(): readonly string[] { return [...this.byType].filter(([, ids]) => ids.size > 0).map(([, ids]) => this.table.get(first(ids))!.type); }

  /** Everything below a resource or extending it, deepest first. */
  below(id: string): StoredResource[] {
    return this.pick(this.byOwner.get(keyOf(id))).reverse().flatMap((resource) => [...this.below(resource.id), resource]);
  }

  all(): StoredResource[] { return [...this.table.values()]; }

  private pick(keys: Set<string> | undefined): StoredResource[] {
    return keys ? Array.from(keys, (key) => this.table.get(key)!) : [];
  }

  private index(key: string, change: (index: Map<string, Set<string>>, name: string, key: string) => void): void {
    const id = parseResourceId(key);
    if (!id) return;
    change(this.byCollection, key.slice(0, key.lastIndexOf('/')), key);
    change(this.byScope, this.rootOf(key), key);
    change(this.byType, id.type, key);
    change(this.byOwner, id.parentId ?? id.scope, key);
    change(this.byName, `${id.type}|${id.name}`, key);
  }

  /** Group or subscription that an ID lies in; empty for the tenant. */
  private rootOf(key: string): string {
    return /^\/subscriptions\/[^/]+(\/resourcegroups\/[^/]+)?/.exec(key)?.[0] ?? '';
  }
}

function add(index: Map<string, Set<string>>, name: string, key: string): void {
  const set = index.get(name);
  if (set) set.add(key);
  else index.set(name, new Set([key]));
}

function remove(index: Map<string, Set<string>>, name: string, key: string): void {
  const set = index.get(name);
  set?.delete(key);
  if (set?.size === 0) index.delete(name);
}

function first(set: Set<string>): string {
  for (const item of set) return item;
  throw new Error('The set is empty.');
}
