import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/core/values';
import { envelope } from '../monitoring/support';
import { failed, minutesAgo, requests, sends } from './telemetry';
import { World } from './world';

describe('reports of the reviews, over telemetry that was really sent', function () {
  this.timeout(120_000);
  let world: World;
  before(async () => {
    world = await World.start();
    await world.deploy('dev');
    await world.arm('PUT', `${world.idOf('dev', 'kv')}/providers/Microsoft.Insights/diagnosticSettings/audit`, { properties: { workspaceId: world.idOf('dev', 'law'), logs: [{ category: 'AuditEvent', enabled: true }] } }, '2021-05-01-preview');
    await sends('dev', requests(2, { name: 'GET old', ...failed }, minutesAgo(60)))(world);
    const weekMs = 8 * 86_400_000;
    world.later(weekMs);
    const undo = await world.faults({ match: { path: '/subscriptions' }, times: 1, fault: { kind: 'clockJump', ms: weekMs } });
    await world.arm('GET', '/subscriptions', undefined, '2022-12-01');
    await undo();
    const recent = { time: new Date(Date.now() + weekMs - 3_600_000).toISOString() };
    await sends('dev', requests(3, { name: 'GET old', ...failed, duration: '00:00:04.000' }, recent))(world);
    await sends('dev', requests(1, { name: 'GET new', ...failed, responseCode: '403', duration: '00:00:04.000' }, recent))(world);
    await sends('dev', (sink) => [envelope(sink, 'ExceptionData', { exceptions: [{ typeName: 'ValueError', message: 'bad' }] }, recent), envelope(sink, 'RemoteDependencyData', { name: 'PUT blob', target: 'st', id: 'd1', duration: '00:00:09.000', success: true, type: 'HTTP' }, recent)])(world);
    await world.engine.secrets.list('dev');
  });
  after(() => world.close());

  const run = async (row: string): Promise<{ readonly reason: string; readonly table: unknown }> => {
    const { state, reason } = await world.engine.checklistActions.run('dev', row);
    assert.equal(state, 'pass', `${row}: ${reason}`);
    const kept = (await world.records.list('dev', 'report')).map(({ value }) => value as { readonly item: string; readonly table: unknown }).filter(({ item }) => item === row);
    return { reason, table: kept[0]?.table };
  };
  const rows = (table: unknown) => table as readonly JsonObject[];

  it('compare the last day, hour by hour, with the seven before', async () => {
    const { table } = await run('ops.daily.request-trend');
    const [counted] = rows(table);
    assert.ok((counted!['recent'] as readonly unknown[]).length <= 25, JSON.stringify(counted));
  });

  it('tell the slowest twentieth beside the average, and flag hours above 2 s', async () => {
    const { reason, table } = await run('ops.daily.response-trend');
    assert.match(reason, /The slowest twentieth: .+ 4000 now/);
    assert.deepEqual(rows(table).map(({ name }) => name), ['requests/duration', 'p95']);
    assert.match(reason, /1 hours above 2 s/);
  });

  it('mark patterns of errors that are new this week', async () => {
    const { reason, table } = await run('ops.weekly.errors');
    assert.match(reason, /^3 patterns of errors in the last 7 days, 2 of them new\.$/);
    assert.deepEqual(rows(table).map(({ operation, resultCode = null, type = null, isNew }) => [operation, resultCode ?? type, isNew]).sort(), [['', 'ValueError', true], ['GET new', '403', true], ['GET old', '500', false]]);
  });

  it('put operations and dependencies in the order of the time that they take', async () => {
    const { table } = await run('ops.weekly.bottlenecks');
    assert.deepEqual(rows(table).map(({ kind, name, weight }) => [kind, name, weight]), [['request', 'GET old', 12000], ['dependency', 'st PUT blob', 9000], ['request', 'GET new', 4000]]);
  });

  it('tell who called the vault, and who of them holds no role', async () => {
    const { reason, table } = await run('ops.weekly.keyvault-access');
    assert.match(reason, /kinds of calls/);
    assert.ok(rows(table).some(({ OperationName, caller, isUnknown }) => OperationName === 'SecretList' && caller !== '' && typeof isUnknown === 'boolean'), JSON.stringify(table));
  });

  it('count refusals of the vault, the apps, the resource manager and, where it may be read, the directory', async () => {
    const { reason, table } = await run('ops.weekly.auth-failures');
    assert.match(reason, /vault \d+, requests 1, activity \d+, signIns \(not known: /);
    assert.deepEqual(Object.keys(table as object), ['vault', 'requests', 'activity', 'signIns']);
  });

  it('measure apps of a consumption plan one by one, and how storage grows', async () => {
    const { table } = await run('ops.monthly.cpu-memory');
    const names = rows(table).map(({ name }) => String(name).split(' ').at(-1));
    assert.ok(names.includes('MemoryWorkingSet') && names.includes('FunctionExecutionUnits') && !names.includes('CpuPercentage'), String(names));
    const capacity = await run('ops.monthly.storage-capacity');
    assert.deepEqual(rows(capacity.table).map(({ name }) => name), ['UsedCapacity', 'BlobCapacity']);
  });
});
