import { asArray, asObject, asString, member } from '../../../json';
import type { JsonObject } from '../../../values';
import type { Check, Facts, Verdict } from '../../api';
import { armList, resource } from '../../queries';
import { fail, notApplicable, pass } from '../../verdict';
import { check, listed, rollUpOf, sameText, texts } from '../shared';
import { apps, queues, sites } from '../traits';

const stages = ['staging', 'prod'] as const;
export const metricAlerts = armList('{rg}/providers/Microsoft.Insights/metricAlerts', '2018-03-01');
export const queryRules = armList('{rg}/providers/Microsoft.Insights/scheduledQueryRules', '2021-08-01');
export const activityAlerts = armList('{rg}/providers/Microsoft.Insights/activityLogAlerts', '2020-10-01');
export const actionGroups = armList('{rg}/providers/Microsoft.Insights/actionGroups', '2023-01-01');
/** Rules and action groups may be kept in one group for the whole subscription; who may not read that sees those of the own group. */
const everywhere = new Map([metricAlerts, queryRules, activityAlerts, actionGroups].map((one) => [one, armList(String(one.ask['path']).replace('{rg}', '{sub}'), String(one.ask['apiVersion']))]));
type Kept = typeof metricAlerts;

/** To be asked for a list of the group, and for the same of the subscription. */
export const listing = (...lists: readonly Kept[]): readonly Kept[] => lists.flatMap((one) => [one, everywhere.get(one)!]);

/** Those of the group, which must be known, and those of the subscription as far as they may be read. */
export function kept(facts: Facts, list: Kept): readonly JsonObject[] {
  const own = facts.need(list);
  const others = facts.get(everywhere.get(list)!);
  const known = new Set(own.map(idOf));
  return [...own, ...(others.state === 'answered' ? others.value : []).filter((one) => !known.has(idOf(one)))];
}

const idOf = (one: JsonObject): string => (asString(one['id']) ?? asString(one['name']) ?? '').toLowerCase();
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

/** To be asked for metric rules and whom they tell. */
const metricNeeds = listing(metricAlerts, actionGroups);
const critical = ['app-down', 'error-rate', 'queue-depth', 'storage-access'].map((one) => `prodready.alerts.${one}`);
const warning = ['response-time', 'utilization', 'deployment-failure'].map((one) => `prodready.alerts.${one}`);

export const alertChecks: readonly Check[] = [
  rollUpOf('prodready.alerts.critical', critical, { stages }),
  check('prodready.alerts.app-down', [...metricNeeds, webTests, resource('appi'), ...sites], decideAppDown, { stages }),
  check('prodready.alerts.error-rate', [...listing(queryRules, actionGroups), resource('appi'), resource('law')], decideErrorRate, { stages }),
  check('prodready.alerts.queue-depth', [...metricNeeds, resource('bus'), queues], (facts) => {
    const names = facts.get(queues);
    const all = (names.state === 'answered' ? names.value : []).map((one) => asString(one['name'])?.split('/').at(-1)?.toLowerCase() ?? '');
    return best(facts, rulesOn(facts, facts.need(resource('bus')).id), 'ActiveMessages > 1000 for each queue', (rule) =>
      watchesOnly(rule, (one) => isMetric(one, 'ActiveMessages') && one.operator === 'GreaterThan' && one.threshold === 1000 && one.dimensions.some((dimension) => sameText(dimension.name, 'EntityName') && isWhole(dimension, all))));
  }, { stages }),
  check('prodready.alerts.storage-access', [...metricNeeds, resource('st')], (facts) => best(facts, rulesOn(facts, facts.need(resource('st')).id), 'Availability below 100', (rule) =>
    watchesOnly(rule, (one) => isMetric(one, 'Availability') && one.operator === 'LessThan' && one.threshold <= 100 && one.threshold >= 90 && sameText(one.aggregation, 'Average'))), { stages }),
  rollUpOf('prodready.alerts.warning', warning, { stages }),
  check('prodready.alerts.response-time', [...metricNeeds, resource('appi'), ...sites], decideResponseTime, { stages }),
  check('prodready.alerts.utilization', [...metricNeeds, resource('plan')], (facts) => {
    const plan = facts.need(resource('plan'));
    if (asString(plan.sku?.['name']) === 'Y1') return notApplicable(`${plan.name} is Y1, which has no such numbers.`);
    const rules = rulesOn(facts, plan.id);
    const missing = ['CpuPercentage', 'MemoryPercentage'].map((metric) => ({ metric, verdict: best(facts, rules, `${metric} above 80`, (rule) => watchesOnly(rule, (one) => isMetric(one, metric) && one.operator === 'GreaterThan' && one.threshold === 80)) })).filter(({ verdict }) => verdict.state !== 'pass');
    return missing.length === 0 ? pass(`CPU and memory of ${plan.name} are watched.`) : fail(missing.map(({ verdict }) => verdict.reason).join(' '));
  }, { stages }),
  check('prodready.alerts.deployment-failure', listing(activityAlerts, actionGroups), (facts, { environment }) => {
    const group = environment.resourceGroup.toLowerCase();
    const wanted: readonly (readonly [string, string])[] = [['category', 'Administrative'], ['operationName', 'Microsoft.Resources/deployments/write'], ['status', 'Failed']];
    const rules = kept(facts, activityAlerts).map(toRule).filter(({ scopes }) => scopes.some((scope) => scope.endsWith(`/resourcegroups/${group}`) || /^\/subscriptions\/[^/]+$/.test(scope)));
    return best(facts, rules, 'failed deployments', ({ properties }) => {
      const conditions = asArray(member(properties['condition'], 'allOf')).map(asObject);
      const says = (field: string, value: string): boolean => conditions.some((one) => sameText(asString(one['field']), field) && sameText(asString(one['equals']), value));
      const elsewhere = conditions.some((one) => sameText(asString(one['field']), 'resourceGroup') && !sameText(asString(one['equals']), group));
      return !elsewhere && wanted.every(([field, value]) => says(field, value));
    });
  }, { stages }),
];

interface Dimension { readonly name: string; readonly operator: string; readonly values: readonly string[] }
interface Criterion { readonly metric: string; readonly operator: string; readonly threshold: number; readonly aggregation: string; readonly dimensions: readonly Dimension[] }

const criteriaOf = ({ properties }: Rule): readonly Criterion[] => asArray(member(properties['criteria'], 'allOf')).map(asObject).map((one) => ({
  metric: asString(one['metricName']) ?? '', operator: asString(one['operator']) ?? '', threshold: typeof one['threshold'] === 'number' ? one['threshold'] : Number.NaN, aggregation: asString(one['timeAggregation']) ?? '',
  dimensions: asArray(one['dimensions']).map((dimension) => ({ name: asString(member(dimension, 'name')) ?? '', operator: asString(member(dimension, 'operator')) ?? 'Include', values: texts(member(dimension, 'values')) })),
}));
const isMetric = ({ metric }: Criterion, name: string): boolean => sameText(metric, name);

/** All criteria of a rule must be met at once, so that one which does not fit keeps it silent. */
const watchesOnly = (rule: Rule, fits: (one: Criterion) => boolean): boolean => { const all = criteriaOf(rule); return all.length > 0 && all.every(fits); };

/** Split by every value, or by each of those that there are. */
const isWhole = ({ operator, values }: Dimension, all: readonly string[]): boolean =>
  sameText(operator, 'Include') && (values.length === 0 || values.includes('*') || (all.length > 0 && all.every((name) => values.some((one) => sameText(one, name)))));

const rulesOn = (facts: Facts, ...ids: readonly string[]): readonly Rule[] => kept(facts, metricAlerts).map(toRule).filter(({ scopes }) => scopes.some((scope) => ids.some((id) => sameText(scope, id))));

/** A fitting rule that is on and tells somebody; else the nearest thing to it. */
function best(facts: Facts, rules: readonly Rule[], what: string, fits: (rule: Rule) => boolean): Verdict {
  const fitting = rules.filter(fits);
  const isHeard = hearing(facts);
  const good = fitting.find(({ enabled, groups }) => enabled && groups.some(isHeard));
  if (good) return pass(`${good.name} watches ${what}.`);
  if (fitting.length === 0) return fail(`No rule watches ${what}${rules.length > 0 ? `; there is ${listed(rules.map(({ name }) => name))}` : ''}.`);
  const { name, enabled, groups } = fitting[0]!;
  return fail(`${name} watches ${what}, but ${!enabled ? 'is off' : groups.length === 0 ? 'tells no action group' : 'its action group is gone or off'}.`);
}

/** Whether an action group is there and on. One that lies where nobody may look is taken for good. */
function hearing(facts: Facts): (id: string) => boolean {
  const groups = new Map(kept(facts, actionGroups).map((one) => [idOf(one), one]));
  const seesAll = facts.get(everywhere.get(actionGroups)!).state === 'answered';
  const ownGroup = [...groups.keys()].map((id) => /^(.*\/resourcegroups\/[^/]+)\//.exec(id)?.[1])[0];
  return (id) => { const group = groups.get(id); return group ? member(group['properties'], 'enabled') !== false : !seesAll && !(ownGroup !== undefined && id.startsWith(`${ownGroup}/`)); };
}

function decideAppDown(facts: Facts): Verdict {
  const component = facts.need(resource('appi'));
  const tested = facts.need(webTests).filter((test) => feeds(test, component.id)).map((test) => JSON.stringify(test['properties'] ?? {}).toLowerCase());
  const onTime = ({ severity, properties }: Rule): boolean => severity === 0 && properties['windowSize'] === 'PT5M' && properties['evaluationFrequency'] === 'PT1M';
  const watches = (rule: Rule, metric: string): boolean => watchesOnly(rule, (one) => isMetric(one, metric) && one.operator === 'LessThan' && one.threshold === 99 && sameText(one.aggregation, 'Average'));
  const verdicts = apps.map((_, index) => {
    const site = facts.need(sites[index]!);
    const host = asString(site.properties['defaultHostName'])?.toLowerCase();
    const own = best(facts, rulesOn(facts, site.id), `whether ${site.name} is up`, (rule) => onTime(rule) && watches(rule, 'HealthCheckStatus'));
    const byTest = host !== undefined && tested.some((text) => text.includes(`//${host}/api/health`)) ? best(facts, rulesOn(facts, component.id), `whether ${site.name} is up`, (rule) => onTime(rule) && watches(rule, 'availabilityResults/availabilityPercentage')) : own;
    return own.state === 'pass' ? own : byTest;
  });
  const open = verdicts.filter(({ state }) => state !== 'pass');
  return open.length === 0 ? pass('Each of the three apps is watched every minute.') : fail(open.map(({ reason }) => reason).join(' '));
}

/** A test that is off measures nothing, and one that belongs to another component measures for that. */
function feeds({ properties, tags }: JsonObject, componentId: string): boolean {
  const links = Object.keys(asObject(tags)).flatMap((name) => /^hidden-link:(.+)$/i.exec(name)?.[1] ?? []);
  return (member(properties, 'Enabled') ?? member(properties, 'enabled')) !== false && links.some((id) => sameText(id, componentId));
}

/** The share may be worked out by the query, with its limit inside it or as the threshold. */
function decideErrorRate(facts: Facts): Verdict {
  const ids = [facts.need(resource('appi')).id, facts.need(resource('law')).id];
  const rules = kept(facts, queryRules).map(toRule).filter(({ scopes }) => scopes.some((scope) => ids.some((id) => sameText(scope, id))));
  return best(facts, rules, 'whether more than 5 % of the requests fail', ({ properties }) => properties['windowSize'] === 'PT5M' && asArray(member(properties['criteria'], 'allOf')).map(asObject).some((one) => {
    const query = asString(one['query']) ?? '';
    const isShare = /requests/i.test(query) && /success|failed/i.test(query) && /100(\.0)?\s*\*|\*\s*100(\.0)?/.test(query);
    return isShare && one['operator'] === 'GreaterThan' && (/>\s*5(\.0+)?(?![\d.])/.test(query) ? Number(one['threshold']) === 0 : Number(one['threshold']) === 5);
  }));
}

function decideResponseTime(facts: Facts): Verdict {
  const [component, found] = [facts.need(resource('appi')), sites.map((one) => facts.need(one))];
  const slow = (metric: string, limit: number) => (rule: Rule): boolean => (rule.severity === 2 || rule.severity === 3) && watchesOnly(rule, (one) => isMetric(one, metric) && one.operator === 'GreaterThan' && one.threshold === limit && sameText(one.aggregation, 'Average'));
  const whole = best(facts, rulesOn(facts, component.id), 'an average response above 2 s', slow('requests/duration', 2000));
  if (whole.state === 'pass') return whole;
  const each = found.map(({ id, name }) => best(facts, rulesOn(facts, id), `an average response of ${name} above 2 s`, slow('HttpResponseTime', 2)));
  return each.every(({ state }) => state === 'pass') ? pass('Each of the three apps is watched for slow responses.') : whole;
}
