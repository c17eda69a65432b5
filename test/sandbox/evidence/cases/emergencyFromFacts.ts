import type { RunRecord } from '../../../../src/core/deployment';
import { decideChecks, keyOf, queries, type EvidenceRecord, type Query, type VerdictState } from '../../../../src/core/evidence';
import { emergencyChecks } from '../../../../src/core/evidence/checks/emergency';
import type { JsonObject, JsonValue } from '../../../../src/core/values';
import { answered, type FactCase, type FactState } from '../factCase';

const { appEndpoint, armList, backupBlobs, blobStates, deletedBlobs, deployments, details, incidentReport, records, runs } = queries;
const at = '2026-01-01T00:00:00.000Z';
const record = (value: JsonValue, when = at): EvidenceRecord => ({ at: when, value });
const apps = ['main', 'mcp', 'realm'] as const;
type Answer = ReturnType<typeof answered>;
const facts = (...given: readonly Answer[]): FactState => ({ facts: given });

function says(row: string, kind: string, value: unknown): Answer {
  const query = (emergencyChecks.find((one) => one.row === row)!.needs as readonly Query[]).find((one) => one.kind === kind && !JSON.stringify(one.ask).includes('deployments'));
  if (!query) throw new Error(`${row} asks nothing of the kind ${kind}.`);
  return answered(query, value);
}

const deployed = (time: string, status: number): JsonObject => ({ properties: { status, received_time: time } });
const history = (...entries: readonly JsonObject[]) => facts(answered(records('publish'), []), ...apps.map((app) => answered(armList(`{${app}}/deployments`, '2024-04-01'), entries)));
const health = (status: string): readonly Answer[] => apps.map((app) => answered(appEndpoint(app, '/api/health'), { status: 200, headers: {}, body: JSON.stringify({ status }) }));
const deployment = (name: string, provisioningState: string, timestamp: string) => ({ id: `/d/${name}`, name, provisioningState, timestamp, parameters: {}, outputs: {} });
const lastGood = (earlier: string) => facts(answered(runs(), []), answered(deployments(), [deployment('now', 'Failed', '2026-01-02T00:00:00Z'), deployment('before', earlier, at), deployment('storage-deployment', 'Succeeded', at)] as never));
const rollback = (verdict: 'healthy' | 'unhealthy'): Answer => answered(runs(), [{ deploymentId: 'r', success: true, endedAt: at, health: [{ resourceId: '/a/b', type: 't', verdict, reason: 'As the test says.' }], rollbackTo: { deploymentId: 'q', source: 'bundle', madeAt: at } } as unknown as RunRecord]);
const site = (state: string): readonly Answer[] => [answered(details(), [{ id: '/s', name: 'app', type: 'Microsoft.Web/sites', properties: { state } }] as never), answered(armList('{rg}/providers/Microsoft.ResourceHealth/availabilityStatuses', '2023-07-01'), [])];
const closing = 'emergency.close.service-restored';
const green = Object.fromEntries(emergencyChecks.find(({ row }) => row === closing)!.rows!.map((one): [string, VerdictState] => [one, 'pass']));
const alert = (monitorCondition: string): FactState => ({ rows: green, facts: [says(closing, 'logs', [{ total: 500, failed: 1 }]), says(closing, 'armList', [{ name: 'a', properties: { essentials: { severity: 'Sev0', monitorCondition, alertState: 'New' } } }])] });

/** What an application went back to stands in the finding of the action. */
export function decideRolledBack(hash: string): VerdictState {
  const check = emergencyChecks.find(({ row }) => row === 'emergency.app.rollback-verified')!;
  const known = new Map([['emergency.app.rollback-run', { state: 'pass' as const, reason: 'Done.', observed: { site: 'aos-main', hash: 'a'.repeat(64) } }], ['verify.functions.listed', { state: 'pass' as const, reason: 'All.' }]]);
  const [query, fact] = answered(records('publish'), [record({ application: 'main', hash })]);
  return decideChecks([check], new Map([[keyOf(query), fact]]), { environment: { name: 'prod', parametersFile: '/p', templateFile: '/t', resourceGroup: 'rg', isProtected: true }, stage: 'prod', profile: {}, now: new Date(at), roles: {} }, known)[0]!.verdict.state;
}

const located = (blobs: number) => facts(answered(backupBlobs(), { account: 'backups', blobs, ...(blobs > 0 && { newest: { name: 'a', lastModified: at } }) }), answered(deletedBlobs(), ['b']));
const live = (contentMd5: string): readonly Answer[] => [answered(records('restore'), [record({ blobs: [{ name: 'a', sizeBytes: 3, contentMd5: 'x' }] })]), answered(blobStates('aos-data'), [{ name: 'a', kind: 'live', etag: '1', sizeBytes: 3, contentMd5, lastModified: at }])];
const written = (isThere: boolean) => facts(answered(incidentReport(), { at, incident: 'i', file: 'docs/incidents/i.md', isThere, isAsWritten: isThere, rows: 5, missing: [] }));

export const emergencyFactCases: readonly FactCase[] = [
  { row: 'emergency.app.previous-identified', stage: 'prod', right: history(deployed('2026-01-02', 4), deployed('2026-01-01', 4)), wrong: history(deployed('2026-01-02', 4), deployed('2026-01-01', 3)) },
  { row: 'emergency.app.health', stage: 'prod', right: facts(...health('healthy'), says('emergency.app.health', 'logs', [{ Count: 0 }])), wrong: facts(...health('healthy'), says('emergency.app.health', 'logs', [{ Count: 2 }])) },
  { row: 'emergency.infra.last-good', stage: 'prod', right: lastGood('Succeeded'), wrong: lastGood('Failed') },
  { row: 'emergency.infra.rollback-verified', stage: 'prod', right: facts(rollback('healthy')), wrong: facts(rollback('unhealthy')) },
  { row: 'emergency.infra.healthy', stage: 'prod', right: facts(rollback('healthy'), ...site('Running')), wrong: facts(rollback('healthy'), ...site('Stopped')) },
  { row: 'emergency.data.backup-located', stage: 'prod', right: located(3), wrong: located(0) },
  { row: 'emergency.data.integrity', stage: 'prod', right: facts(...live('x')), wrong: facts(...live('y')) },
  { row: 'emergency.close.timeline', stage: 'prod', right: written(true), wrong: written(false) },
  { row: closing, stage: 'prod', right: alert('Resolved'), wrong: alert('Fired') },
];
