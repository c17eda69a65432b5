import { keyOf, scopeParts } from '../../resourceId';
import type { SubscriptionRecord } from '../../subscriptions';
import type { ProviderContext, StoredResource } from '../provider';
import { sameText, textOf, valueAt } from '../shared/json';

export const groupType = 'Microsoft.Management/managementGroups';
export const membershipType = `${groupType}/subscriptions`;
export const groupId = (name: string): string => `/providers/${groupType}/${name}`;

type Reader = Pick<ProviderContext, 'resources' | 'tenantId'>;

/** Of a group: the ID of the group above it; undefined at the root. */
export const parentOf = (group: StoredResource): string | undefined => textOf(valueAt(group.body, 'properties.details.parent.id'));

/** IDs of the groups above a group or a subscription, nearest first. Subscriptions that were put nowhere are below the root. */
export function ancestorsOf(scope: string, { resources, tenantId }: Reader): string[] {
  const chain: string[] = [];
  let next = firstAbove(scope, { resources, tenantId });
  while (next !== undefined && !chain.some((id) => sameText(id, next ?? ''))) {
    chain.push(next);
    const group = resources.find(next);
    next = group && parentOf(group);
  }
  return chain;
}

function firstAbove(scope: string, { resources, tenantId }: Reader): string | undefined {
  const { subscriptionId } = scopeParts(scope);
  if (subscriptionId === undefined) { const group = resources.find(scope); return group && sameText(group.type, groupType) ? parentOf(group) : undefined; }
  const membership = resources.listByType(membershipType).find(({ name }) => sameText(name.split('/').at(-1), subscriptionId));
  return membership ? membership.id.slice(0, membership.id.toLowerCase().lastIndexOf('/subscriptions/')) : groupId(tenantId);
}

/** Whether what is assigned at one scope holds at another: there, below it, and below a management group all its groups and subscriptions. */
export function holdsAt(assignedAt: string, scope: string, reader: Reader): boolean {
  const [own, key] = [keyOf(assignedAt), keyOf(scope)];
  if (own === '' || own === key || key.startsWith(`${own}/`)) return true;
  if (!own.startsWith('/providers/microsoft.management/')) return false;
  const { subscriptionId } = scopeParts(scope);
  return ancestorsOf(subscriptionId === undefined ? groupOf(scope) : `/subscriptions/${subscriptionId}`, reader).some((id) => keyOf(id) === own);
}

/** The group that a scope is or lies at. */
const groupOf = (scope: string): string => /^\/providers\/Microsoft\.Management\/managementGroups\/[^/]+/i.exec(scope)?.[0] ?? scope;

export interface Descendant { readonly id: string; readonly type: string; readonly name: string; readonly displayName: string; readonly parentId: string }

/** Groups and subscriptions below a group, those of one group together, nearest first. */
export function descendantsOf(id: string, context: ProviderContext): Descendant[] {
  const direct = childrenOf(id, context);
  return [...direct, ...direct.filter(({ type }) => type === groupType).flatMap((child) => descendantsOf(child.id, context))];
}

export function childrenOf(id: string, context: ProviderContext): Descendant[] {
  const groups = context.resources.listByType(groupType).filter((group) => sameText(parentOf(group), id)).map((group): Descendant => ({ id: group.id, type: groupType, name: group.name, displayName: textOf(valueAt(group.body, 'properties.displayName')) ?? group.name, parentId: id }));
  const subscriptions = [...context.table<SubscriptionRecord>('subscriptions').entries()].map(([, record]) => record).filter(({ subscriptionId, tenantId }) => tenantId === context.tenantId && sameText(firstAbove(`/subscriptions/${subscriptionId}`, context), id));
  return [...groups, ...subscriptions.map(({ subscriptionId, displayName }): Descendant => ({ id: `/subscriptions/${subscriptionId}`, type: '/subscriptions', name: subscriptionId, displayName, parentId: id }))];
}
