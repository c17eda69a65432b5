import assert from 'node:assert/strict';
import { startSandbox, type StartedSandbox } from '../../../src/sandbox';
import { send } from '../support/clients';
import { createComponent, envelope, query, request, measured, track, type Component } from './support';

describe('Application Insights in the sandbox', () => {
  let sandbox: StartedSandbox;
  let component: Component;
  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    component = await createComponent(sandbox, 'appi');
  });
  after(() => sandbox.close());

  for (const form of ['lines', 'gzip', 'array'] as const) {
    it(`takes items as ${form}, and counts and keeps them`, async () => {
      const own = await createComponent(sandbox, `appi-${form}`);
      const answer = await track(own, [request(own), request(own, { success: false, responseCode: '500', duration: '00:00:02.500' })], form);
      assert.deepEqual([answer.status, answer.json['itemsReceived'], answer.json['itemsAccepted'], answer.json['appId']], [200, 2, 2, own.appId]);
      assert.deepEqual(await query(sandbox, own.id, 'requests | summarize failed = countif(success == false), total = count(), slowest = max(duration)'), [{ failed: 1, total: 2, slowest: 2500 }]);
      assert.deepEqual([await measured(sandbox, own.id, 'requests/count', 'Count'), await measured(sandbox, own.id, 'requests/failed', 'Count')], [{ '': 2 }, { '': 1 }]);
    });
  }

  it('refuses item by item, and says which and why', async () => {
    const answer = await track(component, [request(component), request({ key: '00000000-0000-4000-8000-000000000000' }), envelope(component, 'NothingData', {}), request(component, {}, { time: 'yesterday' })]);
    const errors = answer.json['errors'] as readonly { readonly index: number; readonly statusCode: number; readonly message: string }[];
    assert.deepEqual([answer.status, answer.json['itemsAccepted'], errors.map(({ index, statusCode }) => [index, statusCode])], [206, 1, [[1, 400], [2, 400], [3, 400]]]);
    assert.equal(errors[0]?.message, 'Invalid instrumentation key');
    assert.equal((await track(component, [envelope(component, 'NothingData', {})])).status, 400);
  });

  it('refuses a body that is not what its encoding says', async () => {
    const answer = await fetch(`${component.ingestion}/v2/track`, { method: 'POST', headers: { 'content-encoding': 'gzip' }, body: 'no gzip' });
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /is no gzip/);
  });

  it('keeps each kind of telemetry in its table, under both names', async () => {
    const own = await createComponent(sandbox, 'appi-kinds');
    const sent = [
      envelope(own, 'RemoteDependencyData', { name: 'GET blob', target: 'st.blob', type: 'Azure blob', duration: '00:00:00.010', success: true, resultCode: '200' }),
      envelope(own, 'MessageData', { message: 'hello', severityLevel: 'Warning' }), envelope(own, 'EventData', { name: 'AgentOperation', properties: { agentId: 'ceo' } }),
      envelope(own, 'ExceptionData', { exceptions: [{ typeName: 'ValueError', message: 'bad', parsedStack: [{ method: 'main' }] }] }), envelope(own, 'MetricData', { metrics: [{ name: 'agents', value: 6, count: 3, min: 1, max: 3 }] }),
      envelope(own, 'AvailabilityData', { id: 'a', name: 'ping', duration: '00:00:00.5', success: false, runLocation: 'East US' }), envelope(own, 'MetricData', { metrics: [{ name: '\\Process(w3wp)\\% Processor Time', value: 12 }] }),
    ];
    assert.equal((await track(own, sent)).status, 200);
    for (const [table, workspaceTable] of [['dependencies', 'AppDependencies'], ['traces', 'AppTraces'], ['customEvents', 'AppEvents'], ['exceptions', 'AppExceptions'], ['customMetrics', 'AppMetrics'], ['availabilityResults', 'AppAvailabilityResults'], ['performanceCounters', 'AppPerformanceCounters']] as const) {
      assert.deepEqual([table, await query(sandbox, own.id, `${table} | count`), await query(sandbox, own.workspaceId, `${workspaceTable} | count`)], [table, [{ Count: 1 }], [{ Count: 1 }]]);
    }
    assert.deepEqual(await query(sandbox, own.id, "customEvents | where name == 'AgentOperation' | summarize operations = count() by agent = tostring(customDimensions.agentId)"), [{ agent: 'ceo', operations: 1 }]);
    assert.deepEqual(await query(sandbox, own.workspaceId, 'AppTraces | summarize count() by SeverityLevel'), [{ SeverityLevel: 2, count_: 1 }]);
    assert.deepEqual(await query(sandbox, own.id, 'union requests, dependencies | summarize count() by cloud_RoleName'), [{ cloud_RoleName: 'tests', count_: 1 }]);
    assert.deepEqual(await query(sandbox, own.id, 'exceptions | project type, problemId'), [{ type: 'ValueError', problemId: 'ValueError at main' }]);
  });

  it('counts what a client has sampled as what it stands for', async () => {
    const own = await createComponent(sandbox, 'appi-sampled');
    await track(own, [request(own, {}, { sampleRate: 25 })]);
    assert.deepEqual(await query(sandbox, own.id, 'requests | summarize kept = count(), sent = sum(itemCount), share = 100.0 * count() / sum(itemCount)'), [{ kept: 1, sent: 4, share: 25 }]);
    assert.deepEqual(await measured(sandbox, own.id, 'requests/count', 'Count'), { '': 4 });
  });

  it('samples whole operations where the component says so, and counts all of them', async () => {
    const own = await createComponent(sandbox, 'appi-share', { SamplingPercentage: 50 });
    const items = Array.from({ length: 200 }, (_, index) => [request(own, {}, { tags: { 'ai.operation.id': `op${index}` } }), envelope(own, 'MessageData', { message: 'x' }, { tags: { 'ai.operation.id': `op${index}` } })]).flat();
    await track(own, items);
    const [kept] = await query(sandbox, own.id, 'requests | summarize kept = count(), sent = sum(itemCount)') as readonly { readonly kept: number; readonly sent: number }[];
    assert.ok(kept!.kept > 60 && kept!.kept < 140, String(kept!.kept));
    assert.equal(kept!.sent, kept!.kept * 2);
    assert.deepEqual(await query(sandbox, own.id, 'requests | join kind=leftanti traces on operation_Id | count'), [{ Count: 0 }]);
    assert.deepEqual(await measured(sandbox, own.id, 'requests/count', 'Count'), { '': 200 });
  });

  it('takes nothing where ingestion is closed', async () => {
    const own = await createComponent(sandbox, 'appi-closed', { publicNetworkAccessForIngestion: 'Disabled' });
    assert.equal((await track(own, [request(own)])).status, 403);
    assert.deepEqual(await query(sandbox, own.id, 'requests | count'), [{ Count: 0 }]);
  });

  it('answers a query that is beyond it with 400 and the place', async () => {
    const { status, json } = await send(sandbox.endpoints.resourceManager, 'POST', `/logs/v1${component.id}/query`, { query: 'requests\n| evaluate autocluster()' });
    const { error } = json as { readonly error: { readonly code: string; readonly innererror: { readonly innererror: { readonly line: number; readonly pos: number; readonly message: string } } } };
    assert.deepEqual([status, error.code, error.innererror.innererror.line, error.innererror.innererror.pos], [400, 'BadArgumentError', 2, 3]);
    assert.match(error.innererror.innererror.message, /'evaluate' is not supported/);
  });
});
