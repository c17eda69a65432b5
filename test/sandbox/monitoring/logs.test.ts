import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSandbox, type StartedSandbox } from '../../../src/sandbox';
import { send, subscriptionId } from '../support/clients';
import { createComponent, query, request, measured, track, type Component } from './support';

interface Answer { readonly tables: readonly { readonly name: string; readonly columns: readonly object[]; readonly rows: readonly (readonly unknown[])[] }[] }

describe('logs of the sandbox', () => {
  let sandbox: StartedSandbox;
  let component: Component;
  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    component = await createComponent(sandbox, 'appi');
    await track(component, [request(component), request(component, {}, { time: new Date(Date.now() - 3_600_000).toISOString() })]);
  });
  after(() => sandbox.close());

  for (const [what, method, address] of [
    ['a component through ARM', 'POST', (of: Component) => `${of.id}/query?api-version=2018-04-20`], ['a workspace through ARM', 'POST', (of: Component) => `${of.workspaceId}/query?api-version=2017-10-01`],
    ['any resource through ARM', 'POST', (of: Component) => `${of.id}/providers/Microsoft.Insights/logs?api-version=2018-08-01-preview`], ['a component by its application ID', 'POST', (of: Component) => `/insights/v1/apps/${of.appId}/query`],
    ['a workspace by its customer ID', 'POST', (of: Component) => `/logs/v1/workspaces/${of.customerId}/query`], ['a component with GET', 'GET', (of: Component) => `/insights/v1/apps/${of.appId}/query?query=${encodeURIComponent('AppRequests | count')}`],
  ] as const) {
    it(`answers ${what}`, async () => {
      const { status, json } = await send(sandbox.endpoints.resourceManager, method, address(component), method === 'GET' ? undefined : { query: 'AppRequests | count' });
      assert.deepEqual([status, json], [200, { tables: [{ name: 'PrimaryResult', columns: [{ name: 'Count', type: 'long' }], rows: [[2]] }] }]);
    });
  }

  it('looks at the timespan beside what the query says', async () => {
    assert.deepEqual(await query(sandbox, component.id, 'requests | count', 'PT10M'), [{ Count: 1 }]);
    assert.deepEqual(await query(sandbox, component.id, 'requests | where timestamp < ago(30m) | count', 'P1D'), [{ Count: 1 }]);
    assert.deepEqual(await query(sandbox, component.id, 'requests | count', '2020-01-01/2020-01-02'), [{ Count: 0 }]);
  });

  it('answers tables without rows with their columns', async () => {
    const { json } = await send(sandbox.endpoints.resourceManager, 'POST', `/logs/v1${component.workspaceId}/query`, { query: "AzureDiagnostics | where Category == 'AuditEvent' | summarize count() by OperationName, identity_claim_appid_g, more = column_ifexists('nothing_s', '')" });
    assert.deepEqual((json as Answer).tables[0], { name: 'PrimaryResult', columns: [{ name: 'OperationName', type: 'string' }, { name: 'identity_claim_appid_g', type: 'string' }, { name: 'more', type: 'dynamic' }, { name: 'count_', type: 'long' }], rows: [] });
  });

  for (const [what, address, body, status, code] of [
    ['a workspace that is not there', '/logs/v1/workspaces/00000000-0000-4000-8000-000000000000/query', { query: 'print 1' }, 404, 'WorkspaceNotFoundError'], ['a path that is none', '/logs/v1/nothing', {}, 501, 'NotImplementedInSandbox'],
    ['no query', '', {}, 400, 'BadArgumentError'], ['a timespan that is none', '', { query: 'print 1', timespan: 'soon' }, 400, 'BadArgumentError'], ['a classic table of a workspace', 'workspace', { query: 'requests | count' }, 400, 'BadArgumentError'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const place = address === '' ? `/logs/v1${component.id}/query` : address === 'workspace' ? `/logs/v1${component.workspaceId}/query` : address;
      const answer = await send(sandbox.endpoints.resourceManager, 'POST', place, body);
      assert.deepEqual([answer.status, (answer.json as { readonly error: { readonly code: string } }).error.code], [status, code]);
    });
  }

  it('refuses who is not signed in', async () => {
    assert.equal((await fetch(`${sandbox.endpoints.resourceManager}/logs/v1${component.id}/query`, { method: 'POST', body: '{"query":"print 1"}' })).status, 401);
  });

  it('asks for a role that reads logs when role checks are on', async () => {
    const access = (body: object) => fetch(`${sandbox.endpoints.resourceManager}/_sandbox/rbac`, { method: 'PUT', body: JSON.stringify(body) });
    const asked = async (): Promise<number[]> => {
      const both = [`/logs/v1${component.id}/query`, `${component.workspaceId}/query?api-version=2017-10-01`].map((address) => send(sandbox.endpoints.resourceManager, 'POST', address, { query: 'AppRequests | count' }));
      return (await Promise.all(both)).map(({ status }) => status);
    };
    await access({ enforced: true });
    const without = await asked();
    await access({ assignments: [{ principalId: '99999999-0000-4000-8000-000000000001', roleName: 'Reader', scope: component.id.split('/providers/')[0] }] });
    const reader = await asked();
    await access({ enforced: false });
    assert.deepEqual([without, reader], [[403, 403], [200, 200]]);
  });

  it('has the activity of a subscription from when its export was set up, and metrics where a setting sends them', async () => {
    const put = async (address: string, body: object): Promise<void> => { const { status, text } = await send(sandbox.endpoints.resourceManager, 'PUT', `${address}/providers/Microsoft.Insights/diagnosticSettings/export?api-version=2021-05-01-preview`, body); assert.ok(status < 300, text); };
    const made = (name: string) => send(sandbox.endpoints.resourceManager, 'PUT', `/subscriptions/${subscriptionId}/resourceGroups/${name}?api-version=2021-04-01`, { location: 'eastus' });
    await made('rg-before');
    assert.deepEqual(await query(sandbox, component.workspaceId, 'AzureActivity | count'), [{ Count: 0 }]);
    await put(`/subscriptions/${subscriptionId}`, { properties: { workspaceId: component.workspaceId, logs: [{ category: 'Administrative', enabled: true }] } });
    await made('rg-after');
    assert.deepEqual(await query(sandbox, component.workspaceId, "AzureActivity | where OperationNameValue =~ 'Microsoft.Resources/subscriptions/resourceGroups/write' and ResourceGroup has 'after' | distinct ResourceGroup"), [{ ResourceGroup: 'rg-after' }]);
    await put(component.id, { properties: { workspaceId: component.workspaceId, metrics: [{ category: 'AllMetrics', enabled: true }], logs: [] } });
    await track(component, [request(component)]);
    assert.ok(Number((await query(sandbox, component.workspaceId, "AzureMetrics | where MetricName == 'requests/count' | summarize total = sum(Count)"))[0]?.['total']) >= 1);
  });

  it('keeps what it has over a restart', async () => {
    const stateFolder = mkdtempSync(path.join(tmpdir(), 'aos-monitoring-'));
    const first = await startSandbox({ provisioningDelay: 0, seed: 1, stateFolder });
    const own = await createComponent(first, 'appi');
    await track(own, [request(own)]);
    await first.close();
    const second = await startSandbox({ provisioningDelay: 0, stateFolder });
    const found = [await query(second, own.id, 'requests | count'), await measured(second, own.id, 'requests/count', 'Count')];
    await second.close();
    rmSync(stateFolder, { recursive: true, force: true });
    assert.deepEqual(found, [[{ Count: 1 }], { '': 1 }]);
  });
});
