import { phaseOrder } from '../../../deployment';
import type { Phase, PhaseName, RunRecord } from '../../../deployment/events';
import { asArray, asObject, asString } from '../../../json';
import { dirName, resolvePath } from '../../../paths';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { audit, deployments, fileText, runs } from '../../queries';
import { fail, notApplicable, pass, rollUp, warn } from '../../verdict';
import { check, rollUpOf } from '../shared';
import { Decided } from '../../facts';

const phaseRows = ['validating', 'linting', 'planning', 'confirmation', 'deploying', 'health', 'completed'].map((one) => `infra.exec.phase-${one}`);
const slowMs = 20 * 60_000;
const tooSlowMs = 30 * 60_000;
const mostAttempts = 3;

/** The newest run of the environment. */
function runOf(facts: Facts): RunRecord {
  const [run] = facts.need(runs());
  if (!run) throw new Decided(fail('The environment has never been deployed from here.'));
  return run;
}

/** Runs of the Python orchestrator leave events and no phases. */
const isOurs = (run: RunRecord): boolean => run.phases.length > 0;
const phaseOf = (run: RunRecord, name: PhaseName): Phase | undefined => run.phases.find((one) => one.name === name);
const eventsOf = (run: RunRecord, type: RunRecord['events'][number]['type']) => run.events.filter((one) => one.type === type);

const deployScript = ({ environment }: EvidenceScope) => fileText(resolvePath(dirName(environment.templateFile), 'deploy.py'));
const template = ({ environment }: EvidenceScope) => fileText(environment.templateFile);

export const orchestratorChecks: readonly Check[] = [
  check('infra.exec.working-dir', (scope) => [runs(), deployScript(scope), template(scope)], (facts, scope) => {
    const folder = dirName(scope.environment.templateFile);
    if (facts.find(template(scope)) === undefined) return fail(`${folder} holds no ${scope.environment.templateFile.slice(folder.length + 1)}.`);
    if (facts.find(deployScript(scope)) === undefined) return fail(`${folder} holds no deploy.py.`);
    const run = runOf(facts);
    const worked = dirName(resolvePath(folder, run.templateFile));
    return worked === folder ? pass(`The run ${run.deploymentId} worked in ${folder}.`) : fail(`The run ${run.deploymentId} worked in ${worked}, not in ${folder}.`);
  }),
  { ...rollUpOf('infra.exec.monitored', phaseRows), needs: [runs()], decide: decideMonitored },
  phaseCheck('validating', 'validating_parameters', (run) => eventsOf(run, 'validate').some(({ message }) => /validated successfully/i.test(message))),
  phaseCheck('linting', 'linting', (run) => eventsOf(run, 'lint').some(({ details }) => asObject(details)['success'] === true && asArray(asObject(details)['errors']).length === 0)),
  check('infra.exec.phase-planning', [runs()], decidePlanning),
  check('infra.exec.phase-confirmation', [runs()], decideConfirmation),
  check('infra.exec.phase-deploying', [runs(), deployments()], decideDeploying),
  check('infra.exec.phase-health', [runs()], decideHealth),
  check('infra.exec.phase-completed', [runs()], (facts) => {
    const run = runOf(facts);
    return run.state === 'completed' ? pass(`${run.deploymentId} is completed.`) : fail(`${run.deploymentId} is ${run.state.replaceAll('_', ' ')}: ${run.message}`);
  }),
  check('infra.exec.exit-code', [runs()], (facts) => {
    const run = runOf(facts);
    return run.success ? pass(`${run.deploymentId} ended well.`) : fail(`${run.deploymentId} did not end well: ${run.message}`);
  }),
  check('infra.exec.audit-log', [runs(), audit()], (facts) => {
    const run = runOf(facts);
    const row = facts.need(audit()).find((one) => one.gitSha === run.gitSha && one.success && one.timestamp >= run.timestamp);
    return row ? pass(`The audit has ${row.deploymentId} of ${row.timestamp}${row.gitSha ? ` at ${row.gitSha.slice(0, 12)}` : ''}.`) : fail(`The audit has no success of ${run.gitSha?.slice(0, 12) ?? 'a run without a commit'} since ${run.timestamp}.`);
  }),
];

function decideMonitored(facts: Facts): Verdict {
  const run = runOf(facts);
  const phases = rollUp(facts, phaseRows);
  if (phases.state !== 'pass') return phases;
  if (!isOurs(run)) return pass(`Every phase of ${run.deploymentId} left its event.`);
  const passed = phaseOrder.map((name) => phaseOf(run, name)).filter((one): one is Phase => one !== undefined && one.state !== 'skipped');
  const untimed = passed.filter(({ startedAt, endedAt }) => startedAt === undefined || endedAt === undefined);
  const inOrder = passed.every((one, index) => index === 0 || (passed[index - 1]!.startedAt ?? '') <= (one.startedAt ?? ''));
  if (untimed.length > 0) return fail(`No start or end is recorded of ${untimed.map(({ name }) => name).join(', ')}.`);
  return inOrder ? pass(`${passed.length} phases of ${run.deploymentId}, in order, each with start and end.`) : fail(`The phases of ${run.deploymentId} are not in order.`);
}

function phaseCheck(row: string, phase: PhaseName, ofOtherTool: (run: RunRecord) => boolean): Check {
  return check(`infra.exec.phase-${row}`, [runs()], (facts) => {
    const run = runOf(facts);
    if (!isOurs(run)) return ofOtherTool(run) ? pass(`The audit of ${run.deploymentId} says so.`) : fail(`The audit of ${run.deploymentId} holds no such event.`);
    const found = phaseOf(run, phase);
    return found?.state === 'succeeded' ? pass(`Ended well at ${found.endedAt ?? 'an unknown time'}.`) : fail(`It is ${found?.state ?? 'not recorded'} in ${run.deploymentId}.`);
  });
}

function decidePlanning(facts: Facts): Verdict {
  const run = runOf(facts);
  if (!isOurs(run)) {
    const event = eventsOf(run, 'plan').at(-1);
    const isGood = asObject(event?.details)['success'] !== false && event !== undefined && !/fail|error/i.test(event.message);
    return isGood ? pass(`The audit of ${run.deploymentId} holds the plan.`) : fail(`The audit of ${run.deploymentId} holds no plan that succeeded.`);
  }
  const found = phaseOf(run, 'planning');
  if (found?.state !== 'succeeded') return fail(`Planning is ${found?.state ?? 'not recorded'} in ${run.deploymentId}.`);
  return run.planHash !== undefined && run.planCounts !== undefined ? pass(`The plan ${run.planHash.slice(0, 12)}: ${run.planCounts.create} to create, ${run.planCounts.modify} to modify, ${run.planCounts.delete} to delete.`) : fail(`${run.deploymentId} went on without the result of a what-if.`);
}

function decideConfirmation(facts: Facts): Verdict {
  const run = runOf(facts);
  const given = eventsOf(run, 'confirmation').filter(({ details }) => asString(asObject(details)['how']) !== 'not-needed');
  if (isOurs(run) && run.planCounts === undefined) return fail(`${run.deploymentId} has no plan, so nobody knows what had to be confirmed.`);
  if ((run.planCounts?.delete ?? 0) === 0 && (isOurs(run) || given.length === 0)) return notApplicable('The plan destroys nothing.');
  const started = phaseOf(run, 'deploying')?.startedAt;
  const before = given.find(({ timestamp }) => started === undefined || timestamp <= started);
  if (!before) return fail(`${run.planCounts?.delete ?? 'Some'} deletions ran in ${run.deploymentId} without a recorded approval.`);
  const by = asString(asObject(before.details)['by']) ?? run.by;
  return by ? pass(`Approved by ${by} at ${before.timestamp}.`) : fail(`The approval of ${before.timestamp} names nobody.`);
}

function decideDeploying(facts: Facts): Verdict {
  const run = runOf(facts);
  const phase = phaseOf(run, 'deploying');
  if (phase?.state === 'skipped' && run.success) return notApplicable('There was nothing to deploy.');
  const record = facts.need(deployments()).find(({ name }) => name === run.deploymentName);
  if (!record) return fail(`The resource group knows no deployment ${run.deploymentName}.`);
  if (record.provisioningState !== 'Succeeded') return fail(`The deployment ${record.name} is ${record.provisioningState}.`);
  if (isOurs(run) && run.operations.length === 0) return fail(`No operation of ${record.name} was listed.`);
  const tries = eventsOf(run, 'failure_classification').map(({ details }) => asObject(details)).filter((one) => typeof one['attempt'] === 'number');
  if (tries.some((one) => (one['attempt'] as number) > mostAttempts || one['type'] === 'logic')) return fail('Something was tried again that had to stop.');
  const elapsedMs = phase?.startedAt && phase.endedAt ? Date.parse(phase.endedAt) - Date.parse(phase.startedAt) : undefined;
  const took = elapsedMs === undefined ? '' : ` in ${Math.round(elapsedMs / 1000)} s`;
  if (elapsedMs !== undefined && elapsedMs >= tooSlowMs) return fail(`It took ${Math.round(elapsedMs / 60_000)} minutes; 30 is the limit.`);
  return elapsedMs !== undefined && elapsedMs > slowMs ? warn(`Succeeded${took}, more than 20 minutes.`) : pass(`Succeeded${took}, ${run.operations.length} operations.`);
}

function decideHealth(facts: Facts): Verdict {
  const run = runOf(facts);
  const phase = phaseOf(run, 'verifying_health');
  if (isOurs(run) && phase?.state !== 'succeeded') return fail(`Verification is ${phase?.state ?? 'not recorded'} in ${run.deploymentId}.`);
  if (!isOurs(run) && eventsOf(run, 'health').length === 0) return fail(`The audit of ${run.deploymentId} holds no health check.`);
  const sick = run.health.filter(({ verdict }) => verdict !== 'healthy');
  if (sick.length > 0) return fail(`${sick.length} of ${run.health.length} are not healthy: ${sick.slice(0, 3).map(({ resourceId, reason }) => `${resourceId.split('/').at(-1)} (${reason})`).join(', ')}.`);
  if (isOurs(run) && run.health.length === 0) return fail('No resource was looked at.');
  return pass(`${run.health.length} of ${run.health.length} resources healthy.`);
}
