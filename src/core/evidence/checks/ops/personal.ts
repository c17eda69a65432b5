import { asArray, asObject, asString } from '../../../json';
import type { JsonObject } from '../../../values';
import type { Check, EvidenceRecord, EvidenceScope, Facts, Verdict } from '../../api';
import { git, records } from '../../queries';
import { fail, notApplicable, pass, unknown } from '../../verdict';
import { listed, personalCheck, quarterOf } from '../shared';
import { lastCommit } from './quarterly';

const reports = records('report');
const documents = git('log', '-1', '--format=%cI', '--', 'docs/development', 'deployment/*.md');
const dailyRows = ['alerts', 'error-rate', 'apps-running', 'queue-depths'].map((one) => `ops.daily.${one}`);
const exceptionsRow = 'ops.daily.exceptions', bottlenecksRow = 'ops.weekly.bottlenecks', updatesRow = 'ops.monthly.python-updates';
const monthlyRows = ['cpu-memory', 'storage-capacity', 'bus-throughput'].map((one) => `ops.monthly.${one}`);
const mostUsedPercent = 80, weekMs = 7 * 86_400_000;

/** Rows of people that have nothing to decide where the reports show nothing. */
export const personalChecks: readonly Check[] = [
  personalCheck('ops.daily.anomalies', [reports], decideAnomalies, { rows: [...dailyRows, exceptionsRow] }),
  personalCheck('ops.weekly.optimizations', [reports], (facts, { now }) => {
    const report = reportOf(facts, bottlenecksRow, (at) => weekOf(at) === weekOf(now.toISOString()));
    if (!report) return unknown('The bottlenecks of this week have not been listed yet.');
    const slow = tableOf(report);
    return slow.length === 0 ? pass('The report of this week shows no bottleneck.') : fail(`${slow.length} operations wait to be judged, first ${String(slow[0]!['name'] ?? 'one without a name')}.`);
  }),
  personalCheck('ops.monthly.dr-update', [records('drill'), lastCommit('disaster-recovery')], decideProcedure, { stages: ['prod'] }),
  personalCheck('ops.monthly.scaling-plan', [reports], (facts, { now }) => {
    const made = monthlyRows.map((row) => ({ row, report: reportOf(facts, row, (at) => at.slice(0, 7) === now.toISOString().slice(0, 7)) }));
    const missing = made.filter(({ report }) => !report).map(({ row }) => row);
    if (missing.length > 0) return unknown(`Reports of this month are missing: ${listed(missing)}.`);
    const high = made.flatMap(({ report }) => tableOf(report!)).filter((one) => /percent/i.test(`${String(one['unit'])} ${String(one['name'])}`) && Number(one['highest']) > mostUsedPercent).map((one) => `${String(one['name'])} ${String(one['highest'])} %`);
    return high.length === 0 ? pass(`No report of this month shows more than ${mostUsedPercent} %.`) : fail(`Above ${mostUsedPercent} %: ${listed(high)}.`);
  }),
  personalCheck('ops.monthly.updates-planned', [reports], (facts, { now }) => {
    const report = reportOf(facts, updatesRow, (at) => at.slice(0, 7) === now.toISOString().slice(0, 7));
    if (!report) return unknown('The updates of this month have not been listed yet.');
    const packages = asArray(asObject(report.value)['packages']);
    return packages.length === 0 ? notApplicable('Nothing is outdated.') : fail(`${packages.length} updates wait to be planned.`);
  }),
  personalCheck('ops.quarterly.docs', [documents], (facts, { now }) => {
    const { exitCode, stdout } = facts.need(documents);
    const at = exitCode === 0 ? stdout.trim() : '';
    return at !== '' && quarterOf(at) === quarterOf(now) ? pass(`The documents were changed ${at}.`) : fail('No document was changed this quarter.');
  }),
];

const reportOf = (facts: Facts, row: string, isOf: (at: string) => boolean): EvidenceRecord | undefined => facts.need(reports).find(({ at, value }) => asObject(value)['item'] === row && isOf(at));
const tableOf = ({ value }: EvidenceRecord): readonly JsonObject[] => asArray(asObject(value)['table']).map(asObject);
/** Weeks begin on Monday; the first of the epoch was a Thursday. */
const weekOf = (at: string): number => Math.floor((Date.parse(at) - 4 * 86_400_000) / weekMs);

/** Nothing failed today, and nothing broke that had not broken before. */
function decideAnomalies(facts: Facts, { now }: EvidenceScope): Verdict {
  const states = dailyRows.map((row) => ({ row, state: facts.row(row)?.state ?? 'unknown' }));
  const failed = states.filter(({ state }) => state === 'fail').map(({ row }) => row);
  if (failed.length > 0) return fail(`Failed today: ${listed(failed)}.`);
  const open = states.filter(({ state }) => state === 'unknown').map(({ row }) => row);
  if (open.length > 0) return unknown(`Not decided today: ${listed(open)}.`);
  if (facts.row(exceptionsRow)?.state === 'n/a') return pass('Nothing failed today.');
  const today = now.toISOString().slice(0, 10);
  const report = reportOf(facts, exceptionsRow, (at) => at.slice(0, 10) === today);
  if (!report) return unknown('The exceptions of today have not been listed yet.');
  const typesOf = (one: EvidenceRecord): readonly string[] => tableOf(one).map((row) => asString(row['type']) ?? '');
  const known = new Set(facts.need(reports).filter(({ at, value }) => at.slice(0, 10) < today && asObject(value)['item'] === exceptionsRow).flatMap(typesOf));
  const fresh = [...new Set(typesOf(report).filter((type) => !known.has(type)))];
  return fresh.length === 0 ? pass('Nothing failed today, and no new kind of exception appeared.') : fail(`New kinds of exceptions: ${listed(fresh)}.`);
}

function decideProcedure(facts: Facts, { now }: EvidenceScope): Verdict {
  const drill = facts.need(records('drill')).find(({ at }) => at.slice(0, 7) === now.toISOString().slice(0, 7));
  if (!drill) return unknown('No drill of this month is written down.');
  const findings = asObject(drill.value)['findings'];
  if (findings === '' || (Array.isArray(findings) && findings.length === 0)) return pass(`The drill of ${drill.at} found nothing to change.`);
  const { exitCode, stdout } = facts.need(lastCommit('disaster-recovery'));
  return exitCode === 0 && Date.parse(stdout.trim()) > Date.parse(drill.at) ? pass(`The runbook was changed ${stdout.trim()}, after the drill.`) : fail(`The drill of ${drill.at} has findings, and the runbook was not changed since.`);
}
