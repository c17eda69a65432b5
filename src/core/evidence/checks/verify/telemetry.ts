import { asString } from '../../../json';
import type { Check, Facts } from '../../api';
import { compiled, logs, metrics, resource, type App } from '../../queries';
import { fail, pass, unknown } from '../../verdict';
import { check, listed, rollUpOf } from '../shared';
import { apps, averageOf, insightsCheck, numberIn, requireInsights, valuesOf } from './shared';

const hour = { timespan: 'PT1H', interval: 'PT5M' } as const;
const requestCount = metrics('appi', { names: ['requests/count'], aggregation: 'Count', ...hour });
const requestDuration = metrics('appi', { names: ['requests/duration'], aggregation: 'Average', ...hour });
const live = logs('appi', 'union requests, traces, dependencies, performanceCounters, customMetrics | where timestamp > ago(5m) | count', 'PT5M');
const failures = logs('appi', 'requests | where timestamp > ago(1h) | summarize total = count(), failed = countif(success == false)', 'PT1H');
const topFailures = logs('appi', 'requests | where timestamp > ago(1h) and success == false | summarize hits = count() by name, resultCode | order by hits desc | take 5', 'PT1H');
const slowest = logs('appi', 'requests | where timestamp > ago(1h) | summarize average = avg(duration) by name | order by average desc | take 5', 'PT1H');
const severities = logs('appi', 'traces | where timestamp > ago(1h) | summarize count() by severityLevel', 'PT1H');
const roles = logs('appi', 'union requests, dependencies | where timestamp > ago(1d) | summarize count() by cloud_RoleName', 'P1D');
const targets = logs('appi', 'dependencies | where timestamp > ago(1d) | summarize count() by target', 'P1D');
const sample = logs('appi', 'requests | where timestamp > ago(1d) | order by timestamp desc | take 1 | project operation_Id', 'P1D');
const perOperation = logs('appi', 'union requests, dependencies, traces, exceptions | where timestamp > ago(1d) | summarize items = count() by operation_Id', 'P1D');
const slowestAverageMs = 2_000;

export const telemetryChecks: readonly Check[] = [
  insightsCheck('verify.appinsights.receiving', [requestCount], (facts) => {
    const sum = valuesOf(facts.need(requestCount)).reduce((total, one) => total + one, 0);
    return sum > 0 ? pass(`${sum} requests in the last hour.`) : fail('Application Insights has received no request in the last hour.');
  }),
  rollUpOf('verify.appinsights.visible', ['verify.appinsights.live-streaming', 'verify.appinsights.failures', 'verify.appinsights.performance', 'verify.logs.flowing']),
  insightsCheck('verify.appinsights.live-streaming', [live], (facts) => {
    const count = numberIn(facts.need(live), 'Count') ?? 0;
    return count > 0 ? pass(`${count} items in the last 5 minutes.`) : fail('No telemetry has come in the last 5 minutes. Send a request, and check again.');
  }),
  insightsCheck('verify.appinsights.failures', [failures, topFailures], decideFailures),
  insightsCheck('verify.appinsights.performance', [requestDuration, slowest], (facts) => {
    const average = averageOf(valuesOf(facts.need(requestDuration)).filter((value) => value > 0));
    if (average === undefined) return fail('There is no response time: no request came in the last hour.');
    const slow = facts.get(slowest);
    const names = slow.state === 'answered' ? slow.value.map((one) => `${asString(one['name'])} (${Math.round(Number(one['average']))} ms)`) : [];
    return average <= slowestAverageMs ? pass(`${Math.round(average)} ms on average in the last hour.`, { slowest: names }) : fail(`${Math.round(average)} ms on average in the last hour; at most ${slowestAverageMs} is wanted. Slowest: ${listed(names)}.`);
  }),
  insightsCheck('verify.logs.flowing', [severities], (facts) => {
    const rows = facts.need(severities);
    return rows.length > 0 ? pass(`Traces of ${rows.length} severities in the last hour.`) : fail('No trace has come in the last hour.');
  }),
  insightsCheck('verify.logs.queries', [live, failures, topFailures, slowest, severities, roles, targets, sample, perOperation], (facts) => {
    const refused = [live, failures, topFailures, slowest, severities, roles, targets, sample, perOperation].flatMap((query) => { const fact = facts.get(query); return fact.state === 'failed' ? [`${String(query.ask['kql']).slice(0, 60)}…: ${fact.reason}`] : []; });
    if (refused.length > 0) return fail(`${refused.length} queries are refused: ${refused.join('; ')}`);
    for (const query of [live, failures, topFailures, slowest, severities, roles, targets, sample, perOperation]) facts.need(query);
    return pass('All queries run.');
  }),
  rollUpOf('verify.tracing.end-to-end', ['verify.tracing.components', 'verify.tracing.sample']),
  check('verify.tracing.components', [compiled(), roles, targets, ...apps.map((app) => resource(app)), resource('bus'), resource('st')], (facts) => {
    requireInsights(facts);
    const seen = facts.need(roles).map((one) => asString(one['cloud_RoleName'])?.toLowerCase() ?? '');
    const called = facts.need(targets).map((one) => asString(one['target'])?.toLowerCase() ?? '');
    const missing = [...apps.map((app) => nameOf(facts, app)).filter((name) => !seen.includes(name)), ...(['bus', 'st'] as const).map((role) => facts.need(resource(role)).name.toLowerCase()).filter((name) => !called.some((one) => one.includes(name)))];
    return missing.length === 0 ? pass('The three apps, Service Bus and storage appear in the traces of a day.') : fail(`Not in the traces of the last day: ${missing.join(', ')}.`);
  }),
  insightsCheck('verify.tracing.sample', [sample, perOperation], (facts) => {
    const id = asString(facts.need(sample)[0]?.['operation_Id']);
    if (id === undefined) return fail('There is no request of the last day to trace.');
    const items = Number(facts.need(perOperation).find((one) => one['operation_Id'] === id)?.['items'] ?? 0);
    return items >= 2 ? pass(`The newest request can be traced: ${items} items of operation ${id}.`) : fail(`The newest request, operation ${id}, has ${items} items: nothing else belongs to it.`);
  }),
];

const nameOf = (facts: Facts, app: App): string => facts.need(resource(app)).name.toLowerCase();

/** Less than 1 % of an hour's requests; without requests there is nothing to judge, which is no success. */
function decideFailures(facts: Facts) {
  const rows = facts.need(failures);
  const [total, failed] = [numberIn(rows, 'total') ?? 0, numberIn(rows, 'failed') ?? 0];
  if (total === 0) return unknown('No request came in the last hour, so that nobody can say how many fail.');
  const percent = (100 * failed) / total;
  const top = facts.get(topFailures);
  const names = top.state === 'answered' ? top.value.map((one) => `${asString(one['name'])} ${asString(one['resultCode']) ?? ''} (${String(one['hits'])})`) : [];
  return percent < 1 ? pass(`${failed} of ${total} requests failed in the last hour.`) : fail(`${failed} of ${total} requests failed in the last hour, ${percent.toFixed(1)} %: ${listed(names)}.`, { top: names });
}
