import { keyOf } from '../resourceId';
import type { ProviderContext, StoredResource } from '../providers/provider';
import { objectOf, textOf } from '../providers/shared/json';
import { fireByEvents } from './activityRules';
import { fire, resolve } from './alerts';
import { judge, type RuleState } from './judge';
import { notify } from './notify';
import { conductOf, observe, type Observation } from './rules';

/** `at`: the last look, milliseconds since 1970. `changedAt`: of the rule that was looked at; another one begins anew. */
interface Kept { readonly at: number; readonly changedAt: string; readonly series: RuleState }

/** Looks that are made up for after a pause; what lies further back is not looked at. */
const mostLooks = { metric: 60, log: 24 };

/** Brings all alerts up to the sandbox's present: every rule is looked at for each period since the last time, and now. Nothing here runs by a timer. */
export function evaluateAlerts(context: ProviderContext): void {
  for (const type of ['Microsoft.Insights/metricAlerts', 'Microsoft.Insights/scheduledQueryRules']) for (const rule of context.resources.listByType(type)) evaluateRule(rule, context);
  fireByEvents(context);
}

function evaluateRule(rule: StoredResource, context: ProviderContext): void {
  const table = context.table<Kept>('Microsoft.AlertsManagement/ruleStates');
  const conduct = conductOf(rule);
  const now = context.clock.now().getTime();
  const before = table.get(keyOf(rule.id));
  const isSame = before?.changedAt === rule.changedAt;
  if (before && !isSame) for (const { firing } of Object.values(before.series)) if (firing !== undefined) resolve(firing, now, context);
  let series: RuleState = isSame ? before.series : {};
  for (const at of conduct.isEnabled ? looksBetween(isSame ? before.at : Date.parse(rule.changedAt), now, conduct.frequencyMs, /metric/i.test(rule.type) ? mostLooks.metric : mostLooks.log) : []) {
    const observations = observe(rule, at, context);
    if (!observations) continue;
    const byKey = new Map(observations.map((one) => [JSON.stringify([one.target.toLowerCase(), one.dimensions]), one]));
    const breached = new Set([...byKey].filter(([, { isBreached }]) => isBreached).map(([key]) => key));
    const { state, transitions } = judge(conduct, series, breached, at, (key) => context.random.guid(`alert:${rule.id}:${key}:${at}`));
    series = state;
    for (const { kind, alert, series: key } of transitions) {
      if (kind === 'fired') fireOf(rule, alert, byKey.get(key)!, at, context); else resolve(alert, at, context);
      notify(rule, { at: new Date(at).toISOString(), alert, monitorCondition: kind === 'fired' ? 'Fired' : 'Resolved' }, context);
    }
  }
  table.set(keyOf(rule.id), { at: now, changedAt: rule.changedAt, series });
}

/** The end of each period that is over, and now; the newest `most` of them, in order. */
export function looksBetween(last: number, now: number, frequencyMs: number, most: number): readonly number[] {
  const looks: number[] = [];
  // The very end of a period still belongs to it.
  const first = Math.max(Math.floor(last / frequencyMs), Math.floor(now / frequencyMs) - most + 1);
  for (let period = first; (period + 1) * frequencyMs <= now; period++) looks.push((period + 1) * frequencyMs - 1);
  return [...looks, now];
}

function fireOf(rule: StoredResource, name: string, { target, values }: Observation, at: number, context: ProviderContext): void {
  const properties = objectOf(rule.body.properties);
  const isMetric = /metricAlerts$/i.test(rule.type);
  fire({
    name, rule: rule.id, target, severity: `Sev${typeof properties.severity === 'number' ? properties.severity : 3}`, signalType: isMetric ? 'Metric' : 'Log', service: isMetric ? 'Platform' : 'Log Alerts V2',
    description: textOf(properties.description) ?? '', firedAt: new Date(at).toISOString(), condition: { windowSize: properties.windowSize ?? 'PT5M', allOf: [...values] },
  }, context);
}
