import assert from 'node:assert/strict';
import { startSandbox, type StartedSandbox } from '../../../src/sandbox';
import { send, subscriptionId } from '../support/clients';
import { createComponent, group, request, track, type Component } from './support';

interface Listed { readonly name: string; readonly properties: { readonly essentials: Readonly<Record<string, string>> } }
const minuteMs = 60_000;

describe('alerts that fire in the sandbox', () => {
  let sandbox: StartedSandbox, component: Component;
  before(async () => { sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 }); component = await createComponent(sandbox, 'appi'); });
  after(() => sandbox.close());

  const good = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await send(sandbox.endpoints.resourceManager, method, path, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json as T;
  };
  const later = async (ms: number): Promise<void> => {
    await good('PUT', '/_sandbox/faults', { rules: [{ match: { path: '/subscriptions' }, times: 1, fault: { kind: 'clockJump', ms } }] });
    await good('GET', '/subscriptions?api-version=2022-12-01');
    await good('PUT', '/_sandbox/faults', { rules: [] });
  };
  const base = `/subscriptions/${subscriptionId}/providers/Microsoft.AlertsManagement`;
  const list = async (more = ''): Promise<readonly Listed[]> => (await good<{ value: Listed[] }>('GET', `${base}/alerts?api-version=2019-05-05-preview${more}`)).value;
  const told = async (more = ''): Promise<readonly string[]> => (await list(more)).map(({ properties: { essentials } }) => `${essentials['alertRule']!.split('/').at(-1)} ${essentials['severity']} ${essentials['monitorCondition']}`).sort();

  it('fire by metrics, queries and events, are told, acknowledged, and resolve when all is well', async () => {
    const oncall = `${group}/providers/Microsoft.Insights/actionGroups/oncall`;
    await good('PUT', `${oncall}?api-version=2023-01-01`, { location: 'Global', properties: { groupShortName: 'oncall', enabled: true, emailReceivers: [{ name: 'ada', emailAddress: 'ada@corp-ops.net' }], webhookReceivers: [{ name: 'hook', serviceUri: 'https://hooks.corp-ops.net/x' }] } });
    await good('PUT', `${group}/providers/Microsoft.Insights/metricAlerts/failures?api-version=2018-03-01`, { location: 'global', properties: { severity: 1, enabled: true, scopes: [component.id], evaluationFrequency: 'PT1M', windowSize: 'PT1M', criteria: { 'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria', allOf: [{ name: 'c', criterionType: 'StaticThresholdCriterion', metricName: 'requests/failed', operator: 'GreaterThan', threshold: 0, timeAggregation: 'Count' }] }, actions: [{ actionGroupId: oncall }] } });
    await good('PUT', `${group}/providers/Microsoft.Insights/scheduledQueryRules/share?api-version=2021-08-01`, { location: 'eastus', properties: { severity: 2, enabled: true, scopes: [component.id], evaluationFrequency: 'PT5M', windowSize: 'PT5M', criteria: { allOf: [{ query: 'requests | summarize failed = 100.0 * countif(success == false) / count() | where failed > 5', timeAggregation: 'Count', operator: 'GreaterThan', threshold: 0, failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 } }] }, actions: { actionGroups: [] } } });
    await good('PUT', `${group}/providers/Microsoft.Insights/activityLogAlerts/deployed?api-version=2020-10-01`, { location: 'Global', properties: { enabled: true, scopes: [group], condition: { allOf: [{ field: 'category', equals: 'Administrative' }, { field: 'operationName', equals: 'Microsoft.Resources/deployments/write' }, { field: 'status', equals: 'Succeeded' }] }, actions: { actionGroups: [] } } });
    assert.deepEqual(await told(), []);
    await track(component, [request(component), request(component, { success: false, responseCode: '500' })]);
    await good('PUT', `${group}/providers/Microsoft.Resources/deployments/empty?api-version=2021-04-01`, { properties: { mode: 'Incremental', template: { $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0', resources: [] } } });
    await good('GET', `${group}/providers/Microsoft.Resources/deployments/empty?api-version=2021-04-01`);
    const all = ['deployed Sev4 Fired', 'failures Sev1 Fired', 'share Sev2 Fired'];
    assert.deepEqual(await told(), all);
    assert.deepEqual(await told(), all, 'asking again fires nothing');
    assert.deepEqual(await told('&targetResourceGroup=RG&severity=sev1'), ['failures Sev1 Fired']);
    assert.deepEqual(await told('&targetResourceGroup=other'), []);

    assert.equal((await list(`&customTimeRange=${encodeURIComponent(`${new Date(Date.now() - 60 * minuteMs).toISOString()}/${new Date(Date.now() + 60 * minuteMs).toISOString()}`)}`)).length, 3);
    assert.deepEqual(await list('&customTimeRange=2020-01-01T00:00:00Z/2020-01-02T00:00:00Z'), []);
    const [alert] = await list('&severity=Sev1');
    await good('POST', `${base}/alerts/${alert!.name}/changestate?api-version=2019-05-05-preview&newState=Acknowledged`, { comments: 'looking' });
    await later(30 * minuteMs);
    assert.deepEqual(await told(), ['deployed Sev4 Fired', 'failures Sev1 Resolved', 'share Sev2 Resolved']);
    const { notifications } = await good<{ notifications: { kind: string; receiver: string; monitorCondition: string; alert: string }[] }>('GET', '/_sandbox/notifications');
    assert.deepEqual(notifications.map((one) => `${one.monitorCondition} ${one.kind} ${one.receiver}`), ['Fired email ada', 'Fired webhook hook', 'Resolved email ada', 'Resolved webhook hook']);
    assert.deepEqual(new Set(notifications.map((one) => one.alert)), new Set([alert!.name]));
    const { properties } = await good<{ properties: { modifications: { modificationEvent: string; newValue: string; comments: string }[] } }>('GET', `${base}/alerts/${alert!.name}/history?api-version=2019-05-05-preview`);
    assert.deepEqual(properties.modifications.map((one) => `${one.modificationEvent} ${one.newValue} ${one.comments}`.trim()), ['AlertCreated New', 'StateChange Acknowledged looking', 'MonitorConditionChange Resolved']);
    const summary = await good<{ properties: { total: number; values: { name: string; count: number }[] } }>('GET', `${base}/alertsSummary?api-version=2019-05-05-preview&groupby=monitorCondition`);
    assert.deepEqual([summary.properties.total, Object.fromEntries(summary.properties.values.map(({ name, count }) => [name, count]))], [3, { Fired: 1, Resolved: 2 }]);
  });

  it('stand in the activity log when they fire and when they are over, which is asked by time, in parts and page by page', async () => {
    interface Entry { readonly operationName: { readonly value: string }; readonly category: { readonly value: string }; readonly level: string }
    const log = (filter: string, more = '') => good<{ value: Entry[]; nextLink?: string }>('GET', `/subscriptions/${subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter=${encodeURIComponent(filter)}${more}`);
    const all = "eventTimestamp ge '2020-01-01T00:00:00Z'";
    const { value } = await log(all);
    const alerts = value.filter(({ category }) => category.value === 'Alert').map(({ operationName, level }) => `${operationName.value} ${level}`).sort();
    assert.deepEqual(alerts, ['Microsoft.Insights/activityLogAlerts/Activated/action Informational', ...['Activated', 'Resolved'].map((one) => `Microsoft.Insights/metricAlerts/${one}/action Error`), ...['Activated', 'Resolved'].map((one) => `Microsoft.Insights/scheduledQueryRules/${one}/action Warning`)]);
    assert.ok(value.some(({ category }) => category.value === 'Administrative'));
    assert.deepEqual((await log('eventTimestamp ge 2020-01-01T00:00:00Z and eventTimestamp le 2020-01-02T00:00:00Z')).value, []);
    assert.equal((await log(`${all} and status eq 'Resolved'`)).value.length, 2);
    const page = await log(all, '&$select=operationName,level&$top=2');
    assert.deepEqual(page.value.map((one) => Object.keys(one).sort()), [['level', 'operationName'], ['level', 'operationName']]);
    assert.match(page.nextLink ?? '', /skiptoken=2/);
  });

  it('are told page by page, and what cannot be asked is refused', async () => {
    const first = await good<{ value: Listed[]; nextLink: string }>('GET', `${base}/alerts?api-version=2019-05-05-preview&pageCount=2`);
    const second = await good<{ value: Listed[]; nextLink?: string }>('GET', first.nextLink.slice(sandbox.endpoints.resourceManager.length));
    assert.equal(new Set([...first.value, ...second.value].map(({ name }) => name)).size, 3);
    assert.equal(second.nextLink, undefined);
    for (const path of [`${base}/alerts?pageCount=0`, `${base}/alerts?timeRange=2y`, `${base}/alerts?customTimeRange=soon`, `${base}/alertsSummary?groupby=moon`]) assert.equal((await send(sandbox.endpoints.resourceManager, 'GET', `${path}&api-version=2019-05-05-preview`)).status, 400, path);
    assert.equal((await send(sandbox.endpoints.resourceManager, 'GET', `${base}/alerts/nothing?api-version=2019-05-05-preview`)).status, 404);
  });
});
