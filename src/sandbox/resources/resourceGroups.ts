import type { JsonObject } from '../../armTemplate';
import { notFound } from '../armError';
import type { StateStore, StateTable } from '../store/stateStore';

export interface GroupRecord {
  readonly subscriptionId: string;
  readonly name: string;
  readonly location: string;
  readonly tags?: JsonObject;
  readonly managedBy?: string;
  readonly provisioningState: 'Succeeded' | 'Deleting';
  readonly createdAt: string;
  readonly changedAt: string;
}

const keyOfGroup = (subscriptionId: string, name: string): string => `${subscriptionId}/${name}`.toLowerCase();

export const groupIdOf = (group: Pick<GroupRecord, 'subscriptionId' | 'name'>): string => `/subscriptions/${group.subscriptionId}/resourceGroups/${group.name}`;

/** Resource groups of all subscriptions. */
export class ResourceGroups {
  private readonly table: StateTable<GroupRecord>;
  constructor(store: StateStore) { this.table = store.table('groups'); }

  find(subscriptionId: string, name: string): GroupRecord | undefined { return this.table.get(keyOfGroup(subscriptionId, name)); }

  /** @throws ArmError `ResourceGroupNotFound`. */
  get(subscriptionId: string, name: string): GroupRecord {
    const group = this.find(subscriptionId, name);
    if (!group) throw notFound('ResourceGroupNotFound', `Resource group '${name}' could not be found.`);
    return group;
  }

  set(group: GroupRecord): void { this.table.set(keyOfGroup(group.subscriptionId, group.name), group); }
  remove(group: GroupRecord): void { this.table.delete(keyOfGroup(group.subscriptionId, group.name)); }

  /** In order of creation. */
  list(subscriptionId: string): GroupRecord[] {
    const prefix = `${subscriptionId.toLowerCase()}/`;
    return [...this.table.entries()].filter(([key]) => key.startsWith(prefix)).map(([, group]) => group);
  }
}

/** A group as ARM answers it. */
export const groupBody = (group: GroupRecord): JsonObject => ({
  id: groupIdOf(group), name: group.name, type: 'Microsoft.Resources/resourceGroups', location: group.location,
  ...(group.tags && { tags: group.tags }), ...(group.managedBy && { managedBy: group.managedBy }),
  properties: { provisioningState: group.provisioningState },
});
