import { queries, type VerdictState } from '../../../../src/core/evidence';
import { opsChecks } from '../../../../src/core/evidence/checks/ops';
import { firedAlerts } from '../../../../src/core/evidence/checks/alerts';
import { errorShare, queues } from '../../../../src/core/evidence/checks/ops/daily';
import { lastCommit } from '../../../../src/core/evidence/checks/ops/quarterly';
import { assessments, blobService, recommendations, serviceEvents } from '../../../../src/core/evidence/checks/ops/weeklyMonthly';
import type { Stage } from '../../../../src/core/evidence';
import type { JsonValue } from '../../../../src/core/values';
import { answered, type FactCase, type FactState } from '../factCase';

const { compiled, records, resource, resources } = queries;
const now = '2026-01-01T00:00:00.000Z';
const detailed = (name: string, properties: object) => ({ id: `/${name}`, name, type: name, properties }) as never;
const facts = (...given: readonly ReturnType<typeof answered>[]): FactState => ({ facts: given });
const drill = (value: JsonValue) => facts(answered(records('drill'), [{ at: now, value }]));
const one = (row: string, right: FactState, wrong: FactState, stage: Stage = 'dev'): FactCase => ({ row, stage, right, wrong });

const alerts = (alertState: string) => facts(answered(firedAlerts, [{ name: 'a', properties: { essentials: { monitorCondition: 'Fired', alertState } } }]));
const insights = answered(compiled(), { success: true, template: {}, parameters: {}, diagnostics: [] } as never);
const errors = (failed: number) => facts(insights, answered(errorShare, [{ failed, total: 1000 }]));
const running = (state: string) => facts(answered(resources(), []), ...(['main', 'mcp', 'realm'] as const).map((app) => answered(resource(app), detailed(app, { state: app === 'mcp' ? state : 'Running' }))));
const depth = (activeMessageCount: number) => facts(answered(resource('bus'), detailed('bus', {})), answered(queues, [{ name: 'q', properties: { countDetails: { activeMessageCount, deadLetterMessageCount: 2 } } }]), answered(records('queue-depths'), [{ at: '2025-12-31T00:00:00.000Z', value: { q: { dead: 2 } } }]));
const advisories = (severity: string) => facts(answered(assessments, [{ properties: { status: { code: 'Unhealthy' }, metadata: { severity } } }]), answered(recommendations, []), answered(serviceEvents, []));
const retention = (days: number) => facts(answered(resource('kv'), detailed('kv', { softDeleteRetentionInDays: 7 })), answered(records('backup'), []), answered(blobService, { properties: { deleteRetentionPolicy: { enabled: true, days: 7 }, containerDeleteRetentionPolicy: { enabled: true, days } } }));
const runbooks = (rollback: string) => facts(answered(records('still-valid'), []), ...['deployment', 'troubleshooting', 'incident-response', 'scaling', 'rollback', 'disaster-recovery'].map((name) => answered(lastCommit(name), { exitCode: 0, stdout: name === 'rollback' ? rollback : now, stderr: '' })));
const done = { start: now, end: now, outcome: 'passed', findings: '', rtoMinutes: 60, rpoMinutes: 15 };

const green = (rows: readonly string[]): Readonly<Record<string, VerdictState>> => Object.fromEntries(rows.map((row) => [row, 'pass']));
const rollUps = opsChecks.filter(({ rows }) => rows !== undefined).map(({ row, rows = [] }) => one(row, { rows: green(rows) }, { rows: { ...green(rows), [rows[0]!]: 'fail' } }));

export const opsFactCases: readonly FactCase[] = [
  ...rollUps, one('ops.quarterly.runbooks', runbooks(now), runbooks('2025-12-31T00:00:00Z')), one('ops.daily.alerts', alerts('Closed'), alerts('New')), one('ops.daily.error-rate', errors(9), errors(10)), one('ops.daily.apps-running', running('Running'), running('Stopped')), one('ops.daily.queue-depths', depth(1000), depth(1001)),
  one('ops.weekly.advisories', advisories('Low'), advisories('High')), one('ops.monthly.backup-retention', retention(7), retention(6)),
  one('ops.monthly.dr-results', drill(done), drill({ ...done, outcome: '' }), 'prod'), one('ops.quarterly.rto-rpo', drill(done), drill({ ...done, rpoMinutes: 16 }), 'prod'),
];
