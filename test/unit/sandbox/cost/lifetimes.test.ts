import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonObject } from '../../../../src/armTemplate';
import { costRows, type Stretch } from '../../../../src/sandbox/cost/costRows';
import { Lifetimes, lifetimesTable } from '../../../../src/sandbox/cost/lifetimes';
import type { StoredResource } from '../../../../src/sandbox/providers/provider';
import { StateStore } from '../../../../src/sandbox/store/stateStore';

const begin = Date.UTC(2026, 0, 1), hourMs = 3_600_000;
const id = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/serverfarms/Plan', key = id.toLowerCase();

class Place {
  at = begin;
  readonly store = new StateStore();
  constructor() { this.restart(); }
  /** As another process begins over the same tables. */
  restart(): void { new Lifetimes(this.store, { now: () => new Date(this.at), wait: () => Promise.resolve() }); }
  put(sku: string, more: JsonObject = {}): void {
    const known = this.store.table<StoredResource>('resources').get(key);
    this.store.table<StoredResource>('resources').set(key, { id, type: 'Microsoft.Web/serverfarms', name: 'Plan', apiVersion: 'v', body: { location: 'East US', sku: { name: sku, capacity: 1 }, ...more }, createdAt: known?.createdAt ?? new Date(this.at).toISOString(), changedAt: new Date(this.at).toISOString() });
  }
  remove(): void { this.store.table('resources').delete(key); }
  get stretches(): readonly Stretch[] { return [...this.store.table<Stretch>(lifetimesTable).entries()].map(([, stretch]) => stretch); }
  get hours(): readonly (readonly [string | undefined, number])[] { return this.stretches.map(({ sku, from, until }) => [sku, ((until === undefined ? this.at : Date.parse(until)) - Date.parse(from)) / hourMs] as const); }
}

describe('lifetimes of resources', () => {
  it('begin, change with the SKU, the tags and the units, and end', () => {
    const place = new Place();
    place.put('S1');
    place.at += hourMs;
    place.put('S1', { properties: { status: 'Ready' } });
    place.at += hourMs;
    place.put('S2');
    place.at += hourMs;
    place.put('S2', { tags: { team: 'blue' } });
    place.at += hourMs;
    place.remove();
    place.at += hourMs;
    assert.deepEqual(place.hours, [['S1', 2], ['S2', 1], ['S2', 1]]);
    assert.deepEqual(place.stretches.map(({ tags, location }) => [tags?.team, location]), [[undefined, 'eastus'], [undefined, 'eastus'], ['blue', 'eastus']]);
  });

  it('go on over a restart, and over one of a state that knew no lifetimes', () => {
    const place = new Place();
    place.put('S1');
    place.at += hourMs;
    place.restart();
    assert.deepEqual(place.hours, [['S1', 1]]);
    for (const [name] of [...place.store.table(lifetimesTable).entries()]) place.store.table(lifetimesTable).delete(name);
    place.at += hourMs;
    place.restart();
    assert.deepEqual(place.hours, [['S1', 2]]);
  });

  it('never overlap and never cost less than nothing, however the clock goes and whatever is done', () => {
    const step = fc.record({ ms: fc.integer({ min: -3 * hourMs, max: 30 * hourMs }), what: fc.constantFrom('S1', 'B2', 'Z9', 'remove') });
    fc.assert(fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const place = new Place();
      for (const { ms, what } of steps) {
        place.at += ms;
        if (what === 'remove') place.remove(); else place.put(what);
      }
      assert.ok(place.stretches.filter(({ until }) => until === undefined).length <= 1);
      for (const { from, until } of place.stretches) assert.ok(until === undefined || until > from);
      for (const { cost } of costRows(place.stretches, { from: begin - 100 * hourMs, to: begin + 1000 * hourMs })) assert.ok(cost >= 0);
      if (steps.every(({ ms }) => ms >= 0)) {
        const ends = place.stretches.map(({ from, until }) => [Date.parse(from), until === undefined ? Infinity : Date.parse(until)] as const).sort(([a], [b]) => a - b);
        ends.slice(1).forEach(([from], index) => { assert.ok(from >= ends[index]![1]); });
      }
    }));
  });

  it('are not written down for what has no price', () => {
    const place = new Place();
    place.store.table<StoredResource>('resources').set('/x', { id: '/x', type: 'Microsoft.Network/virtualNetworks', name: 'x', apiVersion: 'v', body: {}, createdAt: new Date(begin).toISOString(), changedAt: '' });
    assert.deepEqual(place.stretches, []);
  });
});
