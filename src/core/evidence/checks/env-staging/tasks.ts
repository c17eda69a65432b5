import { asArray, asObject, asString } from '../../../json';
import type { RunRecord } from '../../../deployment/events';
import type { Check, Facts, Verdict } from '../../api';
import { compiled, git, records, runs } from '../../queries';
import { fail, pass, warn } from '../../verdict';
import { check } from '../shared';

const stages = ['staging'] as const;
const head = git('rev-parse', 'HEAD');
/** Rows that say after a deployment that everything answers. */
const verified = ['verify.health.orchestrator-results', 'verify.health.all-healthy', 'verify.health.provisioning', 'verify.endpoints.health-main', 'verify.endpoints.health-mcp', 'verify.endpoints.health-realm', 'verify.functions.listed'];
const numbers = ['averageMs', 'p95Ms', 'p99Ms', 'requestsPerSecond'];
/** A later run this much slower is worth a word. */
const slower = 1.25;

export const stagingTasks: readonly Check[] = [
  check('env-staging.tasks.benchmarks', [records('load-test')], (facts) => {
    const all = facts.need(records('load-test')).map((record) => ({ record, value: asObject(record.value) }));
    const baseline = all.find(({ value }) => value['baseline'] === true);
    if (!baseline) return fail('No load test of staging is marked as the baseline.');
    const missing = [...numbers.filter((name) => typeof baseline.value[name] !== 'number'), ...(asString(baseline.value['sku']) ? [] : ['sku']), ...(baseline.record.binding?.commit ?? asString(baseline.value['gitSha']) ? [] : ['commit'])];
    if (missing.length > 0) return fail(`The baseline of ${baseline.record.at} lacks ${missing.join(', ')}.`);
    const later = all.find(({ record }) => record.at > baseline.record.at);
    const [now, then] = [later?.value['p95Ms'], baseline.value['p95Ms']];
    if (typeof now === 'number' && typeof then === 'number' && now > then * slower) return warn(`The run of ${later!.record.at} is slower than the baseline: ${now} ms against ${then} ms for 95 of 100.`);
    return pass(`The baseline of ${baseline.record.at}${later ? `, with which the run of ${later.record.at} agrees` : ''}.`, Object.fromEntries(numbers.map((name) => [name, baseline.value[name] ?? null])));
  }, { stages }),
  check('env-staging.tasks.rehearsal', [runs(), head, compiled('prod')], decideRehearsal, { stages, rows: verified, binds: ['commit', 'template'] }),
];

function decideRehearsal(facts: Facts): Verdict {
  const commit = facts.need(head).stdout.trim();
  const production = facts.need(compiled('prod'));
  const [last] = facts.need(runs());
  const run = facts.need(runs()).find((one) => one.success && one.gitSha === commit && one.templateHash === production.templateHash);
  if (!run) return fail(last ? `No run of staging deployed ${commit.slice(0, 12)} with the template of prod; the newest is of ${last.gitSha?.slice(0, 12) ?? 'an unknown commit'}.` : 'staging has never been deployed from here.');
  if (allowedWarnings(run)) return fail(`${run.deploymentId} went on although the compiler warned.`);
  const open = verified.filter((row) => !['pass', 'n/a'].includes(facts.row(row)?.state ?? 'unknown'));
  return open.length === 0 ? pass(`${run.deploymentId} deployed ${commit.slice(0, 12)}, and what it deployed is healthy.`) : fail(`${run.deploymentId} deployed ${commit.slice(0, 12)}, but these rows are not green: ${open.join(', ')}.`);
}

/** Outside dev a run with warnings of the compiler went on only because it was told to. */
const allowedWarnings = (run: RunRecord): boolean => run.events.some(({ type, details }) => type === 'lint' && asArray(asObject(details)['warnings']).some((one) => !String(one).startsWith('aos/')));
