import { badRequest } from './armError';
import type { Clock } from './clock';
import type { SeededRandom } from './random';
import type { StateStore, StateTable } from './store/stateStore';

export interface SubscriptionRecord {
  readonly subscriptionId: string;
  readonly tenantId: string;
  readonly displayName: string;
  readonly tags?: Readonly<Record<string, string>>;
  readonly createdAt: string;
}

/** Tenant of callers whose token names none. */
export const defaultTenantId = '5a4d0000-0000-4000-8000-000000000001';
const defaultSubscriptionId = '5a4d0000-0000-4000-8000-000000000002';

const guid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
export const isGuid = (text: string): boolean => guid.test(text);

/** Every subscription exists as soon as somebody names it; each is empty at first and belongs to the tenant of that caller. */
export class Subscriptions {
  private readonly table: StateTable<SubscriptionRecord>;

  constructor(store: StateStore, private readonly clock: Clock, private readonly random: SeededRandom) {
    this.table = store.table('subscriptions');
  }

  /** @throws ArmError `InvalidSubscriptionId` when it is no GUID. */
  use(subscriptionId: string, tenantId: string): SubscriptionRecord {
    const key = subscriptionId.toLowerCase();
    const known = this.table.get(key);
    if (known) return known;
    if (!isGuid(subscriptionId)) throw badRequest('InvalidSubscriptionId', `The provided subscription identifier '${subscriptionId}' is malformed or invalid.`);
    const record = { subscriptionId: key, tenantId, displayName: this.nameOf(key, tenantId), createdAt: this.clock.now().toISOString() };
    this.table.set(key, record);
    return record;
  }

  update(record: SubscriptionRecord): void { this.table.set(record.subscriptionId, record); }

  /** The tenant's default subscription first, then those that were used, in order of use. */
  list(tenantId: string): readonly SubscriptionRecord[] {
    const first = this.use(this.defaultOf(tenantId), tenantId);
    return [first, ...[...this.table.values()].filter((record) => record !== first && record.tenantId === tenantId)];
  }

  tenants(): readonly string[] { return [...new Set([defaultTenantId, ...[...this.table.values()].map((record) => record.tenantId)])]; }

  private defaultOf(tenantId: string): string { return tenantId === defaultTenantId ? defaultSubscriptionId : this.random.guid(`default subscription of ${tenantId}`); }
  private nameOf(subscriptionId: string, tenantId: string): string {
    return subscriptionId === this.defaultOf(tenantId) ? 'Sandbox' : `Sandbox ${subscriptionId.slice(0, 8)}`;
  }
}
