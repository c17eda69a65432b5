import type { RunRecord } from '../../../../src/core/deployment';
import { queries, type EvidenceRecord, type VerdictState } from '../../../../src/core/evidence';
import { verifyChecks } from '../../../../src/core/evidence/checks/verify';
import type { Query } from '../../../../src/core/evidence';
import type { JsonObject, JsonValue } from '../../../../src/core/values';
import { answered, type FactCase, type FactState } from '../factCase';

const { appEndpoint, applications, armList, compiled, details, directDeployment, fileText, records, resource, resources, runs, signedEndpoint, tool } = queries;
type Answer = ReturnType<typeof answered>;

const at = '2026-01-01T00:00:00.000Z';
const record = (value: JsonValue, when = at): EvidenceRecord => ({ at: when, value });
const insights = answered(compiled(), { success: true, template: { parameters: { enableAppInsights: { type: 'bool', defaultValue: true } } }, parameters: {}, diagnostics: [] } as never);
const apps = ['main', 'mcp', 'realm'] as const;

/** Queries of a check by the kind and a part of what they ask, so that the texts of log queries stand in one place. */
function queryOf(row: string, kind: string, part = ''): Query {
  const needs = verifyChecks.find((one) => one.row === row)!.needs as readonly Query[];
  const found = needs.find((one) => one.kind === kind && JSON.stringify(one.ask).includes(part));
  if (!found) throw new Error(`${row} asks nothing of the kind ${kind} with ${part}.`);
  return found;
}
const says = (row: string, kind: string, part: string, value: unknown): Answer => answered(queryOf(row, kind, part), value);
const series = (name: string, ...values: readonly number[]) => [{ name, dimensions: {}, points: values.map((value) => ({ at, value })) }];
const facts = (...given: readonly Answer[]): FactState => ({ facts: given });
const onlyRows = (rows: Readonly<Record<string, VerdictState>>): FactState => ({ rows });

const health = (row: string, app: 'main' | 'mcp' | 'realm') => ({
  row, stage: 'dev' as const,
  right: facts(answered(appEndpoint(app, '/api/health'), { status: 200, headers: {}, body: '{"status":"healthy"}' })), wrong: facts(answered(appEndpoint(app, '/api/health'), { status: 503, headers: {}, body: '{"status":"unhealthy"}' })),
});
const status = (environment: string) => facts(answered(fileText('pyproject.toml'), '[project]\nversion = "2.0.0"\n'), answered(signedEndpoint('main', '/api/status'), { status: 200, headers: {}, body: JSON.stringify({ version: '2.0.0', environment }) }));
const functions = (isDisabled: boolean) => facts(
  answered(applications(), apps.map((name) => ({ name, root: '.', imports: [], ownModules: [], functions: [{ name: 'health' }] })) as never),
  ...apps.map((app) => answered(armList(`{${app}}/functions`, '2024-04-01'), [{ name: `${app}/health`, properties: { isDisabled: app === 'realm' && isDisabled } }] as readonly JsonObject[])),
);
const site = (state: string) => facts(answered(details(), [{ id: '/s', name: 'app', type: 'Microsoft.Web/sites', properties: { state } }] as never), answered(armList('{rg}/providers/Microsoft.ResourceHealth/availabilityStatuses', '2023-07-01'), []));
const provisioned = (provisioningState: string) => facts(answered(resources(), [{ id: '/v', name: 'v', type: 'Microsoft.KeyVault/vaults', provisioningState }] as never));
const run = (healthCount: number) => facts(answered(runs(), [{ success: true, deploymentId: 'r', operations: [], health: Array.from({ length: healthCount }, () => ({})) } as unknown as RunRecord]), answered(directDeployment(), {} as never));
const suite = (name: string, failures: number): Answer => answered(records('test-run'), [record({ suite: name, exitCode: failures, tests: 3, passed: 3 - failures, failures, errors: 0 }, '2026-01-02T00:00:00.000Z')]);
const agent = (state: string) => facts(answered(records('agent-test'), [record({ exitCode: 0, state, stopped: true })]));
const bus = (deadLettersAfter: number) => facts(answered(records('bus-test'), [record({ messageId: 'm', arrived: 'seen', deadLettersBefore: 0, deadLettersAfter })]));
const storage = (downloaded: string) => facts(answered(records('storage-test'), [record({ container: 'aos-data', name: 'test/test-file.txt', uploaded: 'a', downloaded })]));
const named = (role: 'main' | 'mcp' | 'realm' | 'bus' | 'st'): Answer => answered(resource(role), { id: `/${role}`, name: `aos-${role}`, type: 'x', properties: {} });
const traced = (...roles: readonly string[]): FactState => facts(insights, ...apps.map(named), named('bus'), named('st'), says('verify.tracing.components', 'logs', 'cloud_RoleName', roles.map((role) => ({ cloud_RoleName: role }))), says('verify.tracing.components', 'logs', 'by target', [{ target: 'aos-bus.servicebus.windows.net' }, { target: 'aos-st.blob.core.windows.net' }]));
const requests = (failed: number) => facts(insights, says('verify.appinsights.failures', 'logs', 'countif', [{ total: 200, failed }]), says('verify.appinsights.failures', 'logs', 'take 5', [{ name: 'POST /api/x', resultCode: '500', hits: failed }]));
const load = (value: JsonObject): Answer => answered(records('load-test'), [record({ requests: 100, failures: 0, averageMs: 120, seconds: 300, ...value }, '2026-01-01T00:10:00.000Z')]);
const plan = answered(resource('plan'), { id: '/p', name: 'plan', type: 'x', sku: { name: 'EP1' }, properties: {} } as never);
const use = (cpu: number) => facts(load({}), plan, says('verify.load.utilization', 'metrics', 'CpuPercentage', [...series('CpuPercentage', cpu), ...series('MemoryPercentage', 40)].map((one) => ({ ...one, points: one.points.map((point) => ({ ...point, at: '2026-01-01T00:08:00.000Z' })) }))));
const python = (exitCode: number): Answer => answered(tool('python3', '-m', 'py_compile', 'locustfile.py'), { exitCode, stdout: '', stderr: '' });
const logRow = (row: string, part: string, right: unknown, wrong: unknown, ...others: readonly Answer[]): FactCase => ({ row, stage: 'dev', right: facts(insights, ...others, says(row, 'logs', part, right)), wrong: facts(insights, ...others, says(row, 'logs', part, wrong)) });
const rollUp = (row: string): FactCase => {
  const rows = verifyChecks.find((one) => one.row === row)!.rows!;
  return { row, stage: 'dev', right: onlyRows(Object.fromEntries(rows.map((one) => [one, 'pass']))), wrong: onlyRows({ ...Object.fromEntries(rows.map((one) => [one, 'pass'])), [rows[0]!]: 'fail' }) };
};
const allQueries = (verifyChecks.find(({ row }) => row === 'verify.logs.queries')!.needs as readonly Query[]).filter(({ kind }) => kind === 'logs');
const refused = (query: Query): Answer => [query, { state: 'failed', reason: 'The query has a syntax error.', at }];

export const verifyFactCases: readonly FactCase[] = [
  { row: 'verify.health.orchestrator-results', stage: 'dev', right: run(2), wrong: run(0) },
  { row: 'verify.health.all-healthy', stage: 'dev', right: site('Running'), wrong: site('Stopped') },
  { row: 'verify.health.provisioning', stage: 'dev', right: provisioned('Succeeded'), wrong: provisioned('Failed') },
  health('verify.endpoints.health-main', 'main'), health('verify.endpoints.health-mcp', 'mcp'), health('verify.endpoints.health-realm', 'realm'),
  { row: 'verify.endpoints.status', stage: 'dev', right: status('dev'), wrong: status('prod') },
  { row: 'verify.functions.listed', stage: 'dev', right: functions(false), wrong: functions(true) },
  { row: 'verify.tests.integration-pass', stage: 'dev', right: facts(suite('integration', 0), answered(records('publish'), [record({})])), wrong: facts(suite('integration', 1), answered(records('publish'), [record({})])) },
  { row: 'verify.tests.functions-pass', stage: 'dev', right: facts(suite('functions', 0)), wrong: facts(suite('functions', 2)) },
  { row: 'verify.agent.pass', stage: 'dev', right: agent('initialized'), wrong: agent('failed') },
  { row: 'verify.bus.pass', stage: 'dev', right: bus(0), wrong: bus(1) },
  { row: 'verify.storage.pass', stage: 'dev', right: storage('a'), wrong: storage('b') },
  { row: 'verify.appinsights.receiving', stage: 'dev', right: facts(insights, says('verify.appinsights.receiving', 'metrics', 'count', series('requests/count', 0, 7))), wrong: facts(insights, says('verify.appinsights.receiving', 'metrics', 'count', series('requests/count', 0, 0))) },
  rollUp('verify.appinsights.visible'),
  logRow('verify.appinsights.live-streaming', 'union', [{ Count: 3 }], [{ Count: 0 }]),
  { row: 'verify.appinsights.failures', stage: 'dev', right: requests(1), wrong: requests(4) },
  { row: 'verify.appinsights.performance', stage: 'dev', ...Object.fromEntries([['right', 300], ['wrong', 2_500]].map(([which, value]) => [which, facts(insights, says('verify.appinsights.performance', 'metrics', 'duration', series('requests/duration', value as number)), says('verify.appinsights.performance', 'logs', 'avg', [{ name: 'POST /api/x', average: value }]))])) as { readonly right: FactState; readonly wrong: FactState } },
  logRow('verify.logs.flowing', 'severityLevel', [{ severityLevel: 1, count_: 4 }], []),
  { row: 'verify.logs.queries', stage: 'dev', right: facts(insights, ...allQueries.map((query) => answered(query, []))), wrong: facts(insights, ...allQueries.map((query, index) => (index === 2 ? refused(query) : answered(query, [])))) },
  rollUp('verify.tracing.end-to-end'),
  { row: 'verify.tracing.components', stage: 'dev', right: traced('aos-main', 'aos-mcp', 'aos-realm'), wrong: traced('aos-main', 'aos-mcp') },
  logRow('verify.tracing.sample', 'by operation_Id', [{ operation_Id: 'o', items: 3 }], [{ operation_Id: 'o', items: 1 }], says('verify.tracing.sample', 'logs', 'take 1', [{ operation_Id: 'o' }])),
  { row: 'verify.load.tool', stage: 'staging', right: facts(answered(tool('locust', '--version'), { exitCode: 0, stdout: 'locust 2.30', stderr: '' })), wrong: facts(answered(tool('locust', '--version'), { exitCode: 1, stdout: '', stderr: 'broken' })) },
  { row: 'verify.load.scenario', stage: 'staging', right: facts(python(0), answered(fileText('locustfile.py'), 'class Ann(HttpUser):\n  pass\n')), wrong: facts(python(0), answered(fileText('locustfile.py'), 'class Ann:\n  pass\n')) },
  rollUp('verify.load.analyzed'),
  { row: 'verify.load.response-times', stage: 'staging', right: facts(load({})), wrong: facts(load({ averageMs: 2_100 })) },
  { row: 'verify.load.no-errors', stage: 'staging', ...Object.fromEntries([['right', 0], ['wrong', 2]].map(([which, failed]) => [which, facts(load({}), says('verify.load.no-errors', 'logs', 'bin', failed === 0 ? [] : [{ timestamp: '2026-01-01T00:07:00.000Z', failed }]))])) as { readonly right: FactState; readonly wrong: FactState } },
  { row: 'verify.load.utilization', stage: 'staging', right: use(55), wrong: use(91) },
];
