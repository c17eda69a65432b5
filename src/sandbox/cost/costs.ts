import { notFound } from '../armError';
import { countedOf } from '../monitoring/metrics/counters';
import type { ProviderContext } from '../providers/provider';
import { keyOf, parseResourceId, scopeParts } from '../resourceId';
import { costRows, type CostRow, type Counts, type Interval, type Stretch } from './costRows';
import { lifetimesTable } from './lifetimes';

/** What is charged at a scope, also of what has gone. */
export function stretchesAt(scope: string, context: ProviderContext): Stretch[] {
  const key = keyOf(scope);
  return [...context.table<Stretch>(lifetimesTable).entries()].map(([, stretch]) => stretch).filter(({ id }) => { const own = keyOf(id); return own === key || own.startsWith(`${key}/`); });
}

/** What a scope cost, up to now at most. @throws ArmError 404 for a group that is not there. */
export function costsAt(scope: string, { from, to }: Interval, context: ProviderContext): CostRow[] {
  const { subscriptionId, resourceGroup } = scopeParts(scope);
  if (subscriptionId !== undefined && resourceGroup !== undefined && !context.resources.hasGroup(subscriptionId, resourceGroup)) throw notFound('ResourceGroupNotFound', `Resource group '${resourceGroup}' could not be found.`);
  return costRows(stretchesAt(scope, context), { from, to: Math.min(to, context.clock.now().getTime()) }, countsOf(context));
}

/** What it will cost if all stays as it is: what is there now, without what is counted. */
export function costsAhead(scope: string, { from, to }: Interval, context: ProviderContext): CostRow[] {
  return costRows(stretchesAt(scope, context).filter(({ until }) => until === undefined), { from: Math.max(from, context.clock.now().getTime()), to });
}

/** Sums of minutes; levels (whose tallies are one value) come out as they are. Each metric is read once, however many stretches ask. */
function countsOf(context: ProviderContext): Counts {
  const known = new Map<string, ReturnType<Counts>>();
  return (id, metric) => {
    const key = `${keyOf(id)}|${metric}`;
    const found = known.get(key) ?? sumsOf(id, metric, context);
    known.set(key, found);
    return found;
  };
}

function sumsOf(id: string, metric: string, context: ProviderContext): ReturnType<Counts> {
  const sums = new Map<number, number>();
  for (const { minutes } of countedOf(id, metric, context)) for (const [minute, [, total]] of minutes) sums.set(minute, (sums.get(minute) ?? 0) + total);
  return [...sums].sort(([one], [other]) => one - other).map(([minute, sum]) => [minute * 60_000, sum] as const);
}

/** What costs can be grouped and filtered by, in the words of Cost Management. */
export function dimensionsOf({ stretch, price }: CostRow): Readonly<Record<string, string>> {
  const { subscriptionId = '', resourceGroup = '' } = scopeParts(stretch.id);
  const id = parseResourceId(stretch.id);
  const parentType = stretch.type.toLowerCase();
  return {
    ResourceId: stretch.id.toLowerCase(), ResourceGroup: resourceGroup, ResourceGroupName: resourceGroup, ResourceType: parentType, ResourceLocation: stretch.location, ServiceName: price.service, ServiceFamily: familyOf(stretch.type), MeterCategory: price.service, MeterSubCategory: price.category, MeterSubcategory: price.category,
    Meter: price.meter, UnitOfMeasure: price.unit, SubscriptionId: subscriptionId, SubscriptionName: subscriptionId, ConsumedService: id?.namespace ?? '', ChargeType: 'Usage', PublisherType: 'Azure', PricingModel: 'OnDemand', Frequency: 'UsageBased', Product: `${price.service} - ${price.category} - ${price.meter}`,
  };
}

const families: readonly (readonly [RegExp, string])[] = [[/^microsoft\.storage/i, 'Storage'], [/^microsoft\.network/i, 'Networking'], [/^microsoft\.keyvault/i, 'Security'], [/^microsoft\.servicebus/i, 'Integration'], [/^microsoft\.insights/i, 'Management and Governance'], [/^microsoft\.machinelearning/i, 'AI + Machine Learning'], [/^microsoft\.containerregistry/i, 'Containers']];
const familyOf = (type: string): string => families.find(([pattern]) => pattern.test(type))?.[1] ?? 'Compute';
