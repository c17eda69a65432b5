import type { JsonObject } from '../../armTemplate';
import { ArmError, badRequest, conflict } from '../armError';
import { textOr } from '../json';
import type { ProviderContext } from '../providers/provider';
import { keyOf } from '../resourceId';
import { normaliseLocation } from '../resources/locations';
import { quotas, taken, type Quota } from './limits';

export interface Place { readonly subscriptionId: string; readonly location: string }

/** The limit in a region; the faults in force may say another one. */
export const limitOf = ({ type, name, limit }: Quota, { location }: Place, context: ProviderContext): number => context.otherLimit?.({ type, location, name }) ?? limit;

/** How much of a quota the resources of a subscription take in a region. */
export const usedOf = (quota: Quota, { subscriptionId, location }: Place, context: ProviderContext): number =>
  context.resources.listByType(quota.type, `/subscriptions/${subscriptionId}`).filter(({ body }) => quota.isGlobal || normaliseLocation(textOr(body.location)) === location).reduce((sum, { body }) => sum + taken(quota, body), 0);

/** A resource that is to be written, with what it replaces. */
export interface Coming { readonly id: string; readonly type: string; readonly body: JsonObject; readonly before?: JsonObject }

/** Refuses what would go beyond a limit, all of it together. What takes no more than before is let through, even above the limit. */
export function refusalsOf(coming: readonly Coming[], subscriptionId: string, context: ProviderContext): readonly { readonly quota: Quota; readonly id: string; readonly error: ArmError }[] {
  return quotas.flatMap((quota) => {
    const wanted = coming.filter(({ type }) => type.toLowerCase() === quota.type.toLowerCase());
    const regions = new Map<string, { id: string; more: number }>();
    for (const { id, body, before } of wanted) {
      const location = normaliseLocation(textOr(body.location, textOr(before?.location)));
      const more = taken(quota, body) - (before ? taken(quota, before) : 0);
      const known = regions.get(quota.isGlobal ? '' : location);
      if (more > 0) regions.set(quota.isGlobal ? '' : location, { id, more: more + (known?.more ?? 0) });
    }
    return [...regions].flatMap(([location, { id, more }]) => {
      const place = { subscriptionId, location };
      const [limit, used] = [limitOf(quota, place, context), usedOf(quota, place, context)];
      return used + more <= limit ? [] : [{ quota, id: keyOf(id), error: refusal(quota, place, { limit, used, more }) }];
    });
  });
}

/** @throws ArmError */
export function checkQuotas(coming: Coming, subscriptionId: string | undefined, context: ProviderContext): void {
  const [first] = subscriptionId === undefined ? [] : refusalsOf([coming], subscriptionId, context);
  if (first) throw first.error;
}

function refusal({ label, refusal: kind }: Quota, { subscriptionId, location }: Place, { limit, used, more }: { readonly limit: number; readonly used: number; readonly more: number }): ArmError {
  switch (kind) {
    case 'storage': return conflict('MaxStorageAccountsCountPerSubscriptionExceeded', `Subscription ${subscriptionId} already contains ${used} storage accounts in location ${location} and the maximum allowed is ${limit}.`);
    case 'plan': return new ArmError(401, 'SubscriptionIsOverQuotaForSku', `This region has quota of ${limit} instances for your subscription. Try selecting different region or SKU.`);
    case 'namespace': return badRequest('BadRequest', `The specified subscription has reached its quota of namespaces. Current: ${used}. Maximum: ${limit}.`);
    case 'addresses': return badRequest('PublicIPCountLimitReached', `Cannot create more than ${limit} public IP addresses for this subscription in this region.`);
    case 'networks': return badRequest('VnetCountLimitReached', `Cannot create more than ${limit} virtual networks for this subscription in this region.`);
    case 'cores': case 'general': return conflict(kind === 'cores' ? 'OperationNotAllowed' : 'QuotaExceeded', `Operation could not be completed as it results in exceeding approved ${label} quota. Additional details - Deployment Model: Resource Manager, Location: ${location}, Current Limit: ${limit}, Current Usage: ${used}, Additional Required: ${more}, (Minimum) New Limit Required: ${used + more}.`);
  }
}
