import assert from 'node:assert/strict';
import { startSandbox, type StartedSandbox } from '../../../src/sandbox';
import { send } from '../support/clients';
import { createComponent, metrics, request, track, type Component } from './support';

describe('metrics of the sandbox', () => {
  let sandbox: StartedSandbox;
  let component: Component;
  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    component = await createComponent(sandbox, 'appi');
    // All in one minute, whenever the test runs.
    const at = { time: new Date(Date.now() - 120_000).toISOString() };
    await track(component, [request(component, {}, at), request(component, { duration: '00:00:00.360' }, at), request(component, { success: false, responseCode: '503', duration: '00:00:03.000' }, at)]);
  });
  after(() => sandbox.close());

  const one = async (parameters: Readonly<Record<string, string>>) => (await metrics(sandbox, component.id, { timespan: 'PT1H', interval: 'PT1H', ...parameters })).json.value[0]!;

  it('gives each aggregation that is asked for, in the unit of the metric', async () => {
    const { unit, timeseries } = await one({ metricnames: 'requests/duration', aggregation: 'Average,Minimum,Maximum,Count,Total' });
    const points = timeseries[0]!.data.filter(({ average }) => average !== undefined);
    assert.deepEqual([unit, points.map(({ timeStamp: _, ...values }) => values)], ['MilliSeconds', [{ average: 1160, minimum: 120, maximum: 3000, count: 3, total: 3480 }]]);
  });

  it('splits by the dimensions of the filter, those with most first, as many as top says', async () => {
    const split = (await one({ metricnames: 'requests/count', aggregation: 'Count', $filter: "request/resultCode eq '*'" })).timeseries;
    assert.deepEqual(split.map(({ metadatavalues, data }) => [metadatavalues[0]?.name.value, metadatavalues[0]?.value, data.reduce((sum, { count = 0 }) => sum + Number(count), 0)]), [['request/resultcode', '200', 2], ['request/resultcode', '503', 1]]);
    const both = (await one({ metricnames: 'requests/count', aggregation: 'Count', $filter: "request/resultCode eq '*' and request/success eq 'False'", top: '5' })).timeseries;
    assert.deepEqual(both.map(({ metadatavalues }) => metadatavalues.map(({ value }) => value)), [['503', 'False']]);
    assert.equal((await one({ metricnames: 'requests/count', aggregation: 'Count', $filter: "request/resultCode eq '*'", top: '1', orderby: 'count asc' })).timeseries[0]?.metadatavalues[0]?.value, '503');
  });

  it('rolls dimensions up, takes the next interval and passes over unknown dimensions where it is told to', async () => {
    const rolled = (await one({ metricnames: 'requests/count', aggregation: 'Count', $filter: "request/resultCode eq '*' and request/success eq '*'", rollupby: 'request/resultCode' })).timeseries;
    assert.deepEqual(rolled.map(({ metadatavalues }) => metadatavalues.map(({ name, value }) => `${name.value} ${value}`)), [['request/success True'], ['request/success False']]);
    const { json } = await metrics(sandbox, component.id, { metricnames: 'requests/count', timespan: 'PT1H', interval: 'PT2M', AutoAdjustTimegrain: 'true' });
    assert.equal(json.interval, 'PT5M');
    assert.equal((await metrics(sandbox, component.id, { metricnames: 'requests/count', $filter: "Colour eq '*'", ValidateDimensions: 'false' })).status, 200);
  });

  it('has a point for each interval of the timespan', async () => {
    const { json } = await metrics(sandbox, component.id, { metricnames: 'requests/count', aggregation: 'Count', timespan: 'PT30M', interval: 'PT5M' });
    const times = json.value[0]!.timeseries[0]!.data.map(({ timeStamp }) => Date.parse(String(timeStamp)));
    assert.ok(times.length === 6 || times.length === 7, String(times.length));
    assert.ok(times.every((time, index) => index === 0 || time - times[index - 1]! === 300_000));
    const earlier = await metrics(sandbox, component.id, { metricnames: 'requests/count', aggregation: 'Count', timespan: '2020-01-01T00:00:00Z/2020-01-01T01:00:00Z', interval: 'PT1H' });
    assert.deepEqual(earlier.json.value[0]!.timeseries[0]!.data, [{ timeStamp: '2020-01-01T00:00:00Z' }]);
  });

  it('lists definitions, and what clients have made up in a namespace of its own', async () => {
    await track(component, [{ name: 'x', time: new Date().toISOString(), iKey: component.key, tags: {}, data: { baseType: 'MetricData', baseData: { ver: 2, metrics: [{ name: 'agents', value: 6, count: 2 }] } } }]);
    const list = async (query: string) => ((await send(sandbox.endpoints.resourceManager, 'GET', `${component.id}/providers/Microsoft.Insights/${query}`)).json as { readonly value: readonly { readonly name: { readonly value: string } | string }[] }).value.map(({ name }) => (typeof name === 'string' ? name : name.value));
    assert.ok((await list('metricDefinitions?api-version=2018-01-01')).includes('requests/duration'));
    assert.deepEqual(await list('metricDefinitions?api-version=2018-01-01&metricnamespace=Azure.ApplicationInsights'), ['customMetrics/agents']);
    assert.deepEqual(await list('metricNamespaces?api-version=2017-12-01-preview'), ['Microsoft.Insights/components', 'azure.applicationinsights']);
    assert.equal((await one({ metricnames: 'agents', metricnamespace: 'azure.applicationinsights', aggregation: 'Average' })).timeseries[0]!.data.find(({ average }) => average !== undefined)?.['average'], 3);
  });

  for (const [what, parameters, pattern] of [
    ['an unknown metric', { metricnames: 'Nothing' }, /Failed to find metric configuration.*Valid metrics: requests\/count/], ['an interval that is none', { metricnames: 'requests/count', interval: 'PT2M' }, /time grain/], ['a timespan that is none', { timespan: 'yesterday' }, /timespan/],
    ['an unknown dimension', { metricnames: 'requests/count', $filter: "Colour eq '*'" }, /does not support requested dimension combination: colour/], ['a broken filter', { metricnames: 'requests/count', $filter: "request/success eq" }, /filter/],
    ['an aggregation that the metric does not have', { metricnames: 'requests/count', aggregation: 'Average' }, /does not support the aggregation Average/], ['an unknown namespace', { metricnamespace: 'Microsoft.Web/sites' }, /namespace/],
    ['too many points', { metricnames: 'requests/count', timespan: 'P365D', interval: 'PT1M' }, /50000 points/],
  ] as const) {
    it(`refuses ${what} with 400`, async () => {
      const { status, text } = await metrics(sandbox, component.id, parameters);
      assert.equal(status, 400);
      assert.match(text, pattern);
    });
  }

  it('refuses resources that are not there or are not measured', async () => {
    assert.equal((await metrics(sandbox, `${component.id}x`, {})).status, 404);
    assert.equal((await metrics(sandbox, component.workspaceId, {})).status, 400);
  });
});
