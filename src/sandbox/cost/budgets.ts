import type { JsonObject, JsonValue } from '../../armTemplate';
import { ArmError } from '../armError';
import type { ProviderContext, ProviderRouteRequest, RouteAnswer, StoredResource } from '../providers/provider';
import { arrayOf, objectOf, textOf, valueAt } from '../providers/shared/json';
import { keyOf, scopeParts } from '../resourceId';
import { conditionOf } from './conditions';
import { costsAhead, costsAt } from './costs';
import type { CostRow, Interval } from './costRows';
import { monthsOf } from './periods';
import { currency } from './prices';

const scopeOfBudget = ({ id }: StoredResource): string => id.slice(0, id.toLowerCase().lastIndexOf('/providers/microsoft.consumption/'));
const grains: Readonly<Record<string, 1 | 3 | 12>> = { monthly: 1, billingmonth: 1, quarterly: 3, billingquarter: 3, annually: 12, billingannual: 12 };
const sumOf = (rows: readonly CostRow[]): number => rows.reduce((sum, { cost }) => sum + cost, 0);
const money = (amount: number): number => Math.round(amount * 100) / 100;

/** The period of a budget that `at` lies in; undefined before it begins and after its end. */
function periodOf({ body }: StoredResource, at: number): Interval | undefined {
  const { from, to } = monthsOf(at, grains[(textOf(valueAt(body, 'properties.timeGrain')) ?? '').toLowerCase()] ?? 1);
  const [start, end] = ['startDate', 'endDate'].map((name) => Date.parse(textOf(valueAt(body, `properties.timePeriod.${name}`)) ?? ''));
  const begins = Number.isNaN(start) ? from : Math.max(from, start!);
  return at < begins || at > (Number.isNaN(end) ? Infinity : end!) ? undefined : { from: begins, to };
}

/** Filters that cannot be read let everything through: a budget that is stored must stay readable. */
function filterOf({ body }: StoredResource): (row: CostRow) => boolean {
  try { return conditionOf(valueAt(body, 'properties.filter')); } catch (error) {
    if (error instanceof ArmError) return () => true;
    throw error;
  }
}

/** Spend of the period up to `to`. */
const spentIn = (budget: StoredResource, { from }: Interval, to: number, context: ProviderContext): number => sumOf(costsAt(scopeOfBudget(budget), { from, to }, context).filter(filterOf(budget)));

/** With what was spent in the period, and what will have been at its end. */
export function readBudget(budget: StoredResource, context: ProviderContext): JsonObject {
  const now = context.clock.now().getTime();
  const period = periodOf(budget, now);
  const spent = period ? spentIn(budget, period, now, context) : 0;
  const ahead = period ? sumOf(costsAhead(scopeOfBudget(budget), { from: now, to: period.to }, context).filter(filterOf(budget))) : 0;
  const amountOf = (amount: number): JsonObject => ({ amount: money(amount), unit: currency });
  return { ...budget.body, properties: { ...objectOf(budget.body.properties), currentSpend: amountOf(spent), ...(period && { forecastSpend: amountOf(spent + ahead) }) } };
}

interface Passed { readonly budget: StoredResource; readonly name: string; readonly notification: JsonObject; readonly period: Interval; readonly at: number; readonly spent: number }

const reaches = (notification: JsonObject, spent: number, amount: number): boolean => {
  const limit = amount * Number(notification.threshold ?? 0) / 100;
  switch ((textOf(notification.operator) ?? '').toLowerCase()) {
    case 'greaterthan': return spent > limit;
    case 'equalto': return spent >= limit && spent > 0;
    default: return spent >= limit;
  }
};

/** Costs only grow within a period, so the moment can be searched by halves. Milliseconds since 1970. */
function momentOf(reached: (at: number) => boolean, { from, to }: Interval): number {
  let [low, high] = [from, to];
  while (high - low > 1000) { const middle = Math.floor((low + high) / 2); if (reached(middle)) high = middle; else low = middle; }
  return high;
}

/** Notifications of the present period whose threshold has been passed since there is the budget; nobody outside is told. */
function passedOf(budget: StoredResource, context: ProviderContext): readonly Passed[] {
  const now = context.clock.now().getTime();
  const [period, amount] = [periodOf(budget, now), Number(valueAt(budget.body, 'properties.amount') ?? 0)];
  if (!period) return [];
  const ahead = sumOf(costsAhead(scopeOfBudget(budget), { from: now, to: period.to }, context).filter(filterOf(budget)));
  return Object.entries(objectOf(valueAt(budget.body, 'properties.notifications'))).flatMap(([name, value]): readonly Passed[] => {
    const notification = objectOf(value);
    if (notification.enabled === false) return [];
    const isForecast = textOf(notification.thresholdType)?.toLowerCase() === 'forecasted';
    const spentAt = (at: number): number => spentIn(budget, period, at, context);
    const spent = spentAt(now) + (isForecast ? ahead : 0);
    if (!reaches(notification, spent, amount)) return [];
    const at = isForecast ? now : Math.max(Date.parse(budget.createdAt), momentOf((moment) => reaches(notification, spentAt(moment), amount), { from: period.from, to: now }));
    return [{ budget, name, notification, period, at, spent }];
  });
}

/** What budgets of a scope and below had to tell. @see Cost Management REST, Alerts - List */
export function listCostAlerts({ parameters }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const scope = keyOf(parameters.scope ?? '');
  const budgets = context.resources.listByType('Microsoft.Consumption/budgets').filter(({ id }) => keyOf(id).startsWith(`${scope}/`));
  return { body: { value: budgets.flatMap((budget) => passedOf(budget, context)).map((one) => shown(one, context)) } };
}

function shown({ budget, name, notification, period, at, spent }: Passed, context: ProviderContext): JsonObject {
  const id = context.random.guid(`costAlert:${budget.id}:${name}:${period.from}`);
  const { resourceGroup } = scopeParts(budget.id);
  const lists = Object.fromEntries(['contactEmails', 'contactRoles', 'contactGroups'].map((list) => [list, arrayOf(notification[list])])) as Record<string, JsonValue[]>;
  const time = new Date(at).toISOString();
  return {
    id: `${scopeOfBudget(budget).slice(1)}/providers/Microsoft.CostManagement/alerts/${id}`, name: id, type: 'Microsoft.CostManagement/alerts',
    properties: {
      definition: { type: 'Budget', category: 'Cost', criteria: textOf(notification.thresholdType)?.toLowerCase() === 'forecasted' ? 'ForecastCostThresholdExceeded' : 'CostThresholdExceeded' },
      description: `The budget ${budget.name} has passed ${String(notification.threshold)} % of ${String(valueAt(budget.body, 'properties.amount'))} ${currency}.`, source: 'Preset', status: 'Active', costEntityId: budget.name, creationTime: time, modificationTime: time, statusModificationTime: time,
      details: { timeGrainType: valueAt(budget.body, 'properties.timeGrain') ?? 'Monthly', periodStartDate: new Date(period.from).toISOString(), triggeredBy: `${budget.name}_${name}`, resourceGroupFilter: resourceGroup === undefined ? [] : [resourceGroup], threshold: notification.threshold ?? 0, operator: notification.operator ?? 'GreaterThan', amount: valueAt(budget.body, 'properties.amount') ?? 0, unit: currency, currentSpend: money(spent), ...lists },
    },
  };
}
