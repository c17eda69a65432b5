import type { JsonObject } from '../../armTemplate';
import type { ProviderContext, ProviderRouteRequest, RouteAnswer } from '../providers/provider';
import { costsAt, dimensionsOf } from './costs';
import { dayMs, monthOf } from './periods';
import { currency, prices } from './prices';

/** What costs of this month can be told apart by; `$expand=properties/data` adds the values that there are. @see Cost Management REST, Dimensions - List */
export function listDimensions({ parameters, query }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const scope = parameters.scope || '/';
  const now = context.clock.now().getTime();
  const values = new Map<string, Set<string>>();
  for (const row of costsAt(scope, { from: monthOf(now).from, to: now }, context)) for (const [name, value] of Object.entries(dimensionsOf(row))) values.set(name, (values.get(name) ?? new Set()).add(value));
  const shows = /properties\/data/i.test(query.get('$expand') ?? '');
  const value = [...values].map(([category, found]): JsonObject => ({
    id: `${scope.slice(1)}/providers/Microsoft.CostManagement/dimensions/${category}`, name: category, type: 'Microsoft.CostManagement/dimensions',
    properties: { description: category, filterEnabled: true, groupingEnabled: true, category, total: found.size, usageStart: new Date(monthOf(now).from).toISOString(), usageEnd: new Date(now).toISOString(), ...(shows && { data: [...found].sort() }) },
  }));
  return { body: { value } };
}

/** The one price table. @see Consumption REST, Price Sheet - Get */
export function priceSheet({ parameters, query }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const { subscriptionId = '' } = parameters;
  const period = monthOf(context.clock.now().getTime());
  const details = /meterDetails/i.test(query.get('$expand') ?? '');
  const pricesheets = prices.map((price): JsonObject => ({
    billingPeriodId: `/subscriptions/${subscriptionId}/providers/Microsoft.Billing/billingPeriods/${period.name}`, meterId: context.random.guid(`meter:${price.type}:${price.meter}`), unitOfMeasure: price.unit, includedQuantity: 0, partNumber: '', unitPrice: price.price, currencyCode: currency, offerId: 'MS-AZR-0003P',
    ...(details && { meterDetails: { meterName: price.meter, meterCategory: price.service, meterSubCategory: price.category, unit: price.unit, meterLocation: '', totalIncludedQuantity: 0, pretaxStandardRate: price.price } }),
  }));
  const id = `/subscriptions/${subscriptionId}/providers/Microsoft.Billing/billingPeriods/${period.name}/providers/Microsoft.Consumption/pricesheets/default`;
  return { body: { id, name: 'default', type: 'Microsoft.Consumption/pricesheets', properties: { pricesheets, meterDetails: null, download: null, startDate: new Date(period.from).toISOString(), endDate: new Date(period.to - dayMs).toISOString() } } };
}
