import assert from 'node:assert/strict';
import fc from 'fast-check';
import { costRows, type CostRow, type Counts, type Stretch } from '../../../../src/sandbox/cost/costRows';
import { prices, pricesOf } from '../../../../src/sandbox/cost/prices';

const begin = Date.UTC(2026, 0, 1), hourMs = 3_600_000, dayMs = 86_400_000;
const total = (rows: readonly CostRow[]): number => rows.reduce((sum, { cost }) => sum + cost, 0);
const near = (a: number, b: number): void => { assert.ok(Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b)), `${a} is not ${b}`); };
const time = (minutes: number): string => new Date(begin + minutes * 60_000).toISOString();

const plan = (more: Partial<Stretch> = {}): Stretch => ({ id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/serverfarms/p', type: 'Microsoft.Web/serverfarms', location: 'eastus', sku: 'S1', units: 1, from: time(0), ...more });

const minutes = fc.integer({ min: 0, max: 40 * 1440 });
const stretches: fc.Arbitrary<Stretch[]> = fc.array(fc.record({ price: fc.constantFrom(...prices), units: fc.integer({ min: 0, max: 5 }), from: minutes, until: fc.option(minutes, { nil: undefined }), name: fc.integer({ min: 0, max: 3 }) }).map(({ price, units, from, until, name }) => ({
  id: `/subscriptions/s/resourceGroups/g/providers/${price.type}/r${name}`, type: price.type, location: 'eastus', ...(price.sku && { sku: price.sku }), ...(price.kind && { kind: price.kind }), units, from: time(from), ...(until !== undefined && { until: time(until) }),
})), { maxLength: 6 });
const counts: fc.Arbitrary<Counts> = fc.array(fc.tuple(minutes, fc.integer({ min: 0, max: 1e9 })), { maxLength: 8 }).map((all) => { const sorted = all.sort(([a], [b]) => a - b).map(([at, value]) => [begin + at * 60_000, value] as const); return () => sorted; });

describe('what resources cost', () => {
  it('adds up: the parts of a time cost what the whole costs', () => {
    fc.assert(fc.property(stretches, counts, fc.tuple(minutes, minutes, minutes), (all, counted, cuts) => {
      const [from, middle, to] = cuts.sort((a, b) => a - b).map((one) => begin + one * 60_000 + 30_000) as [number, number, number];
      near(total(costRows(all, { from, to }, counted)), total(costRows(all, { from, to: middle }, counted)) + total(costRows(all, { from: middle, to }, counted)));
    }));
  });

  it('is never negative, has no empty rows, and each row lies in its day', () => {
    fc.assert(fc.property(stretches, counts, minutes, minutes, (all, counted, a, b) => {
      const interval = { from: begin + Math.min(a, b) * 60_000, to: begin + Math.max(a, b) * 60_000 };
      for (const { cost, quantity, day } of costRows(all, interval, counted)) {
        assert.ok(cost >= 0 && quantity > 0 && Number.isFinite(cost));
        const start = Date.parse(day);
        assert.ok(start < interval.to && start + dayMs > interval.from);
      }
    }));
  });

  it('ends with the resource: what was deleted before costs nothing', () => {
    fc.assert(fc.property(stretches, counts, (all, counted) => {
      const ended = all.map((one) => ({ ...one, until: one.until ?? time(40 * 1440) }));
      const last = Math.max(begin, ...ended.map(({ until }) => Date.parse(until)));
      assert.deepEqual(costRows(ended, { from: last, to: last + 30 * dayMs }, counted), []);
    }));
  });

  it('charges another SKU at its own price from then on', () => {
    const price = (sku: string): number => pricesOf({ type: 'Microsoft.Web/serverfarms', sku })[0]!.price;
    fc.assert(fc.property(fc.integer({ min: 1, max: 47 }), fc.constantFrom('B1', 'S1', 'P1v3', 'EP2'), fc.constantFrom('B2', 'S3', 'P0v3', 'EP1'), (hours, before, after) => {
      const change = new Date(begin + hours * hourMs).toISOString();
      const rows = costRows([plan({ sku: before, until: change }), plan({ sku: after, from: change })], { from: begin, to: begin + 48 * hourMs });
      near(total(rows), hours * price(before) + (48 - hours) * price(after));
    }));
  });

  it('costs nothing where nothing is, or where the price is not known', () => {
    assert.deepEqual(costRows([], { from: begin, to: begin + dayMs }), []);
    assert.deepEqual(costRows([plan({ sku: 'Z9' })], { from: begin, to: begin + dayMs }), []);
    assert.deepEqual(costRows([plan()], { from: begin, to: begin }), []);
  });

  it('charges what is held for as long as it is held, and what is done where it was done', () => {
    const account = plan({ id: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/a', type: 'Microsoft.Storage/storageAccounts', sku: 'Standard_LRS' });
    const counted: Counts = (_id, metric) => (metric === 'UsedCapacity' ? [[begin, 2 ** 30], [begin + 365 * hourMs, 0]] : [[begin + dayMs, 20_000]]);
    const rows = costRows([account], { from: begin, to: begin + 730 * hourMs }, counted);
    near(total(rows.filter(({ price }) => price.measure === 'held')), 0.02 / 2);
    assert.deepEqual(rows.filter(({ price }) => price.measure === 'counted').map(({ day, quantity }) => [day, quantity]), [['2026-01-02', 2]]);
  });

  it('has one price for each meter of a SKU', () => {
    const keys = prices.map(({ type, sku, kind, meter }) => JSON.stringify([type, sku, kind, meter]).toLowerCase());
    assert.equal(new Set(keys).size, keys.length);
    for (const { price, measure, metric } of prices) assert.ok(price > 0 && (measure === 'held' || measure === 'counted') === (metric !== undefined));
  });
});
