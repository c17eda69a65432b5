import type { JsonObject } from '../../armTemplate';
import { badRequest } from '../armError';
import { FilterReader, type Predicate } from '../http/filterReader';
import type { ProviderContext, ProviderRouteRequest, RouteAnswer } from '../providers/provider';
import { sameText } from '../providers/shared/json';
import { parseResourceId, scopeParts } from '../resourceId';
import type { SubscriptionRecord } from '../subscriptions';
import { costsAt, dimensionsOf } from './costs';
import type { CostRow } from './costRows';
import { pageOf } from './paging';
import { currency } from './prices';
import { dayMs, dayText, monthOf, type Period } from './periods';

type Subject = (name: string) => readonly string[];

/** `properties/usageStart ge '2026-01-01' and properties/resourceGroup eq 'rg'`; days compare as text. */
class UsageFilterReader extends FilterReader<Subject> {
  protected comparison(): Predicate<Subject> {
    const name = this.next('word').replace(/^properties\//i, '').toLowerCase();
    const operator = this.next('word').toLowerCase();
    const wanted = this.next();
    if (name === 'usagestart' || name === 'usageend' || name === 'date') return this.day(operator, wanted);
    if (operator !== 'eq' || !known.has(name)) throw this.refusal();
    return (subject) => subject(name).includes(wanted.toLowerCase());
  }

  private day(operator: string, wanted: string): Predicate<Subject> {
    const day = new Date(wanted);
    const compare = { eq: (a: string, b: string) => a === b, ge: (a: string, b: string) => a >= b, gt: (a: string, b: string) => a > b, le: (a: string, b: string) => a <= b, lt: (a: string, b: string) => a < b }[operator];
    if (!compare || Number.isNaN(day.getTime())) throw this.refusal();
    const text = dayText(day.getTime());
    return (subject) => compare(subject('day')[0]!, text);
  }
}

const known: ReadonlySet<string> = new Set(['resourcegroup', 'resourcename', 'resourceid', 'instancename', 'instanceid', 'resourcetype', 'resourcelocation', 'consumedservice', 'chargetype', 'publishertype', 'metercategory', 'tags']);

/** The month so far where the filter names no days. Usage is kept for thirteen months. @see Consumption REST, Usage Details - List */
export function listUsage({ parameters, query, apiVersion, path }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const filter = query.get('$filter') ?? '';
  const now = context.clock.now().getTime();
  const fits = filter.trim() === '' ? () => true : new UsageFilterReader(filter, 50, () => badRequest('400', `Invalid query parameter: $filter '${filter.slice(0, 200)}'.`)).all();
  const interval = /usage(start|end)|date/i.test(filter) ? { from: now - 396 * dayMs, to: now } : { from: monthOf(now).from, to: now };
  const scope = (parameters.scope ?? '').replace(/\/providers\/Microsoft\.Billing\/billingPeriods\/\d{6}$/i, '') || '/';
  const rows = costsAt(scope, interval, context).filter((row) => fits((name) => valuesOf(row, name))).sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  const expands = /meterDetails/i.test(query.get('$expand') ?? '');
  const { items, nextLink } = pageOf(rows, { query, path }, context, '$skiptoken');
  const shape = apiVersion < '2019-10-01' ? oldest : isModern(scope, context) ? modern : legacy;
  return { body: { value: items.map((row) => shape(row, expands, context)), ...(nextLink !== undefined && { nextLink }) } };
}

function valuesOf(row: CostRow, name: string): readonly string[] {
  const id = row.stretch.id.toLowerCase();
  if (name === 'day') return [row.day];
  if (name === 'tags') return Object.entries(row.stretch.tags ?? {}).map(([key, value]) => `${key}:${value}`.toLowerCase());
  if (name === 'resourceid' || name === 'instanceid' || name === 'instancename') return [id, id.split('/').at(-1)!];
  if (name === 'resourcename') return [id.split('/').at(-1)!];
  const found = Object.entries(dimensionsOf(row)).find(([key]) => key.toLowerCase() === name);
  return found ? [found[1].toLowerCase()] : [];
}

const meterDetails = ({ price }: CostRow): JsonObject => ({ meterName: price.meter, meterCategory: price.service, meterSubCategory: price.category, unitOfMeasure: price.unit, serviceFamily: null });
const longDay = (ms: number): string => `${dayText(ms)}T00:00:00.0000000Z`;

function envelope(row: CostRow, period: Period, context: ProviderContext): { readonly id: string; readonly name: string; readonly type: string; readonly tags: JsonObject | null } {
  const { subscriptionId = '' } = scopeParts(row.stretch.id);
  const name = context.random.guid(`usage:${row.stretch.id}:${row.stretch.from}:${row.price.meter}:${row.day}`);
  const { tags = {} } = row.stretch;
  return { id: `/subscriptions/${subscriptionId}/providers/Microsoft.Billing/billingPeriods/${period.name}/providers/Microsoft.Consumption/usageDetails/${name}`, name, type: 'Microsoft.Consumption/usageDetails', tags: Object.keys(tags).length === 0 ? null : { ...tags } };
}

/** The shape of subscriptions that are paid as one goes. */
function legacy(row: CostRow, expands: boolean, context: ProviderContext): JsonObject {
  const { stretch, price, quantity, cost, day } = row;
  const period = monthOf(Date.parse(day));
  const { subscriptionId = '', resourceGroup = '' } = scopeParts(stretch.id);
  return {
    kind: 'legacy', ...envelope(row, period, context),
    properties: {
      billingAccountId: subscriptionId, billingAccountName: 'Sandbox', billingPeriodStartDate: longDay(period.from), billingPeriodEndDate: longDay(period.to - dayMs), billingProfileId: subscriptionId, billingProfileName: 'Sandbox', subscriptionId, subscriptionName: subscriptionId,
      date: longDay(Date.parse(day)), product: dimensionsOf(row).Product!, meterId: context.random.guid(`meter:${price.type}:${price.meter}`), quantity, effectivePrice: price.price, cost, unitPrice: price.price, billingCurrency: currency, resourceLocation: stretch.location,
      consumedService: parseResourceId(stretch.id)?.namespace ?? '', resourceId: stretch.id, resourceName: stretch.id.split('/').at(-1)!, resourceGroup, offerId: 'MS-AZR-0003P', isAzureCreditEligible: true, publisherType: 'Azure', chargeType: 'Usage', frequency: 'UsageBased', meterDetails: expands ? meterDetails(row) : null,
    },
  };
}

/** A subscription with the tag `agreement` of value `customer` is billed by a Microsoft Customer Agreement. */
function isModern(scope: string, context: ProviderContext): boolean {
  const tags = context.table<SubscriptionRecord>('subscriptions').get(scopeParts(scope).subscriptionId?.toLowerCase() ?? '')?.tags ?? {};
  return Object.entries(tags).some(([name, value]) => sameText(name, 'agreement') && sameText(value, 'customer'));
}

/** The shape of subscriptions under a Microsoft Customer Agreement: meters are always told, the resource is `instanceName`. */
function modern(row: CostRow, _expands: boolean, context: ProviderContext): JsonObject {
  const { stretch, price, quantity, cost, day } = row;
  const period = monthOf(Date.parse(day));
  const { subscriptionId = '', resourceGroup = '' } = scopeParts(stretch.id);
  const meterId = context.random.guid(`meter:${price.type}:${price.meter}`);
  return {
    kind: 'modern', ...envelope(row, period, context),
    properties: {
      billingAccountId: subscriptionId, billingAccountName: 'Sandbox', billingPeriodStartDate: longDay(period.from), billingPeriodEndDate: longDay(period.to - dayMs), billingProfileId: subscriptionId, billingProfileName: 'Sandbox', subscriptionGuid: subscriptionId, subscriptionName: subscriptionId, date: longDay(Date.parse(day)),
      product: dimensionsOf(row).Product!, meterId, meterName: price.meter, meterCategory: price.service, meterSubCategory: price.category, unitOfMeasure: price.unit, instanceName: stretch.id, resourceGroup, resourceLocation: stretch.location, resourceLocationNormalized: stretch.location, consumedService: parseResourceId(stretch.id)?.namespace ?? '',
      quantity, unitPrice: price.price, effectivePrice: price.price, costInBillingCurrency: cost, costInPricingCurrency: cost, costInUSD: cost, paygCostInBillingCurrency: cost, billingCurrencyCode: currency, pricingCurrencyCode: currency, exchangeRate: '1', isAzureCreditEligible: true, publisherType: 'Azure', chargeType: 'Usage', frequency: 'UsageBased', pricingModel: 'OnDemand',
    },
  };
}

/** As versions before 2019-10-01 show it, which is what the Azure CLI reads. */
function oldest(row: CostRow, expands: boolean, context: ProviderContext): JsonObject {
  const { stretch, price, quantity, cost, day } = row;
  const { subscriptionId = '' } = scopeParts(stretch.id);
  const period = monthOf(Date.parse(day));
  return {
    ...envelope(row, period, context),
    properties: {
      billingPeriodId: `/subscriptions/${subscriptionId}/providers/Microsoft.Billing/billingPeriods/${period.name}`, usageStart: `${day}T00:00:00Z`, usageEnd: `${day}T23:59:59Z`, instanceId: stretch.id, instanceName: stretch.id.split('/').at(-1)!, instanceLocation: stretch.location,
      meterId: context.random.guid(`meter:${price.type}:${price.meter}`), usageQuantity: quantity, billableQuantity: quantity, pretaxCost: cost, currency, isEstimated: true, subscriptionGuid: subscriptionId, subscriptionName: subscriptionId, accountName: 'Sandbox', consumedService: parseResourceId(stretch.id)?.namespace ?? '',
      product: dimensionsOf(row).Product!, meterDetails: expands ? meterDetails(row) : null,
    },
  };
}
