import { asString, member } from '../../../json';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { compiled, details, logs, records, resource } from '../../queries';
import { fail, notApplicable, pass, unknown } from '../../verdict';
import { alertsIn, firedAlerts } from '../alerts';
import { check, counted, listed, parametersOf, rollUpOf, sameText } from '../shared';
import { queues, sites } from '../traits';

export const errorShare = logs('appi', 'requests | where timestamp > ago(24h) | summarize failed = countif(success == false), total = count()', 'P1D');
const mostActive = 1000, mostErrorsPercent = 1, dayMs = 86_400_000;

export const dailyChecks: readonly Check[] = [
  check('ops.daily.alerts', [firedAlerts], (facts) => {
    const open = alertsIn(facts).filter((one) => sameText(asString(one['monitorCondition']), 'Fired') && /^(New|Acknowledged)$/i.test(asString(one['alertState']) ?? ''));
    return open.length === 0 ? pass('No alert is open.') : fail(`${counted(open.length, 'open alert')}: ${listed(open.map((one) => asString(one['alertRule'])?.split('/').at(-1) ?? 'an alert'))}.`);
  }),
  rollUpOf('ops.daily.overview', ['error-rate', 'request-trend', 'response-trend'].map((one) => `ops.daily.${one}`)),
  check('ops.daily.error-rate', [compiled(), errorShare], (facts) => {
    if (parametersOf(facts)['enableAppInsights'] === false) return notApplicable('Application Insights is switched off.');
    const [row] = facts.need(errorShare);
    const [failed, total] = [row?.['failed'], row?.['total']];
    if (typeof failed !== 'number' || typeof total !== 'number') return unknown('The log service told no numbers.');
    if (total === 0) return notApplicable('No request arrived within a day.');
    const percent = Math.round(10_000 * failed / total) / 100;
    return 100 * failed / total < mostErrorsPercent ? pass(`${percent} % of ${total} requests failed.`) : fail(`${percent} % of ${total} requests failed; less than ${mostErrorsPercent} % is asked for.`);
  }),
  check('ops.daily.apps-running', [details(), ...sites], (facts) => {
    const own = sites.map((one) => facts.need(one));
    // What else runs functions in the group; the three are read for themselves, which is fresher than an index.
    const others = facts.need(details()).filter(({ id, type, kind }) => sameText(type, 'Microsoft.Web/sites') && /functionapp/i.test(kind ?? '') && !own.some((one) => sameText(one.id, id)));
    const standing = [...own, ...others].filter(({ properties }) => properties['state'] !== 'Running');
    return standing.length === 0 ? pass(`All ${own.length + others.length} function apps run.`) : fail(`Not running: ${listed(standing.map(({ name, properties }) => `${name} (${asString(properties['state']) ?? 'unknown'})`))}.`);
  }),
  check('ops.daily.queue-depths', [resource('bus'), queues, records('queue-depths')], decideDepths),
];

/** Dead letters are compared with the newest record that is at least half a day old. */
function decideDepths(facts: Facts, { now }: EvidenceScope): Verdict {
  facts.need(resource('bus'));
  const depths = facts.need(queues).map((one) => { const details = member(one['properties'], 'countDetails'); return { name: asString(one['name'])?.split('/').at(-1) ?? '', active: Number(member(details, 'activeMessageCount') ?? Number.NaN), dead: Number(member(details, 'deadLetterMessageCount') ?? Number.NaN) }; });
  if (depths.length === 0) return fail('The namespace has no queue.');
  const untold = depths.filter(({ active, dead }) => Number.isNaN(active) || Number.isNaN(dead));
  if (untold.length > 0) return unknown(`The namespace tells no counts of ${listed(untold.map(({ name }) => name))}.`);
  const observed = Object.fromEntries(depths.map(({ name, active, dead }) => [name, { active, dead }]));
  const deep = depths.filter(({ active }) => active > mostActive);
  if (deep.length > 0) return fail(`More than ${mostActive} messages wait: ${listed(deep.map(({ name, active }) => `${name} (${active})`))}.`, observed);
  const before = facts.need(records('queue-depths')).find(({ at }) => now.getTime() - Date.parse(at) >= dayMs / 2);
  const grown = depths.filter(({ name, dead }) => dead > Number(member(member(before?.value, name), 'dead') ?? 0));
  if (grown.length > 0 && !before) return unknown(`Dead letters in ${listed(grown.map(({ name }) => name))}, and no count of yesterday to compare with.`);
  return grown.length === 0 ? pass(`${depths.length} queues, none deep, and no new dead letters.`, observed) : fail(`More dead letters than yesterday: ${listed(grown.map(({ name, dead }) => `${name} (${dead})`))}.`, observed);
}
