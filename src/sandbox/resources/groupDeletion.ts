import { ArmError, type ArmErrorDetail } from '../armError';
import type { OperationRecord, Operations } from '../operations';
import type { ProviderContext } from '../providers/provider';
import { parseResourceId, scopeParts } from '../resourceId';
import type { Locks } from './locks';
import { groupIdOf, type GroupRecord, type ResourceGroups } from './resourceGroups';
import type { ResourceService } from './resourceService';
import type { ResourceTable } from './resourceTable';

interface Parts {
  readonly resources: ResourceService;
  readonly table: ResourceTable;
  readonly groups: ResourceGroups;
  readonly locks: Locks;
  readonly operations: Operations;
  readonly provisioningDelay: number;
  readonly deployments: { removeAll(scope: string): void };
  ownContext(subscriptionId?: string): ProviderContext;
}

/** Milliseconds at factor 1. */
const deletingMs = 2000;

/** Deletes resource groups with all that they hold. */
export class GroupDeletion {
  constructor(private readonly parts: Parts) { parts.operations.register('deleteGroup', (record) => this.finish(record)); }

  /** Undefined: done at once. @throws ArmError `ScopeLocked` when the group or anything in it is locked. */
  begin(group: GroupRecord): OperationRecord | undefined {
    const id = groupIdOf(group);
    this.parts.locks.checkDelete(id, true);
    const durationMs = deletingMs * this.parts.provisioningDelay;
    if (durationMs > 0) {
      this.parts.groups.set({ ...group, provisioningState: 'Deleting' });
      return this.parts.operations.begin({ kind: 'deleteGroup', targetId: id, durationMs });
    }
    this.removeContents(group);
    return undefined;
  }

  private finish({ targetId }: OperationRecord): ArmErrorDetail | undefined {
    const { subscriptionId = '', resourceGroup = '' } = scopeParts(targetId);
    const group = this.parts.groups.find(subscriptionId, resourceGroup);
    if (!group) return undefined;
    try { this.removeContents(group); } catch (error) {
      if (!(error instanceof ArmError)) throw error;
      this.parts.groups.set({ ...group, provisioningState: 'Succeeded' });
      return error.toDetail();
    }
    return undefined;
  }

  private removeContents(group: GroupRecord): void {
    const scope = groupIdOf(group);
    const context = this.parts.ownContext(group.subscriptionId);
    for (const resource of this.parts.table.atScope(scope).reverse()) {
      // Those below another one go with it.
      if (parseResourceId(resource.id)?.parentId === undefined && this.parts.table.get(resource.id)) this.parts.resources.remove(resource, context);
    }
    for (const rest of this.parts.table.atScope(scope)) this.parts.resources.remove(rest, context);
    this.parts.deployments.removeAll(scope);
    this.parts.groups.remove(group);
  }
}
