import assert from 'node:assert/strict';
import type { VerdictState } from '../../../src/core/evidence';
import { World } from './world';

const hourMs = 3_600_000, dayMs = 24 * hourMs;
const plan = '{rg}/providers/Microsoft.Web/serverfarms/plan', bus = '{rg}/providers/Microsoft.ServiceBus/namespaces/aos-costs-bus';

describe('rows about costs, on a sandbox whose clock moves', function () {
  this.timeout(120_000);
  let world: World;
  before(async () => {
    world = await World.start();
    await world.arm('PUT', world.at('prod', '{rg}'), { location: 'eastus' });
  });
  after(() => world.close());

  const farm = (sku: string, capacity: number) => world.arm('PUT', world.at('prod', plan), { location: 'eastus', sku: { name: sku, capacity }, properties: {} });
  /** For the sandbox and for the engine. */
  const later = async (ms: number): Promise<void> => {
    world.later(ms);
    const undo = await world.faults({ match: { path: '/subscriptions' }, times: 1, fault: { kind: 'clockJump', ms } });
    await world.arm('GET', '/subscriptions', undefined, '2022-12-01');
    await undo();
  };
  const anomalies = async (state: VerdictState, reason: RegExp): Promise<void> => {
    const row = await world.decide('prod', 'ops.weekly.cost-anomalies');
    assert.equal(row.state, state, row.reason);
    assert.match(row.reason, reason);
  };
  const run = async (row: string) => { const { state, reason } = await world.engine.checklistActions.run('prod', row); return { state, reason }; };

  it('know nothing of a group in which nothing is, and say why', async () => {
    await anomalies('unknown', /No cost was reported/);
    for (const row of ['ops.weekly.cost-trend', 'ops.weekly.cost-utilization']) assert.match((await run(row)).reason, /No cost was reported/, row);
  });

  it('wait for a week to compare with', async () => {
    await farm('P1v3', 1);
    await world.arm('PUT', world.at('prod', bus), { location: 'eastus', sku: { name: 'Standard' }, properties: {} });
    await later(3 * dayMs);
    await anomalies('unknown', /There was no cost before/);
  });

  it('pass where two weeks cost the same, and tell the trend', async () => {
    await later(12 * dayMs);
    await anomalies('pass', /none of 2 resources/);
    const { state, reason } = await run('ops.weekly.cost-trend');
    assert.equal(state, 'pass', reason);
    assert.match(reason, /^2 resources cost \d+\.\d\d USD in the last 7 days, \d+\.\d\d in the 7 before \([+-]?\d+ %\); most of it plan with \d+\.\d\d\.$/);
  });

  it('fail where one resource was made larger, and name it alone', async () => {
    await farm('P1v3', 2);
    await later(7 * dayMs);
    await anomalies('fail', /^1 grew by more than 25 %: plan from \d\d\.\d\d to [45]\d\.\d\d USD\.$/);
  });

  it('put costs beside use: what costs and does nothing is idle', async () => {
    const { state, reason } = await run('ops.weekly.cost-utilization');
    assert.equal(state, 'pass', reason);
    assert.match(reason, /^2 resources cost \d+\.\d\d USD in the last 7 days: /);
    const report = (await world.records.list('prod', 'report')).map(({ value }) => value as { readonly item: string; readonly table: readonly { readonly resourceId: string; readonly mark: string }[] }).filter(({ item }) => item === 'ops.weekly.cost-utilization').at(-1);
    assert.deepEqual(report?.table.map(({ resourceId }) => resourceId.split('/').at(-1)), ['plan', 'aos-costs-bus']);
    console.log(`      ${reason}`);
  });

  it('fail where the cost service sends no table', async () => {
    const undo = await world.faults({ match: { method: 'POST', path: '/*/Microsoft.CostManagement/query' }, fault: { kind: 'notJson', status: 200, body: '{"properties":{"columns":[],"rows":[]}}' } });
    assert.deepEqual(await run('ops.weekly.cost-trend'), { state: 'fail', reason: 'The cost service sent no table of costs, days and resources.' });
    await undo();
  });
});
