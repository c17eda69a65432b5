import { isTerminal } from '../../../deployment';
import type { Check, Facts, Verdict } from '../../api';
import { directDeployment, runs, type DirectDeployment } from '../../queries';
import { fail, notApplicable, pass } from '../../verdict';
import { check } from '../shared';

const needs = [runs(), directDeployment()];

export const directChecks: readonly Check[] = [
  check('infra.direct.monitored', needs, unlessOrchestrated(({ record, operations, portal }) => {
    if (!isTerminal(record.provisioningState)) return fail(`${record.name} is still ${record.provisioningState}.`);
    return operations.length > 0 ? pass(`${record.name} ended as ${record.provisioningState} after ${operations.length} operations.`, { portal: portal ?? null }) : fail(`No operation of ${record.name} is known.`);
  })),
  check('infra.direct.succeeded', needs, unlessOrchestrated(({ record }) => (record.provisioningState === 'Succeeded' ? pass(`${record.name} succeeded.`) : fail(`${record.name} is ${record.provisioningState}${record.error ? `: ${record.error.message}` : ''}.`)))),
];

/** The way that was not taken does not apply. */
function unlessOrchestrated(decide: (direct: DirectDeployment) => Verdict): Check['decide'] {
  return (facts: Facts) => (facts.need(runs())[0]?.success ? notApplicable('The orchestrated run succeeded.') : decide(facts.need(directDeployment())));
}
