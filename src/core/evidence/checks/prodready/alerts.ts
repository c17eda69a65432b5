import { asArray, asObject, asString, member } from '../../../json';
import type { JsonObject } from '../../../values';
import type { Check, Facts, Verdict } from '../../api';
import { armList, resource } from '../../queries';
import { fail, notApplicable, pass } from '../../verdict';
import { check, listed, rollUpOf, sameText } from '../shared';
import { apps, sites } from '../traits';

const stages = ['staging', 'prod'] as const;
export const metricAlerts = armList('{rg}/providers/Microsoft.Insights/metricAlerts', '2018-03-01');
export const queryRules = armList('{rg}/providers/Microsoft.Insights/scheduledQueryRules', '2021-08-01');
export const activityAlerts = armList('{rg}/providers/Microsoft.Insights/activityLogAlerts', '2020-10-01');
export const webTests = armList('{rg}/providers/Microsoft.Insights/webtests', '2022-06-15');

/** A rule of any of the three types, in one form. */
export interface Rule { readonly name: string; readonly enabled: boolean; readonly severity?: number; readonly scopes: readonly string[]; readonly groups: readonly string[]; readonly properties: JsonObject }

export function toRule(body: JsonObject): Rule {
  const properties = asObject(body['properties']);
  const actions = properties['actions'];
  const ids = [...asArray(actions), ...asArray(member(actions, 'actionGroups'))].map((one) => asString(one) ?? asString(member(one, 'actionGroupId')) ?? '');
  const severity = properties['severity'];
  return { name: asString(body['name']) ?? '', enabled: properties['enabled'] !== false, ...(typeof severity === 'number' && { severity }), scopes: asArray(properties['scopes']).map((one) => (asString(one) ?? '').toLowerCase()), groups: ids.filter(Boolean).map((id) => id.toLowerCase()), properties };
}

const critical = ['app-down', 'error-rate', 'queue-depth', 'storage-access'].map((one) => `prodready.alerts.${one}`);
const warning = ['response-time', 'utilization', 'deployment-failure'].map((one) => `prodready.alerts.${one}`);

export const alertChecks: readonly Check[] = [
  rollUpOf('prodready.alerts.critical', critical, { stages }),
  check('prodready.alerts.app-down', [metricAlerts, webTests, resource('appi'), ...sites], decideAppDown, { stages }),
  check('prodready.alerts.error-rate', [queryRules, resource('appi'), resource('law')], decideErrorRate, { stages }),
  check('prodready.alerts.queue-depth', [metricAlerts, resource('bus')], (facts) => best(rulesOn(facts, facts.need(resource('bus')).id), 'ActiveMessages > 1000 for each queue', (rule) =>
    criteriaOf(rule).some((one) => isMetric(one, 'ActiveMessages') && one.operator === 'GreaterThan' && one.threshold === 1000 && one.dimensions.some((name) => sameText(name, 'EntityName')))), { stages }),
  check('prodready.alerts.storage-access', [metricAlerts, resource('st')], (facts) => best(rulesOn(facts, facts.need(resource('st')).id), 'Availability below 100', (rule) =>
    criteriaOf(rule).some((one) => isMetric(one, 'Availability') && one.operator === 'LessThan' && one.threshold <= 100 && one.threshold >= 90 && sameText(one.aggregation, 'Average'))), { stages }),
  rollUpOf('prodready.alerts.warning', warning, { stages }),
  check('prodready.alerts.response-time', [metricAlerts, resource('appi'), ...sites], decideResponseTime, { stages }),
  check('prodready.alerts.utilization', [metricAlerts, resource('plan')], (facts) => {
    const plan = facts.need(resource('plan'));
    if (asString(plan.sku?.['name']) === 'Y1') return notApplicable(`${plan.name} is Y1, which has no such numbers.`);
    const rules = rulesOn(facts, plan.id);
    const missing = ['CpuPercentage', 'MemoryPercentage'].map((metric) => ({ metric, verdict: best(rules, `${metric} above 80`, (rule) => criteriaOf(rule).some((one) => isMetric(one, metric) && one.operator === 'GreaterThan' && one.threshold === 80)) })).filter(({ verdict }) => verdict.state !== 'pass');
    return missing.length === 0 ? pass(`CPU and memory of ${plan.name} are watched.`) : fail(missing.map(({ verdict }) => verdict.reason).join(' '));
  }, { stages }),
  check('prodready.alerts.deployment-failure', [activityAlerts], (facts, { environment }) => {
    const wanted: readonly (readonly [string, string])[] = [['category', 'Administrative'], ['operationName', 'Microsoft.Resources/deployments/write'], ['status', 'Failed']];
    const rules = facts.need(activityAlerts).map(toRule).filter(({ scopes }) => scopes.some((scope) => scope.endsWith(`/resourcegroups/${environment.resourceGroup.toLowerCase()}`) || /^\/subscriptions\/[^/]+$/.test(scope)));
    return best(rules, 'failed deployments', ({ properties }) => wanted.every(([field, value]) => asArray(member(properties['condition'], 'allOf')).some((one) => sameText(asString(member(one, 'field')), field) && sameText(asString(member(one, 'equals')), value))));
  }, { stages }),
];

interface Criterion { readonly metric: string; readonly operator: string; readonly threshold: number; readonly aggregation: string; readonly dimensions: readonly string[] }

const criteriaOf = ({ properties }: Rule): readonly Criterion[] => asArray(member(properties['criteria'], 'allOf')).map(asObject).map((one) => ({
  metric: asString(one['metricName']) ?? '', operator: asString(one['operator']) ?? '', threshold: typeof one['threshold'] === 'number' ? one['threshold'] : Number.NaN, aggregation: asString(one['timeAggregation']) ?? '',
  dimensions: asArray(one['dimensions']).map((dimension) => asString(member(dimension, 'name')) ?? ''),
}));
const isMetric = ({ metric }: Criterion, name: string): boolean => sameText(metric, name);

const rulesOn = (facts: Facts, ...ids: readonly string[]): readonly Rule[] => facts.need(metricAlerts).map(toRule).filter(({ scopes }) => scopes.some((scope) => ids.some((id) => sameText(scope, id))));

/** A fitting rule that is on and tells somebody; else the nearest thing to it. */
function best(rules: readonly Rule[], what: string, fits: (rule: Rule) => boolean): Verdict {
  const fitting = rules.filter(fits);
  const good = fitting.find(({ enabled, groups }) => enabled && groups.length > 0);
  if (good) return pass(`${good.name} watches ${what}.`);
  if (fitting.length === 0) return fail(`No rule watches ${what}${rules.length > 0 ? `; there is ${listed(rules.map(({ name }) => name))}` : ''}.`);
  return fail(`${fitting[0]!.name} watches ${what}, but ${fitting[0]!.enabled ? 'tells no action group' : 'is off'}.`);
}

function decideAppDown(facts: Facts): Verdict {
  const component = facts.need(resource('appi'));
  const tested = facts.need(webTests).map((test) => JSON.stringify(test['properties'] ?? {}).toLowerCase());
  const onTime = ({ severity, properties }: Rule): boolean => severity === 0 && properties['windowSize'] === 'PT5M' && properties['evaluationFrequency'] === 'PT1M';
  const watches = (rule: Rule, metric: string): boolean => criteriaOf(rule).some((one) => isMetric(one, metric) && one.operator === 'LessThan' && one.threshold === 99 && sameText(one.aggregation, 'Average'));
  const verdicts = apps.map((_, index) => {
    const site = facts.need(sites[index]!);
    const host = asString(site.properties['defaultHostName'])?.toLowerCase();
    const own = best(rulesOn(facts, site.id), `whether ${site.name} is up`, (rule) => onTime(rule) && watches(rule, 'HealthCheckStatus'));
    const byTest = host !== undefined && tested.some((text) => text.includes(host) && text.includes('/api/health')) ? best(rulesOn(facts, component.id), `whether ${site.name} is up`, (rule) => onTime(rule) && watches(rule, 'availabilityResults/availabilityPercentage')) : own;
    return own.state === 'pass' ? own : byTest;
  });
  const open = verdicts.filter(({ state }) => state !== 'pass');
  return open.length === 0 ? pass('Each of the three apps is watched every minute.') : fail(open.map(({ reason }) => reason).join(' '));
}

/** The share may be worked out by the query, with its limit inside it or as the threshold. */
function decideErrorRate(facts: Facts): Verdict {
  const ids = [facts.need(resource('appi')).id, facts.need(resource('law')).id];
  const rules = facts.need(queryRules).map(toRule).filter(({ scopes }) => scopes.some((scope) => ids.some((id) => sameText(scope, id))));
  return best(rules, 'whether more than 5 % of the requests fail', ({ properties }) => properties['windowSize'] === 'PT5M' && asArray(member(properties['criteria'], 'allOf')).map(asObject).some((one) => {
    const query = asString(one['query']) ?? '';
    const isShare = /requests/i.test(query) && /success|failed/i.test(query) && /100(\.0)?\s*\*|\*\s*100(\.0)?/.test(query);
    return isShare && one['operator'] === 'GreaterThan' && (/>\s*5(\.0)?\b/.test(query) ? Number(one['threshold']) === 0 : Number(one['threshold']) === 5);
  }));
}

function decideResponseTime(facts: Facts): Verdict {
  const [component, found] = [facts.need(resource('appi')), sites.map((one) => facts.need(one))];
  const slow = (metric: string, limit: number) => (rule: Rule): boolean => (rule.severity === 2 || rule.severity === 3) && criteriaOf(rule).some((one) => isMetric(one, metric) && one.operator === 'GreaterThan' && one.threshold === limit && sameText(one.aggregation, 'Average'));
  const whole = best(rulesOn(facts, component.id), 'an average response above 2 s', slow('requests/duration', 2000));
  if (whole.state === 'pass') return whole;
  const each = found.map(({ id, name }) => best(rulesOn(facts, id), `an average response of ${name} above 2 s`, slow('HttpResponseTime', 2)));
  return each.every(({ state }) => state === 'pass') ? pass('Each of the three apps is watched for slow responses.') : whole;
}
