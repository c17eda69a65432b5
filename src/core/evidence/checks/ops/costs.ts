import { asObject, asString } from '../../../json';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { armList } from '../../queries';
import { fail, pass, unknown } from '../../verdict';
import { check, listed, numberOf } from '../shared';

const dayMs = 86_400_000;
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
/** Begin of today, in UTC: the last whole week ends there. */
const today = (now: Date): number => Math.floor(now.getTime() / dayMs) * dayMs;

/** Usage of the group in the two whole weeks before `now`. @see Consumption REST, Usage Details - List */
export const usage = (now: Date) => armList('{rg}/providers/Microsoft.Consumption/usageDetails', '2023-05-01', { $filter: `properties/usageStart ge '${dayOf(today(now) - 14 * dayMs)}' and properties/usageEnd lt '${dayOf(today(now))}'`, metric: 'actualcost' });

export const costChecks: readonly Check[] = [check('ops.weekly.cost-anomalies', ({ now }) => [usage(now)], decideAnomalies)];

interface Weeks { before: number; last: number }

/** A resource is an anomaly when its week cost more by a share and by an amount than the week before. */
function decideAnomalies(facts: Facts, { now, profile }: EvidenceScope): Verdict {
  const rows = facts.need(usage(now)).map((one) => asObject(one['properties']));
  if (rows.length === 0) return unknown('No cost was reported for the last two weeks. It appears about a day after it arises.');
  const begin = today(now) - 7 * dayMs;
  if (!rows.some((row) => Date.parse(asString(row['date']) ?? '') < begin)) return unknown(`There was no cost before ${dayOf(begin)}: the week before the last is needed to compare with.`);
  const [percent, amount] = [numberOf(profile, 'costGrowthPercent', 25), numberOf(profile, 'costGrowthAmount', 5)];
  const byResource = new Map<string, Weeks>();
  for (const row of rows) {
    const id = (asString(row['resourceId']) ?? asString(row['instanceName']) ?? 'the group').toLowerCase();
    const weeks = byResource.get(id) ?? { before: 0, last: 0 };
    const cost = Number(row['cost'] ?? row['costInBillingCurrency'] ?? 0);
    if (Date.parse(asString(row['date']) ?? '') >= begin) weeks.last += cost;
    else weeks.before += cost;
    byResource.set(id, weeks);
  }
  const grown = [...byResource].filter(([, { before, last }]) => last - before > amount && last > before * (1 + percent / 100));
  const currency = asString(rows[0]?.['billingCurrency']) ?? asString(rows[0]?.['billingCurrencyCode']) ?? '';
  const say = ([id, { before, last }]: readonly [string, Weeks]): string => `${id.split('/').at(-1) ?? id} from ${before.toFixed(2)} to ${last.toFixed(2)} ${currency}`.trim();
  return grown.length === 0 ? pass(`The week cost of none of ${byResource.size} resources grew by more than ${percent} % and ${amount} ${currency}.`.replace(' .', '.')) : fail(`${grown.length} grew by more than ${percent} %: ${listed(grown.map(say))}.`);
}
