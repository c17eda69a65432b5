import type { SeededRandom } from '../random';
import { keyOf } from '../resourceId';
import type { StateStore, StateTable } from '../store/stateStore';

/** Under which ID a moved resource was made: its keys and identities are drawn from it, and stay the same. */
export class OriginIds {
  private readonly table: StateTable<{ readonly origin: string }>;
  constructor(store: StateStore) { this.table = store.table('originIds'); }

  add(after: string, before: string): void {
    const origin = this.table.get(keyOf(before))?.origin ?? before;
    this.table.delete(keyOf(before));
    if (keyOf(origin) === keyOf(after)) this.table.delete(keyOf(after));
    else this.table.set(keyOf(after), { origin });
  }

  /** Draws that know resources by the ID under which they were made. */
  drawing({ bytes, base64, guid, fraction }: SeededRandom): SeededRandom {
    const made = (purpose: string): string => (this.table.size === 0 ? purpose : purpose.replace(topLevelId, (id) => this.originOf(id)));
    return { bytes: (purpose, length) => bytes(made(purpose), length), base64: (purpose, length) => base64(made(purpose), length), guid: (purpose) => guid(made(purpose)), fraction: (purpose) => fraction(made(purpose)) };
  }

  private originOf(id: string): string {
    const origin = this.table.get(keyOf(id))?.origin;
    if (origin === undefined) return id;
    return id === id.toLowerCase() ? origin.toLowerCase() : origin;
  }
}

const topLevelId = /\/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/providers\/[^/]+\/[^/]+\/[^/:\s]+/gi;
