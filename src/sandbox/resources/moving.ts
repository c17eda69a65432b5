import { ArmError, type ArmErrorDetail } from '../armError';
import { objectOr } from '../json';
import type { OperationRecord, Operations } from '../operations';
import type { StoredResource } from '../providers/provider';
import { keyOf, parseResourceId, scopeParts } from '../resourceId';
import type { StateStore, StateTable } from '../store/stateStore';
import type { Locks } from './locks';
import { checkMove, readMoved, type Move, type MoveTrace } from './moveRules';
import type { OriginIds } from './originIds';
import { groupIdOf, type GroupRecord, type ResourceGroups } from './resourceGroups';
import { resourceNotFound } from './resourceChecks';
import type { ResourceTable } from './resourceTable';

interface Parts {
  readonly store: StateStore;
  readonly table: ResourceTable;
  readonly groups: ResourceGroups;
  readonly locks: Locks;
  readonly operations: Operations;
  readonly origins: OriginIds;
  readonly provisioningDelay: number;
}

/** What a client asks to move: IDs of resources, and of the group they go to. */
export interface MoveOrder { readonly source: GroupRecord; readonly targetId: string; readonly ids: readonly string[]; readonly trace: MoveTrace }

/** Milliseconds at factor 1. */
const movingMs = 20_000;
/** Tables whose rows tell what was, under the name of then. */
const historical = /^(originIds|deployments|deploymentOperations|operations|Microsoft\.Insights\/activities|Microsoft\.Consumption\/lifetimes|Microsoft\.\w+\/deleted\w+)$/;
/** What is bound to a resource and keeps the name of then: role assignments stay behind, alerts watch nothing from now on. */
const keepsOldName = /^microsoft\.(authorization\/roleassignments|insights\/(metricalerts|activitylogalerts|scheduledqueryrules))$/i;

/** Moves resources with everything below them to another group, under the same keys and with the same data. */
export class Moving {
  constructor(private readonly parts: Parts) { parts.operations.register('move', (record) => this.finish(record)); }

  /** @throws ArmError when a resource cannot be moved. */
  check({ source, targetId, ids, trace }: MoveOrder): Move {
    const { subscriptionId = '', resourceGroup = '' } = scopeParts(targetId);
    const target = this.parts.groups.get(subscriptionId, resourceGroup);
    const resources = ids.map((id) => this.parts.table.get(readMoved(id, source).id) ?? raise(resourceNotFound(id)));
    for (const id of [groupIdOf(source), groupIdOf(target), ...resources.map((resource) => resource.id)]) this.parts.locks.checkWrite(id);
    const move = { source, target, resources };
    checkMove(move, { inSource: this.parts.table.atScope(groupIdOf(source)), inTarget: this.parts.table.atScope(groupIdOf(target)) }, trace);
    return move;
  }

  /** Undefined: done at once. @throws ArmError */
  begin(order: MoveOrder): OperationRecord | undefined {
    const move = this.check(order);
    const durationMs = movingMs * this.parts.provisioningDelay;
    if (durationMs > 0) return this.parts.operations.begin({ kind: 'move', targetId: groupIdOf(move.target), moved: move.resources.map(({ id }) => id), durationMs });
    this.moveAll(move.resources.map(({ id }) => id), move.target);
    return undefined;
  }

  /** What has gone in the meantime is left out; a target that has gone ends the move. */
  private finish({ targetId, moved = [] }: OperationRecord): ArmErrorDetail | undefined {
    const { subscriptionId = '', resourceGroup = '' } = scopeParts(targetId);
    try {
      this.moveAll(moved, this.parts.groups.get(subscriptionId, resourceGroup));
      return undefined;
    } catch (error) {
      if (error instanceof ArmError) return error.toDetail();
      throw error;
    }
  }

  /** Each is read at its turn: those before it may have changed what it refers to. */
  private moveAll(ids: readonly string[], target: GroupRecord): void {
    for (const id of ids) { const resource = this.parts.table.get(id); if (resource) this.moveOne(resource, target); }
  }

  private moveOne(resource: StoredResource, target: GroupRecord): void {
    const after = `${groupIdOf(target)}${resource.id.slice(resource.id.toLowerCase().indexOf('/providers/'))}`;
    const family = [resource, ...this.parts.table.below(resource.id).reverse()].filter(({ type }) => !/^microsoft\.authorization\/roleassignments$/i.test(type));
    const rename = renamer(resource.id, after);
    const oldGroup = parseResourceId(resource.id)?.resourceGroup ?? '';
    for (const member of family) this.parts.table.remove(member.id);
    for (const member of family) this.parts.table.set(inGroup(rename(member), oldGroup, target.name));
    this.parts.origins.add(after, resource.id);
    for (const { name, table } of this.parts.store.all()) renameRows(name, table, rename);
    this.parts.store.renameTables((name) => renameAfterColon(name, resource.id, after));
  }
}

/** Puts one ID in the place of another, also at the beginning of longer ones and without case. */
function renamer(before: string, after: string): <T extends object>(value: T) => T {
  const [from, to] = [before, after].map((id) => JSON.stringify(id).slice(1, -1));
  const pattern = new RegExp(`${from!.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w.()-])`, 'gi');
  return (value) => {
    const text = JSON.stringify(value);
    const renamed = text.replace(pattern, () => to!);
    return renamed === text ? value : JSON.parse(renamed) as typeof value;
  };
}

function renameRows(name: string, table: StateTable<object>, rename: <T extends object>(value: T) => T): void {
  if (historical.test(name)) return;
  for (const [key, value] of [...table.entries()]) {
    const changed = name === 'resources' && keepsOldName.test((value as StoredResource).type) ? value : rename(value);
    if (changed !== value) table.set(key, changed);
  }
}

const renameAfterColon = (name: string, before: string, after: string): string => (name.endsWith(`:${keyOf(before)}`) ? `${name.slice(0, -before.length)}${keyOf(after)}` : name);

/** Some bodies name their group. */
function inGroup(resource: StoredResource, before: string, after: string): StoredResource {
  const properties = objectOr(resource.body.properties);
  const names = typeof properties.resourceGroup === 'string' && properties.resourceGroup.toLowerCase() === before.toLowerCase();
  return names ? { ...resource, body: { ...resource.body, properties: { ...properties, resourceGroup: after } } } : resource;
}

const raise = (error: Error): never => { throw error; };
