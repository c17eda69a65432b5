import { asObject, asString } from '../../../json';
import type { JsonObject } from '../../../values';
import type { Check, EvidenceRecord, Facts } from '../../api';
import { armList, logs, records, type App } from '../../queries';
import { fail, pass, unknown } from '../../verdict';
import { check, listed } from '../shared';
import { healthOfApp } from '../verify/endpoints';
import { apps, healthOf, numberIn } from '../verify/shared';

const published = records('publish');
const historyOf = (app: App): ReturnType<typeof armList> => armList(`{${app}}/deployments`, '2024-04-01');
/** Kudu's number of a deployment that succeeded. */
const success = 4;
const exceptions = logs('appi', 'exceptions | where timestamp > ago(5m) | count', 'PT5M');

export const applicationChecks: readonly Check[] = [
  check('emergency.app.previous-identified', [published, ...apps.map(historyOf)], (facts) => {
    const found = apps.map((app) => ({ app, earlier: earlierOf(facts, app) }));
    const without = found.filter(({ earlier }) => earlier === undefined).map(({ app }) => app);
    const told = Object.fromEntries(found.map(({ app, earlier }) => [app, earlier ?? null]));
    return without.length === 0 ? pass(`Each app has an earlier good deployment: ${found.map(({ app, earlier }) => `${app} ${earlier}`).join('; ')}.`, told) : fail(`No good deployment before the present one is known of ${listed(without)}.`, told);
  }),
  check('emergency.app.rollback-verified', [published], (facts) => {
    const rollback = facts.row('emergency.app.rollback-run');
    if (rollback?.state !== 'pass') return fail(rollback ? `The rollback did not succeed: ${rollback.reason}` : 'No application was rolled back here.');
    const { hash, site } = asObject(rollback.observed);
    const newest = newestByApp(facts.need(published));
    const carries = newest.find(({ value }) => asObject(value)['hash'] === hash);
    if (typeof hash !== 'string' || !carries) return fail(`The newest packages are ${listed(newest.map(({ value }) => `${String(asObject(value)['application'])} ${String(asObject(value)['hash']).slice(0, 12)}`))}; none is the one that was gone back to, ${String(hash).slice(0, 12)}.`);
    const functions = facts.row('verify.functions.listed');
    return functions?.state === 'pass' ? pass(`${asString(site) ?? 'The app'} runs the package ${hash.slice(0, 12)}, and its functions are as declared.`) : fail(`${asString(site) ?? 'The app'} runs the package ${hash.slice(0, 12)}, but ${functions?.reason ?? 'nobody has looked at its functions.'}`);
  }, { rows: ['emergency.app.rollback-run', 'verify.functions.listed'] }),
  check('emergency.app.health', [...apps.map(healthOfApp), exceptions], (facts) => {
    const sick = apps.flatMap((app) => { const { isHealthy, told } = healthOf(facts.need(healthOfApp(app))); return isHealthy ? [] : [`${app} answers ${told}`]; });
    if (sick.length > 0) return fail(`${sick.join('; ')}.`);
    const count = numberIn(facts.need(exceptions), 'Count');
    if (count === undefined) return unknown('All three apps are healthy, but the log service told no number of exceptions.');
    return count === 0 ? pass('All three apps are healthy, and no exception came in the last 5 minutes.') : fail(`All three apps are healthy, but ${count} exceptions came in the last 5 minutes.`);
  }),
];

/** What was good before: of the platform's history, else of what was published from here. */
function earlierOf(facts: Facts, app: App): string | undefined {
  const history = facts.get(historyOf(app));
  const [, ...before] = (history.state === 'answered' ? history.value : []).map((one) => asObject(one['properties'])).sort((a, b) => (timeOf(a) < timeOf(b) ? 1 : -1));
  const good = before.find(({ status }) => status === success);
  if (good) return `of ${timeOf(good)}${asString(good['message']) ? `, ${asString(good['message'])}` : ''}`;
  const packages = facts.need(published).filter(({ value }) => asObject(value)['application'] === app);
  const earlier = packages.find(({ value }) => asObject(value)['hash'] !== asObject(packages[0]?.value)['hash']);
  return earlier && `of ${earlier.at}, package ${String(asObject(earlier.value)['hash']).slice(0, 12)}`;
}

const timeOf = (one: JsonObject): string => asString(one['received_time']) ?? asString(one['start_time']) ?? '';

/** Records come newest first. */
function newestByApp(all: readonly EvidenceRecord[]): readonly EvidenceRecord[] {
  const first = new Map<unknown, EvidenceRecord>();
  for (const one of all) if (!first.has(asObject(one.value)['application'])) first.set(asObject(one.value)['application'], one);
  return [...first.values()];
}
