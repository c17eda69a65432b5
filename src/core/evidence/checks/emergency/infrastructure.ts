import type { RunRecord } from '../../../deployment';
import type { Check, Facts } from '../../api';
import { Decided } from '../../facts';
import { deployments, runs } from '../../queries';
import { fail, pass } from '../../verdict';
import { check, listed } from '../shared';
import { allHealthyNeeds, decideAllHealthy } from '../verify/health';

export const infrastructureChecks: readonly Check[] = [
  check('emergency.infra.last-good', [deployments(), runs()], (facts) => {
    const own = new Set(facts.need(runs()).map(({ deploymentName }) => deploymentName));
    const all = facts.need(deployments()).filter(({ name }) => own.has(name) || !/-deployment$/i.test(name)).sort((a, b) => ((a.timestamp ?? '') < (b.timestamp ?? '') ? 1 : -1));
    const [present, ...earlier] = all;
    const good = earlier.find(({ provisioningState }) => provisioningState === 'Succeeded');
    if (!present) return fail('The resource group has no deployment.');
    return good ? pass(`${good.name} of ${good.timestamp ?? 'an unknown time'} succeeded before ${present.name} (${present.provisioningState}).`, { lastGood: good.name, present: present.name }) : fail(`No deployment before ${present.name} has succeeded.`);
  }),
  check('emergency.infra.rollback-verified', [runs()], (facts) => {
    const run = rollbackOf(facts);
    if (!run.success) return fail(`The rollback ${run.deploymentId} ended as ${run.state}: ${run.message}`);
    const differing = run.health.filter(({ verdict, reason }) => verdict === 'unhealthy' || (verdict === 'unknown' && /What-if/.test(reason)));
    return differing.length === 0 ? pass(`${run.deploymentId} went back to ${run.rollbackTo?.deploymentId ?? 'an earlier state'}, and what-if shows no difference from it.`) : fail(`After ${run.deploymentId}: ${listed(differing.map(({ resourceId, reason }) => `${resourceId.split('/').at(-1)} (${reason.replace(/\.$/, '')})`))}.`);
  }),
  check('emergency.infra.healthy', [runs(), ...allHealthyNeeds], (facts) => { rollbackOf(facts); return decideAllHealthy(facts); }),
];

/** The newest rollback, when nothing was deployed since. @throws Decided `fail` when there is none. */
function rollbackOf(facts: Facts): RunRecord {
  const run = facts.need(runs()).find(({ endedAt }) => endedAt !== undefined);
  if (run?.rollbackTo) return run;
  throw new Decided(fail(run ? `The last run, ${run.deploymentId}, was no rollback.` : 'No run has ended yet, and so no rollback.'));
}
