import assert from 'node:assert/strict';
import { queries, type VerdictState } from '../../../src/core/evidence';
import { actionGroups, listing, metricAlerts, webTests } from '../../../src/core/evidence/checks/prodready/alerts';
import { answered, decideFromFacts, type FactState } from './factCase';
import { group, idOf, rightWorld, stateOf, type RightWorld } from './cases/prodreadyWorld';

/** What somebody else may find in production, beside what the cases of the list make; and what is right all the same. */
interface OtherState { readonly row: string; readonly name: string; readonly change: (world: RightWorld) => void; readonly more?: (state: FactState) => FactState; readonly is: VerdictState }

const wrong = (row: string, name: string, change: OtherState['change'], more?: OtherState['more']): OtherState => ({ row, name, change, is: 'fail', ...(more && { more }) });
const right = (row: string, name: string, change: OtherState['change'], more?: OtherState['more']): OtherState => ({ row, name, change, is: 'pass', ...(more && { more }) });
/** Facts beside those of the world, or instead of them. */
const besides = (...facts: NonNullable<FactState['facts']>) => (state: FactState): FactState => ({ ...state, facts: [...state.facts ?? [], ...facts] });
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

  wrong('dashboard.tile-health', 'shows apps whose names only begin alike', (w) => { w.tiles[0]!['id'] = `${idOf('main')}-mcp`; }),
  wrong('dashboard.tile-health', 'shows a slot of the app', (w) => { w.tiles[0]!['id'] = `${idOf('main')}/slots/staging`; }),
  right('dashboard.tile-storage', 'shows a service of the account', (w) => { w.tiles[7]!['id'] = `${idOf('st')}/blobServices/default`; }),

  wrong('backup.git-agents', 'has a tracked file of the same name elsewhere', (w) => { w.tracked = ['a.json', ...w.tracked.slice(1)]; w.files.push('a.json'); }),
  wrong('backup.git-params', 'has a secret of another environment in plain text', (w) => { w.literals = "deployment/parameters/dev.bicepparam:param clientSecret = 'hunter22'\n"; }),
  wrong('runbooks.troubleshooting', 'has its runbook tracked in another folder only', (w) => { w.tracked = w.tracked.map((one) => (one.endsWith('troubleshooting.md') ? `old/${one}` : one)); }),
  right('runbooks.rollback', 'went back in another environment', (w) => { delete w.run.rollbackTo; w.audit.push({ success: true, environment: 'dev', events: [{ type: 'rolled_back' }] }); }),
  wrong('runbooks.rollback', 'went back in vain', (w) => { delete w.run.rollbackTo; w.audit.push({ success: false, environment: 'dev', events: [{ type: 'rolled_back' }] }); }),
  wrong('docs.sha', 'does not name the commit of an app', (w) => { w.published.push({ at: '2026-01-01T00:00:00.000Z', value: { application: 'mcp' }, binding: { commit: 'b'.repeat(40) } }); }),

  right('dr.procedure-restore', 'has another section about backups before', (w) => { w.runbooks['disaster-recovery'] = w.runbooks['disaster-recovery'].replace('## Restore', '## Backups\nMade each night.\n## Restore'); }),
  right('dr.procedure-restore', 'has commands with comments', (w) => { w.runbooks['disaster-recovery'] = w.runbooks['disaster-recovery'].replace('Blobs, then secrets.', '```bash\n# first blobs\nazcopy\n# then secrets\n```\nBlobs, then secrets.'); }),
  wrong('dr.procedure-verify', 'has a heading in a block of commands only', (w) => { w.runbooks['disaster-recovery'] = w.runbooks['disaster-recovery'].replace('## Verify\nAsk the health endpoints.\n', '```md\n## Verify\nAsk the health endpoints.\n```\n'); }),
  right('dr.results', 'has a small drill after the whole one', (w) => w, (state) => besides(answered(queries.records('drill'), [{ at: '2025-12-20T00:00:00.000Z', value: { steps: ['restore'], outcome: 'passed' } }, { at: '2025-12-01T00:00:00.000Z', value: { steps: ['failover'], rtoMinutes: 5, rpoMinutes: 1, outcome: 'passed' } }]))(state)),
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
});
