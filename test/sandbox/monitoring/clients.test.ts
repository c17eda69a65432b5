import assert from 'node:assert/strict';
import { MonitorClient } from '@azure/arm-monitor';
import type { Pipeline } from '@azure/core-rest-pipeline';
import { LogsQueryClient, LogsQueryResultStatus } from '@azure/monitor-query-logs';
import { MetricsClient } from '@azure/monitor-query-metrics';
import { startSandbox, type StartedSandbox } from '../../../src/sandbox';
import { bearer, subscriptionId } from '../support/clients';
import { createComponent, request, track, type Component } from './support';

const credential = { getToken: () => Promise.resolve({ token: 'unused', expiresOnTimestamp: Date.now() + 3_600_000 }) };
const options = { allowInsecureConnection: true, retryOptions: { maxRetries: 0 } };

function trusted<T extends { readonly pipeline: Pipeline }>(client: T): T {
  client.pipeline.removePolicy({ name: 'bearerTokenAuthenticationPolicy' });
  client.pipeline.addPolicy({ name: 'testBearer', sendRequest: (sent, next) => { sent.headers.set('authorization', bearer()); return next(sent); } });
  return client;
}

describe('real clients of Azure Monitor', () => {
  let sandbox: StartedSandbox;
  let component: Component;
  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    component = await createComponent(sandbox, 'appi');
    await track(component, [request(component), request(component, { success: false, responseCode: '500' })]);
  });
  after(() => sandbox.close());

  const logs = (): LogsQueryClient => trusted(new LogsQueryClient(credential, { ...options, endpoint: `${sandbox.endpoints.resourceManager}/logs/v1` }) as LogsQueryClient & { readonly pipeline: Pipeline });

  it('query a workspace by its customer ID, with typed columns', async () => {
    const result = await logs().queryWorkspace(component.customerId, 'AppRequests | project TimeGenerated, Name, Success, DurationMs | order by Success asc', { duration: 'PT1H' });
    assert.ok(result.status === LogsQueryResultStatus.Success);
    const [table] = result.tables;
    assert.deepEqual(table?.columnDescriptors.map(({ name, type }) => [name, type]), [['TimeGenerated', 'datetime'], ['Name', 'string'], ['Success', 'bool'], ['DurationMs', 'real']]);
    assert.deepEqual(table?.rows.map((row) => [row[0] instanceof Date, ...row.slice(1)]), [[true, 'GET /', false, 120], [true, 'GET /', true, 120]]);
  });

  it('query a resource, and several workspaces in one batch', async () => {
    const own = await logs().queryResource(component.id, 'requests | count', { duration: 'PT1H' });
    assert.ok(own.status === LogsQueryResultStatus.Success);
    assert.deepEqual(own.tables[0]?.rows, [[2]]);
    const batch = await logs().queryBatch([{ workspaceId: component.customerId, query: 'AppRequests | count', timespan: { duration: 'PT1H' } }, { workspaceId: component.customerId, query: 'Nothing | count', timespan: { duration: 'PT1H' } }]);
    assert.deepEqual(batch.map(({ status }) => status === LogsQueryResultStatus.Success), [true, false]);
  });

  it('hear what is wrong with a query', async () => {
    await assert.rejects(logs().queryWorkspace(component.customerId, 'AppRequests | where Nothing == 1', { duration: 'PT1H' }), { code: 'BadArgumentError', statusCode: 400 });
  });

  it('read metrics of several resources at once', async () => {
    const client = trusted(new MetricsClient(sandbox.endpoints.resourceManager, credential, options) as MetricsClient & { readonly pipeline: Pipeline });
    const [result] = await client.queryResources([component.id], ['requests/count', 'requests/failed'], 'Microsoft.Insights/components', { aggregation: 'Count', interval: 'PT5M' });
    const sum = (index: number): number => (result?.metrics[index]?.timeseries[0]?.data ?? []).reduce((total, { count = 0 }) => total + count, 0);
    assert.deepEqual([sum(0), sum(1)], [2, 1]);
  });

  it('read metrics through ARM', async () => {
    const client = trusted(new MonitorClient(credential, subscriptionId, { ...options, endpoint: sandbox.endpoints.resourceManager }));
    const { value } = await client.metrics.list(component.id, { metricnames: 'requests/count', aggregation: 'Count', timespan: 'PT1H', interval: 'PT1H' });
    assert.equal(value[0]?.timeseries?.[0]?.data?.reduce((total, { count = 0 }) => total + count, 0), 2);
    const names: (string | undefined)[] = [];
    for await (const definition of client.metricDefinitions.list(component.id)) names.push(definition.name?.value);
    assert.ok(names.includes('requests/count'));
  });
});
