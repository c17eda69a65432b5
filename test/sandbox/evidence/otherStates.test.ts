import assert from 'node:assert/strict';
import { queries, type Stage, type VerdictState } from '../../../src/core/evidence';
import { actionGroups, listing, metricAlerts, webTests } from '../../../src/core/evidence/checks/prodready/alerts';
import { groupAssignments } from '../../../src/core/evidence/checks/infra/access';
import { assessmentCatalogue, assessments, recommendations, serviceEvents } from '../../../src/core/evidence/checks/ops/weeklyMonthly';
import { lastCommit } from '../../../src/core/evidence/checks/ops/quarterly';
import { diagnosticSettings, webConfigs } from '../../../src/core/evidence/checks/traits';
import { answered, decideFromFacts, type FactState } from './factCase';
import { group, idOf, rightWorld, stateOf, type RightWorld } from './cases/prodreadyWorld';

/** What somebody else may find in production, beside what the cases of the list make; and what is right all the same. */
interface OtherState { readonly row: string; readonly name: string; readonly change: (world: RightWorld) => void; readonly more?: (state: FactState) => FactState; readonly is: VerdictState }

const wrong = (row: string, name: string, change: OtherState['change'], more?: OtherState['more']): OtherState => ({ row, name, change, is: 'fail', ...(more && { more }) });
const right = (row: string, name: string, change: OtherState['change'], more?: OtherState['more']): OtherState => ({ row, name, change, is: 'pass', ...(more && { more }) });
/** Facts beside those of the world, or instead of them. */
const besides = (...facts: NonNullable<FactState['facts']>) => (state: FactState): FactState => ({ ...state, facts: [...state.facts ?? [], ...facts] });
const green = (...rows: readonly string[]) => (state: FactState): FactState => ({ ...state, rows: Object.fromEntries(rows.map((row) => [row, 'pass' as const])) });
const ofSubscription = (list: typeof metricAlerts) => listing(list)[1]!;
const elsewhere = '/subscriptions/s/resourceGroups/watching/providers/Microsoft.Insights/actionGroups/night';

const test = (properties: object, component = idOf('appi')) => besides(answered(webTests, (['main', 'mcp', 'realm'] as const).map((app) => ({ name: app, tags: { [`hidden-link:${component}`]: 'Resource' }, properties: { Enabled: true, Request: { RequestUrl: `https://${app}.example/api/health` }, ...properties } }))));
/** One rule over what the tests measure, in the place of one for each app. */
const byTests = (w: RightWorld): void => { const [first] = w.metricAlerts; first!.properties.scopes = [idOf('appi')]; first!.properties.criteria.allOf[0]!.metricName = 'availabilityResults/availabilityPercentage'; w.metricAlerts.splice(1, 2); };
const both = (w: RightWorld): void => { const [cpu, memory] = w.metricAlerts.slice(6); cpu!.properties.criteria.allOf.push(memory!.properties.criteria.allOf[0]!); w.metricAlerts.pop(); };
const dimension = (w: RightWorld): Record<string, unknown> => w.metricAlerts[3]!.properties.criteria.allOf[0]!.dimensions[0]!;
const queues = answered(queries.armList('{bus}/queues', '2021-11-01'), [{ name: 'aos-requests' }, { name: 'businessinfinity-responses' }]);
const first = (w: RightWorld) => w.groups[0]!.properties as Record<string, unknown>;
const moved = (w: RightWorld): void => { const gone = w.groups[0]!; (gone as { id: string }).id = elsewhere; for (const rule of w.metricAlerts) for (const action of rule.properties.actions) if (action.actionGroupId.endsWith('/critical')) action.actionGroupId = elsewhere; w.queryRule.properties.actions.actionGroups = [elsewhere]; };
const movedGroup = (state: FactState): FactState => { const w = rightWorld(); moved(w); return besides(answered(actionGroups, [w.groups[1]!] as never), answered(ofSubscription(actionGroups), w.groups as never))(state); };

const states: readonly OtherState[] = [
  right('alerts.app-down', 'is told by availability tests', byTests, test({})),
  wrong('alerts.app-down', 'has availability tests that are off', byTests, test({ Enabled: false })),
  wrong('alerts.app-down', 'has availability tests of another component', byTests, test({}, `${idOf('appi')}-2`)),
  wrong('alerts.app-down', 'has availability tests of another address', byTests, test({ Request: { RequestUrl: 'https://other-main.example/api/health' } })),
  wrong('alerts.app-down', 'has a rule that tells a group which is off', (w) => { first(w)['enabled'] = false; }),
  wrong('alerts.app-down', 'has a rule that tells a group which is gone', (w) => { w.groups.shift(); }),
  right('alerts.app-down', 'tells a group of another resource group', moved, movedGroup),
  right('alerts.storage-access', 'is watched by a rule that is kept in another resource group', (w) => { w.metricAlerts.splice(4, 1); }, besides(answered(ofSubscription(metricAlerts), [{ ...rightWorld().metricAlerts[4]!, id: `${group}-x/rule` }] as never))),
  wrong('alerts.utilization', 'has one rule that wants CPU and memory at once', both),
  wrong('alerts.queue-depth', 'is watched for one queue of two', (w) => { Object.assign(dimension(w), { operator: 'Include', values: ['aos-requests'] }); }, besides(queues)),
  right('alerts.queue-depth', 'names each queue', (w) => { Object.assign(dimension(w), { operator: 'Include', values: ['AOS-Requests', 'businessinfinity-responses'] }); }, besides(queues)),
  wrong('alerts.queue-depth', 'leaves queues out', (w) => { Object.assign(dimension(w), { operator: 'Exclude', values: ['*'] }); }, besides(queues)),
  wrong('alerts.error-rate', 'waits for more than 5.5 %', (w) => { w.queryRule.properties.criteria.allOf[0]!.query = 'requests | summarize f = 100.0 * countif(success == false) / count() | where f > 5.5'; }),
  wrong('alerts.deployment-failure', 'is told of another group', (w) => { w.activityRule.properties.scopes = ['/subscriptions/s']; w.activityRule.properties.condition.allOf.push({ field: 'resourceGroup', equals: 'other' }); }),
  right('alerts.deployment-failure', 'is told for the subscription', (w) => { w.activityRule.properties.scopes = ['/subscriptions/s']; }),
  wrong('actiongroups.email', 'has receivers who are off', (w) => { for (const { properties } of w.groups) Object.assign(properties.emailReceivers[0]!, { status: 'Disabled' }); }),
  wrong('actiongroups.sms-voice', 'has a phone that is off', (w) => { Object.assign(w.groups[0]!.properties.smsReceivers[0]!, { status: 'Disabled' }); }),
  wrong('handoff.alerts-on-call', 'has an address that is off', (w) => { Object.assign(w.groups[0]!.properties.emailReceivers[0]!, { status: 'Disabled' }); }),
  right('handoff.alerts-on-call', 'is told by webhook', (w) => { w.profile['contacts'] = [{ name: 'Ada', role: 'on-call', webhook: 'https://events.pagerduty.com/x' }]; }),

  { row: 'appinsights.key', name: 'keeps the connection string in the vault', change: (w) => { w.setting = '@Microsoft.KeyVault(VaultName=kv;SecretName=Insights)'; }, is: 'unknown' },
  wrong('dashboard.tile-health', 'shows apps whose names only begin alike', (w) => { w.tiles[0]!['id'] = `${idOf('main')}-mcp`; }),
  wrong('dashboard.tile-health', 'shows a slot of the app', (w) => { w.tiles[0]!['id'] = `${idOf('main')}/slots/staging`; }),
  right('dashboard.tile-storage', 'shows a service of the account', (w) => { w.tiles[7]!['id'] = `${idOf('st')}/blobServices/default`; }),

  wrong('backup.git-agents', 'has a tracked file of the same name elsewhere', (w) => { w.tracked = ['a.json', ...w.tracked.slice(1)]; w.files.push('a.json'); }),
  wrong('backup.git-params', 'has a secret of another environment in plain text', (w) => { w.literals.push({ file: 'deployment/parameters/dev.bicepparam', name: 'clientSecret' }); }),
  wrong('runbooks.troubleshooting', 'has its runbook tracked in another folder only', (w) => { w.tracked = w.tracked.map((one) => (one.endsWith('troubleshooting.md') ? `old/${one}` : one)); }),
  right('runbooks.rollback', 'went back in another environment', (w) => { delete w.run.rollbackTo; w.audit.push({ success: true, environment: 'dev', events: [{ type: 'rolled_back' }] }); }),
  wrong('runbooks.rollback', 'went back in vain', (w) => { delete w.run.rollbackTo; w.audit.push({ success: false, environment: 'dev', events: [{ type: 'rolled_back' }] }); }),
  wrong('docs.sha', 'does not name the commit of an app', (w) => { w.published.push({ at: '2026-01-01T00:00:00.000Z', value: { application: 'mcp' }, binding: { commit: 'b'.repeat(40) } }); }),

  right('dr.procedure-restore', 'has another section about backups before', (w) => { w.runbooks['disaster-recovery'] = w.runbooks['disaster-recovery'].replace('## Restore', '## Backups\nMade each night.\n## Restore'); }),
  right('dr.procedure-restore', 'has commands with comments', (w) => { w.runbooks['disaster-recovery'] = w.runbooks['disaster-recovery'].replace('Blobs, then secrets.', '```bash\n# first blobs\nazcopy\n# then secrets\n```\nBlobs, then secrets.'); }),
  wrong('dr.procedure-verify', 'has a heading in a block of commands only', (w) => { w.runbooks['disaster-recovery'] = w.runbooks['disaster-recovery'].replace('## Verify\nAsk the health endpoints.\n', '```md\n## Verify\nAsk the health endpoints.\n```\n'); }),
  wrong('policy.assigned', 'leaves the group out of its policies', (w) => { w.policies[0]!.properties['scope'] = '/subscriptions/s'; w.policies[0]!.properties['notScopes'] = [group.toUpperCase()]; }),
  wrong('policy.assigned', 'has a policy for one resource only', (w) => { w.policies[0]!.properties['scope'] = idOf('st'); }),
  right('policy.assigned', 'inherits its policies', (w) => { w.policies[0]!.properties['scope'] = '/providers/Microsoft.Management/managementGroups/top'; }),
  wrong('cost.budget', 'has a budget that ended', (w) => { w.budget['timePeriod'] = { startDate: '2025-01-01T00:00:00Z', endDate: '2025-12-31T00:00:00Z' }; }),
  right('audit.diagnostics', 'keeps logs and metrics in two settings', (w) => w, (state) => besides(...(['main', 'mcp', 'realm'] as const).map((app) => answered(diagnosticSettings(idOf(app)), [{ properties: { workspaceId: idOf('law'), logs: [{ category: 'FunctionAppLogs', enabled: true }] } }, { properties: { workspaceId: idOf('law'), metrics: [{ category: 'AllMetrics', enabled: true }] } }])))(state)),
  wrong('audit.diagnostics', 'has a network security group that logs nowhere', (w) => w, (state) => { const all = [...state.scope?.resources ?? [], at('guard', { id: `${group}/guard`, type: 'Microsoft.Network/networkSecurityGroups' })]; return besides(answered(queries.resources(), all), answered(diagnosticSettings(`${group}/guard`), []))({ ...state, scope: { ...state.scope, resources: all } }); }),
  wrong('identity.rbac', 'has a role of a user who is gone', (w) => { w.assignments.push({ properties: { principalId: 'left', principalType: 'User', scope: group, roleDefinitionId: '/x/role' } }); }, green('infra.rbac.keyvault', 'infra.rbac.storage', 'infra.rbac.servicebus')),
  right('identity.rbac', 'has a role of somebody who is gone above the group', (w) => { w.assignments.push({ properties: { principalId: 'left', principalType: 'User', scope: '/subscriptions/s', roleDefinitionId: '/x/role' } }); }, green('infra.rbac.keyvault', 'infra.rbac.storage', 'infra.rbac.servicebus')),
  wrong('network.ip-restrictions', 'lets a service of everybody in', (w) => { w.webConfig['ipSecurityRestrictions'] = [{ ipAddress: 'AzureCloud', tag: 'ServiceTag', action: 'Allow', priority: 100 }]; }),
  wrong('network.ip-restrictions', 'hides a range for documents behind another', (w) => { w.webConfig['ipSecurityRestrictions'] = [{ ipAddress: '20.1.0.0/16,203.0.113.0/24', action: 'Allow', priority: 100 }]; }),
  wrong('multiregion.deployed', 'has a module that succeeded', (w) => w, besides(answered(queries.armList('{sub}/resourceGroups/rg2/providers/Microsoft.Resources/deployments', '2021-04-01'), [{ name: 'storage-deployment', properties: { provisioningState: 'Succeeded' } }, { name: 'aos-deploy', properties: { provisioningState: 'Failed' } }]))),
  wrong('multiregion.traffic', 'has a profile that is off', (w) => { w.trafficStatus = 'Disabled'; }),
  wrong('multiregion.traffic', 'has a profile of another app', (w) => { w.traffic[0]!['targetResourceId'] = `${idOf('main')}2`; }),
  right('multiregion.traffic', 'leads through a Front Door', (w) => { w.traffic.length = 0; w.doors.push({ name: 'door', groups: [{ name: 'g', origins: [{ host: 'MAIN.example', isEnabled: true }, { host: 'main-west.example', isEnabled: true }] }] }); }),
  wrong('multiregion.traffic', 'has a Front Door with one origin that is on', (w) => { w.traffic.length = 0; w.doors.push({ name: 'door', groups: [{ name: 'g', origins: [{ host: 'main.example', isEnabled: true }, { host: 'main-west.example', isEnabled: false }] }] }); }),
  right('dashboard.shared', 'is read by right of the management group', (w) => { (w.assignments[1] as { properties: { scope: string } }).properties.scope = '/providers/Microsoft.Management/managementGroups/top'; }),
  right('dr.results', 'has a small drill after the whole one', (w) => w, (state) => besides(answered(queries.records('drill'), [{ at: '2025-12-20T00:00:00.000Z', value: { steps: ['restore'], outcome: 'passed' } }, { at: '2025-12-01T00:00:00.000Z', value: { steps: ['failover'], rtoMinutes: 5, rpoMinutes: 1, outcome: 'passed' } }]))(state)),
];

const now = '2026-01-01T00:00:00.000Z';
const apps = ['main', 'mcp', 'realm'] as const;
const at = (name: string, more: object = {}) => ({ id: `/g/${name}`, name, type: 'Microsoft.Web/sites', kind: 'functionapp,linux', properties: { state: 'Running', defaultHostName: `${name}.example` }, ...more }) as never;
const sitesOf = apps.map((app) => answered(queries.resource(app), at(app)));
const drills = (...all: readonly object[]) => [answered(queries.records('drill'), all.map((value) => ({ at: now, value })) as never)];
const rated = (catalogue: readonly object[]) => [answered(assessments, [{ name: 'a1', properties: { displayName: 'Weak', status: { code: 'Unhealthy' }, metadata: null } }] as never), answered(assessmentCatalogue, catalogue as never), answered(recommendations, []), answered(serviceEvents, [])];
const history = (...states: readonly number[]) => [answered(queries.records('publish'), []), ...apps.map((app) => answered(queries.armList(`{${app}}/deployments`, '2024-04-01'), states.map((status, index) => ({ properties: { status, received_time: `2026-01-0${9 - index}T00:00:00Z` } })) as never))];
const limits = (...rules: readonly object[]) => [...sitesOf, ...webConfigs.map((one) => answered(one, { properties: { ipSecurityRestrictionsDefaultAction: 'Allow', ipSecurityRestrictions: rules } } as never)), ...(['st', 'kv'] as const).map((role) => answered(queries.resource(role), at(role)))];
const lastExceptions = queries.logs('appi', 'exceptions | where timestamp > ago(5m) | count', 'PT5M');
const healthy = apps.map((app) => answered(queries.appEndpoint(app, '/api/health'), { status: 200, headers: {}, body: '{"status":"healthy"}' } as never));
const team = (scope: string): FactState => ({ facts: [answered(groupAssignments, [{ properties: { principalId: 'team', scope, roleDefinitionId: '/x/b24988ac-6180-42a0-ab88-20f7382dd24c' } }] as never)], scope: { profile: { developers: { objectId: 'team' } } } });
const keys = (keyCreationTime: object) => [answered(queries.secrets(), []), answered(queries.resource('st'), at('st', { properties: { keyCreationTime } })), ...apps.map((app) => answered(queries.settingReferences(app), {}))];

const reported = (...all: readonly object[]) => [answered(queries.records('report'), all as never)];
const kept = (item: string, made: string, table: readonly object[]) => ({ at: made, value: { item, table } });
const daily = Object.fromEntries(['alerts', 'error-rate', 'apps-running', 'queue-depths', 'exceptions'].map((one) => [`ops.daily.${one}`, 'pass' as const]));
const monthly = (highest: number) => [kept('ops.monthly.cpu-memory', now, [{ name: 'CpuPercentage', unit: 'Percent', highest }]), kept('ops.monthly.storage-capacity', now, [{ name: 'UsedCapacity', unit: 'Bytes', highest: 5000 }]), kept('ops.monthly.bus-throughput', now, [])];
const archived = (made: string) => [answered(queries.runs(), [{ success: true, deploymentId: 'r', timestamp: '2025-12-31T10:00:00Z', endedAt: '2025-12-31T10:20:00Z' }] as never), answered(queries.backups(), [{ at: made, secrets: [], hasAudit: true, damaged: [] }])];

const others: readonly (readonly [string, Stage, string, FactState, VerdictState])[] = [
  ['ops.daily.apps-running', 'dev', 'a fourth function app stands', { facts: [...sitesOf, answered(queries.details(), [at('main'), at('fourth', { properties: { state: 'Stopped' } })] as never)] }, 'fail'],
  ['ops.daily.apps-running', 'dev', 'a website stands that runs no functions', { facts: [...sitesOf, answered(queries.details(), [at('web', { kind: 'app', properties: { state: 'Stopped' } })] as never)] }, 'pass'],
  ['ops.weekly.advisories', 'dev', 'how severe a finding is stands in the catalogue', { facts: rated([{ name: 'A1', properties: { severity: 'High' } }]) }, 'fail'],
  ['ops.weekly.advisories', 'dev', 'nobody tells how severe a finding is', { facts: rated([]) }, 'unknown'],
  ['ops.quarterly.rto-rpo', 'prod', 'a small drill came after the full one', { facts: drills({ kind: 'small', rtoMinutes: 300, rpoMinutes: 0 }, { kind: 'full', rtoMinutes: 30, rpoMinutes: 5 }) }, 'pass'],
  ['ops.quarterly.rto-rpo', 'prod', 'only the small drill was fast', { facts: drills({ kind: 'small', rtoMinutes: 3, rpoMinutes: 0 }, { kind: 'full', rtoMinutes: 90, rpoMinutes: 5 }) }, 'fail'],
  ['ops.monthly.dr-results', 'prod', 'the drill stands in no file', { facts: [...drills({ start: now, end: now, outcome: 'passed', findings: '', file: 'docs/drills/x.md' }), answered(queries.findFiles(['.md'], 'docs/drills'), [])] }, 'fail'],
  ['ops.quarterly.rotate', 'dev', 'the account tells no age of its keys', { facts: keys({}), rows: { 'app.secrets.servicebus': 'pass', 'app.secrets.storage': 'pass' } }, 'unknown'],
  ['ops.quarterly.rotate', 'dev', 'the keys are as old as the account', { facts: keys({ key1: null, key2: null }), rows: { 'app.secrets.servicebus': 'pass', 'app.secrets.storage': 'pass' } }, 'fail'],
  ['emergency.app.previous-identified', 'prod', 'the present deployment failed and the one before was good', { facts: history(3, 4) }, 'pass'],
  ['emergency.app.previous-identified', 'prod', 'only the present deployment was good', { facts: history(4, 3) }, 'fail'],
  ['emergency.app.health', 'prod', 'the logs tell no number', { facts: [...healthy, answered(lastExceptions, [])] }, 'unknown'],
  ['env-staging.traits.network', 'staging', 'one address is denied and all others come in', { facts: limits({ ipAddress: '20.1.0.1/32', action: 'Deny', priority: 100 }) }, 'fail'],
  ['env-staging.traits.network', 'staging', 'the last rule denies everybody', { facts: limits({ ipAddress: '20.1.0.0/16', action: 'Allow', priority: 100 }, { ipAddress: 'Any', action: 'Deny', priority: 2147483647 }) }, 'pass'],
  ['env-dev.tasks.team-access', 'dev', 'the role comes from the management group', team('/providers/Microsoft.Management/managementGroups/top'), 'pass'],
  ['env-dev.tasks.team-access', 'dev', 'the role is for one resource', team('/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/st'), 'fail'],

  ['ops.daily.anomalies', 'dev', 'nothing failed and no new exception appeared', { facts: reported(kept('ops.daily.exceptions', now, [{ type: 'A' }]), kept('ops.daily.exceptions', '2025-12-30T00:00:00.000Z', [{ type: 'A' }])), rows: daily }, 'pass'],
  ['ops.daily.anomalies', 'dev', 'an exception is new', { facts: reported(kept('ops.daily.exceptions', now, [{ type: 'A' }, { type: 'B' }]), kept('ops.daily.exceptions', '2025-12-30T00:00:00.000Z', [{ type: 'A' }])), rows: daily }, 'fail'],
  ['ops.daily.anomalies', 'dev', 'a row of today failed', { facts: reported(kept('ops.daily.exceptions', now, [])), rows: { ...daily, 'ops.daily.alerts': 'fail' } }, 'fail'],
  ['ops.daily.anomalies', 'dev', 'nobody looked at the exceptions', { facts: reported(), rows: daily }, 'unknown'],
  ['ops.weekly.optimizations', 'dev', 'the report is empty', { facts: reported(kept('ops.weekly.bottlenecks', '2025-12-29T01:00:00.000Z', [])) }, 'pass'],
  ['ops.weekly.optimizations', 'dev', 'the report is of last week', { facts: reported(kept('ops.weekly.bottlenecks', '2025-12-28T23:00:00.000Z', [])) }, 'unknown'],
  ['ops.monthly.scaling-plan', 'dev', 'a plan is nearly full', { facts: reported(...monthly(81)) }, 'fail'],
  ['ops.monthly.scaling-plan', 'dev', 'there is room', { facts: reported(...monthly(80)) }, 'pass'],
  ['ops.monthly.updates-planned', 'dev', 'nothing is outdated', { facts: reported({ at: now, value: { item: 'ops.monthly.python-updates', packages: [] } }) }, 'n/a'],
  ['ops.monthly.dr-update', 'prod', 'the drill found nothing', { facts: [...drills({ findings: '' }), answered(lastCommit('disaster-recovery'), { exitCode: 0, stdout: '', stderr: '' })] }, 'pass'],
  ['ops.monthly.dr-update', 'prod', 'the drill found something, and the runbook is as it was', { facts: [...drills({ findings: 'DNS was slow.' }), answered(lastCommit('disaster-recovery'), { exitCode: 0, stdout: '2025-12-01T00:00:00Z', stderr: '' })] }, 'fail'],
  ['prodready.keyvault.access-review', 'dev', 'the vault has access policies', { facts: [answered(groupAssignments, []), answered(queries.resource('kv'), at('kv', { properties: { accessPolicies: [{ objectId: 'x' }] } }))] }, 'fail'],
  ['prodready.keyvault.access-review', 'dev', 'only roles lead to the vault', { facts: [answered(groupAssignments, []), answered(queries.resource('kv'), at('kv', { properties: { accessPolicies: [] } }))] }, 'unknown'],
  ['prodready.docs.audit-archived', 'dev', 'the archive is older than the deployment', { facts: archived('2025-12-30T00:00:00Z') }, 'fail'],
  ['prodready.docs.audit-archived', 'dev', 'the archive waits for its reader', { facts: archived('2025-12-31T12:00:00Z') }, 'unknown'],
];

describe('rows decided in states that nobody prepared for them', () => {
  for (const { row, name, change, more, is } of states) {
    it(`prodready.${row} is ${is} where it ${name}`, () => {
      const world = rightWorld();
      change(world);
      const state = stateOf(world);
      const verdict = decideFromFacts(`prodready.${row}`, 'prod', more ? more(state) : state);
      assert.equal(verdict.state, is, verdict.reason);
    });
  }
  for (const [row, stage, name, state, is] of others) {
    it(`${row} is ${is} where ${name}`, () => { const verdict = decideFromFacts(row, stage, state); assert.equal(verdict.state, is, verdict.reason); });
  }
});
