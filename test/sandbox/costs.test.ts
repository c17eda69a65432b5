import assert from 'node:assert/strict';
import type { StartedSandbox } from '../../src/sandbox';
import { send, subscriptionId } from './support/clients';
import { startWithGroup } from './support/group';

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;
const hourMs = 3_600_000, dayMs = 24 * hourMs;

interface Table { readonly columns: readonly { readonly name: string; readonly type: string }[]; readonly rows: readonly (readonly (string | number)[])[]; readonly nextLink: string | null }

describe('costs of the sandbox', () => {
  let sandbox: StartedSandbox, endpoint: string;
  before(async () => { ({ sandbox, endpoint } = await startWithGroup()); });
  after(() => sandbox.close());

  const good = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await send(endpoint, method, path, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json as T;
  };
  /** Of the sandbox's clock before this computer's, in milliseconds. */
  let ahead = 0;
  const later = async (ms: number): Promise<void> => {
    ahead += ms;
    await good('PUT', '/_sandbox/faults', { rules: [{ match: { path: '/subscriptions' }, times: 1, fault: { kind: 'clockJump', ms } }] });
    await good('GET', '/subscriptions?api-version=2022-12-01');
    await good('PUT', '/_sandbox/faults', { rules: [] });
  };
  const plan = (sku: string, capacity = 1) => good('PUT', `${group}/providers/Microsoft.Web/serverfarms/plan?api-version=2024-04-01`, { location: 'eastus', tags: { team: 'blue' }, sku: { name: sku, capacity }, properties: {} });
  const query = async (dataset: object, more: object = {}, scope = group): Promise<Table> => (await good<{ properties: Table }>('POST', `${scope}/providers/Microsoft.CostManagement/query?api-version=2023-11-01`, { type: 'ActualCost', timeframe: 'Custom', timePeriod: { from: new Date(Date.now() - 40 * dayMs).toISOString(), to: new Date(Date.now() + 200 * dayMs).toISOString() }, dataset: { aggregation: { totalCost: { name: 'Cost', function: 'Sum' } }, ...dataset }, ...more })).properties;
  const total = async (dataset: object = {}): Promise<number> => Number((await query(dataset)).rows[0]?.[0] ?? 0);

  it('grow with the clock, follow the SKU and end with the resource', async () => {
    assert.deepEqual((await query({})).rows, []);
    await plan('S1');
    await later(10 * hourMs);
    const first = await total();
    assert.ok(first >= 1 && first < 1.05, String(first));
    await plan('P1v3', 2);
    await later(10 * hourMs);
    const second = await total();
    assert.ok(second - first >= 3.2 && second - first < 3.3, String(second - first));
    await good('DELETE', `${group}/providers/Microsoft.Web/serverfarms/plan?api-version=2024-04-01`);
    const last = await total();
    await later(48 * hourMs);
    assert.equal(await total(), last);
  });

  it('are grouped, filtered and told by day or month, in the columns of the service', async () => {
    const byDay = await query({ granularity: 'Daily', grouping: [{ type: 'Dimension', name: 'ResourceId' }, { type: 'TagKey', name: 'team' }] });
    assert.deepEqual(byDay.columns.map(({ name }) => name), ['Cost', 'UsageDate', 'ResourceId', 'TagKey', 'TagValue', 'Currency']);
    assert.deepEqual(byDay.rows[0]!.slice(2), [`${group}/providers/microsoft.web/serverfarms/plan`.toLowerCase(), 'team', 'blue', 'USD']);
    const sum = byDay.rows.reduce((all, [cost]) => all + Number(cost), 0);
    assert.ok(Math.abs(sum - await total()) < 1e-9);
    const meters = await query({ grouping: [{ type: 'Dimension', name: 'Meter' }], sorting: [{ name: 'Cost', direction: 'Descending' }] });
    assert.deepEqual(meters.rows.map(([, meter]) => meter), ['P1 v3 App', 'S1 App']);
    assert.ok(await total({ filter: { dimensions: { name: 'Meter', operator: 'In', values: ['S1 App'] } } }) < 1.05);
    assert.equal(await total({ filter: { not: { tags: { name: 'team', operator: 'In', values: ['blue'] } } } }), 0);
    assert.match(String((await query({ granularity: 'Monthly' })).rows[0]![1]), /^\d{4}-\d\d-01T00:00:00$/);
    const whole = await query({}, {}, `/subscriptions/${subscriptionId}`);
    assert.equal(whole.rows[0]![0], await total());
  });

  it('are listed as usage, page by page, and what cannot be asked is refused', async () => {
    const list = (more: string) => good<{ value: { properties: Record<string, unknown> }[]; nextLink?: string }>('GET', more);
    const all = await list(`${group}/providers/Microsoft.Consumption/usageDetails?api-version=2023-05-01&$filter=${encodeURIComponent(`properties/usageStart ge '2020-01-01' and properties/resourceGroup eq 'rg'`)}`);
    const sum = all.value.reduce((costs, { properties }) => costs + Number(properties['cost']), 0);
    assert.ok(Math.abs(sum - await total()) < 1e-9);
    const paged = await list(`${group}/providers/Microsoft.Consumption/usageDetails?api-version=2023-05-01&$top=1&$filter=${encodeURIComponent(`properties/usageStart ge '2020-01-01'`)}`);
    assert.equal(paged.value.length, 1);
    assert.deepEqual((await list(paged.nextLink!.slice(endpoint.length))).value[0], all.value[1]);
    for (const filter of ['nonsense', "properties/colour eq 'x'", "properties/usageStart ge 'soon'"]) assert.equal((await send(endpoint, 'GET', `${group}/providers/Microsoft.Consumption/usageDetails?api-version=2023-05-01&$filter=${encodeURIComponent(filter)}`)).status, 400, filter);
    const ask = (body: unknown, at = group) => send(endpoint, 'POST', `${at}/providers/Microsoft.CostManagement/query?api-version=2023-11-01`, body);
    for (const body of [{}, { type: 'ActualCost', timeframe: 'Someday', dataset: {} }, { type: 'ActualCost', timeframe: 'MonthToDate' }, { type: 'ActualCost', timeframe: 'MonthToDate', dataset: { granularity: 'Hourly' } }, { type: 'Usage', timeframe: 'Custom', dataset: {} }]) assert.equal((await ask(body)).status, 400, JSON.stringify(body));
    assert.equal((await ask({ type: 'Usage', timeframe: 'MonthToDate', dataset: {} }, `${group}x`)).status, 404);
  });

  it('are foretold from what is there', async () => {
    await plan('S1');
    const { properties } = await good<{ properties: Table }>('POST', `${group}/providers/Microsoft.CostManagement/forecast?api-version=2023-11-01`, { type: 'ActualCost', timeframe: 'Custom', timePeriod: { from: new Date(Date.now() + 10 * dayMs).toISOString(), to: new Date(Date.now() + 19 * dayMs).toISOString() }, dataset: { granularity: 'Daily', aggregation: { totalCost: { name: 'Cost', function: 'Sum' } } } });
    assert.deepEqual(properties.columns.map(({ name }) => name), ['Cost', 'UsageDate', 'CostStatus', 'Currency']);
    assert.equal(properties.rows.length, 10);
    for (const [cost, , status] of properties.rows) assert.deepEqual([Math.round(Number(cost) * 100) / 100, status], [2.4, 'Forecast']);
  });

  it('are what budgets of the group have spent and will have, and their thresholds are passed when they are', async () => {
    const address = `${group}/providers/Microsoft.Consumption/budgets/monthly?api-version=2023-11-01`;
    const alerts = async () => (await good<{ value: { properties: { definition: { criteria: string }; creationTime: string; details: { threshold: number; triggeredBy: string; currentSpend: number } } }[] }>('GET', `${group}/providers/Microsoft.CostManagement/alerts?api-version=2023-11-01`)).value.map(({ properties }) => properties);
    await plan('S1');
    // A month that has just begun, by the sandbox's clock.
    const now = new Date(Date.now() + ahead);
    const first = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1);
    await later(first - now.getTime() + 60_000);
    const notification = (threshold: number, more: object = {}) => ({ enabled: true, operator: 'GreaterThanOrEqualTo', threshold, contactEmails: ['ops@contoso.example'], ...more });
    await good('PUT', address, { properties: { category: 'Cost', amount: 24, timeGrain: 'Monthly', timePeriod: { startDate: new Date(first).toISOString(), endDate: '2099-01-01T00:00:00Z' }, notifications: { half: notification(50), full: notification(100), ahead: notification(200, { thresholdType: 'Forecasted' }), off: notification(1, { enabled: false }) } } });
    const read = () => good<{ properties: { currentSpend: { amount: number; unit: string }; forecastSpend: { amount: number } } }>('GET', address).then(({ properties }) => properties);
    assert.deepEqual((await alerts()).map(({ details }) => details.triggeredBy), ['monthly_ahead']);
    await later(6 * dayMs);
    const { currentSpend, forecastSpend } = await read();
    assert.ok(currentSpend.amount >= 14.4 && currentSpend.amount < 17 && currentSpend.unit === 'USD', String(currentSpend.amount));
    assert.ok(forecastSpend.amount > 60 && forecastSpend.amount < 78, String(forecastSpend.amount));
    const [half] = await alerts();
    assert.deepEqual([half!.details.triggeredBy, half!.definition.criteria], ['monthly_half', 'CostThresholdExceeded']);
    // Half of it is spent after five days, whenever somebody looks.
    assert.ok(Math.abs(Date.parse(half!.creationTime) - first - 5 * dayMs) < dayMs, half!.creationTime);
    await good('DELETE', address);
    assert.deepEqual(await alerts(), []);
  });

  it('are shown by the shape that belongs to the agreement of the subscription, with one sum', async () => {
    const sumOf = async (kind: string, name: string): Promise<number> => {
      const { value } = await good<{ value: { kind: string; properties: Record<string, unknown> }[] }>('GET', `${group}/providers/Microsoft.Consumption/usageDetails?api-version=2023-05-01&$filter=${encodeURIComponent("properties/usageStart ge '2020-01-01'")}`);
      assert.deepEqual([...new Set(value.map((one) => one.kind))], [kind]);
      return value.reduce((sum, { properties }) => sum + Number(properties[name]), 0);
    };
    await good('DELETE', `${group}/providers/Microsoft.Web/serverfarms/plan?api-version=2024-04-01`);
    const legacy = await sumOf('legacy', 'cost');
    await good('PUT', `/subscriptions/${subscriptionId}/providers/Microsoft.Resources/tags/default?api-version=2021-04-01`, { properties: { tags: { agreement: 'customer' } } });
    assert.equal(await sumOf('modern', 'costInBillingCurrency'), legacy);
    assert.ok(legacy > 1);
  });

  it('have dimensions with their values, and one price sheet', async () => {
    const { value } = await good<{ value: { name: string; properties: { data: string[] } }[] }>('GET', `${group}/providers/Microsoft.CostManagement/dimensions?api-version=2023-11-01&$expand=properties/data`);
    assert.deepEqual(value.find(({ name }) => name === 'ServiceName')?.properties.data, ['Azure App Service']);
    const sheet = await good<{ properties: { pricesheets: { unitPrice: number; currencyCode: string }[] } }>('GET', `/subscriptions/${subscriptionId}/providers/Microsoft.Consumption/pricesheets/default?api-version=2023-05-01`);
    assert.ok(sheet.properties.pricesheets.length > 20 && sheet.properties.pricesheets.every(({ unitPrice, currencyCode }) => unitPrice > 0 && currencyCode === 'USD'));
  });

  it('stay where they arose when a resource moves, and go on where it went', async () => {
    const other = group.replace(/rg$/, 'rg2');
    await good('PUT', `${other}?api-version=2021-04-01`, { location: 'eastus' });
    await plan('S1');
    const before = await total();
    await later(10 * hourMs);
    const moved = await send(endpoint, 'POST', `${group}/moveResources?api-version=2021-04-01`, { targetResourceGroup: other, resources: [`${group}/providers/Microsoft.Web/serverfarms/plan`] });
    assert.ok(moved.status < 300, moved.text);
    const [here, there] = [await total(), Number((await query({}, {}, other)).rows[0]?.[0] ?? 0)];
    assert.ok(here - before >= 1 && here - before < 1.05 && there < 0.05, `${here - before} ${there}`);
    await later(10 * hourMs);
    assert.equal(await total(), here);
    const gone = Number((await query({}, {}, other)).rows[0]?.[0]);
    assert.ok(gone >= 1 && gone < 1.05, String(gone));
    await good('DELETE', `${other}?api-version=2021-04-01`);
    await later(48 * hourMs);
    const whole = Number((await query({}, {}, `/subscriptions/${subscriptionId}`)).rows[0]?.[0]);
    assert.ok(Math.abs(whole - here - gone) < 0.05, `${whole}`);
  });
});
