import { queries, type EvidenceRecord, type VerdictState } from '../../../../src/core/evidence';
import { opsChecks } from '../../../../src/core/evidence/checks/ops';
import { firedAlerts } from '../../../../src/core/evidence/checks/alerts';
import { errorShare } from '../../../../src/core/evidence/checks/ops/daily';
import { queues } from '../../../../src/core/evidence/checks/traits';
import { configurationCommit } from '../../../../src/core/evidence/checks/ops/backups';
import { usage } from '../../../../src/core/evidence/checks/ops/costs';
import { groupAssignments } from '../../../../src/core/evidence/checks/infra/access';
import { lastCommit } from '../../../../src/core/evidence/checks/ops/quarterly';
import { history, reports, requirementsCommit, testRuns } from '../../../../src/core/evidence/checks/ops/updates';
import { assessmentCatalogue, assessments, blobService, recommendations, serviceEvents } from '../../../../src/core/evidence/checks/ops/weeklyMonthly';
import type { Stage } from '../../../../src/core/evidence';
import type { JsonValue } from '../../../../src/core/values';
import { answered, type FactCase, type FactState } from '../factCase';

const { applications, audit, backups, compiled, details, findFiles, knownPrincipals, records, resource, secrets, settingReferences } = queries;
const now = '2026-01-01T00:00:00.000Z';
const detailed = (name: string, properties: object) => ({ id: `/${name}`, name, type: name, properties }) as never;
const facts = (...given: readonly ReturnType<typeof answered>[]): FactState => ({ facts: given });
const drill = (value: JsonValue) => facts(answered(findFiles(['.md'], 'docs/drills'), ['docs/drills/2026-01-01-small.md']), answered(records('drill'), [{ at: now, value }]));
const one = (row: string, right: FactState, wrong: FactState, stage: Stage = 'dev'): FactCase => ({ row, stage, right, wrong });

const alerts = (alertState: string) => facts(answered(firedAlerts, [{ name: 'a', properties: { essentials: { monitorCondition: 'Fired', alertState } } }]));
const insights = answered(compiled(), { success: true, template: {}, parameters: {}, diagnostics: [] } as never);
const errors = (failed: number) => facts(insights, answered(errorShare, [{ failed, total: 1000 }]));
const running = (state: string) => facts(answered(details(), []), ...(['main', 'mcp', 'realm'] as const).map((app) => answered(resource(app), detailed(app, { state: app === 'mcp' ? state : 'Running' }))));
const depth = (activeMessageCount: number) => facts(answered(resource('bus'), detailed('bus', {})), answered(queues, [{ name: 'q', properties: { countDetails: { activeMessageCount, deadLetterMessageCount: 2 } } }]), answered(records('queue-depths'), [{ at: '2025-12-31T00:00:00.000Z', value: { q: { dead: 2 } } }]));
const advisories = (severity: string) => facts(answered(assessments, [{ name: 'A1', properties: { status: { code: 'Unhealthy' } } }]), answered(assessmentCatalogue, [{ name: 'a1', properties: { severity } }]), answered(recommendations, []), answered(serviceEvents, []));
const retention = (days: number) => facts(answered(resource('kv'), detailed('kv', { softDeleteRetentionInDays: 7 })), answered(records('backup'), []), answered(blobService, { properties: { deleteRetentionPolicy: { enabled: true, days: 7 }, containerDeleteRetentionPolicy: { enabled: true, days } } }));
const runbooks = (rollback: string) => facts(answered(records('still-valid'), []), ...['deployment', 'troubleshooting', 'incident-response', 'scaling', 'rollback', 'disaster-recovery'].map((name) => answered(lastCommit(name), { exitCode: 0, stdout: name === 'rollback' ? rollback : now, stderr: '' })));
const done = { file: 'docs/drills/2026-01-01-small.md', start: now, end: now, outcome: 'passed', findings: '', rtoMinutes: 60, rpoMinutes: 15 };

const said = (stdout: string) => ({ exitCode: 0, stdout, stderr: '' });
const backup = (hasAudit: boolean, damaged: readonly string[] = []) => [{ at: now, secrets: ['A', 'B'], hasAudit, damaged }];
const backedUp = (found: ReturnType<typeof backup>, commit = now, enabled: readonly string[] = ['A']) => facts(answered(backups(), found), answered(secrets(), enabled.map((name) => ({ name, enabled: true }))), answered(configurationCommit, said(commit)));
const updated = ({ requirement = 'azure-identity==1.20.0', exitCode = 0, tested = 'c2', deployed = 'c3' }) => facts(
  answered(reports, [{ at: now, value: { item: 'ops.monthly.python-updates', packages: [{ name: 'azure_identity', version: '1.19.0', latest_version: '1.20.0' }] } }]), answered(testRuns, [{ at: now, binding: { commit: tested }, value: { exitCode } } satisfies EvidenceRecord]),
  answered(history, said('c3\nc2\nc1\n')), answered(requirementsCommit, said('c2\n')), answered(applications(), [{ requirementsText: `# pinned\n${requirement}\n` }] as never), answered(audit(), [{ success: true, environment: 'dev', gitSha: deployed, deploymentId: 'r' }] as never),
);
const learnt = (changedAt: string, more: object = {}) => facts(answered(records('drill'), [{ at: now, value: { ...done, ...more } }]), answered(lastCommit('disaster-recovery'), said(changedAt)));

const costs = (before: number, last: number, of = (cost: number): Record<string, JsonValue> => ({ cost, resourceId: '/g/plan' })) => facts(answered(usage(new Date(now)), ([['2025-12-20', before], ['2025-12-30', last]] as const).map(([date, cost]) => ({ properties: { date: `${date}T00:00:00Z`, billingCurrency: 'EUR', ...of(cost) } }))));
const identities = (attachedTo: string, principal = 'p1') => facts(
  answered(details(), [{ ...(detailed('app', {}) as object), identity: { userAssignedIdentities: { [attachedTo]: {} } } }, { ...(detailed('id1', {}) as object), type: 'Microsoft.ManagedIdentity/userAssignedIdentities' }] as never),
  answered(groupAssignments, [{ properties: { principalType: 'ServicePrincipal', principalId: principal } }, { properties: { principalType: 'User', principalId: 'u' } }]), answered(knownPrincipals(), ['p1', 'u']),
);
const fresh = '2025-10-02T00:00:00Z';
const rotated = ({ secret = fresh, key = fresh, status = 'Resolved', vault = 'pass' as VerdictState } = {}): FactState => ({
  facts: [answered(secrets(), [{ name: 'A', enabled: true, updated: secret }, { name: 'B', enabled: false, updated: '2020-01-01T00:00:00Z' }]), answered(resource('st'), detailed('st', { keyCreationTime: { key1: key, key2: fresh } })), ...(['main', 'mcp', 'realm'] as const).map((app) => answered(settingReferences(app), { KEY: app === 'realm' ? status : 'Resolved' }))],
  rows: { 'app.secrets.servicebus': 'pass', 'app.secrets.storage': vault },
});

const green = (rows: readonly string[]): Readonly<Record<string, VerdictState>> => Object.fromEntries(rows.map((row) => [row, 'pass']));
const rollUps = opsChecks.filter(({ rows, needs }) => rows !== undefined && needs.length === 0).map(({ row, rows = [] }) => one(row, { rows: green(rows) }, { rows: { ...green(rows), [rows[0]!]: 'fail' } }));

export const opsFactCases: readonly FactCase[] = [
  ...rollUps, one('ops.quarterly.runbooks', runbooks(now), runbooks('2025-12-31T00:00:00Z')), one('ops.daily.alerts', alerts('Closed'), alerts('New')), one('ops.daily.error-rate', errors(9), errors(10)), one('ops.daily.apps-running', running('Running'), running('Stopped')), one('ops.daily.queue-depths', depth(1000), depth(1001)),
  one('ops.weekly.cost-anomalies', costs(100, 125), costs(100, 126)), one('ops.quarterly.unused-identities', identities('/ID1'), identities('/other')), one('ops.quarterly.rotate', rotated(), rotated({ secret: '2025-09-30T00:00:00Z' })),
  one('ops.weekly.advisories', advisories('Low'), advisories('High')), one('ops.monthly.backup-retention', retention(7), retention(6)),
  one('ops.monthly.backup-complete', backedUp(backup(true)), backedUp(backup(true), now, ['A', 'C'])), one('ops.monthly.updates-tested', updated({}), updated({ deployed: 'c1' })), one('ops.quarterly.dr-update', learnt('2026-01-02T00:00:00Z'), learnt('2025-12-30T00:00:00Z'), 'prod'),
  one('ops.monthly.dr-results', drill(done), drill({ ...done, outcome: '' }), 'prod'), one('ops.quarterly.rto-rpo', drill(done), drill({ ...done, rpoMinutes: 16 }), 'prod'),
];

/** Other ways in which the same rows fail or pass. */
export const opsMoreCases: readonly FactCase[] = [
  one('ops.weekly.cost-anomalies', costs(1, 6), costs(1, 6.5)), one('ops.weekly.cost-anomalies', costs(0, 5), costs(0, 9, (cost) => ({ costInBillingCurrency: cost, instanceName: 'plan' }))),
  one('ops.quarterly.unused-identities', identities('/id1'), identities('/id1', 'gone')), one('ops.quarterly.rotate', rotated(), rotated({ key: '2025-09-30T00:00:00Z' })), one('ops.quarterly.rotate', rotated(), rotated({ status: 'SecretNotFound' })), one('ops.quarterly.rotate', rotated(), rotated({ vault: 'fail' })),
  one('ops.monthly.backup-complete', backedUp(backup(true)), backedUp(backup(false))), one('ops.monthly.backup-complete', backedUp(backup(true)), backedUp(backup(true, ['backup-A.blob']))), one('ops.monthly.backup-complete', backedUp(backup(true)), backedUp(backup(true), '2025-11-01T00:00:00Z')),
  one('ops.monthly.updates-tested', updated({ requirement: 'Azure.Identity>=1.5,<2' }), updated({ requirement: 'azure-identity<1.20' })), one('ops.monthly.updates-tested', updated({ tested: 'c3' }), updated({ exitCode: 1 })), one('ops.monthly.updates-tested', updated({}), updated({ tested: 'c1' })),
  one('ops.quarterly.dr-update', learnt('', { procedure: 'no change needed', by: 'Ada' }), learnt('', { procedure: 'no change needed' }), 'prod'),
];
