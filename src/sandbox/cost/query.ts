import type { JsonObject, JsonValue } from '../../armTemplate';
import type { ProviderContext, ProviderRouteRequest, RouteAnswer } from '../providers/provider';
import { arrayOf, isObject, objectOf, property, textOf, valueAt } from '../providers/shared/json';
import { conditionOf, dimension, invalid, tagOf } from './conditions';
import { costsAhead, costsAt } from './costs';
import type { CostRow, Interval } from './costRows';
import { pageOf } from './paging';
import { dayMs, dayText, monthOf, startOfDay } from './periods';
import { currency } from './prices';

interface Column { readonly name: string; readonly type: 'Number' | 'String' | 'Datetime' }
interface Marked { readonly row: CostRow; readonly status: 'Actual' | 'Forecast' }

const scopeOf = ({ parameters }: ProviderRouteRequest): string => parameters.scope || '/';

/** @see Cost Management REST, Query - Usage */
export function queryCosts(request: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const interval = intervalOf(request.body, context.clock.now().getTime(), false);
  return answer(request, costsAt(scopeOf(request), interval, context).map((row) => ({ row, status: 'Actual' })), false, context);
}

/** What was until now, where it is asked for, and what is to come if all stays as it is. @see Cost Management REST, Forecast - Usage */
export function forecastCosts(request: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const interval = intervalOf(request.body, context.clock.now().getTime(), true);
  const actual = costsAt(scopeOf(request), interval, context);
  const rows: Marked[] = [...(property(request.body, 'includeActualCost') === false ? [] : actual.map((row) => ({ row, status: 'Actual' as const }))), ...costsAhead(scopeOf(request), interval, context).map((row) => ({ row, status: 'Forecast' as const }))];
  return answer(request, rows, true, context);
}

const isUsable = (time: number | undefined): boolean => time !== undefined && time >= 0 && time < Date.UTC(9999, 0);

/** Days of a custom period count whole, the last one too. */
function intervalOf(body: JsonValue | undefined, now: number, ahead: boolean): Interval {
  const timeframe = (textOf(property(body, 'timeframe')) ?? '').toLowerCase();
  const today = startOfDay(now);
  switch (timeframe) {
    case 'custom': {
      const [from, to] = ['from', 'to'].map((name) => Date.parse(textOf(valueAt(body, `timePeriod.${name}`)) ?? ''));
      if (!isUsable(from) || !isUsable(to)) throw invalid("the timeframe 'Custom' needs a timePeriod with from and to.");
      if (from! > to!) throw invalid('the timePeriod begins after its end.');
      if (to! - from! > 366 * dayMs) throw invalid('the timePeriod is longer than a year.');
      return { from: startOfDay(from!), to: startOfDay(to!) + dayMs };
    }
    case 'weektodate': { const from = today - new Date(today).getUTCDay() * dayMs; return { from, to: ahead ? from + 7 * dayMs : now }; }
    case 'monthtodate': case 'billingmonthtodate': case 'thecurrentmonth': return { from: monthOf(now).from, to: ahead ? monthOf(now).to : now };
    case 'thelastmonth': case 'thelastbillingmonth': return monthOf(now, -1);
    default: throw invalid(`'${timeframe.slice(0, 50)}' is no timeframe.`);
  }
}

interface Grouping { readonly columns: readonly Column[]; readonly cells: (row: CostRow) => readonly string[] }

function groupingOf(dataset: JsonObject): readonly Grouping[] {
  const asked = arrayOf(property(dataset, 'grouping')).map((one) => ({ type: (textOf(property(one, 'type')) ?? '').toLowerCase(), name: textOf(property(one, 'name')) ?? '' }));
  const columns = arrayOf(valueAt(dataset, 'configuration.columns')).map(String).filter((name) => !/^(cost|pretaxcost|costusd|usagequantity|currency|usagedate|date)$/i.test(name)).map((name) => ({ type: 'dimension', name }));
  return [...asked, ...columns].map(({ type, name }): Grouping => {
    if (type === 'tagkey' || type === 'tag') return { columns: [{ name: 'TagKey', type: 'String' }, { name: 'TagValue', type: 'String' }], cells: (row) => [name.toLowerCase(), tagOf(row, name)] };
    if (type !== 'dimension') throw invalid(`'${type.slice(0, 50)}' is no type of grouping.`);
    return { columns: [{ name, type: 'String' }], cells: (row) => [dimension(row, name)] };
  });
}

const sums: Readonly<Record<string, (row: CostRow) => number>> = { cost: ({ cost }) => cost, pretaxcost: ({ cost }) => cost, costusd: ({ cost }) => cost, pretaxcostusd: ({ cost }) => cost, usagequantity: ({ quantity }) => quantity };

function aggregationsOf(dataset: JsonObject): readonly { readonly name: string; readonly of: (row: CostRow) => number }[] {
  const asked = Object.values(objectOf(property(dataset, 'aggregation')));
  if (asked.length > 2) throw invalid('there are at most two aggregations.');
  if (asked.length === 0) return [{ name: 'PreTaxCost', of: sums.pretaxcost! }];
  return asked.map((one) => {
    const [name, how] = [textOf(property(one, 'name')) ?? '', textOf(property(one, 'function')) ?? ''];
    const of = Object.hasOwn(sums, name.toLowerCase()) ? sums[name.toLowerCase()] : undefined;
    if (!of || how.toLowerCase() !== 'sum') throw invalid(`the aggregation of '${name.slice(0, 50)}' by '${how.slice(0, 50)}' is not known.`);
    return { name, of };
  });
}

/** When a row counts: the day as a number, the first of its month, or nothing. */
function timesOf(dataset: JsonObject): { readonly columns: readonly Column[]; readonly cells: (row: CostRow) => readonly (string | number)[] } {
  switch ((textOf(property(dataset, 'granularity')) ?? 'None').toLowerCase()) {
    case 'daily': return { columns: [{ name: 'UsageDate', type: 'Number' }], cells: ({ day }) => [Number(day.replaceAll('-', ''))] };
    case 'monthly': return { columns: [{ name: 'BillingMonth', type: 'Datetime' }], cells: ({ day }) => [`${dayText(monthOf(Date.parse(day)).from)}T00:00:00`] };
    case 'none': return { columns: [], cells: () => [] };
    default: throw invalid('the granularity is Daily, Monthly or None.');
  }
}

function answer(request: ProviderRouteRequest, marked: readonly Marked[], isForecast: boolean, context: ProviderContext): RouteAnswer {
  const dataset = property(request.body, 'dataset') ?? property(request.body, 'dataSet');
  const type = textOf(property(request.body, 'type')) ?? '';
  if (!/^(usage|actualcost|amortizedcost)$/i.test(type)) throw invalid(`'${type.slice(0, 50)}' is no type of export.`);
  if (!isObject(dataset)) throw invalid('the dataset is missing.');
  const [fits, times, grouping, aggregations] = [conditionOf(property(dataset, 'filter')), timesOf(dataset), groupingOf(dataset), aggregationsOf(dataset)];
  const columns: Column[] = [...aggregations.map(({ name }): Column => ({ name, type: 'Number' })), ...times.columns, ...grouping.flatMap((one) => one.columns), ...(isForecast ? [{ name: 'CostStatus', type: 'String' } as const] : []), { name: 'Currency', type: 'String' }];
  const groups = new Map<string, { readonly sums: number[]; readonly cells: readonly (string | number)[] }>();
  for (const { row, status } of marked) {
    if (!fits(row)) continue;
    const cells = [...times.cells(row), ...grouping.flatMap((one) => one.cells(row)), ...(isForecast ? [status] : []), currency];
    const key = JSON.stringify(cells);
    const group = groups.get(key) ?? { sums: aggregations.map(() => 0), cells };
    aggregations.forEach(({ of }, index) => { group.sums[index]! += of(row); });
    groups.set(key, group);
  }
  const rows = sorted([...groups.values()].map((one): (string | number)[] => [...one.sums, ...one.cells]), columns, dataset, times.columns.length > 0 ? aggregations.length : undefined);
  const { items, nextLink } = pageOf(rows, request, context, '$skiptoken');
  const name = context.random.guid(`cost:${request.path}:${JSON.stringify(request.body)}`);
  return { body: { id: `${scopeOf(request).slice(1)}/providers/Microsoft.CostManagement/${isForecast ? 'forecast' : 'query'}/${name}`, name, type: `Microsoft.CostManagement/${isForecast ? 'forecast' : 'query'}`, location: null, sku: null, eTag: null, properties: { nextLink: nextLink ?? null, columns: columns.map((one) => ({ ...one })), rows: items.map((one) => [...one]) } } };
}

/** As asked; by time otherwise. */
function sorted(rows: (string | number)[][], columns: readonly Column[], dataset: JsonObject, time: number | undefined): (string | number)[][] {
  const asked = arrayOf(property(dataset, 'sorting') ?? valueAt(dataset, 'configuration.sorting')).map((one) => ({ at: columns.findIndex(({ name }) => name.toLowerCase() === (textOf(property(one, 'name')) ?? '').toLowerCase()), down: /^desc/i.test(textOf(property(one, 'direction')) ?? '') }));
  if (asked.some(({ at }) => at < 0)) throw invalid('sorting names a column that is not there.');
  const order = asked.length > 0 ? asked : time === undefined ? [] : [{ at: time, down: false }];
  const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
  return rows.sort((a, b) => order.reduce((found, { at, down }) => found || compare(a[at]!, b[at]!) * (down ? -1 : 1), 0));
}
