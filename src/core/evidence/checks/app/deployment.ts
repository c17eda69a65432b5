import { asObject } from '../../../json';
import type { Check, Facts, Verdict } from '../../api';
import { appDeployment, applications, records, type App } from '../../queries';
import { fail, pass } from '../../verdict';
import { compareFunctions, functionsOf } from '../functions';
import { check, listed } from '../shared';

/** Kudu's states. @see Kudu, DeployStatus */
const states: Readonly<Record<number, string>> = { 0: 'pending', 1: 'building', 2: 'deploying', 3: 'failed', 4: 'successful', 5: 'in conflict', 6: 'partly successful' };
const success = 4;

export const deploymentChecks: readonly Check[] = [
  succeeded('main'),
  check('app.deploy.main-functions', [functionsOf('main'), applications()], (facts) => {
    const { found, declared, missing, extra } = compareFunctions(facts, 'main');
    if (found.length === 0) return fail('The host has found no function.');
    if (declared.length === 0) return fail('The sources of the main app declare no function.');
    if (missing.length + extra.length === 0) return pass(`${found.length} functions, as function_app.py declares them.`);
    return fail([missing.length > 0 ? `not found by the host: ${listed(missing)}` : '', extra.length > 0 ? `not declared: ${listed(extra)}` : ''].filter((one) => one !== '').join('; '));
  }, { binds: ['commit'] }),
  succeeded('mcp'),
  succeeded('realm'),
];

function succeeded(app: App): Check {
  return check(`app.deploy.${app}-succeeded`, [appDeployment(app), records('publish')], (facts) => {
    const newest = facts.need(appDeployment(app));
    if (newest.kind === 'mounted') return decideMounted(newest);
    if (newest.status !== success) return fail(`The newest deployment is ${states[newest.status] ?? `of the state ${newest.status}`}.`);
    if (!newest.complete) return fail('The newest deployment is not complete.');
    const published = publishedAt(facts, app);
    if (published !== undefined && newest.receivedAt !== undefined && Date.parse(newest.receivedAt) + toleranceMs < Date.parse(published)) return fail(`The newest deployment is of ${newest.receivedAt}, older than the publishing of ${published}.`);
    return pass(`Deployed${newest.receivedAt ? ` at ${newest.receivedAt}` : ''}.`);
  }, { binds: ['commit'] });
}

/** Clocks of two machines differ by moments. */
const toleranceMs = 2_000;

const publishedAt = (facts: Facts, app: App): string | undefined => facts.need(records('publish')).find(({ value }) => asObject(value)['application'] === app)?.at;

function decideMounted({ hasPackage, hostState }: { readonly hasPackage: boolean; readonly hostState?: string }): Verdict {
  if (!hasPackage) return fail('Nothing has been deployed: there is neither a history nor a mounted package.');
  return hostState === 'Running' ? pass('A package is mounted, and the host is running.') : fail(`A package is mounted, but the host is ${hostState ?? 'in an unknown state'}.`);
}
