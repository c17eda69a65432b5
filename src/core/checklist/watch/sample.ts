import type { Check, CheckedRow, Query } from '../../evidence';
import { alertsIn, firedAlerts, isSevere } from '../../evidence/checks/alerts';
import { counted } from '../../evidence/checks/shared';
import { healthOfApp } from '../../evidence/checks/verify/endpoints';
import { apps, numberIn } from '../../evidence/checks/verify/shared';
import { logs, resource } from '../../evidence/queries';
import { asObject, asString } from '../../json';
import type { JsonObject } from '../../values';

/** Items that are asked at each look, in the order of the list. Those that do not apply say so themselves. */
export const watchedItems: readonly string[] = [
  'verify.health.all-healthy', 'verify.endpoints.health-main', 'verify.endpoints.health-mcp', 'verify.endpoints.health-realm', 'verify.appinsights.failures',
  'ops.daily.alerts', 'ops.daily.error-rate', 'ops.daily.apps-running', 'ops.daily.queue-depths', 'ops.weekly.cost-anomalies',
];
/** The item that the whole watch decides. */
export const watchItem = 'env-prod.tasks.post-monitoring';

const sampleRow = 'watch.sample';

/** What a look keeps in numbers: share of failed requests since the last one, status of each health endpoint, severe alerts since the watch began. */
export interface WatchSample { readonly errorRatePercent: number; readonly health: Readonly<Record<string, number>>; readonly severeAlerts: number }

/** The check that asks for the numbers. Whatever cannot be asked leaves it `unknown`: a sample is whole or none. */
export function sampleCheck({ since, minutes }: { readonly since: string; readonly minutes: number }): Check {
  const errors = logs('appi', `requests | where timestamp > ago(${minutes}m) | summarize failed = countif(success == false), total = count()`, `PT${minutes}M`);
  const health = apps.map((app) => [app, healthOfApp(app)] as const);
  const needs: readonly Query[] = [errors, firedAlerts, resource('appi'), ...health.map(([, query]) => query)];
  return {
    row: sampleRow, needs, decide: (facts) => {
      const rows = facts.need(errors);
      const [failed, total] = [numberIn(rows, 'failed'), numberIn(rows, 'total')];
      if (failed === undefined || total === undefined) return { state: 'unknown', reason: 'The log service told no numbers of requests.' };
      const statuses = health.map(([app, query]): readonly [string, number] => [app, facts.need(query).status]);
      const severe = alertsIn(facts).filter((alert) => isSevere(alert) && (asString(alert['startDateTime']) ?? '') >= since).length;
      const sample: WatchSample = { errorRatePercent: total === 0 ? 0 : Math.round((10_000 * failed) / total) / 100, health: Object.fromEntries(statuses), severeAlerts: severe };
      return { state: 'pass', reason: 'All numbers are there.', observed: sample as unknown as JsonObject };
    },
  };
}

/** Undefined where it is not whole. */
export const sampleIn = (rows: readonly CheckedRow[]): WatchSample | undefined => {
  const row = rows.find((one) => one.row === sampleRow);
  return row?.state === 'pass' ? asObject(row.observed) as unknown as WatchSample : undefined;
};

const mostErrorsPercent = 1;

/** What is wrong in a sample by itself, as the checklist's item about the watch judges it; an app whose own item fails is said there. */
export function problemsOfSample({ errorRatePercent, health, severeAlerts }: WatchSample, failed: ReadonlySet<string>): readonly { readonly item: string; readonly title: string; readonly reason: string }[] {
  const say = (title: string, reason: string) => ({ item: watchItem, title, reason });
  return [
    ...(errorRatePercent < mostErrorsPercent ? [] : [say('Error rate', `${errorRatePercent} % of the requests since the last look failed.`)]),
    ...Object.entries(health).filter(([app, status]) => status !== 200 && !failed.has(`verify.endpoints.health-${app}`)).map(([app, status]) => say('Health', `/api/health of ${app} answers ${status}.`)),
    ...(severeAlerts === 0 ? [] : [say('Alerts', `${counted(severeAlerts, 'alert')} of severity 0 or 1 fired since the watch began.`)]),
  ];
}
