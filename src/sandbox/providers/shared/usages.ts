import { sameText } from './json';
import type { ProviderContext, RouteAnswer } from '../provider';

export interface CountedQuota { readonly name: string; readonly label: string; readonly type: string; readonly limit: number; readonly unit?: string }

/** A list of usages whose current values are counted from the resources that the subscription has in the location. */
export function usages(quotas: readonly CountedQuota[], parameters: Readonly<Record<string, string>>, context: ProviderContext): RouteAnswer {
  const { subscriptionId = '', location = '' } = parameters;
  const count = (type: string): number =>
    context.resources.listByType(type, `/subscriptions/${subscriptionId}`).filter(({ body }) => sameText(String(body.location ?? '').replace(/\s/g, ''), location.replace(/\s/g, ''))).length;
  const value = quotas.map(({ name, label, type, limit, unit = 'Count' }) => ({ unit, currentValue: count(type), limit, name: { value: name, localizedValue: label } }));
  return { body: { value } };
}
