import { asString } from '../../../json';
import type { Check } from '../../api';
import { logs } from '../../queries';
import { fail, pass, rollUp, unknown } from '../../verdict';
import { alertsIn, firedAlerts, isSevere } from '../alerts';
import { check, listed, sameText } from '../shared';
import { numberIn } from '../verify/shared';

const errors = logs('appi', 'requests | where timestamp > ago(15m) | summarize total = count(), failed = countif(success == false)', 'PT15M');
const rows = ['verify.endpoints.health-main', 'verify.endpoints.health-mcp', 'verify.endpoints.health-realm', 'verify.health.all-healthy'];

export const closingChecks: readonly Check[] = [
  check('emergency.close.service-restored', [errors, firedAlerts], (facts, { environment }) => {
    const health = rollUp(facts, rows);
    if (health.state !== 'pass') return health;
    const [total, failed] = [numberIn(facts.need(errors), 'total'), numberIn(facts.need(errors), 'failed')];
    if (total === undefined || failed === undefined) return unknown('The log service told no numbers of requests.');
    if (total > 0 && (100 * failed) / total >= 1) return fail(`${failed} of ${total} requests of the last 15 minutes failed.`);
    const open = alertsIn(facts).filter((one) => {
      const { monitorCondition, alertState, targetResourceGroup } = one;
      return isSevere(one) && monitorCondition === 'Fired' && alertState !== 'Closed' && (targetResourceGroup === undefined || environment.resourceGroup === undefined || sameText(asString(targetResourceGroup), environment.resourceGroup));
    });
    return open.length === 0 ? pass(`Health is green, ${failed} of ${total} requests of the last 15 minutes failed, and no alert of severity 0 or 1 is open.`) : fail(`${open.length} alerts of severity 0 or 1 are open: ${listed(open.map(({ name }) => String(name)))}.`);
  }, { rows }),
];
