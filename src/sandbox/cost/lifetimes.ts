import type { Clock } from '../clock';
import { isObject, member } from '../json';
import type { StoredResource } from '../providers/provider';
import type { StateStore, StateTable } from '../store/stateStore';
import type { Stretch } from './costRows';
import { isPriced } from './prices';

/** Table of all stretches there ever were. */
export const lifetimesTable = 'Microsoft.Consumption/lifetimes';

/** Writes down from when until when each resource that has a price was charged in which way, by following what is stored. */
export class Lifetimes {
  private readonly table: StateTable<Stretch>;
  private readonly open = new Map<string, string>();

  constructor(store: StateStore, private readonly clock: Clock) {
    this.table = store.table(lifetimesTable);
    for (const [key, stretch] of this.table.entries()) if (stretch.until === undefined) this.open.set(stretch.id.toLowerCase(), key);
    let known = true;
    store.table<StoredResource>('resources').follow((key, _before, after) => { this.see(key, after as StoredResource | undefined, known ? (after as StoredResource).createdAt : this.clock.now().toISOString()); });
    known = false;
  }

  private see(key: string, resource: StoredResource | undefined, at: string): void {
    const openKey = this.open.get(key);
    const stretch = openKey === undefined ? undefined : this.table.get(openKey);
    const now = resource && isPriced(resource.type) ? stretchOf(resource, at) : undefined;
    if (stretch && now && waysOf(stretch) === waysOf(now)) return;
    if (openKey !== undefined && stretch) this.end(key, openKey, stretch, at);
    if (now) this.begin(key, now);
  }

  private begin(key: string, stretch: Stretch): void {
    const own = `${key}|${stretch.from}`;
    this.table.set(own, stretch);
    this.open.set(key, own);
  }

  /** What lasted no time at all leaves nothing behind, also where the clock has gone back. */
  private end(key: string, openKey: string, stretch: Stretch, until: string): void {
    this.open.delete(key);
    if (until > stretch.from) this.table.set(openKey, { ...stretch, until });
    else this.table.delete(openKey);
  }
}

/** What decides about the price, and what costs are asked by. */
const waysOf = ({ id, sku, kind, units, location, tags = {} }: Stretch): string => JSON.stringify([id.toLowerCase(), sku, kind, units, location, Object.entries(tags).sort()]);

function stretchOf({ id, type, body }: StoredResource, from: string): Stretch {
  const properties = member(body, 'properties');
  const [sku, inner] = [member(body, 'sku') ?? member(properties, 'sku'), member(properties, 'properties')];
  const name = text(member(sku, 'name')) ?? text(member(member(properties, 'hardwareProfile'), 'vmSize')) ?? text(member(inner, 'vmSize'));
  const [capacity, nodes] = [member(sku, 'capacity'), member(member(inner, 'scaleSettings'), 'minNodeCount')];
  const [kind, tags] = [text(body.kind), member(body, 'tags')];
  return {
    id, type, location: (text(body.location) ?? 'global').replace(/\s/g, '').toLowerCase(), ...(name !== undefined && { sku: name }), ...(kind !== undefined && { kind }), from,
    units: typeof nodes === 'number' ? Math.max(0, nodes) : typeof capacity === 'number' && capacity > 0 ? capacity : 1,
    ...(isObject(tags) && { tags: Object.fromEntries(Object.entries(tags).map(([key, value]) => [key, String(value)])) }),
  };
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
