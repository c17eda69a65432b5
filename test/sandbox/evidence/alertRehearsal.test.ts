import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { watchStatus } from '../../../src/editor/watches/watchText';
import type { JsonObject } from '../../../src/core/values';
import { visit } from './telemetry';
import { World } from './world';

const environment = 'prod';
const minuteMs = 60_000;
interface Heard { readonly data: { readonly essentials: Readonly<Record<string, string>> } }

/** Somebody on this machine who is told of alerts. */
class Listener {
  readonly heard: string[] = [];
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Listener> {
    const server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
        const { data: { essentials } } = JSON.parse(Buffer.concat(parts).toString('utf8')) as Heard;
        listener.heard.push(`${essentials['monitorCondition']} ${essentials['alertRule']} ${essentials['severity']}`);
        response.end();
      });
    });
    const listener = new Listener(server);
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    return listener;
  }

  get address(): string { return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook?code=secret-of-the-hook`; }
  close(): Promise<void> { return new Promise((resolve) => { this.server.close(() => { resolve(); }); this.server.closeAllConnections(); }); }
}

describe('a rehearsal of an alert, from requests that fail to the row of the watch', function () {
  this.timeout(120_000);
  let world: World, listener: Listener;
  before(async () => { [world, listener] = await Promise.all([World.start(), Listener.start()]); });
  after(async () => { await world.close(); await listener.close(); });

  const group = (): string => world.at(environment, '{rg}');
  const alerts = async (): Promise<readonly string[]> => {
    const { data } = await world.arm('POST', '/providers/Microsoft.ResourceGraph/resources', { query: "alertsmanagementresources | where type =~ 'microsoft.alertsmanagement/alerts' and resourceGroup == 'rg-aos-prod' | extend rule = tostring(split(properties.essentials.alertRule, '/')[-1]) | where rule == 'ServerErrors' | project line = strcat(rule, ' ', properties.essentials.severity, ' ', properties.essentials.monitorCondition) | order by line asc" }, '2022-10-01');
    return (data as unknown as { line: string }[]).map(({ line }) => line);
  };
  const row = async (): Promise<{ readonly state?: string; readonly reason?: string }> => (await world.engine.checklist.view(environment)).items.find(({ item }) => item.id === 'env-prod.tasks.post-monitoring') ?? {};
  /** What the newest look says of alerts. */
  const problems = async (): Promise<readonly string[]> => ((await world.engine.watches.find(environment))?.findings.at(-1)?.problems ?? []).filter(({ title }) => title === 'Alerts').map(({ reason }) => reason);

  it('fires, is told to who listens on this machine, is seen by the watch and shown, and resolves', async () => {
    await world.deploy(environment);
    for (const app of await world.engine.applications.find()) await world.engine.applications.deploy(environment, app, { patienceMs: 0 });
    const oncall = `${group()}/providers/Microsoft.Insights/actionGroups/rehearsal`;
    await world.arm('PUT', oncall, { location: 'Global', properties: {
      groupShortName: 'oncall', enabled: true, emailReceivers: [{ name: 'ada', emailAddress: 'ada@corp-ops.net' }],
      webhookReceivers: [{ name: 'here', serviceUri: listener.address, useCommonAlertSchema: true }, { name: 'there', serviceUri: 'https://hooks.corp-ops.net/x', useCommonAlertSchema: true }],
    } }, '2023-01-01');
    const criterion: JsonObject = { name: 'c', criterionType: 'StaticThresholdCriterion', metricName: 'Http5xx', operator: 'GreaterThan', threshold: 3, timeAggregation: 'Total' };
    await world.arm('PUT', `${group()}/providers/Microsoft.Insights/metricAlerts/ServerErrors`, { location: 'global', properties: { severity: 0, enabled: true, scopes: [world.at(environment, '{main}')], evaluationFrequency: 'PT1M', windowSize: 'PT5M', autoMitigate: true, criteria: { 'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria', allOf: [criterion] }, actions: [{ actionGroupId: oncall }] } }, '2018-03-01');
    await world.engine.watches.start(environment, { hours: 24 });
    await world.engine.watches.look(environment);
    assert.deepEqual([await alerts(), listener.heard, await problems()], [[], [], []]);

    await world.settings(environment, 'main', { AzureWebJobsStorage: null });
    const statuses: number[] = [];
    for (let sent = 0; sent < 4; sent++) statuses.push(await visit(world, environment, 'main', '/api/health'));
    assert.ok(statuses.every((status) => status >= 500), String(statuses));
    await world.pass(minuteMs);
    assert.deepEqual(await alerts(), ['ServerErrors Sev0 Fired']);
    assert.deepEqual(listener.heard, ['Fired ServerErrors Sev0']);

    const watch = await world.engine.watches.look(environment);
    assert.deepEqual(await problems(), ['1 alert of severity 0 or 1 fired since the watch began.']);
    assert.equal((await row()).state, 'fail');
    assert.match((await row()).reason ?? '', /^1 alert of severity 0 or 1 fired/);
    const status = watchStatus([watch], new Date(Date.now() + world.aheadMs));
    assert.deepEqual([status?.isBad, status?.spoken], [true, 'prod: the watch has seen a failure']);

    await world.pass(15 * minuteMs);
    assert.deepEqual(await alerts(), ['ServerErrors Sev0 Resolved']);
    assert.deepEqual(listener.heard, ['Fired ServerErrors Sev0', 'Resolved ServerErrors Sev0']);
    const answer = await (await fetch(`${world.sandbox.endpoints.resourceManager}/_sandbox/notifications`)).text();
    const { notifications } = JSON.parse(answer) as { readonly notifications: readonly { readonly receiver: string; readonly monitorCondition: string; readonly outcome: string; readonly detail: string }[] };
    assert.deepEqual(notifications.map((one) => `${one.monitorCondition} ${one.receiver} ${one.outcome}`).sort(), ['Fired', 'Resolved'].flatMap((one) => [`${one} ada NotSent`, `${one} here Delivered`, `${one} there NotSent`]));
    assert.doesNotMatch(answer, /secret-of-the-hook/);
    assert.equal((await row()).state, 'fail', 'what happened in the watch is not forgotten');
  });
});
