import assert from 'node:assert/strict';
import { QueryError } from '../../../../src/sandbox/kql/tokens';
import { count, evaluateLogs, gauge, metricValues, receive } from '../../../../src/sandbox/monitoring';
import { findMetric, metricsOf, type MetricDefinition } from '../../../../src/sandbox/monitoring/metrics/catalogue';
import { countedOf } from '../../../../src/sandbox/monitoring/metrics/counters';
import { seriesOf } from '../../../../src/sandbox/monitoring/metrics/series';
import { itemsOf } from '../../../../src/sandbox/monitoring/telemetry/store';
import type { ProviderContext, StoredResource, Table } from '../../../../src/sandbox/providers/provider';

const start = Date.parse('2024-06-02T10:00:00Z');
const base = '/subscriptions/s/resourceGroups/rg/providers';
const resource = (type: string, name: string, body: object = {}): StoredResource => ({ id: `${base}/${type}/${name}`, type, name, apiVersion: '', body: body as StoredResource['body'], createdAt: new Date(start).toISOString(), changedAt: new Date(start).toISOString() });

/** Tables in memory, and a clock that the test moves. */
function contextWith(...resources: readonly StoredResource[]): { readonly context: ProviderContext; at(minutes: number, seconds?: number): void } {
  const tables = new Map<string, Map<string, object>>();
  let now = start;
  const context = {
    clock: { now: () => new Date(now) }, random: { guid: (purpose: string) => purpose },
    table: (name: string): Table<object> => { const rows = tables.get(name) ?? new Map<string, object>(); tables.set(name, rows); return rows as unknown as Table<object>; },
    resources: { find: (id: string) => resources.find((one) => one.id.toLowerCase() === id.toLowerCase()), list: () => [], listByType: (type: string) => resources.filter((one) => one.type.toLowerCase() === type.toLowerCase()) },
  } as unknown as ProviderContext;
  return { context, at: (minutes, seconds = 0) => { now = start + minutes * 60_000 + seconds * 1000; } };
}

const metric = (type: string, name: string): MetricDefinition => findMetric(metricsOf(type) ?? [], name)!;
const plan = resource('Microsoft.Web/serverfarms', 'plan', { sku: { name: 'EP1', tier: 'ElasticPremium' } });
const component = resource('Microsoft.Insights/components', 'appi', { properties: { AppId: 'app', InstrumentationKey: 'key' } });
const vault = resource('Microsoft.KeyVault/vaults', 'kv');

describe('what was counted, over time', () => {
  const values = (of: StoredResource, definition: MetricDefinition, minutes: readonly [number, number], aggregation: 'Average' | 'Total' | 'Count' | 'Maximum', context: ProviderContext, grain = 1) =>
    seriesOf({ resource: of, metric: definition, interval: { from: start + minutes[0] * 60_000, to: start + minutes[1] * 60_000 }, grainMs: grain * 60_000 }, context)[0]!.points.map(({ values: found }) => found[aggregation]);

  it('is zero since the resource is there, and nothing before; averages of nothing are none', () => {
    const { context, at } = contextWith(vault);
    at(2);
    count(vault.id, [{ metric: 'ServiceApiHit', value: 1 }, { metric: 'ServiceApiLatency', value: 30 }, { metric: 'ServiceApiLatency', value: 50 }], context);
    at(4);
    assert.deepEqual(values(vault, metric(vault.type, 'ServiceApiHit'), [-1, 4], 'Count', context), [undefined, 0, 0, 1, 0]);
    assert.deepEqual(values(vault, metric(vault.type, 'ServiceApiLatency'), [0, 4], 'Average', context), [undefined, undefined, 40, undefined]);
    assert.deepEqual(values(vault, metric(vault.type, 'ServiceApiLatency'), [0, 4], 'Maximum', context, 4), [50]);
  });

  it('keeps a level until it changes, summed over what has levels of its own', () => {
    const level: MetricDefinition = { ...metric(vault.type, 'ServiceApiHit'), name: 'Level', kind: 'gauge' };
    const { context, at } = contextWith(vault);
    at(1); gauge(vault.id, [{ metric: 'Level', value: 5, dimensions: { of: 'a' } }], context);
    at(3); gauge(vault.id, [{ metric: 'Level', value: 2, dimensions: { of: 'b' } }, { metric: 'Level', value: 1, dimensions: { of: 'a' } }], context);
    at(6);
    assert.deepEqual(values(vault, level, [0, 6], 'Average', context), [undefined, 5, 5, 3, 3, 3]);
    assert.deepEqual(values(vault, level, [4, 6], 'Average', context), [3, 3]);
  });

  it('tells the share of a minute in which a plan was busy, of a minute that is not over by what is over', () => {
    const { context, at } = contextWith(plan);
    count(plan.id, [{ metric: 'CpuPercentage', value: 30_000 }], context);
    at(1, 20);
    count(plan.id, [{ metric: 'CpuPercentage', value: 20_000 }], context);
    assert.deepEqual(seriesOf({ resource: plan, metric: metric(plan.type, 'CpuPercentage'), interval: { from: start, to: start + 80_000 }, grainMs: 60_000 }, context)[0]!.points.map(({ values: found }) => found.Average), [50, 100]);
    const flexible = resource('Microsoft.Web/serverfarms', 'y1', { sku: { name: 'Y1', tier: 'Dynamic' } });
    const other = contextWith(flexible);
    other.at(2);
    assert.deepEqual(values(flexible, metric(flexible.type, 'CpuPercentage'), [0, 2], 'Average', other.context), [undefined, undefined]);
  });

  it('answers one value for a window that ends now, also split, and nothing for what is not there', () => {
    const { context, at } = contextWith(vault);
    at(-20); count(vault.id, [{ metric: 'ServiceApiResult', value: 1, dimensions: { StatusCode: '500' } }], context);
    at(3); for (const StatusCode of ['200', '200', '403']) count(vault.id, [{ metric: 'ServiceApiResult', value: 1, dimensions: { StatusCode } }], context);
    at(4);
    const ask = (more: object) => metricValues({ resourceId: vault.id.toUpperCase(), metric: 'serviceapiresult', aggregation: 'Count', windowMs: 300_000, ...more }, context);
    assert.deepEqual(ask({}), [{ dimensions: {}, value: 3 }]);
    assert.deepEqual(ask({ split: ['StatusCode'] }).filter(({ value }) => value > 0), [{ dimensions: { StatusCode: '200' }, value: 2 }, { dimensions: { StatusCode: '403' }, value: 1 }]);
    assert.deepEqual([ask({ metric: 'Nothing' }), ask({ resourceId: `${vault.id}x` })], [[], []]);
  });

  it('keeps a bounded number of combinations in a minute, and loses no count over it', () => {
    const { context } = contextWith(vault);
    for (let index = 0; index < 500; index++) count(vault.id, [{ metric: 'ServiceApiHit', value: 1, dimensions: { ActivityName: `a${index}` } }], context);
    const counted = countedOf(vault.id, 'ServiceApiHit', context);
    assert.ok(counted.length <= 201, String(counted.length));
    assert.equal(counted.reduce((sum, { minutes }) => sum + minutes.reduce((all, [, [times]]) => all + times, 0), 0), 500);
  });
});

describe('what is logged', () => {
  it('is bounded: the oldest rows go, counts stay', () => {
    const { context } = contextWith(component);
    const row = (index: number) => ({ table: 'requests', at: start + index, values: { name: `r${index}`, success: 'True', duration: 1, operation_Id: String(index), itemCount: 1 } });
    for (let batch = 0; batch < 42; batch++) receive(component, Array.from({ length: 500 }, (_, index) => row(batch * 500 + index)), context);
    const kept = [...itemsOf(component.id, context)];
    assert.deepEqual([kept.length, kept[0]?.[1].values['name'], kept.at(-1)?.[1].values['name']], [20_000, 'r1000', 'r20999']);
    assert.equal(metricValues({ resourceId: component.id, metric: 'requests/count', aggregation: 'Count', windowMs: 60_000 }, context)[0]?.value, 21_000);
    const table = evaluateLogs(component.id, 'requests | summarize n = count(), first = min(timestamp)', undefined, context);
    assert.deepEqual([table.rows[0]?.get('n'), table.rows[0]?.get('first')], [20_000, new Date(start + 1000)]);
    assert.throws(() => evaluateLogs(component.id, 'nothing', undefined, context), QueryError);
  });
});
