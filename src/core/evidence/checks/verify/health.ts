import { asObject, asString } from '../../../json';
import { judgeResource } from '../../../health';
import type { Check, Facts, Verdict } from '../../api';
import { armList, details, directDeployment, resources, runs } from '../../queries';
import { fail, notApplicable, pass } from '../../verdict';
import { check, listed } from '../shared';

const availability = armList('{rg}/providers/Microsoft.ResourceHealth/availabilityStatuses', '2023-07-01');

export const healthChecks: readonly Check[] = [
  check('verify.health.orchestrator-results', [runs(), directDeployment()], (facts) => {
    const run = facts.need(runs()).find(({ success }) => success);
    if (!run) return facts.find(directDeployment()) ? notApplicable('The environment was deployed directly, without a run.') : fail('No run has succeeded, so that there are no health results.');
    const counts = Object.fromEntries(['healthy', 'degraded', 'unhealthy', 'unknown'].map((verdict) => [verdict, run.health.filter((one) => one.verdict === verdict).length]));
    return run.health.length === 0 ? fail(`${run.deploymentId} holds no health result.`) : pass(`${run.deploymentId} holds the health of ${run.health.length} resources.`, counts);
  }, { binds: ['deployment'] }),
  check('verify.health.all-healthy', [details(), availability], decideAllHealthy),
  check('verify.health.provisioning', [resources()], (facts) => {
    const all = facts.need(resources());
    if (all.length === 0) return fail('The resource group is empty.');
    const others = all.filter(({ provisioningState }) => provisioningState !== undefined && provisioningState !== 'Succeeded');
    return others.length === 0 ? pass(`All ${all.length} resources are provisioned.`) : fail(`${others.length} resources are not provisioned: ${listed(others.map(({ name, provisioningState }) => `${name} (${provisioningState})`))}.`);
  }),
];

/** By the type's own rule, and by Resource Health where that has an opinion. */
export function decideAllHealthy(facts: Facts): Verdict {
  const all = facts.need(details());
  if (all.length === 0) return fail('The resource group is empty.');
  const sick = all.flatMap((one) => { const { verdict, reason } = judgeResource(one.type, one); return verdict === 'healthy' ? [] : [`${one.name} (${reason.replace(/\.$/, '')})`]; });
  const told = facts.get(availability);
  const troubled = (told.state === 'answered' ? told.value : []).flatMap((one) => {
    const { availabilityState, summary } = asObject(one['properties']);
    const owner = /^(.*)\/providers\/microsoft\.resourcehealth\//i.exec(asString(one['id']) ?? '')?.[1]?.split('/').at(-1);
    return owner === undefined || /^(available|unknown)$/i.test(asString(availabilityState) ?? 'unknown') ? [] : [`${owner} (Resource Health: ${asString(availabilityState)}${asString(summary) ? `, ${asString(summary)}` : ''})`];
  });
  const problems = [...sick, ...troubled];
  if (problems.length > 0) return fail(`Not healthy: ${listed(problems)}.`);
  return pass(`All ${all.length} resources are healthy${told.state === 'answered' ? '' : '; Resource Health could not be asked'}.`);
}
export const allHealthyNeeds = [details(), availability];
